import type { Configuration } from '../configuration.js';
import { routeIndexOf } from '../configured/route-index-of.js';
import { peerKey } from '../settings/configuration.js';
import type { Neighbor } from '../settings/neighbor.js';
import { formatRoute } from '../text/print.js';
import type { RouteText } from '../text/route-text.js';
import { type SettingChange, settingChanges } from './setting-changes.js';

/** Routes that come and go, as text. */
export interface RouteChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Of the same key as one that was there: as they are to be. */
  readonly replaced: readonly string[];
}

/** What becomes of one neighbour. */
export interface NeighborPlan {
  /**
   * `restart`: its session begins anew; `change`: it goes on, with other routes or with settings that it does not depend on.
   */
  readonly action: 'create' | 'delete' | 'restart' | 'change';
  /** Its address, with the port where that is not 179. */
  readonly peer: string;
  /** Of a neighbour that stays. */
  readonly settings: readonly SettingChange[];
  readonly routes: RouteChanges;
}

/** Programs that come, go and are others than before, by name. */
export interface ProcessPlan {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** The way from one configuration to another, as plain data without keys. Neighbours that stay as they are have no part in it. */
export interface ConfigurationPlan {
  readonly neighbors: readonly NeighborPlan[];
  readonly processes: ProcessPlan;
}

/** A part of a plan with what it is about. */
export interface NeighborStep extends NeighborPlan {
  readonly before: Neighbor | undefined;
  readonly after: Neighbor | undefined;
  /** The routes to add or replace, and those to remove. */
  readonly put: readonly RouteText[];
  readonly take: readonly RouteText[];
}

/** The steps from one configuration to another: what comes first, then what changes, then what goes. */
export function stepsBetween(before: Configuration, after: Configuration): NeighborStep[] {
  const old = new Map(before.neighbors.map((neighbor) => [peerKey(neighbor), neighbor]));
  const now = new Map(after.neighbors.map((neighbor) => [peerKey(neighbor), neighbor]));
  const created = [...now]
    .filter(([key]) => !old.has(key))
    .map(([, neighbor]) => stepOf(undefined, neighbor, before, after));
  const deleted = [...old]
    .filter(([key]) => !now.has(key))
    .map(([, neighbor]) => stepOf(neighbor, undefined, before, after));
  const staying = [...now].flatMap(([key, neighbor]) => {
    const previous = old.get(key);
    return previous ? [stepOf(previous, neighbor, before, after)] : [];
  });
  const changed = staying.filter(({ settings, put, take }) => settings.length + put.length + take.length > 0);
  return [...created, ...changed, ...deleted];
}

/** What `Configuration.diff` gives. */
export function planOf(before: Configuration, after: Configuration): ConfigurationPlan {
  return planOfSteps(stepsBetween(before, after), before, after);
}

/** The same, where the steps are known. */
export function planOfSteps(
  steps: readonly NeighborStep[],
  before: Configuration,
  after: Configuration,
): ConfigurationPlan {
  return { neighbors: steps.map(partOf), processes: processPlan(before, after) };
}

/** A step as data. */
export function partOf({ action, peer, settings, routes }: NeighborStep): NeighborPlan {
  return { action, peer, settings, routes };
}

/** What becomes of a neighbour of one configuration, or of the other, or of both. */
export function stepOf(
  previous: Neighbor | undefined,
  next: Neighbor | undefined,
  before: Configuration,
  after: Configuration,
): NeighborStep {
  const settings = previous && next ? settingChanges(previous, next) : [];
  const had = previous ? keyed(before.routesOf(previous)) : new Map<string, RouteText>();
  const has = next ? keyed(after.routesOf(next)) : new Map<string, RouteText>();
  const put = [...has].filter(([key, route]) => !had.has(key) || formatRoute(had.get(key)!) !== formatRoute(route));
  const take = [...had].filter(([key]) => !has.has(key));
  const texts = (routes: readonly (readonly [string, RouteText])[]) => routes.map(([, route]) => formatRoute(route));
  return {
    action: actionOf(previous, next, settings),
    peer: peerName((next ?? previous)!),
    settings,
    routes: {
      added: texts(put.filter(([key]) => !had.has(key))),
      removed: texts(take),
      replaced: texts(put.filter(([key]) => had.has(key))),
    },
    before: previous,
    after: next,
    put: put.map(([, route]) => route),
    take: take.map(([, route]) => route),
  };
}

function actionOf(
  before: Neighbor | undefined,
  after: Neighbor | undefined,
  settings: readonly SettingChange[],
): NeighborPlan['action'] {
  if (!before) return 'create';
  if (!after) return 'delete';
  return settings.some(({ effect }) => effect === 'session') ? 'restart' : 'change';
}

function keyed(routes: Iterable<RouteText>): Map<string, RouteText> {
  return new Map([...routes].map((route) => [routeIndexOf(route), route]));
}

function processPlan(before: Configuration, after: Configuration): ProcessPlan {
  const [old, now] = [before, after].map(
    ({ processes }) => new Map(processes.map((one) => [one.name, JSON.stringify(one)])),
  ) as [Map<string, string>, Map<string, string>];
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...now].filter(([name, text]) => old.has(name) && old.get(name) !== text).map(([name]) => name),
  };
}

const BGP_PORT = 179;

function peerName({ session: { peerAddress, connect } }: Neighbor): string {
  if (connect === 0 || connect === BGP_PORT) return peerAddress;
  return peerAddress.includes(':') ? `[${peerAddress}]:${connect}` : `${peerAddress}:${connect}`;
}
