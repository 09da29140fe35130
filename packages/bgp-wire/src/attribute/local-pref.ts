import { UpdateSubcode } from './finding.js';
import { type AttributeRow, WELL_KNOWN } from './row.js';
import { uint32Row } from './uint32.js';

/**
 * LOCAL_PREF, RFC 4271 §5.1.5: an unsigned 32-bit preference, higher is better. From an external peer it is
 * discarded, well formed or not (RFC 7606 §7.5).
 *
 * ```text
 * +----------------+
 * | preference (4) |
 * +----------------+
 * ```
 */
export const LOCAL_PREF: AttributeRow<number> = uint32Row({
  code: 5,
  name: 'LOCAL_PREF',
  flags: WELL_KNOWN,
  rfc: 'RFC 7606 §7.5',
  subcode: UpdateSubcode.ATTRIBUTE_LENGTH,
  internalOnly: true,
});
