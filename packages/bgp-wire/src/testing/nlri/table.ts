import * as fc from 'fast-check';
import type { CodecContext } from '../../context.js';
import { BGP_LS, BGP_LS_VPN } from '../../nlri/bgp-ls/bgp-ls.js';
import { IPV4_ENCAP, IPV6_ENCAP } from '../../nlri/encap.js';
import { L2VPN_EVPN } from '../../nlri/evpn.js';
import { IPV4_COMPONENTS, IPV6_COMPONENTS, L2_COMPONENTS } from '../../nlri/flow/components.js';
import { IPV4_FLOW, IPV4_FLOW_VPN, IPV6_FLOW, IPV6_FLOW_VPN, L2_FLOW, L2VPN_FLOW_VPN } from '../../nlri/flow/flow.js';
import { IPV4_LABELLED_UNICAST, IPV6_LABELLED_UNICAST } from '../../nlri/labelled.js';
import { IPV4_MCAST_VPN, IPV6_MCAST_VPN } from '../../nlri/mcast-vpn.js';
import { IPV4_MUP, IPV6_MUP } from '../../nlri/mup.js';
import { ROUTE_TARGET } from '../../nlri/route-target.js';
import type { FamilyRow, Nlri } from '../../nlri/row.js';
import { IPV4_SR_POLICY, IPV6_SR_POLICY } from '../../nlri/sr-policy.js';
import { IPV4_MULTICAST, IPV4_UNICAST, IPV6_MULTICAST, IPV6_UNICAST } from '../../nlri/unicast.js';
import { VPLS } from '../../nlri/vpls.js';
import { IPV4_VPN, IPV6_VPN } from '../../nlri/vpn.js';
import { IPV4_VPN_MULTICAST, IPV6_VPN_MULTICAST } from '../../nlri/vpn-multicast.js';
import { u32 } from '../primitives.js';
import { bgpLs } from './bgp-ls.js';
import { flow } from './flow.js';
import type { Members } from './members.js';
import { encap, labelled, plainPrefix, routeTarget, srPolicy, vpls, vpn, vpnMulticast } from './prefixes.js';
import { evpn, mcastVpn, mup } from './typed.js';

type MembersOf = (withdrawn: boolean) => fc.Arbitrary<object>;

function line<N extends Nlri>(
  row: FamilyRow<N>,
  members: (withdrawn: boolean) => fc.Arbitrary<Members<N>>,
): readonly [number, MembersOf] {
  return [row.family, members];
}

/** The members of an NLRI of each family, announced or withdrawn. */
const MEMBERS: ReadonlyMap<number, MembersOf> = new Map([
  line(IPV4_UNICAST, () => plainPrefix(4)),
  line(IPV4_MULTICAST, () => plainPrefix(4)),
  line(IPV4_LABELLED_UNICAST, (withdrawn) => labelled(4, withdrawn)),
  line(IPV4_MCAST_VPN, () => mcastVpn),
  line(IPV4_ENCAP, () => encap(4)),
  line(IPV4_SR_POLICY, () => srPolicy(4)),
  line(IPV4_MUP, () => mup(4)),
  line(IPV4_VPN, (withdrawn) => vpn(4, withdrawn)),
  line(IPV4_VPN_MULTICAST, () => vpnMulticast(4)),
  line(ROUTE_TARGET, () => routeTarget),
  line(IPV4_FLOW, () => flow(IPV4_COMPONENTS, 4, false)),
  line(IPV4_FLOW_VPN, () => flow(IPV4_COMPONENTS, 4, true)),
  line(IPV6_UNICAST, () => plainPrefix(16)),
  line(IPV6_MULTICAST, () => plainPrefix(16)),
  line(IPV6_LABELLED_UNICAST, (withdrawn) => labelled(16, withdrawn)),
  line(IPV6_MCAST_VPN, () => mcastVpn),
  line(IPV6_ENCAP, () => encap(16)),
  line(IPV6_SR_POLICY, () => srPolicy(16)),
  line(IPV6_MUP, () => mup(16)),
  line(IPV6_VPN, (withdrawn) => vpn(16, withdrawn)),
  line(IPV6_VPN_MULTICAST, () => vpnMulticast(16)),
  line(IPV6_FLOW, () => flow(IPV6_COMPONENTS, 16, false)),
  line(IPV6_FLOW_VPN, () => flow(IPV6_COMPONENTS, 16, true)),
  line(VPLS, () => vpls),
  line(L2VPN_EVPN, () => evpn),
  line(L2_FLOW, () => flow([...L2_COMPONENTS, ...IPV4_COMPONENTS], 4, false)),
  line(L2VPN_FLOW_VPN, () => flow([...L2_COMPONENTS, ...IPV4_COMPONENTS], 4, true)),
  line(BGP_LS, () => bgpLs(BGP_LS, false)),
  line(BGP_LS_VPN, () => bgpLs(BGP_LS_VPN, true)),
]);

/** Arbitraries once made are kept: building those of flows and EVPN costs more than drawing from them. */
const MADE = new Map<string, fc.Arbitrary<object>>();

/** True where there is an arbitrary for the row. */
export function hasNlri(row: FamilyRow<Nlri>): boolean {
  return MEMBERS.has(row.family);
}

/** NLRI of a family, with a path identifier where the context has ADD-PATH for it. */
export function nlriOf<N extends Nlri>(
  row: FamilyRow<N>,
  context: Pick<CodecContext, 'addPath'>,
  withdrawn: boolean = false,
): fc.Arbitrary<N> {
  const key = `${row.family} ${withdrawn}`;
  const members = MADE.get(key) ?? MEMBERS.get(row.family)?.(withdrawn);
  if (!members) throw new RangeError(`there is no arbitrary for ${row.name}: give one of your own`);
  MADE.set(key, members);
  const { family } = row;
  const whole = context.addPath.has(family)
    ? fc.tuple(u32, members).map(([pathId, rest]) => ({ family, pathId, ...rest }))
    : members.map((rest) => ({ family, ...rest }));
  return whole as fc.Arbitrary<object> as fc.Arbitrary<N>;
}
