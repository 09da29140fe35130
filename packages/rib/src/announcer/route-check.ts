import { AS_PATH, formatFamily, HEADER_LENGTH, MeshError } from '@mesh/bgp-wire';
import { withRd } from '../store/next-hop-address.js';
import { type EncodedRoute, isEncodedRoute, type RouteSpec, StoredRoute } from '../store/route.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';

/** The longest UPDATE of any session (RFC 8654 §3). */
const MAX_MESSAGE = 65535;

/**
 * Puts a route into the store, with one reference for the caller. Throws `MESH_ROUTE_INVALID` for one that no session
 * could ever send, naming what is wrong; then nothing is stored.
 */
export function storeChecked(core: StoreCore, route: RouteSpec | EncodedRoute): RouteId {
  // One that a snapshot has kept is stored anew.
  if (route instanceof StoredRoute && route.core === core && !route.released) return retained(core, route.id);
  if (route.nextHop === undefined) {
    throw invalid('a route is announced with a next hop: give an address or self, got undefined');
  }
  let attributes = 0;
  try {
    attributes = isEncodedRoute(route)
      ? core.attributes.intern(route.nextHop, 0, route.nextHop.length, route.attributes)
      : core.internSpec(route);
    if (isEncodedRoute(route)) core.probeEncoded(route);
    else core.probeSpec(route);
    const id = retained(core, core.routes.pair(attributes));
    const wrong = neverSendable(core, id);
    if (wrong === undefined) return id;
    core.routes.release(id);
    throw invalid(wrong);
  } catch (error) {
    throw error instanceof RangeError || error instanceof TypeError ? invalid(error.message, error) : error;
  } finally {
    if (attributes !== 0) core.attributes.release(attributes);
  }
}

function retained(core: StoreCore, id: RouteId): RouteId {
  core.routes.retain(id);
  return id;
}

function invalid(message: string, cause?: Error): MeshError {
  return new MeshError('MESH_ROUTE_INVALID', message, { cause });
}

/** Why no session could send the route. */
function neverSendable(core: StoreCore, id: RouteId): string | undefined {
  const { routes, attributes, families } = core;
  const { family } = routes.space(id);
  const row = families.get(family);
  const set = attributes.set(routes.attributes(id));
  const hop = attributes.nextHop(routes.attributes(id));
  if (row && hop.length > 0) {
    const lengths = [...row.nextHopLengths, ...row.extendedNextHopLengths];
    if (!lengths.includes(hop.length) && !lengths.includes(withRd(hop).length)) {
      return `a route of ${formatFamily(family)} has no next hop of ${hop.length} octets`;
    }
  }
  const nlri = routes.withNlri(id, (_bytes, _offset, length) => length);
  // NEXT_HOP, or what stands before the NLRI in MP_REACH_NLRI (RFC 4760 §3).
  const octets = HEADER_LENGTH + 4 + set.length + nlri + (hop.length === 16 || hop.length === 32 ? 9 + hop.length : 7);
  return octets > MAX_MESSAGE ? `the route takes ${octets} octets, a message holds at most ${MAX_MESSAGE}` : undefined;
}

/** The AS numbers in the AS_PATH of a route, confederation segments included. */
export function pathOf(core: StoreCore, id: RouteId): ReadonlySet<number> {
  return new Set(
    core
      .route(id)
      .get(AS_PATH)
      ?.flatMap(({ asns }) => asns),
  );
}
