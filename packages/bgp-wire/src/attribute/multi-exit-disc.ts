import { UpdateSubcode } from './finding.js';
import { type AttributeRow, OPTIONAL_NON_TRANSITIVE } from './row.js';
import { uint32Row } from './uint32.js';

/**
 * MULTI_EXIT_DISC, RFC 4271 §5.1.4: an unsigned 32-bit metric, lower is better.
 *
 * ```text
 * +----------------+
 * | metric (4)     |
 * +----------------+
 * ```
 */
export const MULTI_EXIT_DISC: AttributeRow<number> = uint32Row({
  code: 4,
  name: 'MULTI_EXIT_DISC',
  flags: OPTIONAL_NON_TRANSITIVE,
  rfc: 'RFC 7606 §7.4',
  subcode: UpdateSubcode.ATTRIBUTE_LENGTH,
});
