import type { Asn } from '../brand.js';
import { readU32 } from '../bytes/reader.js';
import type { CapabilityRow } from './row.js';

/**
 * Support for 4-octet AS numbers, RFC 6793 §3: the sender's AS number.
 *
 * ```text
 * +---------------+
 * | AS number (4) |
 * +---------------+
 * ```
 */
export const FOUR_OCTET_AS: CapabilityRow<Asn> = {
  code: 65,
  name: 'FOUR_OCTET_AS',
  strict: true,
  decode: (bytes, start, end) => (end - start === 4 ? readU32(bytes, start) : undefined),
  encode(asn, writer) {
    if (!(Number.isInteger(asn) && asn >= 0 && asn <= 0xffffffff)) {
      throw new RangeError(`an AS number is 0 to 4294967295, got ${asn}`);
    }
    writer.u32(asn);
  },
  format: String,
};
