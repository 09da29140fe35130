import { formatAddress, parseAddress } from '../bytes/address.js';
import { Family } from '../family.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/**
 * The endpoint of a tunnel (RFC 5512 §3, deprecated by RFC 9012 §1.3 and still spoken).
 *
 * ```text
 * +---------------+------------------+
 * | length (bits) | endpoint (4, 16) |
 * +---------------+------------------+
 * ```
 */
export interface EncapNlri extends Nlri {
  readonly endpoint: string;
}

function encapRow(family: number, name: string, addressLength: 4 | 16): FamilyRow<EncapNlri> {
  return {
    family,
    name,
    nextHopLengths: [4, 16, 32],
    extendedNextHopLengths: [],
    measure: (bytes, offset, end) =>
      bytes[offset] === 8 * addressLength && offset + 1 + addressLength <= end ? 1 + addressLength : -1,
    decode(bytes, offset, end, pathId) {
      const endpoint = formatAddress(bytes, offset + 1, end);
      return pathId === NO_PATH_ID ? { family, endpoint } : { family, pathId, endpoint };
    },
    encode({ endpoint }, writer) {
      const address = parseAddress(endpoint);
      if (address?.length !== addressLength)
        throw new RangeError(`${name} takes an endpoint of its family, got ${endpoint}`);
      writer.u8(8 * addressLength);
      writer.bytes(address);
    },
    format: ({ endpoint }) => endpoint,
  };
}

export const IPV4_ENCAP: FamilyRow<EncapNlri> = encapRow(Family.IPV4_ENCAP, 'ipv4-encap', 4);
export const IPV6_ENCAP: FamilyRow<EncapNlri> = encapRow(Family.IPV6_ENCAP, 'ipv6-encap', 16);
