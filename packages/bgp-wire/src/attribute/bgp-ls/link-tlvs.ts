import { type LinkIdentifiers, linkIdentifiers } from '../../nlri/bgp-ls/descriptors.js';
import { list, struct, type ValueForm } from '../../tlv/form.js';
import { type TlvRow, tlvRows } from '../../tlv/record.js';
import { float32, ipv4, ipv6, octets, presence, readUint, reserved, text, uint, writeUint } from '../../tlv/value.js';
import { lanNeighbor } from './lan-neighbor.js';
import { type Msd, msds } from './node.js';
import {
  type DelayVariation,
  delayVariation,
  type LinkDelay,
  type LinkLoss,
  linkDelay,
  linkLoss,
  type MinMaxLinkDelay,
  minMaxLinkDelay,
} from './performance.js';
import { type AdjacencySid, adjacencySid, sid } from './sid.js';
import {
  isisSrv6LanEndXSid,
  ospfv3Srv6LanEndXSid,
  type Srv6EndXSid,
  type Srv6LanEndXSid,
  srv6EndXSid,
} from './srv6.js';

/** The metric of a link (RFC 9552 §5.3.2.4): one octet of IS-IS narrow, two of OSPF, three of IS-IS wide. */
export interface IgpMetric {
  readonly metric: number;
  readonly octets: 1 | 2 | 3;
}

/** The SID of an adjacency on a LAN (RFC 9085 §2.2.2). */
export interface LanAdjacencySid extends AdjacencySid {
  /** `10.0.0.1` of OSPF, `1921.6825.2240` of IS-IS. */
  readonly neighbor: string;
}

/** TLVs of a link (RFC 9552 §5.3.2, and those named) but those that hold others of them. Bandwidths are in octets a second. */
export interface BgpLsLinkTlvs {
  readonly linkIdentifiers?: LinkIdentifiers;
  /** RFC 8814 §4. */
  readonly linkMsds?: readonly Msd[];
  readonly remoteIpv4RouterIds?: readonly string[];
  readonly remoteIpv6RouterIds?: readonly string[];
  readonly administrativeGroup?: number;
  readonly maximumLinkBandwidth?: number;
  readonly maximumReservableLinkBandwidth?: number;
  /** One a priority, from 0 to 7. */
  readonly unreservedBandwidth?: readonly number[];
  readonly teDefaultMetric?: number;
  /** Capability in the upper octet (RFC 5307 §1.2). */
  readonly linkProtectionType?: number;
  /** LDP 0x80, RSVP-TE 0x40. */
  readonly mplsProtocolMask?: number;
  readonly igpMetric?: IgpMetric;
  readonly sharedRiskLinkGroups?: readonly number[];
  readonly opaqueLinkAttributes?: readonly Uint8Array[];
  readonly linkName?: string;
  readonly adjacencySids?: readonly AdjacencySid[];
  readonly lanAdjacencySids?: readonly LanAdjacencySid[];
  /** RFC 9086 §5. */
  readonly peerNodeSids?: readonly AdjacencySid[];
  readonly peerAdjacencySids?: readonly AdjacencySid[];
  readonly peerSetSids?: readonly AdjacencySid[];
  readonly srv6EndXSids?: readonly Srv6EndXSid[];
  readonly isisSrv6LanEndXSids?: readonly Srv6LanEndXSid[];
  readonly ospfv3Srv6LanEndXSids?: readonly Srv6LanEndXSid[];
  /** RFC 8571. */
  readonly unidirectionalLinkDelay?: LinkDelay;
  readonly minMaxUnidirectionalLinkDelay?: MinMaxLinkDelay;
  readonly unidirectionalDelayVariation?: DelayVariation;
  readonly unidirectionalLinkLoss?: LinkLoss;
  readonly unidirectionalResidualBandwidth?: number;
  readonly unidirectionalAvailableBandwidth?: number;
  readonly unidirectionalUtilizedBandwidth?: number;
  /** RFC 8379 §4. */
  readonly gracefulLinkShutdown?: true;
  /** 32-bit words (RFC 9104 §2). */
  readonly extendedAdministrativeGroup?: readonly number[];
}

