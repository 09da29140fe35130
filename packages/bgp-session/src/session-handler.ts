import type { NotificationMessage, OpenMessage } from '@mesh/bgp-wire';
import type { CloseReason } from './close-reason.js';
import type { Session } from './session.js';
import type { UpdateSink } from './update-sink.js';
import type { UpdateSource } from './update-source.js';

/** What a session sends from and delivers to. It dies with the session. */
export interface SessionPorts {
  readonly source?: UpdateSource | undefined;
  readonly sink?: UpdateSink | undefined;
}

/**
 * What a host does with the sessions of one peer: the low level on which all else is built. One handler lives as long
 * as its peer. What it throws is reported as an `error` event and ends nothing.
 */
export interface SessionHandler {
  /** The peer's OPEN has come and is acceptable. A NOTIFICATION given back refuses it all the same. */
  onOpen?(open: OpenMessage): NotificationMessage | undefined;
  /** A session is up. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that has nothing to give need not say so
  onEstablished?(session: Session): SessionPorts | undefined | void;
  /** A session, or an attempt at one, is over. */
  onClose?(reason: CloseReason): void;
}
