import type {
  CacheResetPdu,
  CacheResponsePdu,
  EndOfDataPdu,
  ErrorReportPdu,
  SerialNotifyPdu,
} from '@mesh/bgp-wire/rtr';
import type { RtrTimer } from './state.js';

/** The PDUs that move the machine, as they came. */
export type RtrControlPdu = SerialNotifyPdu | CacheResponsePdu | EndOfDataPdu | CacheResetPdu | ErrorReportPdu;

/** Why what a cache sent ends the stream. */
export interface RtrProblem {
  /** `RtrErrorCode`. */
  readonly errorCode: number;
  readonly reason: string;
  readonly rfc: string;
}

export type RtrEvent =
  | { readonly type: 'start' }
  /** `flush`: what this cache told is given up as well. */
  | { readonly type: 'stop'; readonly flush: boolean }
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected' }
  | { readonly type: 'pdu'; readonly pdu: RtrControlPdu }
  /** Octets that are no PDU, a PDU that a router does not take, or a payload that does not fit what is held. */
  | { readonly type: 'fault'; readonly problem: RtrProblem; readonly pdu: Uint8Array }
  | { readonly type: 'timer'; readonly timer: RtrTimer };
