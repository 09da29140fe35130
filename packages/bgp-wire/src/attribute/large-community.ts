import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { listOf, textual } from '../json/form.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** A large community: three unsigned 32-bit numbers (RFC 8092 §3). */
export interface LargeCommunity {
  readonly globalAdministrator: number;
  readonly localData1: number;
  readonly localData2: number;
}

/**
 * LARGE_COMMUNITY, RFC 8092: twelve octets each. Any global administrator is legal (§5).
 *
 * ```text
 * +--------------------------+------------------+------------------+
 * | global administrator (4) | local data 1 (4) | local data 2 (4) | …
 * +--------------------------+------------------+------------------+
 * ```
 */
export const LARGE_COMMUNITY: AttributeRow<readonly LargeCommunity[]> = {
  code: 32,
  name: 'LARGE_COMMUNITY',
  flags: OPTIONAL_TRANSITIVE,
  check(_bytes, start, end) {
    const length = end - start;
    return length > 0 && length % 12 === 0
      ? undefined
      : withdrawFor(
          `LARGE_COMMUNITY has a length of 12 × n, got ${length}`,
          'RFC 8092 §6',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        );
  },
  decode(bytes, start, end) {
    const list: LargeCommunity[] = [];
    for (let offset = start; offset < end; offset += 12) {
      list.push({
        globalAdministrator: readU32(bytes, offset),
        localData1: readU32(bytes, offset + 4),
        localData2: readU32(bytes, offset + 8),
      });
    }
    return list;
  },
  encode(value, writer) {
    for (const { globalAdministrator, localData1, localData2 } of value) {
      for (const part of [globalAdministrator, localData1, localData2]) {
        writer.u32(unsigned('each part of a large community', part, MAX_U32));
      }
    }
  },
  format: (value) => value.map(formatLargeCommunity).join(' '),
  dissect(cursor) {
    while (cursor.remaining > 0) {
      cursor.group('large community', 12, (one) => {
        one.number('global administrator', 4);
        one.number('local data 1', 4);
        one.number('local data 2', 4);
      });
    }
  },
  json: listOf(textual(formatLargeCommunity, parseLargeCommunity, 'a large community such as 65000:1:2')),
};

/** `65000:1:2`. */
export function formatLargeCommunity({ globalAdministrator, localData1, localData2 }: LargeCommunity): string {
  return `${globalAdministrator}:${localData1}:${localData2}`;
}

/** The large community of `65000:1:2`; undefined for any other text or a part above 4294967295. */
export function parseLargeCommunity(text: string): LargeCommunity | undefined {
  const parts = /^(\d{1,10}):(\d{1,10}):(\d{1,10})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 0xffffffff)) return undefined;
  return { globalAdministrator: parts[0]!, localData1: parts[1]!, localData2: parts[2]! };
}
