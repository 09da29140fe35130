import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, Family, formatFamily, MessageType, readU16 } from '@mesh/bgp-wire';
import { DaemonProcess, until } from '@mesh-examples/lib/daemon';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentOf } from '../../corpus/lib/encode.js';
import { COMMANDS, LAST } from '../lab/api-commands.js';
import { Ours } from '../lab/ours.js';

/*
 * One script, one configuration, one collector: what the real ExaBGP sends for them, and what `mesh api` does.
 */

const [COLLECTOR, SPEAKER] = [
  { address: '10.99.0.1', as: 65001 },
  { address: '10.99.0.6', as: 65005 },
];
const FAMILIES = [Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_VPN, Family.IPV4_FLOW, Family.L2VPN_VPLS];
const MESH = path.resolve(import.meta.dirname, '../../cli/bin/mesh.mjs');
const SCRIPT = path.resolve(import.meta.dirname, '../lab/api-script.py');

interface Outcome {
  /** What was said in each message, in order. */
  readonly messages: readonly string[];
  /** Each command with its answer. */
  readonly answers: readonly string[];
}

/** Runs a program with the configuration until the script is through. */
async function played(name: string, program: string, argv: (file: string) => readonly string[]): Promise<Outcome> {
  const collector = await Ours.start({
    local: COLLECTOR,
    peer: SPEAKER,
    passive: true,
    holdTime: 90,
    settings: { families: FAMILIES },
  });
  const daemon = new DaemonProcess(name);
  const [commands, answers] = [daemon.path('commands'), daemon.path('answers')];
  daemon.write('commands', `${COMMANDS.join('\n')}\n`);
  daemon.write('exabgp.conf', configuration(commands, answers));
  try {
    await daemon.launch({
      program,
      args: argv(daemon.path('exabgp.conf')),
      environment: {
        'exabgp.daemon.user': 'root',
        'exabgp.daemon.daemonize': 'false',
        'exabgp.api.cli': 'false',
        'exabgp.api.ack': 'true',
        'exabgp.api.version': '4',
      },
      ready: () => true,
    });
    const isOver = () => existsSync(answers) && readFileSync(answers, 'utf8').endsWith('end\n');
    await until(`${name} is through`, isOver, 50_000, () => `${daemon.log()}\n${collector.closed.join('; ')}`);
    await until(
      `${name} has sent ${LAST}`,
      () => said(collector).at(-1)?.includes(LAST),
      10_000,
      () => daemon.log(),
    );
    const told = readFileSync(answers, 'utf8').trim().split('\n');
    return { messages: said(collector), answers: told };
  } finally {
    await daemon.stop();
    await collector.close();
  }
}

function configuration(commands: string, answers: string): string {
  return `process script { run /usr/bin/python3 ${SCRIPT} ${commands} ${answers}; encoder text; }
neighbor ${COLLECTOR.address} {
  router-id ${SPEAKER.address}; local-address ${SPEAKER.address}; local-as ${SPEAKER.as}; peer-as ${COLLECTOR.as};
  hold-time 90;
  family { ipv4 unicast; ipv6 unicast; ipv4 mpls-vpn; ipv4 flow; l2vpn vpls; }
  capability { route-refresh enable; }
  api { processes [ script ]; neighbor-changes; }
}
`;
}

/** What messages say, whatever the order of their attributes and however the routes of one command were packed. */
function said(collector: Ours): string[] {
  const stream = collector.messages.streams.find(({ session }) => session !== undefined);
  const context = stream?.session?.rx ?? createContext();
  return (stream?.messages ?? []).flatMap(({ direction, type, frame }) => {
    if (direction !== 'received') return [];
    if (type === MessageType.UPDATE) return contentOf(frame, context);
    return type === MessageType.ROUTE_REFRESH ? [`route refresh ${readU16(frame, 19)}/${frame[22]}`] : [];
  });
}

/** Where we differ on purpose: what ExaBGP sends, what we do, and why. One that does not show any more fails. */
const DIFFERENCES: readonly { readonly theirs?: RegExp; readonly ours?: RegExp; readonly reason: string }[] = [
  {
    theirs: /^withdraw ipv4-mpls-vpn .*"labels",\[1000\]/,
    ours: /^withdraw ipv4-mpls-vpn .*"labels",\[\]/,
    reason: 'a withdrawn route has the label 0x800000, which says none (RFC 8277 §2.4); ExaBGP repeats the one it had',
  },
  {
    ours: /^withdraw ipv4-unicast .*"10\.6\.0\.0\/24"/,
    reason: 'withdraw watchdog withdraws the routes of the watchdog; ExaBGP 4.2 says done and sends nothing',
  },
];

/** The messages without those that are explained, in whose place the reason stands on both sides. */
function explained(messages: readonly string[], side: 'ours' | 'theirs'): string[] {
  return messages.flatMap((message) => {
    const found = DIFFERENCES.find((one) => one[side]?.test(message));
    if (found === undefined) return [message];
    used.add(`${side}: ${found.reason}`);
    return found.ours && found.theirs ? [found.reason] : [];
  });
}

const used = new Set<string>();

/** An End-of-RIB for each family follows the start of a session, in whichever order. */
const BEGINNING = FAMILIES.length;

describe('the same script, run by ExaBGP and by mesh api', () => {
  let theirs: Outcome;
  let ours: Outcome;

  beforeAll(async () => {
    theirs = await played('exabgp', '/usr/sbin/exabgp', (file) => [file]);
    ours = await played('mesh', process.execPath, (file) => [MESH, 'api', '--config', file, '--hold']);
  }, 200_000);
  it('[C20] [C21] sends the same messages in the same order', () => {
    const beginning = ({ messages }: Outcome) => messages.slice(0, BEGINNING).toSorted();
    expect(beginning(ours)).toEqual(beginning(theirs));
    expect(beginning(ours)).toHaveLength(FAMILIES.map(formatFamily).length);
    const rest = ({ messages }: Outcome, side: 'ours' | 'theirs') => explained(messages.slice(BEGINNING), side);
    expect(rest(ours, 'ours')).toEqual(rest(theirs, 'theirs'));
    const shown = DIFFERENCES.flatMap(({ ours: o, theirs: t, reason }) => [
      ...(o ? [`ours: ${reason}`] : []),
      ...(t ? [`theirs: ${reason}`] : []),
    ]);
    expect([...used].toSorted()).toEqual(shown.toSorted());
  });

  it('answers each command with the same word', () => {
    expect(ours.answers).toEqual(theirs.answers);
    expect(ours.answers.filter((line) => line.endsWith(': error'))).toHaveLength(3);
  });
});
