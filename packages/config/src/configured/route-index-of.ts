import { ByteWriter, isOpaqueNlri, type Nlri, standardFamilies } from '@mesh/bgp-wire';
import { formatRouteIndex, type RouteIndex } from '@mesh/rib';

/**
 * The index of a route, whether anybody holds it or not; an NLRI without labels names the same as with them. Throws
 * `RangeError` for a route that has no octets.
 */
export function routeIndexOf({ nlri }: { readonly nlri: Nlri }): RouteIndex {
  const { family, pathId } = nlri;
  const row = standardFamilies.get(family);
  const octets = new ByteWriter();
  if (isOpaqueNlri(nlri)) octets.bytes(nlri.bytes);
  else if (row) row.encode(nlri, octets);
  else throw new RangeError(`family ${family} has no row in the family table: give its NLRI as octets`);
  const key = new ByteWriter();
  if (row?.writeKey) row.writeKey(octets.view(), 0, octets.length, isUnlabelled(nlri), key);
  else key.bytes(octets.view());
  return formatRouteIndex({ family, key: key.view(), ...(pathId === undefined ? {} : { pathId }) });
}

function isUnlabelled(nlri: Nlri): boolean {
  return 'labels' in nlri && Array.isArray(nlri.labels) && nlri.labels.length === 0;
}
