import type { Asn } from '../brand.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
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
    writer.u32(unsigned('an AS number', asn, MAX_U32));
  },
  format: String,
};
