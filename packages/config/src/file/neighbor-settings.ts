import { Afi, type Family, standardFamilies } from '@mesh/bgp-wire';
import type { Api, ApiMessages, ApiSettings } from '../settings/api.js';
import { resolveNeighbor } from '../settings/configuration.js';
import type { Neighbor, NeighborSettings } from '../settings/neighbor.js';
import type { SessionSettings } from '../settings/session.js';
import { familyWords } from '../text/forms/form.js';
import { formatOperational } from '../text/statement.js';

const PEER: SessionSettings = { peerAddress: '192.0.2.1', localAs: 1, peerAs: 1, routerId: '192.0.2.1' };

let resolved: Neighbor | undefined;

/** What a neighbour has that says no more than it must. */
function defaults(): Neighbor {
  resolved ??= resolveNeighbor({ session: PEER });
  return resolved;
}

/** The settings that come to a neighbour, without its routes: what differs from the defaults. */
export function settingsOfNeighbor(neighbor: Neighbor): NeighborSettings {
  const { session, capability, families, nexthops, addpaths, routes: _, operational, api, ...plain } = neighbor;
  const standard = defaults();
  const offered = differing(capability, { ...standard.capability, nexthop: nexthops.length > 0 });
  return {
    session: sessionOf(session, standard),
    ...differing(plain, standard),
    ...(Object.keys(offered).length === 0 ? {} : { capability: offered }),
    ...(offersAll(families) ? {} : { families: families.map(familyWords) }),
    ...(nexthops.length === 0
      ? {}
      : {
          nexthops: nexthops.map(({ family, nextHopAfi }) => ({
            family: familyWords(family),
            nexthop: nextHopAfi === Afi.IPV6 ? 'ipv6' : 'ipv4',
          })),
        }),
    ...(addpaths.length === 0
      ? {}
      : { addpaths: addpaths.map(({ family, ...one }) => ({ family: familyWords(family), ...one })) }),
    ...(operational.length === 0 ? {} : { operational: operational.map(formatOperational) }),
    ...(api.length === 0 ? {} : { api: api.map(apiOf) }),
  };
}

function sessionOf(session: Neighbor['session'], standard: Neighbor): SessionSettings {
  const { peerAddress, localAs, peerAs, routerId, ...rest } = session;
  return {
    peerAddress,
    localAs,
    peerAs,
    ...(routerId === session.localAddress ? {} : { routerId }),
    ...differing(rest, standard.session),
  };
}

function offersAll(families: readonly Family[]): boolean {
  const offered = new Set(families);
  return standardFamilies.rows.every(({ family }) => offered.has(family));
}

function apiOf({ processes, processesMatch, receive, send, ...flags }: Api): ApiSettings {
  return {
    ...(processes.length === 0 ? {} : { processes }),
    ...(processesMatch.length === 0 ? {} : { processesMatch }),
    ...differing(flags, NOTHING),
    ...told('receive', receive),
    ...told('send', send),
  };
}

function told(direction: 'receive' | 'send', messages: Required<ApiMessages>): ApiSettings {
  const flags = differing(messages, NOTHING);
  return Object.keys(flags).length === 0 ? {} : { [direction]: flags };
}

const NOTHING: Readonly<Record<string, unknown>> = {
  neighborChanges: false,
  negotiated: false,
  fsm: false,
  signal: false,
  parsed: false,
  packets: false,
  consolidate: false,
  open: false,
  update: false,
  notification: false,
  keepalive: false,
  refresh: false,
  operational: false,
};

/** The members that are there and have another value than in `standard`. */
function differing<T extends object>(value: T, standard: object): Partial<T> {
  const others = standard as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(value).filter(([key, member]) => member !== undefined && member !== others[key]),
  ) as Partial<T>;
}
