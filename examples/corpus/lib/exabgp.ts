import type { UpdateView } from '@mesh/bgp-wire';
import { ExabgpEventWriter, type ExabgpVersion } from '@mesh/config';
import { stableJson } from './tree.js';
import type { Comparison } from './tshark-field.js';

/* ExaBGP's JSON of an UPDATE beside that of our event writer, member by member, as parsed JSON with every digit of a number. */

type Json = Readonly<Record<string, unknown>>;

/** The writer's answer to a version of theirs: 5 has the next hop of 4 inside BGP-LS, and else is as 6. */
const VERSIONS: Readonly<Record<string, ExabgpVersion>> = { v4: 4, v5: 4, v6: 6 };

/** What a vector says of the session, which is not in the message. */
interface TheirNeighbor {
  readonly address: { readonly local: string; readonly peer: string };
  readonly asn: { readonly local: number; readonly peer: number };
  readonly 'router-id'?: string;
  readonly direction: 'in' | 'out';
}

/** `line` is the vector's own text, for numbers that JavaScript rounds. */
export function compareWithExabgp(view: UpdateView, version: string, line: string): Comparison[] {
  const theirs = (exactly(line) as { expect: Record<string, Json> }).expect[version]!;
  const neighbor = (JSON.parse(line).expect[version] as { neighbor: TheirNeighbor }).neighbor;
  const ours = exactly(written(view, VERSIONS[version]!, neighbor));
  return [
    ...membersOf(envelopeOf(theirs), envelopeOf(ours), (name) => name),
    ...updateFields(updateOf(theirs), updateOf(ours)),
  ];
}

/** ExaBGP's JSON of a single NLRI among withdrawn routes, without an UPDATE around it. */
export function compareWithFragment(view: UpdateView, line: string): Comparison[] {
  const theirs = (exactly(line) as { expect: Json }).expect['fragment'];
  const nobody = { address: { local: '', peer: '' }, asn: { local: 0, peer: 0 }, direction: 'in' } as const;
  const [withdrawn] = Object.values((updateOf(exactly(written(view, 6, nobody)))['withdraw'] ?? {}) as Json);
  return [['fragment', stableJson(theirs), stableJson((withdrawn as unknown[] | undefined)?.[0])]];
}

function written(view: UpdateView, version: ExabgpVersion, neighbor: TheirNeighbor): string {
  const { address, asn, direction } = neighbor;
  const routerId = neighbor['router-id'];
  const writer = new ExabgpEventWriter({ version, host: 'host', pid: 1, ppid: 1 });
  return writer.write({
    type: 'update',
    timeMs: 0,
    peer: {
      localAddress: address.local,
      peerAddress: address.peer,
      localAs: asn.local,
      peerAs: asn.peer,
      ...(routerId === undefined ? {} : { routerId }),
    },
    direction,
    message: view,
  });
}

/** JSON with each number as its digits, `125000000.0` as `125000000`: they differ in nothing but how they are written. */
function exactly(text: string): Json {
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      token.startsWith('"') ? token : `"number ${token.replace(/\.0+$/, '')}"`,
    ),
  ) as Json;
}

/** What their tool leaves out of a decoded message: when, where and how often. */
const OF_THE_PROCESS: ReadonlySet<string> = new Set(['time', 'host', 'pid', 'ppid', 'counter']);

function envelopeOf(event: Json): Json {
  const { message: _, ...neighbor } = event['neighbor'] as Json;
  const own = Object.entries(event).filter(([name]) => !OF_THE_PROCESS.has(name));
  // Version 5 stands between the two that are written.
  const version = event['exabgp'] === '5.0.0' ? '4.0.1' : event['exabgp'];
  return { ...Object.fromEntries(own), exabgp: version, neighbor };
}

function updateOf(event: Json): Json {
  const { message } = event['neighbor'] as { message: { update?: Json; eor?: Json } };
  // Their tool prints an End-of-RIB as an update with nothing in it; a session says `eor`.
  return message.update ?? {};
}

function updateFields(theirs: Json, ours: Json): Comparison[] {
  return [
    ...membersOf((theirs['attribute'] ?? {}) as Json, (ours['attribute'] ?? {}) as Json, (name) => name),
    ...routeFields('announce', theirs, ours),
    ...routeFields('withdraw', theirs, ours),
  ];
}

function routeFields(kind: 'announce' | 'withdraw', theirs: Json, ours: Json): Comparison[] {
  return membersOf((theirs[kind] ?? {}) as Json, (ours[kind] ?? {}) as Json, (family) => `${kind} ${family}`);
}

/** Every member that either has. */
function membersOf(theirs: Json, ours: Json, nameOf: (name: string) => string): Comparison[] {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
  return names.map((name) => [nameOf(name), stableJson(theirs[name]), stableJson(ours[name])]);
}
