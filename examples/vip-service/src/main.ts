import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isMeshError } from '@mesh/bgp-wire';
import { jsonLog, type Log } from '@mesh-examples/lib/log';
import { startCollector } from './collector.js';
import { run, runWithGracefulShutdown } from './run.js';
import { loadConfig, parseConfig } from './settings/load.js';

const USAGE = `vip-service [-config FILE] [-check]

  -config FILE  the settings, YAML; without it a sample runs, with a collector of its own as the neighbour
  -check        only say whether the settings are right

VIP_SERVER_HOST, VIP_SERVER_PORT, VIP_READ_TOKEN, VIP_WRITE_TOKEN, VIP_BGP_ASN, VIP_BGP_ROUTER_ID,
VIP_BGP_LISTEN_PORT and VIP_STATE_FILE take the place of what the file says.
`;

/** What runs without a file: one neighbour, the collector at a port of this host. */
const sample = (port: number): string => `
bgp:
  asn: 65000
  router_id: 192.0.2.1
  listen_port: 0
  communities: ["65000:100"]
  next_hop6: 2001:db8::1
  peers:
    - { address: 127.0.0.1, asn: 65001, port: ${port} }
`;

/** Runs the service until it is told to stop. Gives the exit code: 0, 1 where it can not run, 2 for wrong arguments. */
export async function main(args: readonly string[]): Promise<number> {
  const options = argumentsOf(args);
  if (typeof options === 'string') {
    process.stderr.write(options);
    return options === USAGE ? 0 : 2;
  }
  const log = jsonLog((line) => process.stderr.write(line));
  try {
    return await runUntilStopped(options, log);
  } catch (error) {
    const code = isMeshError(error) ? error.code : (error as NodeJS.ErrnoException).code;
    log.error('can not run', { code, message: error instanceof Error ? error.message : String(error) });
    return 1;
  }
}

async function runUntilStopped({ config, check }: Options, log: Log): Promise<number> {
  const collector = config === undefined && !check ? await startCollector(log) : undefined;
  try {
    const settings =
      config === undefined ? parseConfig(sample(collector?.port ?? 179), process.env) : await loadConfig(config);
    if (config !== undefined && (await stat(config)).mode & 0o077) {
      log.info('others may read the settings: chmod 600 where they have a token', { file: config });
    }
    if (check) process.stdout.write('the settings are right\n');
    else if (!settings.features.bgp_endpoint) log.info('features.bgp_endpoint is off: there is nothing to do');
    else await runWithGracefulShutdown(await run(settings, log), log);
    return 0;
  } finally {
    await collector?.close();
  }
}

interface Options {
  readonly config?: string | undefined;
  readonly check: boolean;
}

/** The arguments, or what to say of them. One dash is as good as two: that is how katran writes them. */
function argumentsOf(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: args.map((one) => one.replace(/^-(?=[a-z]{2})/, '--')),
      options: {
        config: { type: 'string' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values.help ? USAGE : values;
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}
