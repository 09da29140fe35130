import {
  ByteWriter,
  Family,
  type FlowComponent,
  type FlowMatch,
  formatHex,
  type Nlri,
  Safi,
  safiOf,
  writeRd,
} from '@mesh/bgp-wire';
import {
  type Comparison,
  colons,
  compareFields,
  type Field as NlriField,
  octetsOf,
  stackText,
} from './tshark-field.js';

/*
 * NLRI in the fields of tshark's tree, a table of fields for each SAFI.
 */

/** An NLRI by the names of its members. */
type Fields = Readonly<Record<string, unknown>>;
type Field = NlriField<Fields>;

const reach = (rest: string): readonly string[] =>
  ['reach', 'unreach'].flatMap((way) => ['ipv4', 'ipv6'].map((family) => `bgp.mp_${way}_nlri_${family}${rest}`));
const one = (name: string) => (nlri: Fields) => [nlri[name] as string | number | undefined];
const address = (prefix: unknown) => String(prefix).split('/')[0]!;
const bits = (prefix: unknown) => Number(String(prefix).split('/')[1]);
const labelBits = ({ labels }: Fields) => 24 * Math.max(1, (labels as readonly number[]).length);

function rdOctets(rd: unknown): string {
  const writer = new ByteWriter();
  writeRd(String(rd), writer);
  return colons(formatHex(writer.view()));
}

const PATH_ID: Field = ['bgp.nlri_path_id', one('pathId')];
const PREFIX: Field = [
  [...reach('_prefix'), 'bgp.nlri_prefix', 'bgp.withdrawn_prefix'],
  ({ prefix }) => [address(prefix)],
];
const LABELS: Field = ['bgp.label_stack', ({ labels }) => [stackText(labels as readonly number[])]];

const prefixLength = (octets: number): Field => [
  'bgp.prefix_length',
  (nlri) => [('labels' in nlri ? labelBits(nlri) : 0) + octets * 8 + bits(nlri['prefix'])],
];

const rdBytes = (key: string): Field => [key, ({ rd }) => (rd === undefined ? [] : [rdOctets(rd)])];

/** An address, or none, in a field for each address family. */
const addresses = (prefix: string, name: string): Field => [
  [`${prefix}_ipv4`, `${prefix}_ipv6`],
  (nlri) => (nlri[name] === undefined ? [] : [nlri[name] as string]),
];

/** 20 bits of a label; of an IP prefix route tshark prints all 24. */
const label20 = (value: unknown) => (value === undefined ? [] : [(value as number) >>> 4]);

const EVPN: readonly Field[] = [
  ['bgp.evpn.nlri.rt', one('routeType')],
  rdBytes('bgp.evpn.nlri.rd'),
  ['bgp.evpn.nlri.esi', ({ esi }) => [esi as string | undefined]],
  ['bgp.evpn.nlri.etag', one('ethernetTag')],
  ['bgp.evpn.nlri.mac_addr', one('mac')],
  [
    ['bgp.evpn.nlri.ip.addr', 'bgp.evpn.nlri.ipv6.addr'],
    ({ ip, prefix }) => [(ip as string | undefined) ?? (prefix === undefined ? undefined : address(prefix))],
  ],
  ['bgp.evpn.nlri.prefix_len', ({ prefix }) => [prefix === undefined ? undefined : bits(prefix)]],
  [['bgp.evpn.nlri.ipv4.gtw_addr', 'bgp.evpn.nlri.ipv6.gtw_addr'], one('gateway')],
  ['bgp.evpn.nlri.mpls_ls1', ({ routeType, label }) => (routeType === 5 ? [] : label20(label))],
  ['bgp.evpn.nlri.mpls_ls2', ({ label2 }) => label20(label2)],
  ['bgp.update.path_attribute.mpls_label_value', ({ routeType, label }) => (routeType === 5 ? [label as number] : [])],
  addresses('bgp.evpn.nlri.or_addr', 'originator'),
  addresses('bgp.mcast_vpn_nlri_group_addr', 'group'),
  addresses('bgp.mcast_vpn_nlri_source_addr', 'source'),
];

const MCAST_VPN: readonly Field[] = [
  ['bgp.mcast_vpn_nlri_route_type', one('routeType')],
  rdBytes('bgp.mcast_vpn_nlri_rd'),
  ['bgp.mcast_vpn_nlri_source_as', one('sourceAs')],
  addresses('bgp.mcast_vpn_nlri_source_addr', 'source'),
  addresses('bgp.mcast_vpn_nlri_group_addr', 'group'),
  addresses('bgp.mcast_vpn_nlri_origin_router', 'originator'),
];

const VPLS: readonly Field[] = [
  ['bgp.vplsad.length', ({ address: pe }) => [pe === undefined ? 17 : 12]],
  ['bgp.vplsad.rd', ({ rd }) => [String(rd).replace('L', '')]],
  ['bgp.ad.pe_addr', one('address')],
  ['bgp.vplsbgp.ce_id', one('endpoint')],
  ['bgp.vplsbgp.labelblock.offset', one('offset')],
  ['bgp.vplsbgp.labelblock.size', one('size')],
  ['bgp.vplsbgp.labelblock.base', ({ base }) => (base === undefined ? [] : [`${base} (bottom)`])],
];

