import { type Family, formatFamily, MeshError } from '@mesh/bgp-wire';
import { type Route, type RouteIndex, type RouteSelector, RouteStore } from '@mesh/rib';
import { moveRoutes } from './configured/move-routes.js';
import { type ConfiguredRoutes, NeighborRoutes } from './configured/neighbor-routes.js';
import { type ConfigurationSettings, resolveSettings, validateSettings } from './settings/configuration.js';
import type { Neighbor } from './settings/neighbor.js';
import type { Process } from './settings/process.js';
import { formatRoute } from './text/print.js';
import { parseRouteText } from './text/route.js';
import type { RouteAction, RouteText } from './text/route-text.js';

/**
 * Neighbours, and the routes each of them is to have. A route is stored once for all neighbours that have it, in a store
 * that a running speaker shares: the configuration of `MeshSpeaker` is what its peers were told at the start, and what is
 * added and removed since.
 */
export class Configuration {
  /** Programs that are told of neighbours. */
  readonly processes: readonly Process[];
  readonly #settings: ConfigurationSettings;
  readonly #routes = new Map<Neighbor, NeighborRoutes>();
  #store: RouteStore = new RouteStore();
  #shares = false;

  private constructor(settings: ConfigurationSettings) {
    this.#settings = settings;
    const { neighbors, processes } = resolveSettings(settings);
    this.processes = processes;
    for (const neighbor of neighbors) this.addNeighbor(neighbor);
  }

  /** Throws `MESH_SETTINGS_INVALID` with what `validate` would say. */
  static fromSettings(settings: ConfigurationSettings): Configuration {
    return new Configuration(settings);
  }

  get neighbors(): readonly Neighbor[] {
    return [...this.#routes.keys()];
  }

  /** Where the routes are. Another one once a speaker has been started that has its own. */
  get store(): RouteStore {
    return this.#store;
  }

  /** True where the store was given by `shareStore`. */
  get sharesStore(): boolean {
    return this.#shares;
  }

  /** What is wrong with the settings, as `neighbor[0]: session peer-address missing`; empty where nothing is. */
  validate(): string {
    return validateSettings(this.#settings);
  }

  /**
   * The routes of a text, one for each NLRI; nothing is changed. Throws `MESH_TEXT_SYNTAX` with line, column, token
   * and what was expected.
   */
  parseRouteText(text: string, action: RouteAction = 'announce'): RouteText[] {
    checkAction(action);
    return parseRouteText(text, action);
  }

  /** Adds a neighbour with the routes of its settings; changes nothing where it is there. */
  addNeighbor(neighbor: Neighbor): void {
    if (this.#routes.has(neighbor)) return;
    const held = new NeighborRoutes(this.#store);
    for (const route of neighbor.routes) held.set(route);
    this.#routes.set(neighbor, held);
  }

  /** Removes a neighbour and lets its routes go. False for one that is none of this configuration. */
  removeNeighbor(neighbor: Neighbor): boolean {
    this.#routes.get(neighbor)?.clear();
    return this.#routes.delete(neighbor);
  }

  /** The routes a neighbour is to have. Throws `RangeError` for a neighbour of another configuration. */
  routesOf(neighbor: Neighbor): ConfiguredRoutes {
    return this.#held(neighbor);
  }

  /** The route of an index that a neighbour is to have. */
  getRoute(neighbor: Neighbor, index: RouteIndex): RouteText | undefined {
    return this.#held(neighbor).get(index);
  }

  /**
   * A neighbour is to have this route, or several are, instead of any other of its key. Those that do not have its family are
   * left out. Returns its index. Throws `MESH_NO_FAMILY` where none is left, `RangeError` for a route that has no octets.
   */
  addRoute(neighbors: Neighbor | readonly Neighbor[], route: RouteText): RouteIndex {
    const chosen = 'session' in neighbors ? [neighbors] : neighbors;
    let stored: Route | undefined;
    for (const neighbor of chosen) {
      const held = this.#held(neighbor);
      if (neighbor.families.includes(route.nlri.family)) stored = held.set(route, stored);
    }
    if (stored) return stored.index;
    throw noFamily(chosen, route);
  }

  /**
   * A neighbour is to have no route of this index. False where it was to have none. Throws `MESH_ROUTE_INDEX` for text that
   * is none.
   */
  removeByIndex(neighbor: Neighbor, index: RouteIndex): boolean {
    return this.#held(neighbor).delete(index);
  }

  /**
   * Gives routes to every neighbour that has the family; of two that are the same route the later stands.
   * False where a route found no neighbour.
   */
  addRoutes(routes: Iterable<RouteText>): boolean {
    let complete = true;
    for (const route of routes) {
      const having = this.#having(route.nlri.family);
      let stored: Route | undefined;
      for (const held of having) stored = held.set(route, stored);
      complete &&= having.length > 0;
    }
    return complete;
  }

  /** Takes routes, known by their keys, from every neighbour. False where a family is no neighbour's. */
  removeRoutes(routes: Iterable<RouteText>): boolean {
    let complete = true;
    for (const { nlri } of routes) {
      const having = this.#having(nlri.family);
      const key: RouteSelector = { nlri };
      for (const held of having) held.delete(key);
      complete &&= having.length > 0;
    }
    return complete;
  }

  /** Moves all routes to a store, so that others who use it hold the same. Snapshots that are open stay as they are. */
  shareStore(store: RouteStore): void {
    this.#shares = true;
    if (store === this.#store) return;
    moveRoutes(this.#routes.values(), store);
    this.#store = store;
  }

  #having(family: Family): NeighborRoutes[] {
    const having: NeighborRoutes[] = [];
    for (const [{ families }, held] of this.#routes) if (families.includes(family)) having.push(held);
    return having;
  }

  #held(neighbor: Neighbor): NeighborRoutes {
    const held = this.#routes.get(neighbor);
    if (!held) throw new RangeError('the neighbour is not one of this configuration');
    return held;
  }
}

/** What is wrong with a route for neighbours that do not have its family. */
function noFamily(neighbors: readonly Neighbor[], { nlri }: RouteText): MeshError {
  const names = neighbors.map(({ session }) => session.peerAddress).join(', ');
  const route = formatRoute({ nlri, attributes: [] });
  return new MeshError('MESH_NO_FAMILY', `${route} needs the family ${formatFamily(nlri.family)}, ${names} has it not`);
}

/** For callers without types: a misspelt action must not become the other one. */
function checkAction(action: string): void {
  if (action === 'announce' || action === 'withdraw') return;
  throw new MeshError('MESH_ACTION_INVALID', `action must be announce or withdraw, got '${action}'`);
}
