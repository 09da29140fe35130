export { AdjRibIn, type AdjRibInOptions, type PrefixWarning } from './adj-rib-in/adj-rib-in.js';
export { AdjRibOut, type AdjRibOutOptions, type RibUpdateSource } from './adj-rib-out/adj-rib-out.js';
export type { SkipReason } from './adj-rib-out/update-sender.js';
export type { RibSession } from './ports.js';
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
