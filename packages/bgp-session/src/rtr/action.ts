import type { RtrPdu } from '@mesh/bgp-wire/rtr';
import type { RtrProblem } from './event.js';
import type { RtrPosition, RtrTimer } from './state.js';

/** Why what a cache told is given up: its age (RFC 8210 §6), a session id that changed (§5.1), or the host. */
export type FlushReason = 'age' | 'session' | 'stop';

/** What the shell is to do, in order. */
export type RtrAction =
  | { readonly type: 'connect' }
  | { readonly type: 'send'; readonly pdu: RtrPdu }
  /** Send an Error Report with the PDU at hand, unless that is one itself (RFC 8210 §5.11), and tell the host. */
  | { readonly type: 'report'; readonly problem: RtrProblem; readonly version: number }
  /** Tell the host what the cache reports. */
  | { readonly type: 'told'; readonly errorCode: number }
  | { readonly type: 'disconnect' }
  /** Payload follows: beside what is held, or in its place. */
  | { readonly type: 'begin'; readonly query: 'serial' | 'reset' }
  /** What came holds from now on. */
  | { readonly type: 'commit'; readonly position: RtrPosition }
  /** What came is void. */
  | { readonly type: 'rollback' }
  /** Nothing is held any more. */
  | { readonly type: 'flush'; readonly reason: FlushReason }
  /** `jitter`: up to a quarter less. */
  | { readonly type: 'start-timer'; readonly timer: RtrTimer; readonly ms: number; readonly jitter: boolean }
  | { readonly type: 'stop-timer'; readonly timer: RtrTimer };
