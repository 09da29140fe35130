import type { Family } from '@mesh/bgp-wire';
import { bgpLsForm } from './bgp-ls.js';
import { encapForm } from './encap.js';
import { evpnForm } from './evpn.js';
import { flowForm } from './flow.js';
import type { RouteForm } from './form.js';
import { mcastVpnForm } from './mcast-vpn.js';
import { mupForm } from './mup.js';
import { prefixForms } from './prefix.js';
import { routeTargetForm } from './route-target.js';
import { srPolicyForm } from './sr-policy.js';
import { vplsForm } from './vpls.js';

/** How the routes of each family are written. */
export const routeForms: readonly RouteForm[] = [
  ...prefixForms,
  mcastVpnForm,
  mupForm,
  vplsForm,
  evpnForm,
  flowForm,
  routeTargetForm,
  encapForm,
  bgpLsForm,
  srPolicyForm,
];

const BY_FAMILY: ReadonlyMap<Family, RouteForm> = new Map(
  routeForms.flatMap((form) => form.families.map((family) => [family, form] as const)),
);

/** The form of a family; undefined where it has none of its own. */
export function formOf(family: Family): RouteForm | undefined {
  return BY_FAMILY.get(family);
}
