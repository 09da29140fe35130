export { AdjRibIn, type AdjRibInOptions, type PrefixWarning } from './adj-rib-in/adj-rib-in.js';
export { AdjRibOut, type AdjRibOutOptions, type RibUpdateSource } from './adj-rib-out/adj-rib-out.js';
export type { SkipReason } from './adj-rib-out/update-sender.js';
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
export type { Match, Policy, PolicyPeer, PolicyRoute, Rejection, Verdict } from './policy/policy.js';
export type { RibSession, VrpDelta, VrpFeed, VrpVisitor } from './ports.js';
export type { EncodedRoute, Route, RouteObject, RouteSpec } from './store/route.js';
export type { RouteHolder } from './store/route-holder.js';
export { formatRouteIndex, parseRouteIndex, type RouteIndex, type RouteKey } from './store/route-index.js';
export { RouteStore, type RouteStoreOptions } from './store/store.js';
export type { RouteSelector } from './store/store-core.js';
