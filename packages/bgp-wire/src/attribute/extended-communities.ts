import { formatHex } from '../bytes/hex.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { writeU32 } from '../bytes/writer.js';
import { listOf, textual } from '../json/form.js';
import { rowsOfName, rowsOfType } from './extended-community/table.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** An extended community as two unsigned 32-bit halves: no number of JavaScript holds all 64 bits. */
export interface ExtendedCommunity {
  readonly high: number;
  readonly low: number;
}

/**
 * EXTENDED COMMUNITIES, RFC 4360: eight octets each. Unknown types are never an error (RFC 7606 §7.14).
 *
 * ```text
 * +------+---------+--------------------------------------+
 * | type | subtype | AS (2) value (4)                     |  type 0x00, 0x40
 * |      |         | IPv4 (4) value (2), AS (4) value (2) |  type 0x01, 0x02 (RFC 5668)
 * +------+---------+--------------------------------------+
 * ```
 */
export const EXTENDED_COMMUNITIES: AttributeRow<readonly ExtendedCommunity[]> = {
  code: 16,
  name: 'EXTENDED_COMMUNITIES',
  flags: OPTIONAL_TRANSITIVE,
  soundLengths: { from: 8, to: 0xffff, unit: 8 },
  check(_bytes, start, end) {
    const length = end - start;
    return length > 0 && length % 8 === 0
      ? undefined
      : withdrawFor(
          `EXTENDED_COMMUNITIES has a length of 8 × n, got ${length}`,
          'RFC 7606 §7.14',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        );
  },
  decode(bytes, start, end) {
    const list: ExtendedCommunity[] = [];
    for (let offset = start; offset < end; offset += 8) {
      list.push({ high: readU32(bytes, offset), low: readU32(bytes, offset + 4) });
    }
    return list;
  },
  encode(value, writer) {
    for (const { high, low } of value) {
      writer.u32(unsigned('each half of an extended community', high, MAX_U32));
      writer.u32(unsigned('each half of an extended community', low, MAX_U32));
    }
  },
  format: (value) => value.map(formatExtendedCommunity).join(' '),
  dissect(cursor) {
    while (cursor.remaining > 0) {
      const [high, low] = [cursor.peek32(), cursor.peek32(4)];
      cursor.field('extended community', 8, formatExtendedCommunity({ high, low }));
    }
  },
  json: listOf(
    textual(formatExtendedCommunity, parseExtendedCommunity, 'an extended community such as target:65000:1'),
  ),
};

/** The bit of the type that keeps a community inside the AS (RFC 4360 §2). */
const NON_TRANSITIVE = 0x4000;

/**
 * `target:65000:1`, `rate-limit:9600`, `mac-mobility:5:sticky`: the name of the type, then its words. The variant that
 * is transitive where the type usually is not, or the other way round, says so behind the name:
 * `interface-set:non-transitive:input:65000:1`. `0x` and sixteen digits where there is no text that says all octets.
 */
export function formatExtendedCommunity({ high, low }: ExtendedCommunity): string {
  const octets = new Uint8Array(8);
  writeU32(octets, 0, high);
  writeU32(octets, 4, low);
  const type = high >>> 16;
  for (const candidate of [type, type ^ NON_TRANSITIVE]) {
    for (const row of rowsOfType(candidate)) {
      const words = row.format(octets.subarray(2));
      if (words === undefined) continue;
      const text = [row.name, ...(candidate === type ? [] : [markOf(type)]), ...(words === '' ? [] : [words])].join(
        ':',
      );
      const read = parseExtendedCommunity(text);
      if (read?.high === high && read.low === low) return text;
    }
  }
  return `0x${formatHex(octets)}`;
}

/**
 * The extended community of a text that `formatExtendedCommunity` gives, and of these: `target:70000:1` (an AS number
 * of four octets, RFC 5668), `65000:1` (a target), `mark 10` and `action sample` (a space behind the name), and
 * `transitive:` or `non-transitive:` behind any name. Undefined for any other text.
 */
export function parseExtendedCommunity(text: string): ExtendedCommunity | undefined {
  const hex = /^0x([0-9a-f]{8})([0-9a-f]{8})$/i.exec(text);
  if (hex) return { high: Number.parseInt(hex[1]!, 16), low: Number.parseInt(hex[2]!, 16) };
  const [, name = '', mark, words = ''] =
    /^([a-z][a-z0-9-]*)(?:[: ](transitive|non-transitive))?(?:[: ](.*))?$/.exec(text) ?? [];
  if (name === '') return text.split(':').length === 2 ? parseWords('target', undefined, text) : undefined;
  return parseWords(name, mark, words);
}

function parseWords(name: string, mark: string | undefined, words: string): ExtendedCommunity | undefined {
  for (const { type, parse } of rowsOfName(name)) {
    const value = parse(words);
    if (!value) continue;
    const other = mark !== undefined && mark !== markOf(type);
    return { high: (((other ? type ^ NON_TRANSITIVE : type) << 16) | readU16(value, 0)) >>> 0, low: readU32(value, 2) };
  }
  return undefined;
}

function markOf(type: number): string {
  return (type & NON_TRANSITIVE) === 0 ? 'transitive' : 'non-transitive';
}
