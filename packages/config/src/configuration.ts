import { type Family, formatFamily, MeshError } from '@mesh/bgp-wire';
import { type Route, type RouteIndex, type RouteSelector, RouteStore } from '@mesh/rib';
import { moveRoutes } from './configured/move-routes.js';
import { type ConfiguredRoutes, NeighborRoutes } from './configured/neighbor-routes.js';
import { type ConfigurationPlan, planOf } from './plan/plan.js';
import { setTarget } from './plan/target.js';
import { type ConfigurationSettings, peerKey, resolveSettings, validateSettings } from './settings/configuration.js';
import type { Neighbor } from './settings/neighbor.js';
import type { Process } from './settings/process.js';
import type { Templates } from './settings/template.js';
import { formatRoute } from './text/print.js';
import { parseRouteText } from './text/route.js';
import type { RouteAction, RouteText } from './text/route-text.js';

/**
 * Neighbours, and the routes each of them is to have. A route is stored once for all neighbours that have it, in a store
 * that a running speaker shares: the configuration of `MeshSpeaker` is what its peers were told at the start, and what is
 * added and removed since.
 */
export class Configuration {
  #processes: readonly Process[];
  #templates: Templates;
  readonly #settings: ConfigurationSettings;
  /** Of all neighbours, the retired among them. */
  readonly #routes = new Map<Neighbor, NeighborRoutes>();
  readonly #ephemeral = new Set<Neighbor>();
  /** By what makes two neighbours the same. */
  readonly #retired = new Map<string, Neighbor>();
  #store: RouteStore = new RouteStore();
  #shares = false;

  private constructor(settings: ConfigurationSettings) {
    this.#settings = settings;
    const { neighbors, processes } = resolveSettings(settings);
    this.#processes = processes;
    this.#templates = settings.templates ?? {};
    for (const neighbor of neighbors) this.addNeighbor(neighbor);
  }

  /** Throws `MESH_SETTINGS_INVALID` with what `validate` would say. */
  static fromSettings(settings: ConfigurationSettings): Configuration {
    return new Configuration(settings);
  }

  /** Programs that are told of neighbours. */
  get processes(): readonly Process[] {
    return this.#processes;
  }

  get neighbors(): readonly Neighbor[] {
    return [...this.#routes.keys()].filter((neighbor) => !this.#isRetired(neighbor));
  }

  /** Neighbours that were made at run time and are not to be stored. */
  get ephemeral(): readonly Neighbor[] {
    return this.neighbors.filter((one) => this.#ephemeral.has(one));
  }

  /** Neighbours that were deleted at run time, which a reload brings back. */
  get retired(): readonly Neighbor[] {
    const standing = new Set(this.neighbors.filter((one) => !this.#ephemeral.has(one)).map(peerKey));
    return [...this.#retired].filter(([key]) => !standing.has(key)).map(([, neighbor]) => neighbor);
  }

  /** What is to be stored: the neighbours there are without those made at run time only, and those that are retired. */
  get storedNeighbors(): readonly Neighbor[] {
    const retired = new Set(this.retired);
    return [...this.#routes.keys()].filter((one) =>
      this.#isRetired(one) ? retired.has(one) : !this.#ephemeral.has(one),
    );
  }

  /** What peers made at run time may name. */
  get templates(): Templates {
    return this.#templates;
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

  /**
   * Adds a neighbour with the routes of its settings, one that is not to be stored where it is `ephemeral`. One that is retired
   * is back with the routes it had; one that is there stays as it is.
   */
  addNeighbor(neighbor: Neighbor, { ephemeral = false }: { readonly ephemeral?: boolean } = {}): void {
    if (this.#isRetired(neighbor)) this.#retired.delete(peerKey(neighbor));
    if (this.#routes.has(neighbor)) return;
    if (ephemeral) this.#ephemeral.add(neighbor);
    const held = new NeighborRoutes(this.#store);
    for (const route of neighbor.routes) held.set(route);
    this.#routes.set(neighbor, held);
  }

  /** True for a neighbour that was made at run time and is not to be stored. */
  isEphemeral(neighbor: Neighbor): boolean {
    return this.#ephemeral.has(neighbor);
  }

  /**
   * Takes a neighbour out at run time. One that is stored keeps its routes for when it is back, and stays in what is stored; an
   * ephemeral one is gone. Changes nothing for one that is none of this configuration.
   */
  retireNeighbor(neighbor: Neighbor): void {
    if (!this.#routes.has(neighbor)) return;
    if (this.#ephemeral.has(neighbor)) {
      this.removeNeighbor(neighbor);
      return;
    }
    const before = this.#retired.get(peerKey(neighbor));
    if (before && before !== neighbor) this.removeNeighbor(before);
    this.#retired.set(peerKey(neighbor), neighbor);
  }

  /** Another neighbour in the place of one, with its routes. */
  replaceNeighbor(before: Neighbor, after: Neighbor): void {
    const held = [...this.#routes].map(([one, routes]) => [one === before ? after : one, routes] as const);
    this.#routes.clear();
    for (const [one, routes] of held) this.#routes.set(one, routes);
    if (this.#ephemeral.delete(before)) this.#ephemeral.add(after);
  }

  /** A neighbour is to have these routes and no others. Throws `RangeError` for a neighbour of another configuration. */
  resetRoutes(neighbor: Neighbor, routes: Iterable<RouteText>): void {
    const held = this.#held(neighbor);
    held.clear();
    for (const route of routes) held.set(route);
  }

  /** A neighbour is to have no route of this key. False where it was to have none. */
  removeRoute(neighbor: Neighbor, { nlri }: Pick<RouteText, 'nlri'>): boolean {
    return this.#held(neighbor).delete({ nlri });
  }

  /**
   * Another configuration was gone over to: its programs and templates are those from here on, the neighbours there are now are
   * those to store, and none is retired.
   */
  adopt({ processes, templates }: Pick<Configuration, 'processes' | 'templates'>): void {
    this.#processes = processes;
    this.#templates = templates;
    this.#ephemeral.clear();
    for (const neighbor of [...this.#retired.values()]) this.removeNeighbor(neighbor);
  }

  /**
   * The way from here to another configuration: the neighbours that come, go and change, and their routes. Nothing is
   * changed; `MeshSpeaker.apply` goes it.
   */
  diff(next: Configuration): ConfigurationPlan {
    const plan = planOf(this, next);
    setTarget(plan, next);
    return plan;
  }

  /** Removes a neighbour and lets its routes go. False for one that is none of this configuration. */
  removeNeighbor(neighbor: Neighbor): boolean {
    this.#routes.get(neighbor)?.clear();
    this.#ephemeral.delete(neighbor);
    if (this.#isRetired(neighbor)) this.#retired.delete(peerKey(neighbor));
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
    for (const neighbor of this.neighbors) {
      if (neighbor.families.includes(family)) having.push(this.#held(neighbor));
    }
    return having;
  }

  #isRetired(neighbor: Neighbor): boolean {
    return this.#retired.size > 0 && this.#retired.get(peerKey(neighbor)) === neighbor;
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
