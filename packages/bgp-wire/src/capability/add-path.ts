import type { Family } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import type { CapabilityRow } from './row.js';

/** What the sender does with several paths to one prefix of a family (RFC 7911 §4). */
export interface AddPathFamily {
  readonly family: Family;
  readonly mode: 'receive' | 'send' | 'both';
}

const MODES = [undefined, 'receive', 'send', 'both'] as const;

/**
 * ADD-PATH, RFC 7911 §4.
 *
 * ```text
 * +---------+----------+------------------+
 * | AFI (2) | SAFI (1) | send/receive (1) | …   1 receive, 2 send, 3 both
 * +---------+----------+------------------+
 * ```
 */
export const ADD_PATH: CapabilityRow<readonly AddPathFamily[]> = {
  code: 69,
  name: 'ADD_PATH',
  decode(bytes, start, end) {
    if ((end - start) % 4 !== 0) return undefined;
    const list: AddPathFamily[] = [];
    for (let offset = start; offset < end; offset += 4) {
      const mode = MODES[bytes[offset + 3]!];
      if (mode === undefined) continue;
      list.push({ family: familyOf(readU16(bytes, offset), bytes[offset + 2]!), mode });
    }
    return list;
  },
  encode(value, writer) {
    for (const { family, mode } of value) {
      const code = MODES.indexOf(mode);
      if (code < 1) throw new RangeError(`ADD-PATH mode is receive, send or both, got ${mode}`);
      writer.u16(afiOf(family));
      writer.u8(safiOf(family));
      writer.u8(code);
    }
  },
  dissect(cursor) {
    while (cursor.remaining > 0) {
      cursor.group('family', 4, (one) => {
        one.number('AFI', 2);
        one.number('SAFI', 1);
        one.number('mode', 1);
      });
    }
  },
  format: (value) => value.map(({ family, mode }) => `${formatFamily(family)} ${mode}`).join(', '),
};
