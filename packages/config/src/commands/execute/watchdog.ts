import type { RouteSpec } from '@mesh/rib';
import { routeSpec } from '../../running/route-spec.js';
import { chosenPeers } from './chosen.js';
import type { Effect, EffectContext } from './effect.js';
import { NOTHING } from './record.js';

/** The routes of the watchdog, of the peers chosen and of no other. */
export const announceWatchdog: Effect<'announce-watchdog'> = {
  run({ selector, group }, context) {
    for (const { name } of chosenPeers(context.mesh, selector)) {
      for (const route of watched(name, group, context)) context.changes.announce([name], route);
    }
    return NOTHING;
  },
};

export const withdrawWatchdog: Effect<'withdraw-watchdog'> = {
  run({ selector, group }, context) {
    for (const { name } of chosenPeers(context.mesh, selector)) {
      for (const route of watched(name, group, context)) context.changes.withdraw([name], route);
    }
    return NOTHING;
  },
};

/** What the configuration has a peer told in a group, and what commands have. */
function* watched(peer: string, group: string, { mesh, ribsOf }: EffectContext): Iterable<RouteSpec> {
  const { neighbor, watchdogs } = ribsOf(peer);
  const configured = mesh.configuration.routesOf(neighbor);
  for (const index of configured.ofWatchdog(group)) yield routeSpec(configured.get(index)!);
  yield* watchdogs.routes(group);
}
