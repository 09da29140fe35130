import type { PeerSnapshot } from '@mesh/bgp-session';
import { Family, formatFamily, isPrefixNlri, MeshError, type Nlri } from '@mesh/bgp-wire';
import type { RouteSelector } from '@mesh/rib';
import { formatRoute } from '../text/print.js';

/** A route by what names it. */
export type RouteKeySpec = Exclude<RouteSelector, string>;

/**
 * For each route the names of the peers that offer its family. Throws `MESH_NO_PEER` where it is none of them.
 */
export function takersOf(
  routes: readonly RouteKeySpec[],
  peers: readonly PeerSnapshot[],
): readonly (readonly string[])[] {
  const byFamily = new Map<Family, readonly string[]>();
  return routes.map(({ prefix, nlri, family: given }) => {
    const unicast = prefix?.includes(':') ? Family.IPV6_UNICAST : Family.IPV4_UNICAST;
    const family = nlri?.family ?? given ?? unicast;
    const takers =
      byFamily.get(family) ??
      peers.filter(({ settings }) => settings.families?.includes(family)).map(({ name }) => name);
    byFamily.set(family, takers);
    if (takers.length > 0) return takers;
    throw new MeshError(
      'MESH_NO_PEER',
      `no peer chosen has the family ${formatFamily(family)} of route ${nameOf({ prefix, nlri })}`,
    );
  });
}

/** A route for a message: its prefix, or its text where that does not say it. */
function nameOf({ prefix, nlri }: { readonly prefix: string | undefined; readonly nlri: Nlri | undefined }): string {
  if (!nlri) return prefix ?? '';
  return isPrefixNlri(nlri) ? nlri.prefix : formatRoute({ nlri, attributes: [] });
}
