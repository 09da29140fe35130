export type { Cancel, Clock } from './clock.js';
export type { CloseReason } from './close-reason.js';
export type { DuplexEvents, DuplexLike } from './duplex.js';
export type { SessionInfo } from './session-info.js';
export type { UpdateSink } from './update-sink.js';
export type { UpdateSource } from './update-source.js';
