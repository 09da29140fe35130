import { UpdateSubcode } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';
import { uint32Row } from './uint32.js';

/**
 * Only to Customer, RFC 9234 §5: the AS number that set it. Leak rules make a route ineligible, never malformed.
 *
 * ```text
 * +----------------+
 * | AS number (4)  |
 * +----------------+
 * ```
 */
export const OTC: AttributeRow<number> = uint32Row({
  code: 35,
  name: 'OTC',
  flags: OPTIONAL_TRANSITIVE,
  rfc: 'RFC 9234 §5',
  subcode: UpdateSubcode.OPTIONAL_ATTRIBUTE,
});
