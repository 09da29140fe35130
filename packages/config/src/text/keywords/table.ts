import { aggregator } from './aggregator.js';
import { asPath } from './as-path.js';
import { atomicAggregate } from './atomic-aggregate.js';
import { rawAttribute } from './attribute.js';
import { clusterList } from './cluster-list.js';
import { community } from './community.js';
import { extendedCommunity } from './extended-community.js';
import { largeCommunity } from './large-community.js';
import { localPreference } from './local-preference.js';
import { med } from './med.js';
import { name } from './name.js';
import { nextHop } from './next-hop.js';
import { origin } from './origin.js';
import { originatorId } from './originator-id.js';
import { pathInformation } from './path-information.js';
import type { RouteKeyword } from './row.js';
import { split } from './split.js';
import { watchdog } from './watchdog.js';
import { withdraw } from './withdraw.js';

const named: readonly RouteKeyword[] = [
  nextHop,
  pathInformation,
  origin,
  asPath,
  med,
  localPreference,
  atomicAggregate,
  aggregator,
  originatorId,
  clusterList,
  community,
  largeCommunity,
  extendedCommunity,
];

/** Every keyword of a unicast or multicast route, in the order in which a route is printed. */
export const routeKeywords: readonly RouteKeyword[] = [...named, rawAttribute(named), name, watchdog, withdraw, split];
