import { aggregator } from './aggregator.js';
import { aigp } from './aigp.js';
import { asPath } from './as-path.js';
import { atomicAggregate } from './atomic-aggregate.js';
import { rawAttribute } from './attribute.js';
import { clusterList } from './cluster-list.js';
import { community } from './community.js';
import { extendedCommunity } from './extended-community.js';
import { ipv6ExtendedCommunity } from './ipv6-extended-community.js';
import { largeCommunity } from './large-community.js';
import { localPreference } from './local-preference.js';
import { med } from './med.js';
import { name } from './name.js';
import { linkLocalNextHop, nextHop } from './next-hop.js';
import { origin } from './origin.js';
import { originatorId } from './originator-id.js';
import { pathInformation } from './path-information.js';
import { prefixSid, prefixSidSrv6 } from './prefix-sid.js';
import type { RouteKeyword } from './row.js';
import { watchdog } from './watchdog.js';
import { withdraw } from './withdraw.js';

/** Keywords that stand before the attributes of a route. */
export const leadingKeywords: readonly RouteKeyword[] = [nextHop, linkLocalNextHop, pathInformation];

/** Keywords of attributes, in ascending type code: the order in which they are printed. */
export const attributeKeywords: readonly RouteKeyword[] = [
  origin,
  asPath,
  med,
  localPreference,
  atomicAggregate,
  aggregator,
  community,
  originatorId,
  clusterList,
  extendedCommunity,
  ipv6ExtendedCommunity,
  aigp,
  largeCommunity,
  prefixSid,
  prefixSidSrv6,
  rawAttribute,
];

/** Keywords that stand behind the attributes of a route. */
export const trailingKeywords: readonly RouteKeyword[] = [name, watchdog, withdraw];

/** Every keyword that a route of any family may have, in the order in which a route is printed. */
export const routeKeywords: readonly RouteKeyword[] = [...leadingKeywords, ...attributeKeywords, ...trailingKeywords];
