import type { Fault, NotificationMessage } from '@mesh/bgp-wire';

/** Why a session ended, or never came to be. Exactly one for each connection. */
export type CloseReason =
  /** The peer said why. */
  | { readonly kind: 'notification-received'; readonly notification: NotificationMessage }
  /** We said why; `fault` where the peer's octets were the reason. */
  | { readonly kind: 'notification-sent'; readonly notification: NotificationMessage; readonly fault?: Fault }
  /** The stream ended or could not be opened. */
  | { readonly kind: 'connection-lost'; readonly error?: Error }
  /** Stopped here without a word to the peer: there was no session to tell. */
  | { readonly kind: 'stopped' };
