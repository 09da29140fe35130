export { AdjRibIn, type AdjRibInOptions, type PrefixWarning } from './adj-rib-in.js';
export { AdjRibOut, type AdjRibOutOptions, type RibUpdateSource } from './adj-rib-out.js';
export type { RibSession } from './ports.js';
export type { EncodedRoute, Route, RouteObject, RouteSpec } from './route.js';
export type { RouteHolder } from './route-holder.js';
export { formatRouteIndex, parseRouteIndex, type RouteIndex, type RouteKey } from './route-index.js';
export { RouteStore, type RouteStoreOptions } from './store.js';
export type { RouteSelector } from './store-core.js';
export type { SkipReason } from './update-sender.js';
