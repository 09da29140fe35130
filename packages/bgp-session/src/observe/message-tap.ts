import type { CloseReason } from '../close-reason.js';
import type { SessionInfo } from '../session-info.js';

/** A stream that is observed. What it has no address for is undefined. */
export interface TappedStream {
  /** The peer's name in its speaker. */
  readonly peer: string;
  /** Who opened the stream. */
  readonly initiator: 'local' | 'remote';
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
}

/**
 * Sees what passes on one stream, octet for octet, and changes nothing. Calls are synchronous, octets are borrowed for
 * the call; what a tap throws is reported as an `error` event.
 */
export interface MessageTap {
  /** A whole message has come; it has not been decoded yet. */
  received?(message: Uint8Array): void;
  /** Octets, usually whole messages, were handed to the stream. */
  sent?(octets: Uint8Array): void;
  /** The session is Established; routes follow. */
  established?(session: SessionInfo): void;
  /** The connection is over; nothing follows. */
  closed?(reason: CloseReason): void;
}

/** Makes the tap of a stream, or none. */
export type MakeTap = (stream: TappedStream) => MessageTap | undefined;
