import { type Fault, KEEPALIVE, type NotificationMessage, type OpenMessage } from '@mesh/bgp-wire';
import type { FsmAction } from './action.js';
import { dump, fail, goDown, received } from './exits.js';
import { localOpen } from './local-open.js';
import { type Move, track } from './move.js';
import { negotiate } from './negotiate.js';
import type { Negotiated } from './negotiated.js';
import type { FsmOptions } from './options.js';
import type { ActiveState, ConnectState } from './state.js';
import { startDelayOpen, startNegotiated, startOpenHold, stop } from './timers.js';

/** What Connect and Active share: there may be a connection, and no OPEN of ours is out yet. */
type Opening = ConnectState | ActiveState;

/** Our OPEN, as an action. */
function sendOpen(options: FsmOptions): FsmAction {
  return { type: 'send', message: localOpen(options) };
}

/**
 * RFC 4271 §8.2.2, Connect and Active, events 16 and 17: the connection stands. With DelayOpen we let the peer speak
 * first; else our OPEN goes out and HoldTimer gets its large value. A further connection is not ours to take.
 */
export function connected(state: Opening, _event: unknown, options: FsmOptions): Move {
  if (state.timers.has('delay-open')) return track();
  if (options.delayOpenSeconds > 0) {
    return {
      to: state.name === 'Connect' ? { name: 'Connect', dialing: false } : { name: 'Active' },
      actions: [stop('connect-retry'), startDelayOpen(options)],
    };
  }
  return {
    to: { name: 'OpenSent' },
    actions: [stop('connect-retry'), { type: 'initialize' }, sendOpen(options), startOpenHold(options)],
  };
}

/** RFC 4271 §8.2.2, Connect, event 12: the peer did not speak first, so we do. */
export function speakFirst(_state: Opening, _event: unknown, options: FsmOptions): Move {
  return { to: { name: 'OpenSent' }, actions: [sendOpen(options), startOpenHold(options)] };
}

/** RFC 4271 §8.2.2, Active, event 12: as in Connect, with the resources that a passive wait did not need. */
export function speakFirstPassively(_state: Opening, _event: unknown, options: FsmOptions): Move {
  return {
    to: { name: 'OpenSent' },
    actions: [
      stop('connect-retry'),
      stop('delay-open'),
      { type: 'initialize' },
      sendOpen(options),
      startOpenHold(options),
    ],
  };
}

/**
 * RFC 4271 §8.2.2, Connect and Active, event 20: the peer spoke first. Our OPEN and the KEEPALIVE that accepts the
 * peer's go out back to back. An OPEN that cannot be accepted is event 22.
 */
export function answerOpen(
  state: Opening,
  { open, loses }: { readonly open: OpenMessage; readonly loses?: boolean },
  options: FsmOptions,
): Move {
  const result = negotiate(options, open);
  if (!result.ok) return fault(state, result, options);
  if (loses) return dump(state, options, options.sendNotificationWithoutOpen);
  return {
    to: { name: 'OpenConfirm', negotiated: result.negotiated },
    actions: [
      stop('connect-retry'),
      { type: 'initialize' },
      stop('delay-open'),
      sendOpen(options),
      ...acceptOpen(result.negotiated),
    ],
  };
}

/** What accepting an OPEN consists of: the contexts, the KEEPALIVE and the negotiated timers (RFC 4271 §8.2.2). */
export function acceptOpen(negotiated: Negotiated): FsmAction[] {
  return [{ type: 'use-negotiated', negotiated }, { type: 'send', message: KEEPALIVE }, ...startNegotiated(negotiated)];
}

/** RFC 4271 §8.2.2, Connect and Active, events 21 and 22: told to the peer only with SendNOTIFICATIONwithoutOPEN. */
export function fault(state: Opening, event: { readonly fault: Fault }, options: FsmOptions): Move {
  const { notification } = event.fault;
  return fail(
    state,
    options.sendNotificationWithoutOpen ? { say: notification, fault: event.fault } : { fault: event.fault },
    options,
  );
}

/**
 * RFC 4271 §8.2.2, Connect and Active, event 24: with DelayOpenTimer running the peer has met our connection and turned
 * down the version, which is not counted as a failure; without it nothing of the kind can have been sent.
 */
export function notifiedOfVersion(
  state: Opening,
  event: { readonly notification: NotificationMessage },
  options: FsmOptions,
): Move {
  const reason = received(event);
  return state.timers.has('delay-open') ? goDown(state, { reason }, options) : fail(state, { reason }, options);
}
