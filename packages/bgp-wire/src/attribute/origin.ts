import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, WELL_KNOWN } from './row.js';

/** Where the route came from, best first (RFC 4271 §4.3 a). */
export type Origin = 'igp' | 'egp' | 'incomplete';

const VALUES: readonly Origin[] = ['igp', 'egp', 'incomplete'];

/**
 * ORIGIN, RFC 4271 §5.1.1. One octet: 0 IGP, 1 EGP, 2 INCOMPLETE.
 *
 * ```text
 * +--------+
 * | origin |
 * +--------+
 * ```
 */
export const ORIGIN: AttributeRow<Origin> = {
  code: 1,
  name: 'ORIGIN',
  flags: WELL_KNOWN,
  check(bytes, start, end) {
    if (end - start !== 1) {
      return withdrawFor(`ORIGIN has length 1, got ${end - start}`, 'RFC 7606 §7.1', UpdateSubcode.ATTRIBUTE_LENGTH);
    }
    if (bytes[start]! > 2) {
      return withdrawFor(`ORIGIN is 0, 1 or 2, got ${bytes[start]}`, 'RFC 7606 §7.1', UpdateSubcode.INVALID_ORIGIN);
    }
    return undefined;
  },
  decode: (bytes, start) => VALUES[bytes[start]!]!,
  encode(value, writer) {
    const code = VALUES.indexOf(value);
    if (code < 0) throw new RangeError(`ORIGIN is igp, egp or incomplete, got ${value}`);
    writer.u8(code);
  },
  format: (value) => value,
};
