import { BGP_LS, BGP_LS_VPN } from './bgp-ls/bgp-ls.js';
import { IPV4_ENCAP, IPV6_ENCAP } from './encap.js';
import { L2VPN_EVPN } from './evpn.js';
import { IPV4_FLOW, IPV4_FLOW_VPN, IPV6_FLOW, IPV6_FLOW_VPN, L2_FLOW, L2VPN_FLOW_VPN } from './flow/flow.js';
import { IPV4_LABELLED_UNICAST, IPV6_LABELLED_UNICAST } from './labelled.js';
import { IPV4_MCAST_VPN, IPV6_MCAST_VPN } from './mcast-vpn.js';
import { IPV4_MUP, IPV6_MUP } from './mup.js';
import { ROUTE_TARGET } from './route-target.js';
import type { FamilyRow, Nlri } from './row.js';
import { IPV4_SR_POLICY, IPV6_SR_POLICY } from './sr-policy.js';
import type { FamilyTable } from './table-type.js';
import { IPV4_MULTICAST, IPV4_UNICAST, IPV6_MULTICAST, IPV6_UNICAST } from './unicast.js';
import { VPLS } from './vpls.js';
import { IPV4_VPN, IPV6_VPN } from './vpn.js';
import { IPV4_VPN_MULTICAST, IPV6_VPN_MULTICAST } from './vpn-multicast.js';

/** A table of the given rows; of two rows with one family the later stands. */
export function familyTable(rows: readonly FamilyRow<Nlri>[]): FamilyTable {
  const byFamily = new Map(rows.map((row) => [row.family as number, row]));
  const present = [...byFamily.values()];
  return Object.freeze({
    rows: Object.freeze(present),
    get: (family: number) => byFamily.get(family),
    with: (...more: readonly FamilyRow<Nlri>[]) => familyTable([...present, ...more]),
  });
}

/** Every family this codec has a model for. */
export const standardFamilies: FamilyTable = familyTable([
  IPV4_UNICAST,
  IPV4_MULTICAST,
  IPV4_LABELLED_UNICAST,
  IPV4_MCAST_VPN,
  IPV4_ENCAP,
  IPV4_SR_POLICY,
  IPV4_MUP,
  IPV4_VPN,
  IPV4_VPN_MULTICAST,
  ROUTE_TARGET,
  IPV4_FLOW,
  IPV4_FLOW_VPN,
  IPV6_UNICAST,
  IPV6_MULTICAST,
  IPV6_LABELLED_UNICAST,
  IPV6_MCAST_VPN,
  IPV6_ENCAP,
  IPV6_SR_POLICY,
  IPV6_MUP,
  IPV6_VPN,
  IPV6_VPN_MULTICAST,
  IPV6_FLOW,
  IPV6_FLOW_VPN,
  VPLS,
  L2VPN_EVPN,
  L2_FLOW,
  L2VPN_FLOW_VPN,
  BGP_LS,
  BGP_LS_VPN,
]);
