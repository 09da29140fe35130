import { MeshError } from '@mesh/bgp-wire';
import type { RouteAnnouncer, RouteIndex, RouteSelector } from '@mesh/rib';
import type { Configuration } from '../configuration.js';
import type { ConfiguredSnapshot } from '../configured/neighbor-routes.js';
import type { RouteText } from '../text/route-text.js';
import type { PeerRibs } from './peer-ribs.js';
import { routeSpec } from './route-spec.js';

/** What became of a route that was added. */
export interface AddedRoute {
  readonly index: RouteIndex;
  /** It is announced; false for one that starts withdrawn. */
  readonly live: boolean;
}

/** What changes of routes go through to a speaker. */
export interface LiveRoutesPorts {
  readonly configuration: Configuration;
  readonly announcer: RouteAnnouncer;
  /** Throws `MESH_NO_PEER`. */
  ribsOf(peer: string): Pick<PeerRibs, 'neighbor' | 'watchdogs'>;
  /** What is configured has changed. */
  changed(): void;
}

/**
 * The routes that the configuration of a running speaker has for its peers, by index. What is added is announced and
 * stays; what is removed is withdrawn and gone; between the two, `announce` and `withdraw` change what a peer is told and
 * leave what is configured as it is. Peers are named, and each call speaks of these alone.
 */
export class LiveRoutes {
  readonly #ports: LiveRoutesPorts;

  constructor(ports: LiveRoutesPorts) {
    this.#ports = ports;
  }

  /** The routes of a peer as they are now, to be read while they change. */
  snapshot(peer: string): ConfiguredSnapshot {
    return this.#configured(peer).snapshot();
  }

  /** The route that a peer is to have, as text has it. */
  get(peer: string, selector: RouteSelector): RouteText | undefined {
    return this.#configured(peer).get(selector);
  }

  /**
   * Those of the peers that have the family are to have the route, instead of any other of its key; it is announced unless it
   * starts withdrawn. Throws `MESH_NO_FAMILY` where none of them has, `MESH_ROUTE_INVALID` for a route that no session could
   * send; then nothing has changed.
   */
  add(peers: readonly string[], route: RouteText): AddedRoute {
    const { configuration, announcer } = this.#ports;
    const neighbors = peers.map((peer) => this.#ports.ribsOf(peer).neighbor);
    const takers = peers.filter((_peer, i) => neighbors[i]!.families.includes(route.nlri.family));
    const live = !route.withdrawn;
    if (live && takers.length > 0) announcer.put(routeSpec(route), takers);
    const index = configuration.addRoute(neighbors, route);
    if (!live) announcer.withdrawKey(index, takers);
    for (const peer of takers) this.#ports.ribsOf(peer).watchdogs.set(route);
    this.#ports.changed();
    return { index, live };
  }

  /** The peers are to have no route of this key, and are told so. Returns how many of them were to have one. */
  remove(peers: readonly string[], index: RouteIndex): number {
    const holding = this.#holding(peers, index);
    if (holding.length === 0) return 0;
    this.#ports.announcer.withdrawKey(index, holding);
    for (const peer of holding) {
      const { neighbor, watchdogs } = this.#ports.ribsOf(peer);
      watchdogs.forget(index);
      this.#ports.configuration.removeByIndex(neighbor, index);
    }
    this.#ports.changed();
    return holding.length;
  }

  /** Announces the route that the configuration has for each of the peers. Returns how many have one. */
  announce(peers: readonly string[], index: RouteIndex): number {
    const holding = this.#holding(peers, index);
    for (const peer of holding) this.#ports.announcer.put(this.#configured(peer).stored(index)!, [peer]);
    return holding.length;
  }

  /** Withdraws the route from the peers, and leaves the configuration as it is. Returns how many of them were to have it. */
  withdraw(peers: readonly string[], index: RouteIndex): number {
    return this.#ports.announcer.withdrawKey(index, peers);
  }

  #holding(peers: readonly string[], index: RouteIndex): string[] {
    return peers.filter((peer) => this.#configured(peer).stored(index) !== undefined);
  }

  #configured(peer: string): ReturnType<Configuration['routesOf']> {
    return this.#ports.configuration.routesOf(this.#ports.ribsOf(peer).neighbor);
  }
}

/** Exactly one of the routes of a text. */
export function onlyRoute(routes: readonly RouteText[]): RouteText {
  if (routes.length === 1) return routes[0]!;
  throw new MeshError('MESH_ROUTE_COUNT', `one route is added at a time, the text has ${routes.length}`);
}
