export { Configuration } from './configuration.js';
export { parseFamily } from './family.js';
export type { MeshSpeaker, PeerChoice, RouteKeySpec } from './running/mesh-speaker.js';
export type { Listener, StartOptions, Transport } from './running/start-options.js';
export type { AddPathMode, Capabilities, CapabilitySettings } from './settings/capability.js';
export { type ConfigurationSettings, validateSettings } from './settings/configuration.js';
export type { Neighbor, NeighborSettings } from './settings/neighbor.js';
export type { NeighborSession, SessionSettings } from './settings/session.js';
export {
  addRouteToConfig,
  createConfigurationWithRoutes,
  createMinimalConfiguration,
  type MinimalSettings,
} from './setup.js';
export { startSpeaker } from './start.js';
export { announcementOf } from './text/announcement.js';
export { formatRoute } from './text/print.js';
export { parseRouteText } from './text/route.js';
export type { PrefixRouteText, RouteAction, RouteText, TextOptions } from './text/route-text.js';
export {
  formatStatement,
  type OperationalStatement,
  parseStatements,
  type Statement,
} from './text/statement.js';
