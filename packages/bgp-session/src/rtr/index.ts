export type { FlushReason } from './action.js';
export { type PreferredCache, RtrCaches, type RtrCachesEvents } from './caches.js';
export { RtrClient, type RtrClientEvents, type RtrClientOptions } from './client.js';
export type { RtrIntervals } from './interval.js';
export type { RtrPosition, RtrStateName } from './state.js';
export type { VrpDelta, VrpVisitor } from './vrp-delta.js';
