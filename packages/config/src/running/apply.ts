import type { PeerChanges, Speaker } from '@mesh/bgp-session';
import { CeaseSubcode } from '@mesh/bgp-wire';
import type { RouteAnnouncer } from '@mesh/rib';
import type { Configuration } from '../configuration.js';
import { routeIndexOf } from '../configured/route-index-of.js';
import type { NeighborStep } from '../plan/plan.js';
import type { Neighbor } from '../settings/neighbor.js';
import type { PeerRibs } from './peer-ribs.js';
import { peerSettings } from './peer-settings.js';

/*
 * A plan is carried out as a whole or not at all. Each step leaves behind how to undo it. What can be refused comes first
 * and disturbs nobody: neighbours that are new, then those whose session begins anew (`Speaker.update` refuses before it
 * acts), and only when all of that stands are neighbours deleted and routes moved, which nothing refuses.
 */

/** What applying changes in a running speaker. */
export interface ApplyPorts {
  readonly configuration: Configuration;
  readonly speaker: Pick<Speaker, 'update' | 'delete'>;
  readonly announcer: RouteAnnouncer;
  /** Makes the peer of a neighbour that the configuration has. */
  add(neighbor: Neighbor): void;
  /** The name and RIBs of the peer of a neighbour; undefined where it was deleted meanwhile. */
  peerOf(neighbor: Neighbor): { readonly name: string; readonly ribs: PeerRibs } | undefined;
}

type Undo = () => void;

export function applySteps(steps: readonly NeighborStep[], ports: ApplyPorts): void {
  const undo: Undo[] = [];
  try {
    for (const step of steps) {
      if (step.action === 'create') undo.push(...create(step.after!, step.put, ports));
      else if (step.action !== 'delete') undo.push(...change(step, ports));
    }
  } catch (error) {
    for (const back of undo.reverse()) back();
    throw error;
  }
  for (const step of steps) {
    if (step.action === 'delete') remove(step.before!, ports);
    else if (step.action !== 'create') moveRoutes(step, ports);
  }
}

function create(neighbor: Neighbor, routes: NeighborStep['put'], ports: ApplyPorts): Undo[] {
  const { configuration } = ports;
  configuration.addNeighbor(neighbor);
  try {
    // Those of its settings are there, and may have been changed since.
    configuration.resetRoutes(neighbor, routes);
    ports.add(neighbor);
  } catch (error) {
    configuration.removeNeighbor(neighbor);
    throw error;
  }
  return [() => remove(neighbor, ports)];
}

/** Other settings for a peer that stays; its routes are moved when all has been accepted. */
function change({ action, before, after, settings }: NeighborStep, ports: ApplyPorts): Undo[] {
  if (settings.length === 0) return [];
  const peer = ports.peerOf(before!);
  if (!peer) {
    // It was deleted meanwhile, and the configuration has it still.
    ports.configuration.replaceNeighbor(before!, after!);
    return [];
  }
  const isInPlace = peer.ribs.reconfigure(after!);
  if (!isInPlace) return remake(before!, after!, ports);
  const back = () => {
    peer.ribs.reconfigure(before!);
    ports.speaker.update(peer.name, changesOf(before!));
    ports.configuration.replaceNeighbor(after!, before!);
  };
  const { session } = peer.ribs;
  try {
    ports.speaker.update(peer.name, changesOf(after!));
  } catch (error) {
    peer.ribs.reconfigure(before!);
    throw error;
  }
  ports.configuration.replaceNeighbor(before!, after!);
  // What the session does not know of, as the pace, counts from the next one on.
  if (action === 'restart' && session?.up) session.teardown(CeaseSubcode.OTHER_CONFIGURATION_CHANGE);
  return [back];
}

/** A peer with other RIBs is another peer. */
function remake(before: Neighbor, after: Neighbor, ports: ApplyPorts): Undo[] {
  const { configuration } = ports;
  const swap = (from: Neighbor, to: Neighbor) => {
    const name = ports.peerOf(from)?.name;
    configuration.replaceNeighbor(from, to);
    if (name !== undefined) ports.speaker.delete((peer) => peer.name === name);
    ports.add(to);
  };
  try {
    swap(before, after);
  } catch (error) {
    configuration.replaceNeighbor(after, before);
    ports.add(before);
    throw error;
  }
  return [() => swap(after, before)];
}

function remove(neighbor: Neighbor, ports: ApplyPorts): void {
  const name = ports.peerOf(neighbor)?.name;
  if (name !== undefined) ports.speaker.delete((peer) => peer.name === name);
  ports.configuration.removeNeighbor(neighbor);
}

function moveRoutes({ before, after, settings, put, take }: NeighborStep, ports: ApplyPorts): void {
  // Where no setting differs the neighbour is the one that was there.
  const neighbor = settings.length === 0 ? before! : after!;
  const peer = ports.peerOf(neighbor);
  const names = peer ? [peer.name] : [];
  for (const route of take) {
    ports.configuration.removeRoute(neighbor, route);
    peer?.ribs.watchdogs.forget(routeIndexOf(route));
    ports.announcer.withdrawKey({ nlri: route.nlri }, names);
  }
  for (const route of put) {
    const index = ports.configuration.addRoute(neighbor, route);
    peer?.ribs.watchdogs.set(route);
    if (route.withdrawn) ports.announcer.withdrawKey(index, names);
    // As it is stored it is not refused: what no session can send is reported by each of them.
    else ports.announcer.put(ports.configuration.routesOf(neighbor).stored(index)!, names);
  }
}

/** All settings of a peer as changes: what is not asked for any more goes back to its default. */
function changesOf(neighbor: Neighbor): PeerChanges {
  const { peerAddress: _address, peerPort: _port, ...changes } = peerSettings(neighbor);
  return {
    password: undefined,
    tcpAo: undefined,
    ttl: undefined,
    ttlSecurity: undefined,
    interface: undefined,
    ...changes,
  };
}
