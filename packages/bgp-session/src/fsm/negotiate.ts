import type { NotificationMessage, OpenMessage } from '@mesh/bgp-wire';
import type { Negotiated } from './negotiated.js';
import type { FsmOptions } from './options.js';

/** What became of the peer's OPEN: an agreement, or the NOTIFICATION that refuses it and why. */
export type Negotiation =
  | { readonly ok: true; readonly negotiated: Negotiated }
  | { readonly ok: false; readonly notification: NotificationMessage; readonly reason: string; readonly rfc: string };

export type Negotiate = (options: FsmOptions, open: OpenMessage) => Negotiation;
