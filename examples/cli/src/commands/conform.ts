import {
  conformanceChecks,
  type DeviceSettings,
  jsonReport,
  junitReport,
  type Result,
  resultLines,
  runConformance,
  tcpFrom,
  textReport,
} from '@mesh-examples/conformance';
import { type Command, command } from '../command.js';
import { addressList } from '../conform/address-list.js';
import { ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { address, asn, choice, integer, text, toggle } from '../options/kinds.js';
import type { OptionValues } from '../options/option.js';
import { UsageError } from '../usage-error.js';

const device = 'The device';
const run = 'The run';

const FORMATS: Readonly<Record<'text' | 'json' | 'junit', (results: readonly Result[]) => string>> = {
  text: textReport,
  json: jsonReport,
  junit: junitReport,
};

const OPTIONS = {
  peer: address({ section: device, help: 'address of the device' }),
  port: integer({ section: device, placeholder: 'PORT', min: 1, max: 65_535, initial: 179, help: 'its port' }),
  peerAs: asn({ section: device, help: 'its AS number' }),
  localAs: asn({ section: device, help: 'the AS number that it expects of us' }),
  localAddress: addressList({ section: device, help: 'addresses of ours that it knows as external neighbours' }),
  internalAddress: addressList({ section: device, help: 'addresses of ours that it knows in its own AS' }),
  observer: address({ section: device, help: 'an address of ours that it hands routes on to, in a third AS' }),
  observerAs: asn({ section: device, help: 'the AS number of the observer' }),
  announces: text({ section: device, placeholder: 'PREFIX', help: 'a prefix that it announces to everybody' }),
  only: text({ section: run, placeholder: 'TEXT', help: 'only checks whose id or clause contains the text' }),
  list: toggle({ section: run, help: 'list the checks, and try nothing' }),
  lanes: integer({
    section: run,
    min: 1,
    max: 256,
    initial: 16,
    help: 'checks at a time, each at an address of its own',
  }),
  reply: integer({
    section: run,
    placeholder: 'SECONDS',
    min: 1,
    max: 600,
    unit: 'seconds',
    initial: 5,
    help: 'how long the device may take for an answer',
  }),
  format: choice({
    section: run,
    placeholder: 'FORMAT',
    words: ['text', 'json', 'junit'],
    initial: 'text',
    help: 'how the report is written: text, json or junit',
  }),
};

export const conform: Command = command({
  name: 'conform',
  summary: 'check what the RFCs demand of a BGP speaker',
  usage: ['--peer ADDRESS --local-as ASN --peer-as ASN --local-address LIST [OPTIONS]', '--list'],
  description: [
    'Speaks to a device as its neighbours, does right and wrong, and reports what it makes of it, clause by clause.',
    'What the device has not offered, or what nobody could see, is not applicable, with the reason.',
    'It ends with exit code 1 where a check has failed. The device loses many sessions: use one that carries nothing.',
  ].join('\n'),
  examples: [
    'mesh conform --peer 192.0.2.1 --local-as 65001 --peer-as 65002 --local-address 192.0.2.10-192.0.2.40',
    'mesh conform --peer 192.0.2.1 --local-as 65001 --peer-as 65002 --local-address 192.0.2.10 \\',
    '    --observer 192.0.2.50 --observer-as 65003 --announces 203.0.113.0/24 --format junit > report.xml',
    'mesh conform --list --only "RFC 7606"',
  ],
  options: OPTIONS,
  async run(options, io) {
    const checks = conformanceChecks.filter(
      ({ id, clause }) => options.only === undefined || `${clause} ${id}`.includes(options.only),
    );
    if (checks.length === 0) throw new UsageError(`--only ${JSON.stringify(options.only)} leaves no check`);
    if (options.list) {
      const lines = checks.map(({ id, clause, level, title }) => `${clause}  ${level}: ${title}  [${id}]`);
      await io.stdout.write(`${lines.join('\n')}\n`);
      return ExitCode.OK;
    }
    const settings = deviceSettings(options);
    const results = await runConformance(tcpFrom(options.peer!, options.port), settings, {
      checks,
      lanes: options.lanes,
      patience: { replyMs: options.reply * 1_000 },
      signal: io.interrupted,
      onResult: progress(options.format, io),
    });
    await io.stdout.write(FORMATS[options.format](results));
    return results.some(({ verdict }) => verdict === 'fail') ? ExitCode.FAILURE : ExitCode.OK;
  },
});

/** Throws `UsageError` where something is missing. */
function deviceSettings(options: OptionValues<typeof OPTIONS>): DeviceSettings {
  const { peer, localAs, peerAs, localAddress, observer, observerAs, internalAddress, announces } = options;
  if (peer === undefined) throw new UsageError('--peer is needed');
  if (localAs === undefined) throw new UsageError('--local-as is needed');
  if (peerAs === undefined) throw new UsageError('--peer-as is needed');
  if (localAddress === undefined) throw new UsageError('--local-address is needed: a neighbour that the device knows');
  if (localAs === peerAs) throw new UsageError('--local-as must differ from --peer-as: see --internal-address');
  if ((observer === undefined) !== (observerAs === undefined)) {
    throw new UsageError('--observer and --observer-as belong together');
  }
  return {
    as: peerAs,
    peerAs: localAs,
    addresses: localAddress,
    ...(internalAddress === undefined ? {} : { internalAddresses: internalAddress }),
    ...(observer === undefined || observerAs === undefined ? {} : { observer: { address: observer, as: observerAs } }),
    ...(announces === undefined ? {} : { announces }),
  };
}

/** Failures as they come, for people; a report for programs stands alone. */
function progress(format: string, io: Io): (result: Result) => void {
  return (result) => {
    if (format === 'text' || result.verdict !== 'fail') return;
    void io.stderr.write(`${resultLines(result).join('\n')}\n`);
  };
}
