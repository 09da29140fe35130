import { Family } from '../family.js';

/*
 * The codes of MRT in one place (RFC 6396 §4 and §5, RFC 8050 §4; type 5 from the appendix on deprecated types). What a
 * code means for decoding stands beside it, so that a reader needs no switch.
 */

/** Octets of the common header (RFC 6396 §2). */
export const MRT_HEADER_LENGTH = 12;

/** Record types this codec reads. */
export const MrtType = {
  BGP: 5,
  TABLE_DUMP: 12,
  TABLE_DUMP_V2: 13,
  BGP4MP: 16,
  BGP4MP_ET: 17,
} as const;

/** Subtypes of TABLE_DUMP_V2 that are no prefix RIB. */
export const TableDumpV2Subtype = { PEER_INDEX_TABLE: 1, RIB_GENERIC: 6, RIB_GENERIC_ADDPATH: 12 } as const;

/** What a RIB subtype of TABLE_DUMP_V2 holds. */
export interface RibFormat {
  readonly name: string;
  readonly family: Family;
  readonly addPath: boolean;
}

export const RIB_FORMATS: ReadonlyMap<number, RibFormat> = new Map([
  [2, { name: 'RIB_IPV4_UNICAST', family: Family.IPV4_UNICAST, addPath: false }],
  [3, { name: 'RIB_IPV4_MULTICAST', family: Family.IPV4_MULTICAST, addPath: false }],
  [4, { name: 'RIB_IPV6_UNICAST', family: Family.IPV6_UNICAST, addPath: false }],
  [5, { name: 'RIB_IPV6_MULTICAST', family: Family.IPV6_MULTICAST, addPath: false }],
  [8, { name: 'RIB_IPV4_UNICAST_ADDPATH', family: Family.IPV4_UNICAST, addPath: true }],
  [9, { name: 'RIB_IPV4_MULTICAST_ADDPATH', family: Family.IPV4_MULTICAST, addPath: true }],
  [10, { name: 'RIB_IPV6_UNICAST_ADDPATH', family: Family.IPV6_UNICAST, addPath: true }],
  [11, { name: 'RIB_IPV6_MULTICAST_ADDPATH', family: Family.IPV6_MULTICAST, addPath: true }],
]);

/** The RIB subtype of a family; undefined where it has none of its own. */
export function ribSubtype(family: Family, addPath: boolean): number | undefined {
  for (const [subtype, format] of RIB_FORMATS) {
    if (format.family === family && format.addPath === addPath) return subtype;
  }
  return undefined;
}

/** What a subtype of BGP4MP holds. */
export interface Bgp4mpFormat {
  readonly name: string;
  readonly holds: 'message' | 'state-change';
  /** AS numbers have four octets, in the record and in its message. */
  readonly asn4: boolean;
  /** NLRI in the message carry path identifiers. */
  readonly addPath: boolean;
  /** The collector itself sent the message. */
  readonly local: boolean;
}

const message = (name: string, asn4: boolean, addPath: boolean, local: boolean): Bgp4mpFormat => ({
  name,
  holds: 'message',
  asn4,
  addPath,
  local,
});

const stateChange = (name: string, asn4: boolean): Bgp4mpFormat => ({
  name,
  holds: 'state-change',
  asn4,
  addPath: false,
  local: false,
});

export const BGP4MP_FORMATS: ReadonlyMap<number, Bgp4mpFormat> = new Map([
  [0, stateChange('BGP4MP_STATE_CHANGE', false)],
  [1, message('BGP4MP_MESSAGE', false, false, false)],
  [4, message('BGP4MP_MESSAGE_AS4', true, false, false)],
  [5, stateChange('BGP4MP_STATE_CHANGE_AS4', true)],
  [6, message('BGP4MP_MESSAGE_LOCAL', false, false, true)],
  [7, message('BGP4MP_MESSAGE_AS4_LOCAL', true, false, true)],
  [8, message('BGP4MP_MESSAGE_ADDPATH', false, true, false)],
  [9, message('BGP4MP_MESSAGE_AS4_ADDPATH', true, true, false)],
  [10, message('BGP4MP_MESSAGE_LOCAL_ADDPATH', false, true, true)],
  [11, message('BGP4MP_MESSAGE_AS4_LOCAL_ADDPATH', true, true, true)],
]);

/** Message type a subtype of the deprecated type BGP holds the body of; the body has no message header. */
export const BGP_BODIES: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [5, 1],
  [6, 3],
  [7, 4],
]);

/** The subtype of the deprecated type BGP for state changes. */
export const BGP_STATE_CHANGE = 3;
