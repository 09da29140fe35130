import { Family, type RouteTargetNlri, type SrPolicyNlri, type VplsNlri } from '@mesh/bgp-wire';
import { fromModel, rawOf } from './row.js';

/** Without the members of a label block where the NLRI only says who takes part (RFC 6074 §7). */
export const VPLS = fromModel<VplsNlri>([Family.L2VPN_VPLS], (nlri) =>
  'base' in nlri
    ? { rd: nlri.rd, endpoint: nlri.endpoint, base: nlri.base, offset: nlri.offset, size: nlri.size }
    : { rd: nlri.rd },
);

export const SR_POLICY = fromModel<SrPolicyNlri>(
  [Family.IPV4_SR_POLICY, Family.IPV6_SR_POLICY],
  ({ distinguisher, color, endpoint }) => ({ distinguisher, color, endpoint }),
);

/** Octets of the origin, and bits of it and a whole route target (RFC 4684 §4). */
const ORIGIN_LENGTH = 5;
const WHOLE = 96;

export const ROUTE_TARGET = fromModel<RouteTargetNlri>(
  [Family.ROUTE_TARGET],
  ({ bits, originAs, routeTarget }, place) => {
    if (bits === WHOLE) return { origin: originAs, 'route-target': routeTarget };
    if (bits === 0) return { origin: 0, 'route-target': null };
    const rest = rawOf(place).slice(2 * ORIGIN_LENGTH);
    return { origin: originAs, 'route-target': null, 'prefix-length': bits, 'route-target-prefix': `0x${rest}` };
  },
);
