import type { Family, OrfCollection } from '@mesh/bgp-wire';
import type { CloseReason } from './close-reason.js';

/** What a session sends, asked for only while the stream takes it: memory is bounded by routes, not by messages. */
export interface UpdateSource {
  /** The next whole messages, at most `maxBytes` octets together, unchanged until accepted; undefined where there are none now. */
  next(maxBytes: number): Uint8Array | undefined;
  /** The stream has taken a chunk that `next` gave. */
  accepted(chunk: Uint8Array): void;
  /** Sets whom to call when `next` has something again after it had nothing. */
  onReady(wake: () => void): void;
  /** The peer asks for a family again (RFC 2918 §3); `done` is called inside the `next` that hands out the last of it. */
  refresh?(family: Family, done: () => void): void;
  /**
   * Filters that the peer wants applied to what it is sent of a family (RFC 5291 §6); `refresh` follows where it is to take
   * effect at once, but for what has not been sent yet. A source without this sends as if there were none.
   */
  filter?(family: Family, filters: readonly OrfCollection[]): void;
  /** What the peer has is to be sent again as about to go, with GRACEFUL_SHUTDOWN, and what comes later likewise (RFC 8326 §4.1). */
  gracefulShutdown?(): void;
  /** The session is over; chunks not accepted are lost. */
  close(reason: CloseReason): void;
}
