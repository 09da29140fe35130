import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import { readU32 } from '../bytes/reader.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, WELL_KNOWN } from './row.js';

/**
 * NEXT_HOP, RFC 4271 §5.1.3: the IPv4 address packets are sent to. Whether the address can be used is the RIB's
 * question, not the codec's.
 *
 * ```text
 * +------------------+
 * | IPv4 address (4) |
 * +------------------+
 * ```
 */
export const NEXT_HOP: AttributeRow<string> = {
  code: 3,
  name: 'NEXT_HOP',
  flags: WELL_KNOWN,
  soundLengths: { from: 4, to: 4, unit: 4 },
  check(_bytes, start, end) {
    return end - start === 4
      ? undefined
      : withdrawFor(`NEXT_HOP has length 4, got ${end - start}`, 'RFC 7606 §7.3', UpdateSubcode.ATTRIBUTE_LENGTH);
  },
  decode: (bytes, start) => formatIPv4(readU32(bytes, start)),
  encode(value, writer) {
    const address = parseIPv4(value);
    if (address === undefined) throw new RangeError(`NEXT_HOP is an IPv4 address, got ${value}`);
    writer.u32(address);
  },
  format: (value) => value,
};
