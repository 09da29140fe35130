import { formatAddress } from '../bytes/address.js';
import { MAX_U8, MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { parsePrefix } from '../nlri/prefix.js';
import { RtrType, RtrVersion } from './codes.js';
import { rtrFault } from './fault.js';
import type { PrefixPdu } from './pdu.js';
import { exactly, type PduRow } from './row.js';

/** The flag of payload PDUs: set for an announcement, clear for a withdrawal. Other bits are ignored. */
export const ANNOUNCED = 1;

/**
 * A prefix of IPv4 or IPv6 and the AS that may originate it (RFC 8210 §5.6, §5.7).
 *
 * ```text
 * +-------------+----------+----------+------------------------+----------+
 * | version (1) | type (1) | zero (2) | length (4) 20 or 32               |
 * +-------------+----------+---+------+---------+--------------+----------+
 * | flags (1) | prefix length (1) | max length (1) | zero (1) |
 * +-----------+-------------------+----------------+----------+
 * | prefix (4 or 16) | AS number (4) |
 * +------------------+---------------+
 * ```
 */
function prefixRow(code: number, name: PrefixPdu['type'], rfc: string, octets: 4 | 16): PduRow<PrefixPdu> {
  return {
    code,
    name,
    since: RtrVersion.V0,
    rfc,
    length: exactly(16 + octets),
    decode({ bytes, start, version }) {
      const [bits, maxLength] = [bytes[start + 1]!, bytes[start + 2]!];
      if (bits > maxLength || maxLength > 8 * octets) {
        const reason = `prefix length ${bits} and max length ${maxLength} are in order and at most ${8 * octets}`;
        return rtrFault(9, reason, rfc);
      }
      const announced = (bytes[start]! & ANNOUNCED) !== 0;
      const prefix = `${formatAddress(bytes, start + 4, start + 4 + octets)}/${bits}`;
      return { type: name, version, announced, prefix, maxLength, as: readU32(bytes, start + 4 + octets) };
    },
    field: () => 0,
    encode({ announced, prefix, maxLength, as }, writer) {
      const parsed = parsePrefix(prefix);
      if (parsed?.address.length !== octets)
        throw new RangeError(`${name} has a prefix of that family, got "${prefix}"`);
      writer.u8(announced ? ANNOUNCED : 0);
      writer.u8(parsed.bits);
      writer.u8(unsigned('a max length', maxLength, MAX_U8));
      writer.u8(0);
      writer.bytes(parsed.address);
      writer.u32(unsigned('an AS number', as, MAX_U32));
    },
  };
}

export const IPV4_PREFIX: PduRow<PrefixPdu> = prefixRow(RtrType.IPV4_PREFIX, 'IPV4-PREFIX', 'RFC 8210 §5.6', 4);
export const IPV6_PREFIX: PduRow<PrefixPdu> = prefixRow(RtrType.IPV6_PREFIX, 'IPV6-PREFIX', 'RFC 8210 §5.7', 16);
