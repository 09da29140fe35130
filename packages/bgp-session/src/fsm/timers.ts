import type { FsmAction, StartTimer } from './action.js';
import type { FsmEventType } from './event.js';
import type { Negotiated } from './negotiated.js';
import type { FsmOptions } from './options.js';
import type { FsmCounters, FsmStateName, FsmTimer } from './state.js';

/** The timers that may run in each state (RFC 4271 §8.2.2, RFC 9687 §4). */
export const ALLOWED_TIMERS: { readonly [N in FsmStateName]: readonly FsmTimer[] } = {
  Idle: ['idle-hold'],
  Connect: ['connect-retry', 'delay-open'],
  Active: ['connect-retry', 'delay-open'],
  OpenSent: ['hold'],
  OpenConfirm: ['hold', 'keepalive'],
  Established: ['hold', 'keepalive', 'send-hold'],
};

/** The timer whose end an event is. */
const EXPIRED: Readonly<Partial<Record<FsmEventType, FsmTimer>>> = {
  ConnectRetryTimer_Expires: 'connect-retry',
  HoldTimer_Expires: 'hold',
  KeepaliveTimer_Expires: 'keepalive',
  DelayOpenTimer_Expires: 'delay-open',
  IdleHoldTimer_Expires: 'idle-hold',
  SendHoldTimer_Expires: 'send-hold',
};

/** The timers that `release` stops. */
export const RELEASED: readonly FsmTimer[] = ['hold', 'keepalive', 'delay-open', 'send-hold'];

/** The timers that run after an event and what was done about it; the same set where nothing changed. */
export function timersAfter(
  before: ReadonlySet<FsmTimer>,
  event: FsmEventType,
  actions: readonly FsmAction[],
): ReadonlySet<FsmTimer> {
  let after = before;
  const set = (timer: FsmTimer, runs: boolean): void => {
    if (after.has(timer) === runs) return;
    const copy = new Set(after);
    if (runs) copy.add(timer);
    else copy.delete(timer);
    after = copy;
  };
  // Taken out last and only if it was not started again, as a KeepaliveTimer always is: that costs no copy then.
  let expired = EXPIRED[event];
  for (const action of actions) {
    if (action.type === 'start-timer') {
      if (action.timer === expired) expired = undefined;
      set(action.timer, true);
    } else if (action.type === 'stop-timer') set(action.timer, false);
    else if (action.type === 'release') for (const timer of RELEASED) set(timer, false);
  }
  if (expired) set(expired, false);
  if (after === before) return before;
  return after.size === before.size && [...after].every((timer) => before.has(timer)) ? before : after;
}

/** Stops a timer. */
export function stop(timer: FsmTimer): FsmAction {
  return { type: 'stop-timer', timer };
}

function start(timer: FsmTimer, seconds: number, jitter: boolean = false, minimumMs: number = 0): StartTimer {
  return { type: 'start-timer', timer, durationMs: seconds * 1000, jitter, minimumMs };
}

/** The ConnectRetryTime that a number of dials has led to. */
export function connectRetrySeconds(attempts: number, options: FsmOptions): number {
  return Math.min(options.connectRetryMaxSeconds, options.connectRetrySeconds * 2 ** attempts);
}

/** Restarts ConnectRetryTimer. A passive peer is never dialled, so it has none (RFC 4271 §8.1.1, option 4). */
export function startConnectRetry(
  { connectAttempts }: Pick<FsmCounters, 'connectAttempts'>,
  options: FsmOptions,
): FsmAction[] {
  if (options.passiveTcpEstablishment) return [];
  return [start('connect-retry', connectRetrySeconds(connectAttempts, options), true)];
}

/** Gives the peer a while to speak first. */
export function startDelayOpen({ delayOpenSeconds }: FsmOptions): FsmAction {
  return start('delay-open', delayOpenSeconds);
}

/** Waits for an OPEN with the "large" hold time. */
export function startOpenHold({ openHoldTimeSeconds }: FsmOptions): FsmAction {
  return start('hold', openHoldTimeSeconds);
}

/** Keeps a damped peer in Idle. */
export function startIdleHold(seconds: number): FsmAction {
  return start('idle-hold', seconds);
}

/** Restarts HoldTimer with the negotiated time; nothing where that is 0 (RFC 4271 §4.2). */
export function restartHold({ holdTimeSeconds }: Negotiated): FsmAction[] {
  return holdTimeSeconds === 0 ? [] : [start('hold', holdTimeSeconds)];
}

/** Restarts KeepaliveTimer; jittered, yet never below the second of RFC 4271 §4.4. */
export function restartKeepalive({ keepaliveSeconds }: Negotiated): FsmAction[] {
  return keepaliveSeconds === 0 ? [] : [start('keepalive', keepaliveSeconds, true, 1000)];
}

/** Starts SendHoldTimer unless it is off (RFC 9687 §4). */
export function startSendHold({ sendHoldTimeSeconds }: Negotiated): FsmAction[] {
  return sendHoldTimeSeconds === 0 ? [] : [start('send-hold', sendHoldTimeSeconds)];
}

/** HoldTimer and KeepaliveTimer at the negotiated times; both off where those are 0 (RFC 4271 §4.4). */
export function startNegotiated(negotiated: Negotiated): FsmAction[] {
  if (negotiated.holdTimeSeconds === 0) return [stop('hold'), stop('keepalive')];
  return [...restartHold(negotiated), ...restartKeepalive(negotiated)];
}
