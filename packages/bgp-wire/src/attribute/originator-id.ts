import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import { readU32 } from '../bytes/reader.js';
import { discardFor, discardFromExternal, UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_NON_TRANSITIVE } from './row.js';

/**
 * ORIGINATOR_ID, RFC 4456 §8: BGP Identifier of the router that brought the route into the AS, as dotted quad. From
 * an external peer it is discarded (RFC 7606 §7.9).
 *
 * ```text
 * +--------------------+
 * | BGP Identifier (4) |
 * +--------------------+
 * ```
 */
export const ORIGINATOR_ID: AttributeRow<string> = {
  code: 9,
  name: 'ORIGINATOR_ID',
  flags: OPTIONAL_NON_TRANSITIVE,
  flagsOutcome: discardFromExternal,
  check(_bytes, start, end, context) {
    if (context.peering === 'external') {
      return discardFor('ORIGINATOR_ID from an external peer', 'RFC 7606 §7.9', UpdateSubcode.OPTIONAL_ATTRIBUTE);
    }
    return end - start === 4
      ? undefined
      : withdrawFor(
          `ORIGINATOR_ID has length 4, got ${end - start}`,
          'RFC 7606 §7.9',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        );
  },
  decode: (bytes, start) => formatIPv4(readU32(bytes, start)),
  encode(value, writer) {
    const id = parseIPv4(value);
    if (id === undefined) throw new RangeError(`ORIGINATOR_ID is written as an IPv4 address, got ${value}`);
    writer.u32(id);
  },
  format: (value) => value,
};
