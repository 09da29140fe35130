import { MAX_U8, unsigned } from '../bytes/range.js';
import { Family } from '../family.js';
import {
  decodeLabels,
  dissectLabels,
  encodeLabels,
  LABEL_LENGTH,
  type LabelStack,
  measureLabels,
  writeUnlabelled,
} from './label-stack.js';
import { formatPrefixBits, requirePrefix, writePrefixBits, writePrefixKey } from './prefix.js';
import { formatRd, RD_LENGTH, writeRd } from './route-distinguisher.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/**
 * A prefix of a VPN: labels, route distinguisher, prefix (RFC 4364 §4.3.4, RFC 4659 §3.2, RFC 6514 §7). Distinguisher
 * and prefix are the key, the labels are payload.
 *
 * ```text
 * +---------------+------------------+--------+--------+
 * | length (bits) | labels (3 each)  | RD (8) | prefix |   the length counts all three
 * +---------------+------------------+--------+--------+
 * ```
 */
export interface VpnNlri extends Nlri, LabelStack {
  readonly rd: string;
  readonly prefix: string;
}

function vpnRow(family: number, name: string, addressLength: 4 | 16): FamilyRow<VpnNlri> {
  return {
    family,
    name,
    nextHopLengths: addressLength === 4 ? [RD_LENGTH + 4] : [RD_LENGTH + 16, 2 * (RD_LENGTH + 16)],
    extendedNextHopLengths: addressLength === 4 ? [RD_LENGTH + 16, 2 * (RD_LENGTH + 16)] : [],
    measure(bytes, offset, end, withdrawn) {
      const bits = bytes[offset]!;
      const next = offset + 1 + ((bits + 7) >> 3);
      if (next > end) return -1;
      const labels = measureLabels(bytes, offset + 1, next, withdrawn);
      const rest = bits - 8 * (labels + RD_LENGTH);
      return labels > 0 && rest >= 0 && rest <= 8 * addressLength ? next - offset : -1;
    },
    decode(bytes, offset, end, pathId, withdrawn) {
      const stack = measureLabels(bytes, offset + 1, end, withdrawn);
      const rdAt = offset + 1 + stack;
      const value = {
        ...decodeLabels(bytes, offset + 1, stack),
        rd: formatRd(bytes, rdAt),
        prefix: formatPrefixBits(bytes, rdAt + RD_LENGTH, bytes[offset]! - 8 * (stack + RD_LENGTH), addressLength),
      };
      return pathId === NO_PATH_ID ? { family, ...value } : { family, pathId, ...value };
    },
    encode(nlri, writer) {
      const prefix = requirePrefix(nlri.prefix, addressLength, name);
      const bits = 8 * (LABEL_LENGTH * Math.max(1, nlri.labels.length) + RD_LENGTH) + prefix.bits;
      writer.u8(unsigned('the bits of labels, distinguisher and prefix', bits, MAX_U8));
      encodeLabels(nlri, writer);
      writeRd(nlri.rd, writer);
      writePrefixBits(prefix, writer);
    },
    dissect(cursor, withdrawn) {
      cursor.number('length', 1, (bits) => `${bits} bits`);
      dissectLabels(cursor, withdrawn);
      cursor.field(
        'route distinguisher',
        RD_LENGTH,
        cursor.remaining < RD_LENGTH ? '' : formatRd(cursor.bytes, cursor.offset),
      );
      cursor.octets('prefix', cursor.remaining);
    },
    writeKey(bytes, offset, end, withdrawn, writer) {
      const stack = measureLabels(bytes, offset + 1, end, withdrawn);
      writePrefixKey(bytes[offset]! - 8 * stack, bytes, offset + 1 + stack, end, writer);
    },
    writeWithdrawn: writeUnlabelled,
    format: ({ rd, prefix, labels }) => `rd ${rd} ${prefix}${labels.length === 0 ? '' : ` label ${labels.join('/')}`}`,
  };
}

export const IPV4_VPN: FamilyRow<VpnNlri> = vpnRow(Family.IPV4_VPN, 'ipv4-mpls-vpn', 4);
export const IPV6_VPN: FamilyRow<VpnNlri> = vpnRow(Family.IPV6_VPN, 'ipv6-mpls-vpn', 16);
