export { type BmpResult, decodeBmp, encodeBmp } from './codec.js';
export {
  BMP_HEADER_LENGTH,
  BMP_VERSION,
  BmpType,
  InformationType,
  MirroringInformation,
  MirroringType,
  PeerDownReason,
  PeerFlag,
  PeerType,
  TerminationReason,
  TerminationType,
} from './codes.js';
export type { BmpFault } from './fault.js';
export { type BmpFrameHandler, BmpFramer } from './framer.js';
export type {
  BmpMessage,
  InitiationMessage,
  RouteMirroringMessage,
  StatisticsReportMessage,
  TerminationMessage,
} from './message.js';
export { contextOfPeer, contextOfPeerUp, PeerContexts } from './peer-contexts.js';
export type { PeerDownDetail, PeerDownMessage } from './peer-down.js';
export { type MonitoredRib, monitoredRib, type PeerHeader } from './peer-header.js';
export type { PeerUpMessage } from './peer-up.js';
export type { RouteMonitoringMessage } from './route-monitoring.js';
export { type BmpStatistic, statisticName } from './statistics.js';
export type { BmpTlv } from './tlv.js';
