import { Segment, type SubTlv, type SubTlvRow } from '@mesh/bgp-wire';
import type { TokenCursor } from '../../lexer.js';
import type { RouteDraft } from '../row.js';
import { endpointBehavior, ipv4, ipv6, labelEntry, type Part, printFlags, readFlags, u8, u32 } from './parts.js';

/*
 * Segments of a path (RFC 9830 §2.4.4.2, RFC 9831 §2): `segment type-a mpls 16001`. A type is a row of words and members,
 * in order. The flags that say what is given follow from it, and stand there only where they are others.
 */

/** A word, and the member that stands behind it. */
interface Member {
  readonly word: string;
  readonly name: string;
  readonly part: Part<never>;
  readonly optional?: true;
  /** The flag that tells of it. */
  readonly flag?: number;
}

const A_FLAG = 0x40;
const S_FLAG = 0x20;
const B_FLAG = 0x10;

const member = <T>(word: string, name: string, part: Part<T>): Member => ({ word, name, part: part as Part<never> });
const algorithm: Member = { ...member('algorithm', 'algorithm', u8), flag: A_FLAG };
const mplsSid: Member = { ...member('sid', 'sid', labelEntry), optional: true, flag: S_FLAG };
const srv6Sid: Member = { ...member('sid', 'sid', ipv6), optional: true, flag: S_FLAG };
const behavior: Member = {
  ...member('endpoint-behavior', 'endpointBehavior', endpointBehavior),
  optional: true,
  flag: B_FLAG,
};
const link = (part: Part<string>) => [member('local', 'localAddress', part), member('remote', 'remoteAddress', part)];
const interfaces = [
  member('local-if-id', 'localInterface', u32),
  member('local-ipv6', 'localAddress', ipv6),
  member('remote-if-id', 'remoteInterface', u32),
  member('remote-ipv6', 'remoteAddress', ipv6),
];

const SEGMENTS: readonly (readonly [row: SubTlvRow<unknown>, members: readonly Member[]])[] = [
  [Segment.A, [member('mpls', 'label', labelEntry)]],
  [Segment.B, [member('srv6', 'sid', ipv6), behavior]],
  [Segment.C, [member('ipv4', 'node', ipv4), algorithm, mplsSid]],
  [Segment.D, [member('ipv6', 'node', ipv6), algorithm, mplsSid]],
  [Segment.E, [member('local-if-id', 'localInterface', u32), member('ipv4', 'node', ipv4), mplsSid]],
  [Segment.F, [...link(ipv4), mplsSid]],
  [Segment.G, [...interfaces, mplsSid]],
  [Segment.H, [...link(ipv6), mplsSid]],
  [Segment.I, [member('ipv6', 'node', ipv6), algorithm, srv6Sid, behavior]],
  [Segment.J, [...interfaces, algorithm, srv6Sid, behavior]],
  [Segment.K, [...link(ipv6), algorithm, srv6Sid, behavior]],
] as readonly (readonly [SubTlvRow<unknown>, readonly Member[]])[];

const BY_NAME = new Map(SEGMENTS.map(([row, members]) => [row.name, { row, members }]));
const BY_TYPE = new Map(SEGMENTS.map(([row, members]) => [row.type, { row, members }]));

/** Takes a segment behind its first word. */
export function readSegment(cursor: TokenCursor, draft: Pick<RouteDraft, 'compat'>): SubTlv {
  const names = `${SEGMENTS[0]![0].name} to ${SEGMENTS.at(-1)![0].name}`;
  const { row, members } = cursor.value(`a segment type, ${names}`, (text) => BY_NAME.get(text));
  const given = readFlags(cursor, -1);
  const value: Record<string, unknown> = {};
  for (const { word, name, part, optional } of members) {
    if (optional) {
      if (cursor.accept(word)) value[name] = part.read(cursor, draft);
      continue;
    }
    cursor.expect(word);
    value[name] = part.read(cursor, draft);
  }
  return { type: row.type, value: { flags: given < 0 ? usualFlags(members, value) : given, ...value } };
}

/** The flags of what is given: an algorithm other than 0, a SID, a behaviour (RFC 9831 §2.10). */
function usualFlags(members: readonly Member[], value: Readonly<Record<string, unknown>>): number {
  return members.reduce((flags, { name, flag = 0 }) => (value[name] ? flags | flag : flags), 0);
}

/** A segment behind its first word; undefined where no text says all of it. */
export function printSegment({ type, value }: SubTlv): string | undefined {
  const { row, members } = BY_TYPE.get(type) ?? {};
  if (!row || !members || value instanceof Uint8Array) return undefined;
  const { flags, ...rest } = value as Readonly<Record<string, unknown>> & { readonly flags: number };
  if (Object.keys(rest).some((name) => rest[name] !== undefined && !members.some((one) => one.name === name)))
    return undefined;
  const words: string[] = [];
  for (const { word, name, part } of members) {
    if (rest[name] === undefined) continue;
    const text = part.write(rest[name] as never);
    if (text === undefined) return undefined;
    words.push(`${word} ${text}`);
  }
  return `${row.name} ${printFlags(flags, usualFlags(members, rest))}${words.join(' ')}`;
}
