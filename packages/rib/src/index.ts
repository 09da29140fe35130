export { AdjRibIn, type AdjRibInOptions, type PrefixWarning } from './adj-rib-in/adj-rib-in.js';
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
export type { AbortSignalLike, Clock, RibSession } from './ports.js';
export type { EncodedRoute, Route, RouteObject, RouteSpec } from './store/route.js';
export type { RouteHolder } from './store/route-holder.js';
export { formatRouteIndex, parseRouteIndex, type RouteIndex, type RouteKey } from './store/route-index.js';
export { RouteStore, type RouteStoreOptions } from './store/store.js';
export type { RouteSelector } from './store/store-core.js';
