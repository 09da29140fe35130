import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { RtrType, RtrVersion } from './codes.js';
import type { RouterKeyPdu } from './pdu.js';
import { ANNOUNCED } from './prefix-pdus.js';
import { atLeast, type PduRow } from './row.js';

const IDENTIFIER_LENGTH = 20;

/**
 * A BGPsec router key (RFC 8210 §5.10).
 *
 * ```text
 * +-------------+----------+-----------+----------+------------+
 * | version (1) | type (1) | flags (1) | zero (1) | length (4) |
 * +-------------+----------+---+-------+-------+--+------------+
 * | subject key identifier (20) | AS number (4) | subject public key info |
 * +-----------------------------+---------------+-------------------------+
 * ```
 */
export const ROUTER_KEY: PduRow<RouterKeyPdu> = {
  code: RtrType.ROUTER_KEY,
  name: 'ROUTER-KEY',
  since: RtrVersion.V1,
  rfc: 'RFC 8210 §5.10',
  length: atLeast(8 + IDENTIFIER_LENGTH + 4),
  decode: ({ bytes, start, end, version, field }) => ({
    type: 'ROUTER-KEY',
    version,
    announced: ((field >> 8) & ANNOUNCED) !== 0,
    subjectKeyIdentifier: bytes.subarray(start, start + IDENTIFIER_LENGTH),
    as: readU32(bytes, start + IDENTIFIER_LENGTH),
    subjectPublicKeyInfo: bytes.subarray(start + IDENTIFIER_LENGTH + 4, end),
  }),
  field: ({ announced }) => (announced ? ANNOUNCED << 8 : 0),
  encode({ subjectKeyIdentifier, as, subjectPublicKeyInfo }, writer) {
    if (subjectKeyIdentifier.length !== IDENTIFIER_LENGTH) {
      throw new RangeError(
        `a subject key identifier has ${IDENTIFIER_LENGTH} octets, got ${subjectKeyIdentifier.length}`,
      );
    }
    writer.bytes(subjectKeyIdentifier);
    writer.u32(unsigned('an AS number', as, MAX_U32));
    writer.bytes(subjectPublicKeyInfo);
  },
};
