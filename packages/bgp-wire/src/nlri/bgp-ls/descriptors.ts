import { list, rest, struct, type ValueForm } from '../../tlv/form.js';
import { subTlvs, type TlvRecord, type TlvTable, tlvRows, tlvTable } from '../../tlv/record.js';
import { ipv4, ipv6, uint } from '../../tlv/value.js';
import { formatPrefix, hasHostBits, parsePrefix, writePrefix } from '../prefix.js';
import { NODE_DESCRIPTORS, type NodeDescriptors } from './node-descriptors.js';

/** The two ends' numbers of a link (RFC 5307 §1.1). */
export interface LinkIdentifiers {
  readonly local: number;
  readonly remote: number;
}

/** What names a node, a link, a prefix or an SRv6 SID (RFC 9552 §5.2, RFC 9514 §6). */
export interface BgpLsDescriptors extends TlvRecord {
  readonly localNode?: NodeDescriptors;
  readonly remoteNode?: NodeDescriptors;
  readonly linkIdentifiers?: LinkIdentifiers;
  readonly ipv4InterfaceAddresses?: readonly string[];
  readonly ipv4NeighborAddresses?: readonly string[];
  readonly ipv6InterfaceAddresses?: readonly string[];
  readonly ipv6NeighborAddresses?: readonly string[];
  /** Topologies of IS-IS or OSPF, 16 bits as they stand: the upper four are reserved. */
  readonly multiTopologyIds?: readonly number[];
  /** Intra-area 1, inter-area 2, external 3 and 4, NSSA 5 and 6 (RFC 9552 §5.2.3.1). */
  readonly ospfRouteType?: number;
  /** IP reachability information: `10.0.0.0/24` or `2001:db8::/32`. */
  readonly prefix?: string;
  readonly srv6Sid?: string;
}

export const linkIdentifiers: ValueForm<LinkIdentifiers> = struct<LinkIdentifiers>({ local: uint(4), remote: uint(4) });
export const multiTopologyIds: ValueForm<readonly number[]> = list(uint(2));

/** Prefix length and as many octets as it needs (RFC 9552 §5.2.3.2); host bits are not of the form. */
function prefix(addressLength: 4 | 16): ValueForm<string> {
  return rest(
    (bytes, start, end) => {
      const bits = start < end ? bytes[start]! : 0xff;
      if (bits > 8 * addressLength || end - start !== 1 + ((bits + 7) >> 3)) return undefined;
      const address = new Uint8Array(addressLength);
      address.set(bytes.subarray(start + 1, end));
      return hasHostBits({ address, bits }) ? undefined : formatPrefix(bytes, start, addressLength);
    },
    (value, writer, name) => {
      const parsed = typeof value === 'string' ? parsePrefix(value) : undefined;
      if (parsed?.address.length !== addressLength || hasHostBits(parsed))
        throw new RangeError(`${name} is ${addressLength === 4 ? '10.0.0.0/24' : '2001:db8::/32'}, got ${value}`);
      writePrefix(parsed, writer);
    },
  );
}

const { one, many } = tlvRows<BgpLsDescriptors>();

const LOCAL_NODE = one(256, 'localNode', subTlvs(NODE_DESCRIPTORS));
const MULTI_TOPOLOGY = one(263, 'multiTopologyIds', multiTopologyIds);
const OSPF_ROUTE_TYPE = one(264, 'ospfRouteType', uint(1));

/** NLRI types by name (IANA bgp-ls-parameters). */
export const BgpLsNlriType = {
  NODE: 1,
  LINK: 2,
  IPV4_PREFIX: 3,
  IPV6_PREFIX: 4,
  SRV6_SID: 6,
} as const;

/** An NLRI type: its name, and the TLVs that may stand in it. */
export interface BgpLsNlriRow {
  readonly type: number;
  readonly name: string;
  readonly descriptors: TlvTable;
}

export const NLRI_TYPES: ReadonlyMap<number, BgpLsNlriRow> = new Map(
  [
    { type: BgpLsNlriType.NODE, name: 'node', descriptors: tlvTable([LOCAL_NODE]) },
    {
      type: BgpLsNlriType.LINK,
      name: 'link',
      descriptors: tlvTable([
        LOCAL_NODE,
        one(257, 'remoteNode', subTlvs(NODE_DESCRIPTORS)),
        one(258, 'linkIdentifiers', linkIdentifiers),
        many(259, 'ipv4InterfaceAddresses', ipv4),
        many(260, 'ipv4NeighborAddresses', ipv4),
        many(261, 'ipv6InterfaceAddresses', ipv6),
        many(262, 'ipv6NeighborAddresses', ipv6),
        MULTI_TOPOLOGY,
      ]),
    },
    {
      type: BgpLsNlriType.IPV4_PREFIX,
      name: 'ipv4-prefix',
      descriptors: tlvTable([LOCAL_NODE, MULTI_TOPOLOGY, OSPF_ROUTE_TYPE, one(265, 'prefix', prefix(4))]),
    },
    {
      type: BgpLsNlriType.IPV6_PREFIX,
      name: 'ipv6-prefix',
      descriptors: tlvTable([LOCAL_NODE, MULTI_TOPOLOGY, OSPF_ROUTE_TYPE, one(265, 'prefix', prefix(16))]),
    },
    {
      type: BgpLsNlriType.SRV6_SID,
      name: 'srv6-sid',
      descriptors: tlvTable([LOCAL_NODE, MULTI_TOPOLOGY, one(518, 'srv6Sid', ipv6)]),
    },
  ].map((row) => [row.type, row]),
);
