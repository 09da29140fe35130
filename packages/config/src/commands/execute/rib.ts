import type { PeerSnapshot } from '@mesh/bgp-session';
import type { Family } from '@mesh/bgp-wire';
import type { Route } from '@mesh/rib';
import type { PeerRibs } from '../../running/peer-ribs.js';
import { formatPeerName } from '../../selector/format.js';
import { familyWords } from '../../text/forms/form.js';
import { formatRoute } from '../../text/print.js';
import type { RibDirection, RibShow } from '../command.js';
import { chosenPeers } from './chosen.js';
import type { Effect } from './effect.js';
import { type CommandRecord, NOTHING } from './record.js';

/** The families of each word of `rib show`. */
const FAMILIES: Readonly<Record<NonNullable<RibShow['family']>, (family: Family) => boolean>> = {
  inet: (family) => /^ipv[46] (?:unicast|multicast|nlri-mpls|mpls-vpn)$/.test(familyWords(family)),
  flow: (family) => familyWords(family).includes(' flow'),
  l2vpn: (family) => familyWords(family).startsWith('l2vpn '),
};

export const ribShow: Effect<'rib-show'> = {
  run({ direction, family, extensive, selector }, { mesh, ribsOf }) {
    const tables = chosenPeers(mesh, selector).map((peer) => ({ peer, ribs: ribsOf(peer.name) }));
    return routeRecords(tables, direction, family && FAMILIES[family], extensive);
  },
  text: ({ neighbor, name, family, nlri, route }) =>
    name === undefined ? `neighbor ${neighbor} ${family} ${nlri}` : `${name} ${family} ${route}`,
};

/** A route a record, read from the tables as the records are read. */
function* routeRecords(
  tables: readonly { readonly peer: PeerSnapshot; readonly ribs: PeerRibs }[],
  direction: RibDirection,
  wanted: ((family: Family) => boolean) | undefined,
  extensive: boolean,
): Iterable<CommandRecord> {
  for (const { peer, ribs } of tables) {
    const name = formatPeerName(peer);
    for (const route of routesOf(ribs, direction)) {
      if (wanted && !wanted(route.family)) continue;
      yield {
        neighbor: peer.peerAddress ?? peer.name,
        ...(extensive ? { name } : {}),
        family: familyWords(route.family),
        nlri: route.prefix,
        ...(extensive ? { index: route.index } : {}),
        route: formatRoute(route),
      };
    }
  }
}

/** None where what the peer announces is not kept. */
function routesOf({ adjRibIn, adjRibOut }: PeerRibs, direction: RibDirection): Iterable<Route> {
  return direction === 'out' ? adjRibOut.routes() : (adjRibIn?.routes() ?? []);
}

export const ribFlush: Effect<'rib-flush'> = {
  run({ selector }, { mesh, ribsOf }) {
    for (const { name } of chosenPeers(mesh, selector)) ribsOf(name).sendAgain();
    return NOTHING;
  },
};

export const ribClear: Effect<'rib-clear'> = {
  run({ direction, selector }, { mesh, ribsOf }) {
    for (const { name } of chosenPeers(mesh, selector)) {
      const { adjRibIn, adjRibOut } = ribsOf(name);
      if (direction === 'out') adjRibOut.clear();
      else adjRibIn?.clear();
    }
    return NOTHING;
  },
};
