import { MeshError } from '@mesh/bgp-wire';
import { routeKey } from './route-key.js';
import { type ConfigurationSettings, resolveSettings, validateSettings } from './settings/configuration.js';
import type { Neighbor } from './settings/neighbor.js';
import type { Process } from './settings/process.js';
import { parseRouteText } from './text/route.js';
import type { RouteAction, RouteText } from './text/route-text.js';

/**
 * Neighbours, and the routes each of them is to have. The neighbours never change; routes come and go until a speaker
 * is started with the configuration, which takes them as they are then.
 */
export class Configuration {
  readonly neighbors: readonly Neighbor[];
  /** Programs that are told of neighbours. */
  readonly processes: readonly Process[];
  readonly #settings: ConfigurationSettings;
  readonly #routes: ReadonlyMap<Neighbor, Map<string, RouteText>>;

  private constructor(settings: ConfigurationSettings) {
    this.#settings = settings;
    const { neighbors, processes } = resolveSettings(settings);
    this.neighbors = neighbors;
    this.processes = processes;
    this.#routes = new Map(
      this.neighbors.map((neighbor) => [
        neighbor,
        new Map(neighbor.routes.map((route) => [routeKey(route.nlri), route])),
      ]),
    );
  }

  /** Throws `MESH_SETTINGS_INVALID` with what `validate` would say. */
  static fromSettings(settings: ConfigurationSettings): Configuration {
    return new Configuration(settings);
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

  /** The routes a neighbour is to have. Throws `RangeError` for a neighbour of another configuration. */
  routesOf(neighbor: Neighbor): Iterable<RouteText> {
    return this.#held(neighbor).values();
  }

  /**
   * Gives routes to every neighbour that has the family; of two that are the same route the later stands.
   * False where a route found no neighbour.
   */
  addRoutes(routes: Iterable<RouteText>): boolean {
    return this.#each(routes, (held, route) => held.set(routeKey(route.nlri), route));
  }

  /** Takes routes, known by their keys, from every neighbour. False where a family is no neighbour's. */
  removeRoutes(routes: Iterable<RouteText>): boolean {
    return this.#each(routes, (held, route) => held.delete(routeKey(route.nlri)));
  }

  #each(routes: Iterable<RouteText>, apply: (held: Map<string, RouteText>, route: RouteText) => void): boolean {
    let complete = true;
    for (const route of routes) {
      const having = this.neighbors.filter(({ families }) => families.includes(route.nlri.family));
      for (const neighbor of having) apply(this.#held(neighbor), route);
      complete &&= having.length > 0;
    }
    return complete;
  }

  #held(neighbor: Neighbor): Map<string, RouteText> {
    const held = this.#routes.get(neighbor);
    if (!held) throw new RangeError('the neighbour is not one of this configuration');
    return held;
  }
}

/** For callers without types: a misspelt action must not become the other one. */
function checkAction(action: string): void {
  if (action === 'announce' || action === 'withdraw') return;
  throw new MeshError('MESH_ACTION_INVALID', `action must be announce or withdraw, got '${action}'`);
}
