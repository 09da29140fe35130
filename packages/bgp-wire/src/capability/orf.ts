import type { Family } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import type { CapabilityRow } from './row.js';

/** What the sender does with outbound route filters of a family (RFC 5291 §5). */
export interface OrfFamily {
  readonly family: Family;
  readonly types: readonly { readonly type: number; readonly mode: 'receive' | 'send' | 'both' }[];
}

const MODES = [undefined, 'receive', 'send', 'both'] as const;

/**
 * Outbound Route Filtering, RFC 5291 §5.
 *
 * ```text
 * +---------+--------------+----------+-----------+----------------------------------+
 * | AFI (2) | reserved (1) | SAFI (1) | count (1) | count × type (1), send/receive(1)| …
 * +---------+--------------+----------+-----------+----------------------------------+
 * ```
 */
export const OUTBOUND_ROUTE_FILTERING: CapabilityRow<readonly OrfFamily[]> = {
  code: 3,
  name: 'OUTBOUND_ROUTE_FILTERING',
  decode(bytes, start, end) {
    const list: OrfFamily[] = [];
    for (let offset = start; offset < end; ) {
      const next = offset + 5 <= end ? offset + 5 + 2 * bytes[offset + 4]! : end + 1;
      if (next > end) return undefined;
      const types: { type: number; mode: 'receive' | 'send' | 'both' }[] = [];
      for (let at = offset + 5; at < next; at += 2) {
        const mode = MODES[bytes[at + 1]!];
        if (mode === undefined) return undefined;
        types.push({ type: bytes[at]!, mode });
      }
      list.push({ family: familyOf(readU16(bytes, offset), bytes[offset + 3]!), types });
      offset = next;
    }
    return list;
  },
  encode(value, writer) {
    for (const { family, types } of value) {
      writer.u16(afiOf(family));
      writer.u8(0);
      writer.u8(safiOf(family));
      writer.u8(types.length);
      for (const { type, mode } of types) {
        writer.u8(type);
        writer.u8(MODES.indexOf(mode));
      }
    }
  },
  format: (value) =>
    value
      .map(
        ({ family, types }) => `${formatFamily(family)} ${types.map(({ type, mode }) => `${type} ${mode}`).join(' ')}`,
      )
      .join(', '),
};
