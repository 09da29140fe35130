import { formatAddress, parseAddress } from '../../bytes/address.js';
import { MAX_U32, unsigned } from '../../bytes/range.js';
import { readU16, readU32 } from '../../bytes/reader.js';
import { list, struct, type ValueForm } from '../../tlv/form.js';
import { type LabelEntry, labelEntry } from '../../tlv/label-entry.js';
import { uint } from '../../tlv/value.js';
import { type PrefixSid, prefixSidForm } from '../prefix-sid/prefix-sid.js';
import { row, type SubTlvRow } from './sub-tlv.js';

/** Where a tunnel ends (RFC 9012 §3.1). */
export interface EgressEndpoint {
  /** Left out: the next hop of the route. */
  readonly address?: string;
  /** The reserved four octets, where a speaker set some. */
  readonly reserved?: number;
}

/** The Color extended community that a tunnel carries (RFC 9012 §3.4.2). */
export interface TunnelColor {
  readonly flags: number;
  readonly color: number;
}

/** Octets of an address by AFI; AFI 0 stands for none. */
const ADDRESS_LENGTHS: readonly (number | undefined)[] = [0, 4, 16];

/**
 * ```text
 * +--------------+---------+--------------------+
 * | reserved (4) | AFI (2) | address (0, 4, 16) |
 * +--------------+---------+--------------------+
 * ```
 */
const egressEndpoint: ValueForm<EgressEndpoint> = {
  measure: (_bytes, start, end) => end - start,
  decode(bytes, start, end) {
    if (end - start < 6 || end - start - 6 !== ADDRESS_LENGTHS[readU16(bytes, start + 4)]) return undefined;
    const reserved = readU32(bytes, start);
    return {
      ...(end === start + 6 ? {} : { address: formatAddress(bytes, start + 6, end) }),
      ...(reserved === 0 ? {} : { reserved }),
    };
  },
  encode({ address, reserved = 0 }, writer) {
    const octets = address === undefined ? new Uint8Array(0) : parseAddress(address);
    if (!octets) throw new RangeError(`a tunnel egress endpoint is an IPv4 or IPv6 address, got ${address}`);
    writer.u32(unsigned('the reserved octets of a tunnel egress endpoint', reserved, MAX_U32));
    writer.u16(ADDRESS_LENGTHS.indexOf(octets.length));
    writer.bytes(octets);
  },
};

const COLOR_COMMUNITY = 0x030b;
const communityFields = struct<TunnelColor & { readonly type: number }>({
  type: uint(2),
  flags: uint(2),
  color: uint(4),
});

const color: ValueForm<TunnelColor> = {
  measure: communityFields.measure,
  decode(bytes, start, end) {
    const community = communityFields.decode(bytes, start, end);
    if (community?.type !== COLOR_COMMUNITY) return undefined;
    return { flags: community.flags, color: community.color };
  },
  encode: ({ flags, color }, writer, name) =>
    communityFields.encode({ type: COLOR_COMMUNITY, flags, color }, writer, name),
};

/** What the sub-TLVs of any tunnel hold. */
export interface TunnelSubTlvs {
  /** EtherType of the payload (RFC 9012 §3.4.1). */
  readonly PROTOCOL_TYPE: number;
  readonly COLOR: TunnelColor;
  /** Octets of the payload header that flows are told apart by (RFC 5640 §2). */
  readonly LOAD_BALANCING_BLOCK: number;
  readonly EGRESS_ENDPOINT: EgressEndpoint;
  readonly DS_FIELD: number;
  readonly UDP_DESTINATION_PORT: number;
  /** 1: the payload is MPLS with the label of the NLRI; 2: the label is the virtual network (RFC 9012 §3.5). */
  readonly EMBEDDED_LABEL_HANDLING: number;
  readonly MPLS_LABEL_STACK: readonly LabelEntry[];
  readonly PREFIX_SID: PrefixSid;
}

/** The sub-TLVs of any tunnel, one line each (RFC 9012 §3, RFC 5640 §2). */
export const TunnelSubTlv: { readonly [K in keyof TunnelSubTlvs]: SubTlvRow<TunnelSubTlvs[K]> } = {
  PROTOCOL_TYPE: row(2, 'protocol-type', uint(2), { repeats: true }),
  COLOR: row(4, 'color', color, { repeats: true }),
  LOAD_BALANCING_BLOCK: row(5, 'load-balancing-block', uint(2)),
  EGRESS_ENDPOINT: row(6, 'egress-endpoint', egressEndpoint),
  DS_FIELD: row(7, 'ds-field', uint(1)),
  UDP_DESTINATION_PORT: row(8, 'udp-destination-port', uint(2)),
  EMBEDDED_LABEL_HANDLING: row(9, 'embedded-label-handling', uint(1)),
  MPLS_LABEL_STACK: row(10, 'mpls-label-stack', list(labelEntry)),
  PREFIX_SID: row(11, 'prefix-sid', prefixSidForm),
};
