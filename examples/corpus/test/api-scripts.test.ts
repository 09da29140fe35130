import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { createContext, Family, Framer, formatHex, MessageType } from '@mesh/bgp-wire';
import { CommandSession, Configuration, parseConfigurationText, startSpeaker } from '@mesh/config';
import { describe, expect, it } from 'vitest';
import { stale, unexplained } from '../lib/check.js';
import { readJsonLines } from '../lib/corpus.js';
import { contentOf, expectedOctets } from '../lib/encode.js';
import { count } from '../lib/tally.js';

/** A configuration, what its helper program says, and the messages that must follow. */
interface Script {
  readonly id: string;
  readonly config: readonly { readonly text: string }[];
  readonly local_as: number;
  readonly peer_as: number;
  readonly context: { readonly addpath: readonly string[]; readonly nexthopEncoding: boolean };
  readonly groups: readonly { readonly label: string; readonly expectHex: readonly string[] }[];
  readonly commands: readonly { readonly commands: readonly string[]; readonly literalOnly: boolean }[];
}

/** What a program says to ExaBGP; the rest of its text it says to itself. */
const COMMAND = /^(?:announce|withdraw|neighbor|peer|clear|flush)\s/;

/** The messages a connected peer is sent for the routes of a configuration and then for commands. */
async function played({ config, commands, local_as, peer_as, context }: Script): Promise<Uint8Array> {
  const clock = new VirtualClock();
  const configuration = Configuration.fromSettings(parseConfigurationText(config[0]!.text));
  const [neighbor] = configuration.neighbors;
  const families = neighbor!.families;
  let peer: ScriptedPeer | undefined;
  const mesh = await startSpeaker(configuration, {
    clock,
    random: () => 0.5,
    transport: { listen: async ({ host, port }) => ({ host, port, close: async () => undefined }) },
    connect: Object.assign(
      () => {
        const [ours, theirs] = memoryPair(clock, { latencyMs: 1, addresses: ['127.0.0.1', '127.0.0.1'] });
        const addPath = context.addpath.length > 0 ? families.map((family) => ({ family, mode: 'both' as const })) : [];
        peer = new ScriptedPeer(
          theirs,
          { localAs: peer_as, peerAs: local_as, routerId: '127.0.0.9', families, addPath },
          clock,
        );
        return ours;
      },
      { supports: ['password', 'ttlSecurity', 'ttl', 'interface'] as const },
    ),
  });
  const sent: Uint8Array[] = [];
  const framer = new Framer({ extendedMessage: true });
  mesh.events.tap(() => ({
    sent: (octets) => {
      framer.push(octets, (frame) => {
        if (frame[18] === MessageType.UPDATE) sent.push(frame.slice());
        return true;
      });
    },
  }));
  clock.runFor(10);
  await peer!.establish();
  const session = new CommandSession({ mesh }, { write: () => undefined });
  const settled = async (promise: Promise<unknown>) => {
    let done = false;
    void promise.finally(() => (done = true));
    await clock.advance(() => done, 60_000);
    clock.runFor(1000);
  };
  for (const command of commands.flatMap((one) => one.commands).filter((line) => COMMAND.test(line))) {
    await settled(session.feed(`${command} sync`));
  }
  await settled(mesh.close());
  return Uint8Array.from(sent.flatMap((frame) => [...frame]));
}

describe('exabgp/encode-api-scripts.jsonl', () => {
  // Those whose program computes what it says, or needs the connection to go away, are not played.
  const scripts = readJsonLines<Script>('exabgp/encode-api-scripts.jsonl').filter(
    ({ commands, groups }) =>
      commands.some((one) => one.commands.length > 0) &&
      commands.every(({ literalOnly }) => literalOnly) &&
      groups.every(({ label }) => /^\d+$/.test(label)),
  );

  it.for(scripts.map((script) => [script.id, script] as const))(
    '[C20] %s: a connected peer is sent what ExaBGP sends',
    async ([id, script], { task }) => {
      const { addpath, nexthopEncoding } = script.context;
      const context = createContext({
        addPath: addpath.length > 0 ? Object.values(Family) : [],
        extendedNextHop: nexthopEncoding ? Object.values(Family) : [],
      });
      const expected = script.groups
        .flatMap(({ expectHex }) => expectHex)
        .filter((hex) => hex.slice(36, 38) === formatHex(Uint8Array.of(MessageType.UPDATE)));
      const unique = (octets: Uint8Array) => [...new Set(contentOf(octets, context))];
      const theirs = unique(expectedOctets({ expectHex: expected }));
      const ours = unique(await played(script));
      const mismatches = [
        ...theirs.filter((line) => !ours.includes(line)).map((line) => `${line} there only`),
        ...ours.filter((line) => !theirs.includes(line)).map((line) => `${line} here only`),
      ].map((message) => ({ check: 'script' as const, message }));
      const left = unexplained(id, mismatches);
      count(task, { scripts: 1, 'messages compared': theirs.length, explained: mismatches.length - left.length });
      expect(left).toEqual([]);
    },
  );

  it('every explained difference is still there', () => {
    expect(stale('script')).toEqual([]);
  });
});
