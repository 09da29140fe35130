import { type BgpLsNlri, BgpLsNlriType, Family, type NodeDescriptors, parseIPv4 } from '@mesh/bgp-wire';
import { fromModel, type Members, type NlriPlace, rawOf } from './row.js';

/** The IGP router identifier: IS-IS without its dots, and of a pseudonode who stands for it. */
function routerOf(id: string): Members {
  const [router = '', designated] = id.split(':');
  if (parseIPv4(router) !== undefined) {
    return designated === undefined
      ? { 'router-id': router }
      : { 'router-id': router, 'designated-router-id': designated };
  }
  const octets = id.includes(':') ? id : id.replaceAll('.', '');
  return octets.length === 14
    ? { 'router-id': octets, psn: String(Number.parseInt(octets.slice(12), 16)) }
    : { 'router-id': octets };
}

/** A node as a list of objects, a descriptor each. */
function nodeOf(node: NodeDescriptors = {}): readonly Members[] {
  const list: Members[] = [];
  if (node.autonomousSystem !== undefined) list.push({ 'autonomous-system': node.autonomousSystem });
  if (node.bgpLsIdentifier !== undefined) list.push({ 'bgp-ls-identifier': String(node.bgpLsIdentifier) });
  if (node.ospfAreaId !== undefined) list.push({ 'ospf-area-id': node.ospfAreaId });
  if (node.igpRouterId !== undefined) list.push(routerOf(node.igpRouterId));
  return list;
}

function linkOf(nlri: BgpLsNlri): Members {
  const { linkIdentifiers: ids } = nlri;
  return {
    'local-node-descriptors': nodeOf(nlri.localNode),
    'remote-node-descriptors': nodeOf(nlri.remoteNode),
    'interface-addresses': [...(nlri.ipv4InterfaceAddresses ?? []), ...(nlri.ipv6InterfaceAddresses ?? [])],
    'neighbor-addresses': [...(nlri.ipv4NeighborAddresses ?? []), ...(nlri.ipv6NeighborAddresses ?? [])],
    'multi-topology-ids': nlri.multiTopologyIds ?? [],
    'link-identifiers': ids ? [{ 'link-local-id': ids.local, 'link-remote-id': ids.remote }] : [],
  };
}

/** The next hop stands in these in version 4; a link has none. */
function nextHopOf({ version, nextHop }: NlriPlace): Members {
  return version === 4 && nextHop !== undefined ? { nexthop: nextHop } : {};
}

function prefixOf(nlri: BgpLsNlri, place: NlriPlace): Members {
  return {
    'node-descriptors': nodeOf(nlri.localNode),
    'ip-reachability-tlv': nlri.prefix,
    'ip-reach-prefix': nlri.prefix,
    ...nextHopOf(place),
  };
}

const TYPES: Readonly<
  Record<number, { readonly name: string; readonly members: (nlri: BgpLsNlri, place: NlriPlace) => Members }>
> = {
  [BgpLsNlriType.NODE]: {
    name: 'bgpls-node',
    members: (nlri, place) => ({ 'node-descriptors': nodeOf(nlri.localNode), ...nextHopOf(place) }),
  },
  [BgpLsNlriType.LINK]: { name: 'bgpls-link', members: linkOf },
  [BgpLsNlriType.IPV4_PREFIX]: { name: 'bgpls-prefix-v4', members: prefixOf },
  [BgpLsNlriType.IPV6_PREFIX]: { name: 'bgpls-prefix-v6', members: prefixOf },
};

export const LINK_STATE = fromModel<BgpLsNlri>([Family.BGP_LS, Family.BGP_LS_VPN], (nlri, place) => {
  const type = TYPES[nlri.nlriType];
  if (!type) return { code: nlri.nlriType, parsed: false, raw: rawOf(place) };
  return {
    'ls-nlri-type': type.name,
    'l3-routing-topology': nlri.identifier,
    'protocol-id': nlri.protocolId,
    ...type.members(nlri, place),
    ...(nlri.rd === undefined ? {} : { rd: nlri.rd }),
  };
});
