import type { Family } from '../brand.js';
import { unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import type { CapabilityRow } from './row.js';

/** One family whose routes the sender can keep forwarding by while it restarts. */
export interface GracefulRestartFamily {
  readonly family: Family;
  /** F bit: forwarding state was kept through the last restart. */
  readonly forwardingPreserved: boolean;
}

export interface GracefulRestart {
  /** R bit: the sender has just restarted. */
  readonly restarting: boolean;
  /** N bit: NOTIFICATIONs other than Hard Reset restart gracefully as well (RFC 8538 §2). */
  readonly notification: boolean;
  /** How long the sender expects to be away, 0–4095 seconds. */
  readonly restartTimeSeconds: number;
  readonly families: readonly GracefulRestartFamily[];
}

/**
 * Graceful Restart, RFC 4724 §3 and RFC 8538 §2. Reserved bits are ignored and sent as 0.
 *
 * ```text
 * +-+-+---+--------------+   +---------+----------+-+-----------+
 * |R|N| 0 | time (12 b)  |   | AFI (2) | SAFI (1) |F| 0 (7 bit) | …
 * +-+-+---+--------------+   +---------+----------+-+-----------+
 * ```
 */
export const GRACEFUL_RESTART: CapabilityRow<GracefulRestart> = {
  code: 64,
  name: 'GRACEFUL_RESTART',
  decode(bytes, start, end) {
    if (end - start < 2 || (end - start - 2) % 4 !== 0) return undefined;
    const head = readU16(bytes, start);
    const families: GracefulRestartFamily[] = [];
    for (let offset = start + 2; offset < end; offset += 4) {
      families.push({
        family: familyOf(readU16(bytes, offset), bytes[offset + 2]!),
        forwardingPreserved: (bytes[offset + 3]! & 0x80) !== 0,
      });
    }
    return {
      restarting: (head & 0x8000) !== 0,
      notification: (head & 0x4000) !== 0,
      restartTimeSeconds: head & 0x0fff,
      families,
    };
  },
  encode({ restarting, notification, restartTimeSeconds, families }, writer) {
    unsigned('the restart time in seconds', restartTimeSeconds, 4095);
    writer.u16((restarting ? 0x8000 : 0) | (notification ? 0x4000 : 0) | restartTimeSeconds);
    for (const { family, forwardingPreserved } of families) {
      writer.u16(afiOf(family));
      writer.u8(safiOf(family));
      writer.u8(forwardingPreserved ? 0x80 : 0);
    }
  },
  format: ({ restartTimeSeconds, families }) =>
    `${restartTimeSeconds} s${families.map(({ family }) => `, ${formatFamily(family)}`).join('')}`,
};
