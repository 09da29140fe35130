import type { Command } from '../command.js';
import { announce, withdraw } from './announce.js';
import { daemon } from './daemon.js';
import type { Effect } from './effect.js';
import { group, groupEnd, groupStart } from './group.js';
import { create, deletePeers, teardown } from './lifecycle.js';
import { peerList, peerShow } from './peers.js';
import { ribClear, ribFlush, ribShow } from './rib.js';
import { announceIndex, routesAdd, routesList, routesRemove, routesRemoveIndex, withdrawIndex } from './routes.js';
import { ack, apiVersion, bye, comment, ping, session, sync } from './session.js';
import { system } from './system.js';
import { announceWatchdog, withdrawWatchdog } from './watchdog.js';

/** What each command does. */
export const effects: { readonly [N in Command['name']]: Effect<N> } = {
  comment,
  daemon,
  ack,
  sync,
  session,
  ping,
  bye,
  system,
  'api-version': apiVersion,
  'rib-show': ribShow,
  'rib-flush': ribFlush,
  'rib-clear': ribClear,
  'peer-list': peerList,
  'peer-show': peerShow,
  create,
  delete: deletePeers,
  teardown,
  announce,
  withdraw,
  'announce-index': announceIndex,
  'withdraw-index': withdrawIndex,
  'announce-watchdog': announceWatchdog,
  'withdraw-watchdog': withdrawWatchdog,
  'routes-list': routesList,
  'routes-add': routesAdd,
  'routes-remove': routesRemove,
  'routes-remove-index': routesRemoveIndex,
  'group-start': groupStart,
  'group-end': groupEnd,
  group,
};
