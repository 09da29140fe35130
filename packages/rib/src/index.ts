export { AdjRibIn, type AdjRibInOptions, type ImportVerdict, type PrefixWarning } from './adj-rib-in/adj-rib-in.js';
export { DAMPENING_DEFAULTS, type DampeningSettings } from './adj-rib-in/dampening-penalty.js';
export type { PeerKind } from './adj-rib-in/import-check.js';
export type { ImportOptions, ImportRejection } from './adj-rib-in/import-rules.js';
export { AdjRibOut, type AdjRibOutOptions } from './adj-rib-out/adj-rib-out.js';
export type { RibUpdateSource } from './adj-rib-out/outbound-table.js';
export type { SkipReason } from './adj-rib-out/skip-reason.js';
export { UpdateGroup, type UpdateGroupOptions } from './adj-rib-out/update-group.js';
export type {
  AnnouncedRoute,
  AnnouncementEnd,
  AnnounceOptions,
  DeliveryListener,
} from './announcer/announced-route.js';
export { RouteAnnouncer, type RouteAnnouncerOptions } from './announcer/announcer.js';
export type { AnnouncedChoice, Batch } from './announcer/batch.js';
export type { PeerDelivery } from './announcer/delivery.js';
export type { AnnouncerPeer } from './announcer/outlet.js';
export type { PreparedTable } from './announcer/prepared-table.js';
export type { DecisionOptions } from './loc-rib/decision-row.js';
export type { Deciding, ExplainedPath, Explanation, RejectedPath } from './loc-rib/explanation.js';
export type { ExportRejection } from './loc-rib/exporter.js';
export { formatExplanation } from './loc-rib/format-explanation.js';
export { type BestPathChange, LocRib, type LocRibOptions, type LocRibPath } from './loc-rib/loc-rib.js';
export type { MultipathOptions } from './loc-rib/multipath.js';
export type { NextHopMetric } from './loc-rib/next-hops.js';
export type { PeerRibs, RibPeer, RibPeerOptions, RibSink } from './loc-rib/rib-peer.js';
export { type AttachRtrOptions, attachRtr } from './origin-validation/attach-rtr.js';
export {
  dropOriginValidity,
  markedOriginValidity,
  type OriginValidationOptions,
  originValidation,
  setOriginValidity,
} from './origin-validation/match.js';
export { originAsOf, originAsOfOctets } from './origin-validation/origin-as.js';
export { readValidityCommunity, validityCommunity } from './origin-validation/state-community.js';
export type { OriginValidity } from './origin-validation/validity.js';
export type { PrefixVisitor, ValidityChanges } from './origin-validation/validity-changes.js';
export { type CoveringVrp, type VrpSource, VrpTable, type VrpTableOptions } from './origin-validation/vrp-table.js';
export {
  addToMed,
  deleteAttribute,
  honourGracefulShutdown,
  prependAs,
  setLocalPref,
  setMed,
  setNextHop,
  setOrigin,
  stripPrivateAs,
  tagGracefulShutdown,
} from './policy/actions.js';
export { asPathList, asPathMatches } from './policy/as-path-list.js';
export { accept, allOf, anyOf, firstMatch, not, policy, reject, when } from './policy/combine.js';
export {
  addCommunities,
  addExtendedCommunities,
  addLargeCommunities,
  deleteCommunities,
  deleteExtendedCommunities,
  deleteLargeCommunities,
  hasCommunity,
  hasExtendedCommunity,
  hasLargeCommunity,
  setCommunities,
  setExtendedCommunities,
  setLargeCommunities,
} from './policy/communities.js';
export {
  familyIs,
  hasAttribute,
  localPrefIs,
  medIs,
  type NumberRange,
  neighbourAsIs,
  nextHopIs,
  originAsIs,
  originIs,
  pathLengthIs,
  peerIs,
  sourceIs,
} from './policy/matches.js';
export type { Match, Policy, PolicyPeer, PolicyRoute, PolicyTracer, Rejection, Verdict } from './policy/policy.js';
export { type PrefixListEntry, prefixList } from './policy/prefix-list.js';
export {
  formatTrace,
  type PolicyChange,
  type PolicyTrace,
  type PolicyTraceEntry,
  tracePolicy,
} from './policy/trace.js';
export type { AbortSignalLike, Clock, RibSession, VrpDelta, VrpFeed, VrpVisitor } from './ports.js';
export type { StoreHandover } from './store/handover.js';
export type { OrderedRoutes } from './store/ordered-walk.js';
export type {
  EncodedRoute,
  NlriKeySpec,
  PrefixKeySpec,
  Route,
  RouteKeySpec,
  RouteObject,
  RouteSpec,
  RouteValue,
} from './store/route.js';
export type { RouteHolder } from './store/route-holder.js';
export { formatRouteIndex, parseRouteIndex, type RouteIndex, type RouteKey, routeKeyOf } from './store/route-index.js';
export type { RouteSnapshot } from './store/snapshot.js';
export { type AdoptedStore, RouteStore, type RouteStoreOptions } from './store/store.js';
export type { RouteSelector } from './store/store-core.js';
