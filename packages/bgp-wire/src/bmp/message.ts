import type { PeerDownMessage } from './peer-down.js';
import type { PeerHeader } from './peer-header.js';
import type { PeerUpMessage } from './peer-up.js';
import type { RouteMonitoringMessage } from './route-monitoring.js';
import type { BmpStatistic } from './statistics.js';
import type { BmpTlv } from './tlv.js';

/** Figures of a peer (RFC 7854 §4.8): the per-peer header, their count (4), then the figures. */
export interface StatisticsReportMessage {
  readonly type: 'STATISTICS-REPORT';
  readonly peer: PeerHeader;
  readonly statistics: readonly BmpStatistic[];
}

/** What the router is (RFC 7854 §4.3): TLVs. The first message of a session. */
export interface InitiationMessage {
  readonly type: 'INITIATION';
  readonly information: readonly BmpTlv[];
}

/** Why the router ends the session (RFC 7854 §4.5): TLVs. */
export interface TerminationMessage {
  readonly type: 'TERMINATION';
  readonly information: readonly BmpTlv[];
}

/** Messages as they came from a peer, also malformed ones (RFC 7854 §4.7): the per-peer header, then TLVs. */
export interface RouteMirroringMessage {
  readonly type: 'ROUTE-MIRRORING';
  readonly peer: PeerHeader;
  readonly tlvs: readonly BmpTlv[];
}

/** Any BMP message. */
export type BmpMessage =
  | RouteMonitoringMessage
  | StatisticsReportMessage
  | PeerDownMessage
  | PeerUpMessage
  | InitiationMessage
  | TerminationMessage
  | RouteMirroringMessage;
