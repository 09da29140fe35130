import { BGP_LS_ATTRIBUTE, type BgpLsAttribute, formatHex, readU16 } from '@mesh/bgp-wire';
import { formatUint64 } from '../../uint64.js';
import { fromOctets } from './row.js';

/** The bits of a flags octet under their names, from the highest on, and the rest. */
function flagsOf(octet: number, names: readonly string[]): Readonly<Record<string, number>> {
  const bits = names.map((name, i) => [name, (octet >> (7 - i)) & 1]);
  return { ...Object.fromEntries(bits), RSV: octet & (0xff >> names.length) };
}

type Members = Readonly<Record<string, unknown>>;

/** What TLVs say under ExaBGP's names, by their types; several types may share members. */
type TlvMembers = (value: BgpLsAttribute) => Members;

const LOCAL_ROUTER_IDS: TlvMembers = ({ localIpv4RouterIds = [], localIpv6RouterIds = [] }) => ({
  'local-router-ids': [...localIpv4RouterIds, ...localIpv6RouterIds],
});
const REMOTE_ROUTER_IDS: TlvMembers = ({ remoteIpv4RouterIds = [], remoteIpv6RouterIds = [] }) => ({
  'remote-router-ids': [...remoteIpv4RouterIds, ...remoteIpv6RouterIds],
});

/** TLVs by type (IANA bgp-ls-parameters). Any other is shown as octets: `"generic-lsid-266": ["0x010A"]`. */
const TLVS: Readonly<Record<number, TlvMembers>> = {
  258: ({ linkIdentifiers: ids }) => ({
    'link-local-remote-identifiers': ids && { 'local-id': ids.local, 'remote-id': ids.remote },
  }),
  1024: ({ nodeFlags = 0 }) => ({ 'node-flags': flagsOf(nodeFlags, ['O', 'T', 'E', 'B', 'R', 'V']) }),
  1026: ({ nodeName }) => ({ 'node-name': nodeName }),
  // The octets of an area as one number.
  1027: ({ isisAreaIds = [] }) => ({ 'area-ids': isisAreaIds.map(areaNumber) }),
  1028: LOCAL_ROUTER_IDS,
  1029: LOCAL_ROUTER_IDS,
  1030: REMOTE_ROUTER_IDS,
  1031: REMOTE_ROUTER_IDS,
  1034: ({ srCapabilities }) => ({
    'sr-capability-flags': flagsOf(srCapabilities?.flags ?? 0, ['I', 'V']),
    sids: srCapabilities?.ranges.map(({ size, label, index }) => [size, label ?? index]),
  }),
  1035: ({ srAlgorithms }) => ({ 'sr-algorithms': srAlgorithms }),
  1088: ({ administrativeGroup }) => ({ 'admin-group-mask': administrativeGroup }),
  1089: ({ maximumLinkBandwidth }) => ({ 'maximum-link-bandwidth': maximumLinkBandwidth }),
  1090: ({ maximumReservableLinkBandwidth }) => ({
    'maximum-reservable-link-bandwidth': maximumReservableLinkBandwidth,
  }),
  1091: ({ unreservedBandwidth }) => ({ 'unreserved-bandwidth': unreservedBandwidth }),
  1092: ({ teDefaultMetric }) => ({ 'te-metric': teDefaultMetric }),
  1095: ({ igpMetric }) => ({ 'igp-metric': igpMetric?.metric }),
  1096: ({ sharedRiskLinkGroups }) => ({ 'shared-risk-link-groups': sharedRiskLinkGroups }),
  1098: ({ linkName }) => ({ 'link-name': linkName }),
  1107: ({ isisSrv6LanEndXSids = [] }) => ({
    'srv6-lan-endx-isis': isisSrv6LanEndXSids.map((one) => ({
      flags: flagsOf(one.flags, ['B', 'S', 'P']),
      'neighbor-id': one.neighbor.replaceAll('.', ''),
      behavior: one.behavior,
      algorithm: one.algorithm,
      weight: one.weight,
      sid: one.sid,
      ...(one.srv6SidStructure && {
        'srv6-sid-structure': {
          loc_block_len: one.srv6SidStructure.locatorBlock,
          loc_node_len: one.srv6SidStructure.locatorNode,
          func_len: one.srv6SidStructure.function,
          arg_len: one.srv6SidStructure.argument,
        },
      }),
    })),
  }),
  1152: ({ igpFlags = 0 }) => ({ 'igp-flags': flagsOf(igpFlags, ['D', 'N', 'L', 'P']) }),
  1153: ({ igpRouteTags }) => ({ 'igp-route-tags': igpRouteTags }),
  1155: ({ prefixMetric }) => ({ 'prefix-metric': prefixMetric }),
  1156: ({ ospfForwardingAddress }) => ({ 'ospf-forwarding-address': ospfForwardingAddress }),
  1170: ({ prefixAttributeFlags: flags }) => ({
    'sr-prefix-attribute-flags': flagsOf(flags?.[0] ?? 0, ['X', 'R', 'N']),
  }),
};

/** Up to 13 octets of an area (ISO 10589 §7.1.1) as a decimal number, where 64 bits hold it. */
function areaNumber(area: string): string {
  const digits = area.replaceAll('.', '');
  if (digits.length > 16) return area;
  const padded = digits.padStart(16, '0');
  return formatUint64(Number.parseInt(padded.slice(0, 8), 16), Number.parseInt(padded.slice(8), 16));
}

const HEADER = 4;

/** The types of the attribute's TLVs, in their order and each once, with the octets of all of one. */
function tlvsIn(bytes: Uint8Array, start: number, end: number): ReadonlyMap<number, readonly string[]> {
  const types = new Map<number, string[]>();
  for (let at = start; at + HEADER <= end; ) {
    const type = readU16(bytes, at);
    const next = at + HEADER + readU16(bytes, at + 2);
    const octets = `0x${formatHex(bytes, at + HEADER, next).toUpperCase()}`;
    const list = types.get(type);
    if (list) list.push(octets);
    else types.set(type, [octets]);
    at = next;
  }
  return types;
}

/** Members of a TLV, as octets where the codec could not read it either. */
function membersOf(type: number, octets: readonly string[], value: BgpLsAttribute): Members {
  const read = value.others?.some((one) => one.type === type) === true ? undefined : TLVS[type];
  return read ? read(value) : { [`generic-lsid-${type}`]: octets };
}

export const LINK_STATE = fromOctets(BGP_LS_ATTRIBUTE, 'bgp-ls', (bytes, start, end, context) => {
  const value = BGP_LS_ATTRIBUTE.decode(bytes, start, end, context);
  const all: Record<string, unknown> = {};
  for (const [type, octets] of tlvsIn(bytes, start, end)) Object.assign(all, membersOf(type, octets, value));
  return JSON.stringify(all);
});