const SR_POLICY: readonly Field[] = [
  ['bgp.sr_policy_nlri_distinguisher', ({ distinguisher }) => [octetsOf(distinguisher as number)]],
  ['bgp.sr_policy_nlri_policy_color', ({ color }) => [octetsOf(color as number)]],
  [['bgp.sr_policy_nlri_endpoint_ipv4', 'bgp.sr_policy_nlri_endpoint_ipv6'], one('endpoint')],
];

const ROUTE_TARGET: readonly Field[] = [
  ['bgp.prefix_length', ({ bits: length }) => (length === 0 ? [] : [length as number])],
  ['bgp.originating_as', ({ bits: length, originAs }) => (length === 0 ? [] : [originAs as number])],
];

const BGP_LS: readonly Field[] = [
  ['bgp.ls.nlri_type', one('nlriType')],
  ['bgp.ls.nlri_node.protocol_id', one('protocolId')],
  ['bgp.ls.nlri_node.identifier', one('identifier')],
];

/** Octets of an operator without its length bits, which tshark prints beside it. */
function operatorBits({ match }: FlowMatch): number {
  const numeric = ['false', '=', '>', '>=', '<', '<=', '!=', 'true'].indexOf(match);
  return numeric >= 0 ? numeric : ['any', 'all', 'not-any', 'not-all'].indexOf(match);
}

/** Of the component that tshark shows no operators of. */
const FLOW_LABEL = 13;
const flowMatches = (nlri: Fields): { type: number; match: FlowMatch }[] =>
  (nlri['components'] as FlowComponent[]).flatMap((component) =>
    'matches' in component && component.type !== FLOW_LABEL
      ? component.matches.map((match) => ({ type: component.type, match }))
      : [],
  );
const flowPrefix = (type: number) => (nlri: Fields) =>
  (nlri['components'] as FlowComponent[]).flatMap((component) =>
    component.type === type && 'prefix' in component ? [address(component.prefix)] : [],
  );
const VALUE = 'bgp.flowspec_nlri';
const FLOW_OPERATORS: readonly Field[] = [
  [`${VALUE}.op.lt`, (nlri) => numericOf(nlri).map((match) => (operatorBits(match) >> 2) & 1)],
  [`${VALUE}.op.gt`, (nlri) => numericOf(nlri).map((match) => (operatorBits(match) >> 1) & 1)],
  [`${VALUE}.op.equal`, (nlri) => numericOf(nlri).map((match) => operatorBits(match) & 1)],
  [`${VALUE}.op.flg_not`, (nlri) => bitmaskOf(nlri).map((match) => (operatorBits(match) >> 1) & 1)],
  [`${VALUE}.op.flg_match`, (nlri) => bitmaskOf(nlri).map((match) => operatorBits(match) & 1)],
];
/** tshark reads the operators of DSCP as bitmasks too. */
const isBitmask = (type: number) => type === 9 || type === 11 || type === 12;
const numericOf = (nlri: Fields) => flowMatches(nlri).flatMap(({ type, match }) => (isBitmask(type) ? [] : [match]));
const bitmaskOf = (nlri: Fields) => flowMatches(nlri).flatMap(({ type, match }) => (isBitmask(type) ? [match] : []));
const FLOW: readonly Field[] = [
  [`${VALUE}.filter_type`, (nlri) => (nlri['components'] as FlowComponent[]).map(({ type }) => type)],
  [[`${VALUE}.dst_prefix_filter`, `${VALUE}.dst_ipv6_pref`], flowPrefix(1)],
  [[`${VALUE}.src_prefix_filter`, `${VALUE}.src_ipv6_pref`], flowPrefix(2)],
  ...FLOW_OPERATORS,
];

/** By family, or by SAFI where its families have the same fields. */
const FIELDS: ReadonlyMap<number, readonly Field[]> = new Map<number, readonly Field[]>([
  [Safi.UNICAST, [PREFIX, prefixLength(0), PATH_ID]],
  [Safi.MULTICAST, [PREFIX, prefixLength(0), PATH_ID]],
  [Safi.NLRI_MPLS, [PREFIX, prefixLength(0), LABELS, PATH_ID]],
  [Family.IPV6_VPN, []], // tshark prints a format text in place of the route
  [Safi.MPLS_VPN, [PREFIX, prefixLength(8), LABELS, ['bgp.rd', one('rd')], PATH_ID]],
  [Safi.EVPN, EVPN],
  [Safi.MCAST_VPN, MCAST_VPN],
  [Safi.VPLS, VPLS],
  [Safi.SR_POLICY, SR_POLICY],
  [Safi.RTC, ROUTE_TARGET],
  [Safi.BGP_LS, BGP_LS],
  [Safi.FLOW, FLOW],
  [Safi.FLOW_VPN, FLOW],
]);

/** Every field of the NLRI of one attribute, where tshark prints any. */
export function nlriFields(name: string, node: unknown, list: readonly Nlri[]): Comparison[] {
  const family = list[0]?.family ?? 0;
  const fields = FIELDS.get(family) ?? FIELDS.get(safiOf(family)) ?? [];
  return compareFields(name, node, fields, list as unknown as Fields[]);
}
