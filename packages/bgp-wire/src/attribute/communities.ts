import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { listOf, textual } from '../json/form.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** A community as an unsigned 32-bit number: AS number in the upper half, local value in the lower (RFC 1997). */
export type Community = number;

/** Well-known communities (IANA bgp-well-known-communities), by the name this codec prints. */
export const WellKnownCommunity = {
  'graceful-shutdown': 0xffff0000,
  'accept-own': 0xffff0001,
  'llgr-stale': 0xffff0006,
  'no-llgr': 0xffff0007,
  blackhole: 0xffff029a,
  'no-export': 0xffffff01,
  'no-advertise': 0xffffff02,
  'no-export-subconfed': 0xffffff03,
  'no-peer': 0xffffff04,
} as const;

const NAMES = new Map<number, string>(Object.entries(WellKnownCommunity).map(([name, value]) => [value, name]));
const VALUES = new Map<string, number>([
  ...Object.entries(WellKnownCommunity),
  ['gshut', WellKnownCommunity['graceful-shutdown']],
  ['nopeer', WellKnownCommunity['no-peer']],
]);

/**
 * COMMUNITIES, RFC 1997: unsigned 32-bit numbers, in the order they came.
 *
 * ```text
 * +---------------+---------------+
 * | AS number (2) | value (2)     | …
 * +---------------+---------------+
 * ```
 */
export const COMMUNITIES: AttributeRow<readonly Community[]> = {
  code: 8,
  name: 'COMMUNITIES',
  flags: OPTIONAL_TRANSITIVE,
  soundLengths: { from: 4, to: 0xffff, unit: 4 },
  check(_bytes, start, end) {
    const length = end - start;
    return length > 0 && length % 4 === 0
      ? undefined
      : withdrawFor(
          `COMMUNITIES has a length of 4 × n, got ${length}`,
          'RFC 7606 §7.8',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        );
  },
  decode(bytes, start, end) {
    const list: Community[] = [];
    for (let offset = start; offset < end; offset += 4) list.push(readU32(bytes, offset));
    return list;
  },
  encode(value, writer) {
    for (const community of value) writer.u32(unsigned('a community', community, MAX_U32));
  },
  format: (value) => value.map(formatCommunity).join(' '),
  dissect(cursor) {
    while (cursor.remaining > 0) cursor.number('community', 4, formatCommunity);
  },
  json: listOf(textual(formatCommunity, parseCommunity, 'a community such as 65000:1')),
};

/** `65000:1`, or the name of a well-known one. */
export function formatCommunity(community: Community): string {
  return NAMES.get(community) ?? `${community >>> 16}:${community & 0xffff}`;
}

/** The community of `65000:1`, `0xfde80001`, `4259840001` or a well-known name; undefined for any other text. */
export function parseCommunity(text: string): Community | undefined {
  const pair = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  if (pair) {
    const [high, low] = [Number(pair[1]), Number(pair[2])];
    return high <= 0xffff && low <= 0xffff ? ((high << 16) | low) >>> 0 : undefined;
  }
  if (/^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) {
    const number = Number(text);
    return number <= 0xffffffff ? number : undefined;
  }
  return VALUES.get(text.toLowerCase().replaceAll('_', '-'));
}
