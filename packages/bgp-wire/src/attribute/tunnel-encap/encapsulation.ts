import { struct } from '../../tlv/form.js';
import { macAddress, octets, reserved, uint } from '../../tlv/value.js';
import { row, type SubTlvRow } from './sub-tlv.js';
import { TunnelType } from './tunnel-type.js';

/** Fields of a VXLAN or NVGRE header (RFC 9012 §3.2.1, §3.2.2). */
export interface VirtualNetwork {
  /** 0x80: the network identifier counts; 0x40: the MAC address counts. */
  readonly flags: number;
  readonly vni: number;
  readonly mac: string;
  readonly reserved?: number;
}

/** Session and cookie of L2TPv3 (RFC 9012 §3.2.3). */
export interface L2tpv3 {
  readonly sessionId: number;
  /** As many octets as both ends agreed on. */
  readonly cookie: Uint8Array;
}

const TYPE = 1;

/**
 * ```text
 * +-----------+----------+---------+--------------+
 * | flags (1) | VNI (3)  | MAC (6) | reserved (2) |
 * +-----------+----------+---------+--------------+
 * ```
 */
const virtualNetwork = struct<VirtualNetwork>({ flags: uint(1), vni: uint(3), mac: macAddress, reserved: reserved(2) });
const greKey = uint(4);

export const L2TPV3_ENCAPSULATION: SubTlvRow<L2tpv3> = row(
  TYPE,
  'encapsulation',
  struct<L2tpv3>({ sessionId: uint(4), cookie: octets }),
);
export const GRE_ENCAPSULATION: SubTlvRow<number> = row(TYPE, 'encapsulation', greKey);
export const VXLAN_ENCAPSULATION: SubTlvRow<VirtualNetwork> = row(TYPE, 'encapsulation', virtualNetwork);

/** The encapsulation sub-TLV means what the type of its tunnel says (RFC 9012 §3.2): one line a tunnel type. */
export const ENCAPSULATIONS: ReadonlyMap<number, SubTlvRow<unknown>> = new Map<number, SubTlvRow<unknown>>([
  [TunnelType.L2TPV3, L2TPV3_ENCAPSULATION],
  [TunnelType.GRE, GRE_ENCAPSULATION],
  [TunnelType.VXLAN, VXLAN_ENCAPSULATION],
  [TunnelType.NVGRE, VXLAN_ENCAPSULATION],
  [TunnelType.MPLS_IN_GRE, GRE_ENCAPSULATION],
]);
