import type {
  Asn,
  Family,
  NotificationMessage,
  OpenMessage,
  OperationalMessage,
  RouteRefreshMessage,
  UpdateView,
} from '@mesh/bgp-wire';

/** The neighbour that an event is about. */
export interface EventPeer {
  readonly localAddress: string;
  readonly peerAddress: string;
  readonly localAs: Asn;
  readonly peerAs: Asn;
  /** Our BGP Identifier as a dotted quad; left out of the JSON where it is not known. */
  readonly routerId?: string;
}

/** Every event happens at a time: milliseconds since 1970. Nothing here reads a clock. */
interface Timed {
  readonly timeMs: number;
}

interface OfPeer extends Timed {
  readonly peer: EventPeer;
}

/** A message of a session, which way it went, and its octets with the header where they are to be shown. */
interface OfMessage extends OfPeer {
  readonly direction: 'in' | 'out';
  readonly frame?: Uint8Array;
}

/** What both OPENs agreed on; a `Negotiated` of `@mesh/bgp-session` gives all of it. */
export interface NegotiatedFacts {
  readonly holdTimeSeconds: number;
  readonly asn4: boolean;
  readonly families: readonly Family[];
  readonly addPath: { readonly receive: ReadonlySet<Family>; readonly send: ReadonlySet<Family> };
  readonly extendedMessage: { readonly receive: boolean; readonly send: boolean };
  readonly extendedNextHop: ReadonlySet<Family>;
  readonly routeRefresh: boolean;
  readonly enhancedRouteRefresh: boolean;
  /** Both sides have the capability (draft-ietf-idr-bgp-multisession, draft-ietf-idr-operational-message). */
  readonly multisession?: boolean;
  readonly operational?: boolean;
}

export interface StateEvent extends OfPeer {
  readonly type: 'state';
  readonly state: 'connected' | 'up' | 'down';
  /** Why it is down. */
  readonly reason?: string;
}

export interface NegotiatedEvent extends OfPeer {
  readonly type: 'negotiated';
  readonly negotiated: NegotiatedFacts;
}

export interface FsmEvent extends OfPeer {
  readonly type: 'fsm';
  /** The state that was entered: `IDLE`, `OPENSENT`, … as the caller names it. */
  readonly state: string;
}

export interface SignalEvent extends OfPeer {
  readonly type: 'signal';
  readonly code: number;
  /** `SIGUSR1`. */
  readonly name: string;
}

export interface OpenEvent extends OfMessage {
  readonly type: 'open';
  readonly message: OpenMessage;
}

export interface UpdateEvent extends OfMessage {
  readonly type: 'update';
  /** Read while the event is written, and not kept. */
  readonly message: UpdateView;
}

export interface NotificationEvent extends OfMessage {
  readonly type: 'notification';
  readonly message: NotificationMessage;
}

export interface KeepaliveEvent extends OfMessage {
  readonly type: 'keepalive';
}

export interface RefreshEvent extends OfMessage {
  readonly type: 'refresh';
  readonly message: RouteRefreshMessage;
}

export interface OperationalEvent extends OfMessage {
  readonly type: 'operational';
  readonly message: OperationalMessage;
}

/** The octets of a message and nothing of what they say. */
export interface PacketEvent extends OfMessage {
  readonly type: 'packet';
  readonly frame: Uint8Array;
}

/** The process ends. */
export interface ShutdownEvent extends Timed {
  readonly type: 'shutdown';
}

/** What happens to a session or to the process, as it is told to other programs. */
export type SpeakerEvent =
  | StateEvent
  | NegotiatedEvent
  | FsmEvent
  | SignalEvent
  | OpenEvent
  | UpdateEvent
  | NotificationEvent
  | KeepaliveEvent
  | RefreshEvent
  | OperationalEvent
  | PacketEvent
  | ShutdownEvent;

/** Those about a neighbour. */
export type PeerEvent = Exclude<SpeakerEvent, ShutdownEvent>;
