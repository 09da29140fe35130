export type { Command, CommandLine, PeerDetail, RibDirection, RibShow, Statement } from './commands/command.js';
export type { CommandHost, DaemonActions } from './commands/execute/command-host.js';
export { CommandSession, type CommandSessionOptions } from './commands/execute/command-session.js';
export type { CommandRecord, JsonValue } from './commands/execute/record.js';
export type { AnswerModes } from './commands/execute/session-modes.js';
export { parseCommand } from './commands/parse.js';
export { Configuration } from './configuration.js';
export { exabgpCompatIndex } from './configured/exabgp-index.js';
export type { ConfiguredRoutes, ConfiguredSnapshot, ConfiguredWalk } from './configured/neighbor-routes.js';
export { routeIndexOf } from './configured/route-index-of.js';
export { parsePeer } from './dynamic/parse-peer.js';
export type { PeerTextOptions } from './dynamic/peer-text-options.js';
export type {
  EventPeer,
  FsmEvent,
  KeepaliveEvent,
  NegotiatedEvent,
  NegotiatedFacts,
  NotificationEvent,
  OpenEvent,
  OperationalEvent,
  PacketEvent,
  PeerEvent,
  RefreshEvent,
  ShutdownEvent,
  SignalEvent,
  SpeakerEvent,
  StateEvent,
  UpdateEvent,
} from './events/event.js';
export { EVENT_VERSION, type EventJson, eventToJson, type NegotiatedJson } from './events/event-json.js';
export { eventJsonSchema } from './events/event-schema.js';
export { ExabgpTextWriter } from './events/exabgp/text.js';
export type { ExabgpVersion } from './events/exabgp/version.js';
export { type ExabgpEventOptions, ExabgpEventWriter } from './events/exabgp/writer.js';
export { EventFeed, type FeedOptions } from './events/feed.js';
export type { EventListener } from './events/wishes.js';
export { parseFamily } from './family.js';
export { type ExportOptions, exportChunks } from './file/export.js';
export { type FileOptions, parseConfigurationText } from './file/parse.js';
export { formatConfiguration } from './file/print.js';
export type { PrintOptions } from './file/row.js';
export type { AddedRoute, LiveRoutes } from './running/live-routes.js';
export type { AnnounceChoice, MeshSpeaker, PeerChoice, RouteChange } from './running/mesh-speaker.js';
export type { PeerCounts } from './running/peer-counts.js';
export type { Persist, Persisted } from './running/persister.js';
export { routeSpec } from './running/route-spec.js';
export type { Listener, StartOptions, Transport } from './running/start-options.js';
export type { RouteKeySpec } from './running/takers.js';
export { formatPeerName, formatSelector } from './selector/format.js';
export { parseSelector } from './selector/parse.js';
export type { Selector, SelectorPeer, SelectorTerm } from './selector/selector.js';
export type { Api, ApiMessages, ApiSettings } from './settings/api.js';
export type { AddPathMode, Capabilities, CapabilitySettings } from './settings/capability.js';
export { type ConfigurationSettings, validateSettings } from './settings/configuration.js';
export type { AddPathSettings, NexthopFamily, NexthopSettings } from './settings/family-settings.js';
export type { AddPathNeighbor, Neighbor, NeighborSettings, NeighborTemplate } from './settings/neighbor.js';
export type { Process, ProcessSettings } from './settings/process.js';
export type {
  NeighborSession,
  SessionSettings,
  TcpAo,
  TcpAoAlgorithm,
  TcpAoSettings,
} from './settings/session.js';
export { type Templates, withTemplates } from './settings/template.js';
export {
  addRouteToConfig,
  createConfigurationWithRoutes,
  createMinimalConfiguration,
  type MinimalSettings,
} from './setup.js';
export { startSpeaker } from './start.js';
export { announcementOf } from './text/announcement.js';
export { encodeStatement, type StatementSender } from './text/encode.js';
export { formatRoute } from './text/print.js';
export { parseRouteText } from './text/route.js';
export type { PrefixRouteText, RouteAction, RouteText, TextOptions } from './text/route-text.js';
export {
  formatRouteStatement,
  type OperationalStatement,
  parseRouteStatements,
  type RouteStatement,
} from './text/statement.js';