const igpMetric: ValueForm<IgpMetric> = {
  measure: (_bytes, start, end) => end - start,
  decode(bytes, start, end) {
    const length = end - start;
    return length === 1 || length === 2 || length === 3
      ? { metric: readUint(bytes, start, length), octets: length }
      : undefined;
  },
  encode(value, writer, name) {
    const { metric, octets: length } = value ?? {};
    if (![1, 2, 3].includes(length) || !Number.isInteger(metric) || metric < 0 || metric >= 2 ** (8 * length))
      throw new RangeError(`${name} has 1 to 3 octets and a metric that fits them, got ${metric} in ${length}`);
    writeUint(metric, length, writer);
  },
};

const PRIORITIES = 8;
const bandwidths = list(float32);
const unreservedBandwidth: ValueForm<readonly number[]> = {
  measure: () => 4 * PRIORITIES,
  decode: (bytes, start, end) => (end - start === 4 * PRIORITIES ? bandwidths.decode(bytes, start, end) : undefined),
  encode(value, writer, name) {
    if (value?.length !== PRIORITIES) throw new RangeError(`${name} is a list of ${PRIORITIES} numbers, got ${value}`);
    bandwidths.encode(value, writer, name);
  },
};

const lanAdjacencySid: ValueForm<LanAdjacencySid> = struct<LanAdjacencySid>(
  { flags: uint(1), weight: uint(1), reserved: reserved(2), neighbor: lanNeighbor },
  sid,
);

const { one, many } = tlvRows<BgpLsLinkTlvs>();

/** TLVs of links that hold no TLVs of links. */
export const LINK_PLAIN_TLVS: readonly TlvRow[] = [
  one(258, 'linkIdentifiers', linkIdentifiers),
  one(267, 'linkMsds', msds),
  many(1030, 'remoteIpv4RouterIds', ipv4),
  many(1031, 'remoteIpv6RouterIds', ipv6),
  one(1088, 'administrativeGroup', uint(4)),
  one(1089, 'maximumLinkBandwidth', float32),
  one(1090, 'maximumReservableLinkBandwidth', float32),
  one(1091, 'unreservedBandwidth', unreservedBandwidth),
  one(1092, 'teDefaultMetric', uint(4)),
  one(1093, 'linkProtectionType', uint(2)),
  one(1094, 'mplsProtocolMask', uint(1)),
  one(1095, 'igpMetric', igpMetric),
  one(1096, 'sharedRiskLinkGroups', list(uint(4))),
  many(1097, 'opaqueLinkAttributes', octets),
  one(1098, 'linkName', text),
  many(1099, 'adjacencySids', adjacencySid),
  many(1100, 'lanAdjacencySids', lanAdjacencySid),
  many(1101, 'peerNodeSids', adjacencySid),
  many(1102, 'peerAdjacencySids', adjacencySid),
  many(1103, 'peerSetSids', adjacencySid),
  many(1106, 'srv6EndXSids', srv6EndXSid),
  many(1107, 'isisSrv6LanEndXSids', isisSrv6LanEndXSid),
  many(1108, 'ospfv3Srv6LanEndXSids', ospfv3Srv6LanEndXSid),
  one(1114, 'unidirectionalLinkDelay', linkDelay),
  one(1115, 'minMaxUnidirectionalLinkDelay', minMaxLinkDelay),
  one(1116, 'unidirectionalDelayVariation', delayVariation),
  one(1117, 'unidirectionalLinkLoss', linkLoss),
  one(1118, 'unidirectionalResidualBandwidth', float32),
  one(1119, 'unidirectionalAvailableBandwidth', float32),
  one(1120, 'unidirectionalUtilizedBandwidth', float32),
  one(1121, 'gracefulLinkShutdown', presence),
  one(1173, 'extendedAdministrativeGroup', list(uint(4))),
];
