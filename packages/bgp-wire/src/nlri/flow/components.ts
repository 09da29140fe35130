/** How the value of a component is written. */
export type FlowEncoding = 'prefix' | 'numeric' | 'bitmask' | 'mac';

/** One component type of one address family. */
export interface FlowComponentType {
  readonly type: number;
  readonly name: string;
  readonly encoding: FlowEncoding;
}

const numeric = (type: number, name: string): FlowComponentType => ({ type, name, encoding: 'numeric' });
const bitmask = (type: number, name: string): FlowComponentType => ({ type, name, encoding: 'bitmask' });

const COMMON: readonly FlowComponentType[] = [
  { type: 1, name: 'destination', encoding: 'prefix' },
  { type: 2, name: 'source', encoding: 'prefix' },
  numeric(4, 'port'),
  numeric(5, 'destination-port'),
  numeric(6, 'source-port'),
  numeric(7, 'icmp-type'),
  numeric(8, 'icmp-code'),
  bitmask(9, 'tcp-flags'),
  numeric(10, 'packet-length'),
  bitmask(12, 'fragment'),
];

/** Components of IPv4 flows (RFC 8955 §4.2.2). */
export const IPV4_COMPONENTS: readonly FlowComponentType[] = [...COMMON, numeric(3, 'protocol'), numeric(11, 'dscp')];

/** Components of IPv6 flows (RFC 8956 §3). */
export const IPV6_COMPONENTS: readonly FlowComponentType[] = [
  ...COMMON,
  numeric(3, 'next-header'),
  numeric(11, 'traffic-class'),
  numeric(13, 'flow-label'),
];

/** Components of layer 2 flows (draft-ietf-idr-flowspec-l2vpn §2). */
export const L2_COMPONENTS: readonly FlowComponentType[] = [
  numeric(14, 'ethernet-type'),
  { type: 15, name: 'source-mac', encoding: 'mac' },
  { type: 16, name: 'destination-mac', encoding: 'mac' },
  numeric(17, 'dsap'),
  numeric(18, 'ssap'),
  numeric(19, 'control'),
  numeric(20, 'snap'),
  numeric(21, 'vlan-id'),
  numeric(22, 'vlan-cos'),
  numeric(23, 'inner-vlan-id'),
  numeric(24, 'inner-vlan-cos'),
];
