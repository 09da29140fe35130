import { formatAddress, parseAddress } from '../bytes/address.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { Family } from '../family.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/**
 * A candidate path of an SR Policy (RFC 9830 §2.1); what the path is stands in the Tunnel Encapsulation attribute.
 *
 * ```text
 * +---------------+-------------------+-----------+------------------+
 * | length (bits) | distinguisher (4) | color (4) | endpoint (4, 16) |   96 or 192 bits
 * +---------------+-------------------+-----------+------------------+
 * ```
 */
export interface SrPolicyNlri extends Nlri {
  readonly distinguisher: number;
  readonly color: number;
  readonly endpoint: string;
}

function srPolicyRow(family: number, name: string, addressLength: 4 | 16): FamilyRow<SrPolicyNlri> {
  const bodyLength = 8 + addressLength;
  return {
    family,
    name,
    nextHopLengths: [4, 16, 32],
    extendedNextHopLengths: [],
    measure: (bytes, offset, end) =>
      bytes[offset] === 8 * bodyLength && offset + 1 + bodyLength <= end ? 1 + bodyLength : -1,
    decode: (bytes, offset, end, pathId) => ({
      family,
      ...(pathId === NO_PATH_ID ? {} : { pathId }),
      distinguisher: readU32(bytes, offset + 1),
      color: readU32(bytes, offset + 5),
      endpoint: formatAddress(bytes, offset + 9, end),
    }),
    encode({ distinguisher, color, endpoint }, writer) {
      const address = parseAddress(endpoint);
      if (address?.length !== addressLength)
        throw new RangeError(`${name} takes an endpoint of its family, got ${endpoint}`);
      writer.u8(8 * bodyLength);
      writer.u32(unsigned('the distinguisher of an SR policy', distinguisher, MAX_U32));
      writer.u32(unsigned('the color of an SR policy', color, MAX_U32));
      writer.bytes(address);
    },
    format: ({ distinguisher, color, endpoint }) =>
      `sr-policy distinguisher ${distinguisher} color ${color} endpoint ${endpoint}`,
  };
}

export const IPV4_SR_POLICY: FamilyRow<SrPolicyNlri> = srPolicyRow(Family.IPV4_SR_POLICY, 'ipv4-sr-policy', 4);
export const IPV6_SR_POLICY: FamilyRow<SrPolicyNlri> = srPolicyRow(Family.IPV6_SR_POLICY, 'ipv6-sr-policy', 16);
