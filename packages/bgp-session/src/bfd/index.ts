export type { BfdAction, OutgoingPacket } from './action.js';
export type { BfdEvents, BfdPort, BfdSettings, BfdStateName, BfdStatus, BfdTarget, BfdWatch } from './bfd-port.js';
export type { DatagramAddress, DatagramEvents, DatagramPort, DatagramSender } from './datagram-port.js';
export { SOURCE_PORTS } from './datagram-port.js';
export { BfdEndpoint, type BfdEndpointOptions, type BfdEndpointWatch } from './endpoint.js';
export type { BfdEvent, BfdEventType } from './event.js';
export {
  BFD_MULTIHOP_PORT,
  BFD_PORT,
  BfdDiagnostic,
  type BfdPacket,
  type DecodedBfdPacket,
  type DiscardReason,
  decodeBfdPacket,
  encodeBfdPacket,
} from './packet.js';
export {
  type BfdIntervals,
  type BfdRemote,
  type BfdState,
  type BfdTiming,
  detectionTimeMs,
  initialBfdState,
  transmitIntervalMs,
} from './state.js';
export { type BfdTransition, bfdTransition } from './transition.js';
export { udp } from './udp.js';
