export { BmpClient, type BmpClientEvents, type BmpClientOptions } from './client.js';
export type { MonitoredPeer } from './monitored-peer.js';
export type { MonitoredRouter } from './monitored-router.js';
export { BmpStation, type BmpStationEvents, type BmpStationOptions } from './station.js';
