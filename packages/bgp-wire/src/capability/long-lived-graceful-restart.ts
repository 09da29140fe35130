import type { Family } from '../brand.js';
import { unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import type { CapabilityRow } from './row.js';

/** One family whose routes may be kept long after the restart time (RFC 9494 §3). */
export interface LongLivedFamily {
  readonly family: Family;
  /** F bit: forwarding state was kept through the last restart. */
  readonly forwardingPreserved: boolean;
  /** How long routes may be stale, 0–16777215 seconds. */
  readonly staleTimeSeconds: number;
}

const MAX_STALE_TIME = 0xffffff;

/**
 * Long-Lived Graceful Restart, RFC 9494 §3.
 *
 * ```text
 * +---------+----------+-+-----------+----------------+
 * | AFI (2) | SAFI (1) |F| 0 (7 bit) | stale time (3) | …
 * +---------+----------+-+-----------+----------------+
 * ```
 */
export const LONG_LIVED_GRACEFUL_RESTART: CapabilityRow<readonly LongLivedFamily[]> = {
  code: 71,
  name: 'LONG_LIVED_GRACEFUL_RESTART',
  decode(bytes, start, end) {
    if ((end - start) % 7 !== 0) return undefined;
    const list: LongLivedFamily[] = [];
    for (let offset = start; offset < end; offset += 7) {
      list.push({
        family: familyOf(readU16(bytes, offset), bytes[offset + 2]!),
        forwardingPreserved: (bytes[offset + 3]! & 0x80) !== 0,
        staleTimeSeconds: (bytes[offset + 4]! << 16) | readU16(bytes, offset + 5),
      });
    }
    return list;
  },
  encode(value, writer) {
    for (const { family, forwardingPreserved, staleTimeSeconds } of value) {
      writer.u16(afiOf(family));
      writer.u8(safiOf(family));
      writer.u8(forwardingPreserved ? 0x80 : 0);
      writer.u24(unsigned('long-lived stale time in seconds', staleTimeSeconds, MAX_STALE_TIME));
    }
  },
  format: (value) =>
    value.map(({ family, staleTimeSeconds }) => `${formatFamily(family)} ${staleTimeSeconds} s`).join(', '),
};
