import { Family } from '../family.js';
import { formatPrefixBits, requirePrefix, writePrefixBits } from './prefix.js';
import { formatRd, RD_LENGTH, writeRd } from './route-distinguisher.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/**
 * A multicast prefix of a VPN (RFC 6514 §7): route distinguisher and prefix, without labels.
 *
 * ```text
 * +---------------+--------+--------+
 * | length (bits) | RD (8) | prefix |
 * +---------------+--------+--------+
 * ```
 */
export interface VpnMulticastNlri extends Nlri {
  readonly rd: string;
  readonly prefix: string;
}

function vpnMulticastRow(family: number, name: string, addressLength: 4 | 16): FamilyRow<VpnMulticastNlri> {
  return {
    family,
    name,
    nextHopLengths: addressLength === 4 ? [RD_LENGTH + 4] : [RD_LENGTH + 16, 2 * (RD_LENGTH + 16)],
    extendedNextHopLengths: addressLength === 4 ? [RD_LENGTH + 16, 2 * (RD_LENGTH + 16)] : [],
    measure(bytes, offset, end) {
      const bits = bytes[offset]!;
      const length = 1 + ((bits + 7) >> 3);
      return bits >= 8 * RD_LENGTH && bits <= 8 * (RD_LENGTH + addressLength) && offset + length <= end ? length : -1;
    },
    decode(bytes, offset, _end, pathId) {
      const bits = bytes[offset]! - 8 * RD_LENGTH;
      const rd = formatRd(bytes, offset + 1);
      const prefix = formatPrefixBits(bytes, offset + 1 + RD_LENGTH, bits, addressLength);
      return pathId === NO_PATH_ID ? { family, rd, prefix } : { family, pathId, rd, prefix };
    },
    encode(nlri, writer) {
      const prefix = requirePrefix(nlri.prefix, addressLength, name);
      writer.u8(8 * RD_LENGTH + prefix.bits);
      writeRd(nlri.rd, writer);
      writePrefixBits(prefix, writer);
    },
    format: ({ rd, prefix }) => `rd ${rd} ${prefix}`,
  };
}

export const IPV4_VPN_MULTICAST: FamilyRow<VpnMulticastNlri> = vpnMulticastRow(
  Family.IPV4_VPN_MULTICAST,
  'ipv4-mcast-mpls-vpn',
  4,
);
export const IPV6_VPN_MULTICAST: FamilyRow<VpnMulticastNlri> = vpnMulticastRow(
  Family.IPV6_VPN_MULTICAST,
  'ipv6-mcast-mpls-vpn',
  16,
);
