export { fromDuplex, type NodeDuplex } from './adapters/from-duplex.js';
export { fromMessagePort, type MessagePortLike } from './adapters/from-message-port.js';
export {
  fromWebSocket,
  type WebSocketEventType,
  type WebSocketLike,
  type WebSocketOptions,
} from './adapters/from-web-socket.js';
export { fromWebStreams, type WebReadable, type WebStreams, type WebWritable } from './adapters/from-web-streams.js';
export { systemClock, systemRandom } from './adapters/system-clock.js';
export { type AnyDuplex, toDuplex } from './adapters/to-duplex.js';
export type { BfdEvents, BfdPort, BfdSettings, BfdStateName, BfdStatus, BfdTarget, BfdWatch } from './bfd/bfd-port.js';
export type { Cancel, Clock } from './clock.js';
export type { CloseReason } from './close-reason.js';
export type { Traffic, TrafficCount } from './connection/traffic.js';
export type { DuplexEvents, DuplexLike } from './duplex.js';
export { formatCloseReason } from './format-close-reason.js';
export { drawDuration, type FsmAction, type FsmActionType, type StartTimer } from './fsm/action.js';
export { arbitrate, type CollidingConnection, type Collision, type CollisionVerdict } from './fsm/collision.js';
export { createFsmOptions, type FsmSettings } from './fsm/create-options.js';
export {
  EVENT_NUMBERS,
  type FsmEvent,
  type FsmEventOf,
  type FsmEventType,
  type MessageEvent,
  type StartEvent,
  type StopEvent,
  type TcpEvent,
  type TimerEvent,
} from './fsm/event.js';
export { purgedOnReturn } from './fsm/graceful-restart.js';
export { localOpen } from './fsm/local-open.js';
export { messageEvent } from './fsm/message-event.js';
export { type Negotiation, negotiate } from './fsm/negotiate.js';
export type { Negotiated, NegotiatedGracefulRestart } from './fsm/negotiated.js';
export type { CodecOptions, FsmOptions, GracefulRestartOptions } from './fsm/options.js';
export { type Restart, restartPlan, startEvent } from './fsm/start.js';
export {
  type ActiveState,
  type ConnectState,
  type EstablishedState,
  type FsmCounters,
  type FsmState,
  type FsmStateName,
  type FsmTimer,
  type IdleState,
  inheritCounters,
  initialState,
  type OpenConfirmState,
  type OpenSentState,
} from './fsm/state.js';
export { type Transition, transition } from './fsm/transition.js';
export type { EventStream, EventStreamOptions, MissedEvents } from './observe/event-stream.js';
export type { MakeTap, MessageTap, TappedStream } from './observe/message-tap.js';
export { metrics } from './observe/metrics.js';
export { type RecordPcapOptions, recordPcap } from './observe/record-pcap.js';
export type { ChangeEffect, PeerChanges } from './peer/peer-change.js';
export type { PeerSettings } from './peer/peer-settings.js';
export type { PeerPredicate, PeerSnapshot } from './peer/peer-snapshot.js';
export type { HeldDown } from './peer/peer-supervisor.js';
export type { ConnectTarget, TcpAoKey, TransportOption, TransportSettings } from './peer/peer-transport.js';
export { Secret } from './peer/secret.js';
export type { StaleFamily } from './peer/stale-routes.js';
export type { Session, TeardownOptions } from './session.js';
export type { SessionHandler, SessionPorts } from './session-handler.js';
export type { SessionInfo } from './session-info.js';
export type { AdmissionLimits } from './speaker/admission.js';
export type { DynamicRange, PeerTemplate, RangeSnapshot } from './speaker/dynamic-ranges.js';
export type { GracefulShutdownOptions } from './speaker/graceful-shutdown.js';
export type { RestartOptions } from './speaker/selection-deferral.js';
export { type Connect, Speaker, type SpeakerOptions } from './speaker/speaker.js';
export type { SpeakerEvent, SpeakerEvents, SpeakerSnapshot, StreamAddresses } from './speaker/speaker-events.js';
export type { StreamGuard } from './speaker/stream-guard.js';
export type { UpdateSink } from './update-sink.js';
export type { UpdateSource } from './update-source.js';
export { type UpdateEvent, UpdateStream } from './update-stream.js';
