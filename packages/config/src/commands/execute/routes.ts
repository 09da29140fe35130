import type { PeerSnapshot } from '@mesh/bgp-session';
import { type Family, isMeshError, MeshError } from '@mesh/bgp-wire';
import type { RouteIndex } from '@mesh/rib';
import { routeIndexOf } from '../../configured/route-index-of.js';
import type { MeshSpeaker } from '../../running/mesh-speaker.js';
import { formatPeerName } from '../../selector/format.js';
import type { Selector } from '../../selector/selector.js';
import { formatRoute } from '../../text/print.js';
import { opensRoute, parseRouteSpecs } from '../../text/route.js';
import type { RouteAction, RouteText } from '../../text/route-text.js';
import type { Statement } from '../command.js';
import { problemOf } from './answers.js';
import { chosenPeers } from './chosen.js';
import type { Effect, EffectContext } from './effect.js';
import { readPlaced } from './read-placed.js';
import { type CommandRecord, NOTHING } from './record.js';

/*
 * The configured routes, by index. A text that is no route changes nothing; of several routes each is added and answered
 * by itself, and one that cannot be had leaves the others alone.
 */

/** `routes list`: `[{ index, route, neighbor }]`. */
export const routesList: Effect<'routes-list'> = {
  shape: 'list',
  run: ({ selector, families = [undefined] }, { mesh }) => listed(mesh, chosenPeers(mesh, selector), families),
};

/** `routes add`: `{ index, route, success }`, a list of them where the text has several routes. */
export const routesAdd: Effect<'routes-add'> = {
  shape: 'value',
  run({ selector, statement }, context) {
    const { mesh } = context;
    const peers = namesOf(mesh, selector);
    return parsed(statement, 'announce', context).map((route) => {
      const text = textOf(route);
      try {
        return { index: mesh.routes.add(peers, route).index, route: text, success: true };
      } catch (error) {
        return { route: text, success: false, error: failureOf(error) };
      }
    });
  },
};

/** `routes remove`: `{ removed, index, route }`, a list of them where the text has several routes. */
export const routesRemove: Effect<'routes-remove'> = {
  shape: 'value',
  run({ selector, statement }, context) {
    const { mesh } = context;
    const peers = namesOf(mesh, selector);
    return parsed(statement, 'withdraw', context).map((route) => ({
      ...removed(mesh, peers, routeIndexOf(route)),
      route: textOf(route),
    }));
  },
};

/** `routes remove index`: `{ removed, index }`. */
export const routesRemoveIndex: Effect<'routes-remove-index'> = {
  shape: 'value',
  run: ({ selector, index }, { mesh }) => [removed(mesh, namesOf(mesh, selector), index)],
};

/** `announce index`: the peers chosen are told of the route that each of them is configured to have. */
export const announceIndex: Effect<'announce-index'> = {
  run({ selector, index }, { mesh, changes }) {
    const holding = namesOf(mesh, selector).filter((peer) => mesh.routes.get(peer, index) !== undefined);
    if (holding.length === 0) throw noRoute(index);
    changes.announced++;
    changes.with(holding, () => void mesh.routes.announce(holding, index));
    return NOTHING;
  },
};

/** `withdraw index`: the peers chosen are told that it is gone; what the configuration has stays. */
export const withdrawIndex: Effect<'withdraw-index'> = {
  run({ selector, index }, { mesh, changes }) {
    const knowing = namesOf(mesh, selector).filter(
      (peer) => mesh.routes.get(peer, index) !== undefined || mesh.adjRibOut(peer).get(index) !== undefined,
    );
    if (knowing.length === 0) throw noRoute(index);
    changes.withdrawn++;
    changes.with(knowing, () => void mesh.routes.withdraw(knowing, index));
    return NOTHING;
  },
};

/** The routes of peers, each peer's as they are when it is its turn, whatever changes while they are read. */
function* listed(
  mesh: MeshSpeaker,
  peers: readonly PeerSnapshot[],
  families: readonly (Family | undefined)[],
): Iterable<CommandRecord> {
  for (const peer of peers) {
    const neighbor = formatPeerName(peer);
    const snapshot = mesh.routes.snapshot(peer.name);
    try {
      for (const family of families) {
        for (const route of snapshot.inOrder(family)) {
          yield { index: routeIndexOf(route), route: textOf(route), neighbor };
        }
      }
    } finally {
      snapshot.close();
    }
  }
}

function removed(mesh: MeshSpeaker, peers: readonly string[], index: RouteIndex): CommandRecord {
  return { removed: mesh.routes.remove(peers, index) > 0, index };
}

function namesOf(mesh: MeshSpeaker, selector: Selector): readonly string[] {
  return chosenPeers(mesh, selector).map(({ name }) => name);
}

/** A route as ExaBGP names it, by its prefix alone where that says all. */
function textOf(route: RouteText): string {
  return formatRoute(route).replace(/^route /, '');
}

/** The routes of a text, at least one. */
function parsed(statement: Statement, action: RouteAction, { host }: EffectContext): readonly RouteText[] {
  const { text } = statement;
  try {
    const routes = readPlaced(statement, (route) => parseRouteSpecs(route, action, host.text));
    if (routes.length > 0) return routes;
  } catch (error) {
    if (!isMeshError(error, 'MESH_TEXT_SYNTAX')) throw error;
    const [first = ''] = text.split(/\s/, 1);
    const problem = opensRoute(first) ? 'Failed to parse route: ' : `Could not parse route: ${text}\n`;
    throw new MeshError(error.code, `${problem}${error.message}`, { cause: error, details: error.details });
  }
  throw new MeshError('MESH_TEXT_SYNTAX', `Could not parse route: ${text}`);
}

/** Why a route was not added. What nobody has thought of is named as such. */
function failureOf(error: unknown): string {
  if (isMeshError(error)) return problemOf(error);
  return `Unexpected error: ${error instanceof Error ? error.name : typeof error}: ${problemOf(error)}`;
}

function noRoute(index: RouteIndex): MeshError {
  return new MeshError('MESH_NO_ROUTE', `no neighbor chosen has a route ${index}`);
}
