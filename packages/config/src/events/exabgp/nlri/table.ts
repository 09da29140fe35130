import type { Family, FamilyRow, Nlri } from '@mesh/bgp-wire';
import { LINK_STATE } from './bgp-ls.js';
import { FLOW } from './flow.js';
import { ROUTE_TARGET, SR_POLICY, VPLS } from './others.js';
import { IPV4_PREFIXES, IPV6_PREFIXES, LABELLED, VPN, VPN_MULTICAST } from './prefix.js';
import { type NlriPlace, type NlriRow, rawOf } from './row.js';
import { EVPN, MCAST_VPN, MUP } from './typed.js';

const ROWS: readonly NlriRow[] = [
  IPV4_PREFIXES,
  IPV6_PREFIXES,
  LABELLED,
  VPN,
  VPN_MULTICAST,
  MCAST_VPN,
  MUP,
  EVPN,
  VPLS,
  SR_POLICY,
  ROUTE_TARGET,
  FLOW,
  LINK_STATE,
];

const BY_FAMILY: ReadonlyMap<Family, NlriRow> = new Map(
  ROWS.flatMap((row) => row.families.map((family) => [family, row] as const)),
);

/** Writes NLRI of a family as JSON. `withdrawn`: they stand among withdrawn routes. */
export type NlriWriter = (place: NlriPlace, withdrawn: boolean) => string;

/** How NLRI of a family are written; those of a family that ExaBGP doesn't print as octets. */
export function nlriWriter(family: Family, row: FamilyRow<Nlri> | undefined): NlriWriter {
  const own = BY_FAMILY.get(family);
  if (own && 'text' in own) return own.text;
  if (!own || !row) return (place) => `{"raw":"${rawOf(place)}"}`;
  const members = own.members as (nlri: Nlri, place: NlriPlace) => object;
  return (place, withdrawn) =>
    JSON.stringify(members(row.decode(place.bytes, place.start, place.end, place.pathId, withdrawn), place));
}
