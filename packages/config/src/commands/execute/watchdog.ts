import { chosenPeers } from './chosen.js';
import type { Effect } from './effect.js';
import { NOTHING } from './record.js';

/** The routes of the watchdog, of the peers chosen and of no other. */
export const announceWatchdog: Effect<'announce-watchdog'> = {
  run({ selector, group }, { mesh, ribsOf, changes }) {
    for (const { name } of chosenPeers(mesh, selector)) {
      for (const route of ribsOf(name).watchdogs.routes(group)) changes.announce([name], route);
    }
    return NOTHING;
  },
};

export const withdrawWatchdog: Effect<'withdraw-watchdog'> = {
  run({ selector, group }, { mesh, ribsOf, changes }) {
    for (const { name } of chosenPeers(mesh, selector)) {
      for (const route of ribsOf(name).watchdogs.routes(group)) changes.withdraw([name], route);
    }
    return NOTHING;
  },
};
