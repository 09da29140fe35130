import type { BfdPacket } from './packet.js';
import type { BfdTiming } from './state.js';

/** Everything that can happen to a BFD session. */
export type BfdEvent =
  /** A packet of this session that was not discarded before it came here. */
  | { readonly type: 'received'; readonly packet: BfdPacket }
  /** The peer was silent for the Detection Time. */
  | { readonly type: 'detection-expired' }
  /** A periodic packet is due. */
  | { readonly type: 'transmit-due' }
  /** An operator wants the session (RFC 5880 §6.8.16). */
  | { readonly type: 'enable' }
  /** An operator wants it no more. */
  | { readonly type: 'disable' }
  /** The configuration has changed. */
  | { readonly type: 'retime'; readonly timing: BfdTiming };

export type BfdEventType = BfdEvent['type'];
