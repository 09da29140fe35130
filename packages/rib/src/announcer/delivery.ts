import type { SkipReason } from '../adj-rib-out/skip-reason.js';

/**
 * How far a route has come on its way to one peer. `written` and `withdrawn` say that the stream has taken the octets:
 * whether the peer has read them, nobody can know.
 */
export type PeerDelivery =
  /** Not written on the session there is, or there is none. */
  | { readonly state: 'queued' }
  /** Not sent on the session there is; tried again on the next, unless the peer is not to have it at all. */
  | { readonly state: 'filtered'; readonly reason: SkipReason }
  /** The stream has accepted the message that announces it. */
  | { readonly state: 'written' }
  /** It is to go, and the stream has not accepted the message that says so. */
  | { readonly state: 'withdrawing' }
  /** The peer has it no more, or never had it: the withdrawal was accepted, the session ended, or nothing was sent. */
  | { readonly state: 'withdrawn' }
  /** The peer is to have another route of the same key. */
  | { readonly state: 'replaced' };

export const QUEUED: PeerDelivery = { state: 'queued' };
export const WRITTEN: PeerDelivery = { state: 'written' };
export const WITHDRAWING: PeerDelivery = { state: 'withdrawing' };
export const WITHDRAWN: PeerDelivery = { state: 'withdrawn' };
export const REPLACED: PeerDelivery = { state: 'replaced' };

export function filtered(reason: SkipReason): PeerDelivery {
  return { state: 'filtered', reason };
}

export function sameDelivery(a: PeerDelivery, b: PeerDelivery): boolean {
  return a.state === b.state && (a.state !== 'filtered' || b.state !== 'filtered' || a.reason === b.reason);
}

/** Something is on its way to the peer, or will be. */
export function isUnderWay({ state }: PeerDelivery): boolean {
  return state === 'queued' || state === 'withdrawing';
}
