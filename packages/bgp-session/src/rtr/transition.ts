import { RtrErrorCode } from '@mesh/bgp-wire/rtr';
import type { RtrAction } from './action.js';
import type { RtrControlPdu, RtrEvent, RtrProblem } from './event.js';
import { intervalsOf } from './interval.js';
import { isAfter } from './serial.js';
import type { RtrState, RtrTimer } from './state.js';

/*
 * The router's side of the RPKI-to-Router protocol (RFC 8210 §8) as a function. Payload does not come through here: the
 * shell applies it while the state is `receiving`.
 *
 * Invariants:
 * - total: every event has an answer in every state, and none throws;
 * - what a cache told is used until newer data of it is complete, the cache contradicts its session, or it expires
 *   (§6): a stream that ends, for whatever reason, takes nothing away;
 * - `position` is set only after an End of Data of that session and version; after a fault of the cache it is forgotten,
 *   so that the next question is a Reset Query;
 * - a stream ends after an Error Report of either side, but for No Data Available (§12).
 *
 * Deliberate choices where RFC 8210 leaves one:
 * - a cache that ends the stream before it has ever said anything in our version, or reports that it does not speak our version, is tried
 *   with the next lower one, and after the lowest again with the highest (§7);
 * - a response in a lower version than asked is taken where a Reset Query was asked; a Serial Query is asked again as
 *   a Reset Query, for its numbers belong to another version (§5.1);
 * - a Serial Notify asks no more often than once in `paceMs`.
 */

export interface RtrRules {
  /** Highest and lowest version to speak. */
  readonly version: number;
  readonly minVersion: number;
  /** Silence that ends a stream on which an answer is due. */
  readonly responseMs: number;
  /** Wait before the first attempt after a failure; it doubles up to the retry interval. */
  readonly backOffMs: number;
  readonly paceMs: number;
}

export interface RtrTransition {
  readonly state: RtrState;
  readonly actions: readonly RtrAction[];
}

export function rtrTransition(state: RtrState, event: RtrEvent, rules: RtrRules): RtrTransition {
  const arm = ARMS[event.type] as (state: RtrState, event: RtrEvent, rules: RtrRules) => RtrTransition;
  return arm(state, event, rules);
}

type EventOf<T extends RtrEvent['type']> = Extract<RtrEvent, { readonly type: T }>;

const ARMS: {
  readonly [T in RtrEvent['type']]: (state: RtrState, event: EventOf<T>, rules: RtrRules) => RtrTransition;
} = {
  start: (state) => (state.name === 'idle' ? connect(state) : stay(state)),
  stop: (state, { flush }) => stop(state, flush),
  connected: (state, _event, rules) => (state.name === 'connecting' ? ask(state, rules) : stay(state)),
  disconnected: (state, _event, rules) => disconnected(state, rules),
  fault: (state, { problem }, rules) => (isConnected(state) ? fail(state, problem, rules) : stay(state)),
  timer: (state, { timer }, rules) => ON_TIMER[timer](state, rules),
  pdu: (state, { pdu }, rules) => (isConnected(state) ? received(state, pdu, rules) : stay(state)),
};

function stay(state: RtrState, actions: readonly RtrAction[] = []): RtrTransition {
  return { state, actions };
}

/** There is a stream on which a query has been sent. */
export function isConnected({ name }: RtrState): boolean {
  return name === 'querying' || name === 'receiving' || name === 'synchronised' || name === 'no-data';
}

function start(timer: RtrTimer, ms: number, jitter = false): RtrAction {
  return { type: 'start-timer', timer, ms, jitter };
}

const STREAM_TIMERS: readonly RtrAction[] = (['refresh', 'retry', 'response', 'pace'] as const).map((timer) => ({
  type: 'stop-timer',
  timer,
}));

function connect(state: RtrState): RtrTransition {
  return {
    state: { ...state, name: 'connecting', agreed: false, notified: undefined, paced: false },
    actions: [{ type: 'connect' }],
  };
}

/** RFC 8210 §8.1, §8.2: a Serial Query where we have data of a session in this version, else a Reset Query. */
function ask(state: RtrState, { responseMs }: RtrRules): RtrTransition {
  const { version } = state;
  const position = state.position?.version === version ? state.position : undefined;
  const query = position === undefined ? 'reset' : 'serial';
  return {
    state: { ...state, name: 'querying', query, position, notified: undefined },
    actions: [
      { type: 'stop-timer', timer: 'refresh' },
      { type: 'stop-timer', timer: 'retry' },
      {
        type: 'send',
        pdu: position === undefined ? { type: 'RESET-QUERY', version } : { type: 'SERIAL-QUERY', ...position },
      },
      start('response', responseMs),
    ],
  };
}

function stop(state: RtrState, flush: boolean): RtrTransition {
  const actions: RtrAction[] = [...STREAM_TIMERS];
  if (state.name === 'receiving') actions.push({ type: 'rollback' });
  if (state.name !== 'idle') actions.push({ type: 'disconnect' });
  const stopped: RtrState = { ...state, name: 'idle', agreed: false, failures: 0, faulted: false };
  if (!flush) return { state: stopped, actions };
  actions.push({ type: 'stop-timer', timer: 'expire' });
  if (state.holding) actions.push({ type: 'flush', reason: 'stop' });
  return { state: { ...stopped, position: undefined, holding: false }, actions };
}

/** The stream is over, or did not come to be. */
function disconnected(state: RtrState, rules: RtrRules): RtrTransition {
  if (state.name === 'idle' || state.name === 'waiting') return stay(state);
  const { version, position } = state;
  const silent = state.name === 'querying' && !state.agreed;
  if (silent && position?.version !== version) return wait({ ...state, version: lower(state, rules) }, rules);
  // A cache that has begun anew may hang up on a Serial Query of before: then it is asked for everything.
  return wait(silent ? { ...state, position: undefined } : state, rules);
}

/** The version to try after the one that brought nothing. */
function lower({ version }: RtrState, rules: RtrRules): number {
  return version > rules.minVersion ? version - 1 : rules.version;
}

/** Tries again after the back-off; `delayMs` in its place where the reason is known to be gone. */
function wait(state: RtrState, rules: RtrRules, delayMs?: number): RtrTransition {
  const most = state.intervals.retrySeconds * 1000;
  const backOff = Math.min(most, rules.backOffMs * 2 ** Math.min(state.failures, 30));
  const actions: RtrAction[] = [...STREAM_TIMERS];
  if (state.name === 'receiving') actions.push({ type: 'rollback' });
  actions.push(start('retry', delayMs ?? backOff, delayMs === undefined));
  return {
    state: { ...state, name: 'waiting', agreed: false, failures: state.failures + 1 },
    actions,
  };
}

/** Ends the stream with an Error Report. What the cache told is kept, but can no longer be added to. */
function fail(state: RtrState, problem: RtrProblem, rules: RtrRules): RtrTransition {
  const { state: waiting, actions } = wait({ ...state, position: undefined, faulted: true }, rules);
  const report: RtrAction = { type: 'report', problem, version: state.version };
  return { state: waiting, actions: [report, { type: 'disconnect' }, ...actions] };
}

const corrupt = (reason: string, rfc: string): RtrProblem => ({
  errorCode: RtrErrorCode.CORRUPT_DATA,
  reason,
  rfc,
});

/** RFC 8210 §5.1: the session ids disagree, so that nothing of this cache can be trusted to belong together. */
function mismatch(state: RtrState, got: number, expected: number, rules: RtrRules): RtrTransition {
  const { state: waiting, actions } = fail(
    state,
    corrupt(`the session id is ${expected}, got ${got}`, 'RFC 8210 §5.1'),
    rules,
  );
  if (!state.holding) return { state: waiting, actions };
  return {
    state: { ...waiting, holding: false },
    actions: [...actions, { type: 'stop-timer', timer: 'expire' }, { type: 'flush', reason: 'session' }],
  };
}

/** Version first (RFC 8210 §7), then what the type means where we stand. */
function received(state: RtrState, pdu: RtrControlPdu, rules: RtrRules): RtrTransition {
  if (!state.agreed && pdu.type === 'SERIAL-NOTIFY') return stay(state); // §7: ignored, whatever its version
  if (pdu.type === 'ERROR-REPORT') return errorReport(state, pdu.version, pdu.errorCode, rules);
  if (pdu.version === state.version)
    return ON_PDU[pdu.type](state.agreed ? state : { ...state, agreed: true }, pdu as never, rules);
  if (state.agreed || pdu.version > state.version || pdu.version < rules.minVersion) {
    const errorCode =
      state.agreed || pdu.version > state.version ? RtrErrorCode.UNEXPECTED_VERSION : RtrErrorCode.UNSUPPORTED_VERSION;
    const reason = `the version is ${state.version}, got ${pdu.version}`;
    return fail(state, { errorCode, reason, rfc: 'RFC 8210 §7' }, rules);
  }
  const downgraded: RtrState = { ...state, version: pdu.version, agreed: true, position: undefined };
  if (state.query === 'reset') return ON_PDU[pdu.type](downgraded, pdu as never, rules);
  // The response to a Serial Query of another version: its numbers mean nothing to us.
  if (pdu.type === 'CACHE-RESET') return ask(downgraded, rules);
  const { state: waiting, actions } = wait(downgraded, rules, 0);
  return { state: waiting, actions: [{ type: 'disconnect' }, ...actions] };
}

type PduOf<T extends RtrControlPdu['type']> = Extract<RtrControlPdu, { readonly type: T }>;

const ON_PDU: {
  readonly [T in Exclude<RtrControlPdu['type'], 'ERROR-REPORT'>]: (
    state: RtrState,
    pdu: PduOf<T>,
    rules: RtrRules,
  ) => RtrTransition;
} = {
  'SERIAL-NOTIFY': serialNotify,
  'CACHE-RESPONSE': cacheResponse,
  'END-OF-DATA': endOfData,
  'CACHE-RESET': cacheReset,
};

/** RFC 8210 §5.2: there is something new, unless it is what we have or are about to get. */
function serialNotify(state: RtrState, pdu: PduOf<'SERIAL-NOTIFY'>, rules: RtrRules): RtrTransition {
  const { position } = state;
  const sessionId = state.name === 'receiving' ? state.sessionId : position?.sessionId;
  if (sessionId !== undefined && pdu.sessionId !== sessionId) return mismatch(state, pdu.sessionId, sessionId, rules);
  if (position !== undefined && state.name !== 'receiving' && !isAfter(pdu.serial, position.serial)) return stay(state);
  return follow({ ...state, notified: pdu.serial }, rules);
}

/** Asks for what was notified, where that may be done now. */
function follow(state: RtrState, rules: RtrRules): RtrTransition {
  const { notified, position } = state;
  if (notified === undefined || (state.name !== 'synchronised' && state.name !== 'no-data')) return stay(state);
  if (position !== undefined && !isAfter(notified, position.serial)) return stay({ ...state, notified: undefined });
  if (state.paced) return stay(state);
  const { state: querying, actions } = ask(state, rules);
  return { state: { ...querying, paced: true }, actions: [...actions, start('pace', rules.paceMs)] };
}

/** RFC 8210 §5.5: payload follows, of the session that was asked for, or of any where all was asked for. */
function cacheResponse(state: RtrState, pdu: PduOf<'CACHE-RESPONSE'>, rules: RtrRules): RtrTransition {
  if (state.name !== 'querying') return fail(state, corrupt('a Cache Response to no query', 'RFC 8210 §5.5'), rules);
  const { position, query } = state;
  if (position !== undefined && pdu.sessionId !== position.sessionId) {
    return mismatch(state, pdu.sessionId, position.sessionId, rules);
  }
  return {
    state: { ...state, name: 'receiving', sessionId: pdu.sessionId },
    actions: [{ type: 'begin', query }],
  };
}

/** RFC 8210 §5.8: the payload is complete and holds from now on. */
function endOfData(state: RtrState, pdu: PduOf<'END-OF-DATA'>, rules: RtrRules): RtrTransition {
  if (state.name !== 'receiving') {
    return fail(state, corrupt('an End of Data without a Cache Response', 'RFC 8210 §5.8'), rules);
  }
  if (pdu.sessionId !== state.sessionId) return mismatch(state, pdu.sessionId, state.sessionId, rules);
  const before = state.position;
  if (before !== undefined && isAfter(before.serial, pdu.serial)) {
    const reason = `the serial number goes back from ${before.serial} to ${pdu.serial}`;
    return fail(state, corrupt(reason, 'RFC 8210 §5.8'), rules);
  }
  const { version, sessionId, serial } = pdu;
  const position = { version, sessionId, serial };
  const intervals = intervalsOf(pdu) ?? state.intervals;
  const next: RtrState = {
    ...state,
    name: 'synchronised',
    position,
    holding: true,
    intervals,
    // What a faulty cache sent may be faulty again: the back-off forgets only at the second success.
    failures: state.faulted ? state.failures : 0,
    faulted: false,
  };
  const { state: followed, actions } = follow(next, rules);
  return {
    state: followed,
    actions: [
      { type: 'stop-timer', timer: 'response' },
      { type: 'commit', position },
      start('refresh', intervals.refreshSeconds * 1000, true),
      start('expire', intervals.expireSeconds * 1000),
      ...actions,
    ],
  };
}

/** RFC 8210 §5.9: the cache cannot tell what changed; it is asked for everything, and what is held stays until then. */
function cacheReset(state: RtrState, _pdu: PduOf<'CACHE-RESET'>, rules: RtrRules): RtrTransition {
  if (state.name !== 'querying' || state.query !== 'serial') {
    return fail(state, corrupt('a Cache Reset to no Serial Query', 'RFC 8210 §5.9'), rules);
  }
  return ask({ ...state, position: undefined }, rules);
}

/** RFC 8210 §12: all but No Data Available end the stream; that may also come of a version that is not spoken (§7). */
function errorReport(state: RtrState, version: number, errorCode: number, rules: RtrRules): RtrTransition {
  const told: RtrAction = { type: 'told', errorCode };
  const end = ({ state: waiting, actions }: RtrTransition): RtrTransition => ({
    state: waiting,
    actions: [told, { type: 'disconnect' }, ...actions],
  });
  if (!state.agreed && (errorCode === RtrErrorCode.UNSUPPORTED_VERSION || version < state.version)) {
    const known = version < state.version && version >= rules.minVersion;
    const next = known ? version : lower(state, rules);
    return end(wait({ ...state, version: next }, rules, next < state.version ? 0 : undefined));
  }
  if (errorCode === RtrErrorCode.NO_DATA_AVAILABLE && state.name === 'querying' && version === state.version) {
    const retry = start('retry', state.intervals.retrySeconds * 1000, true);
    return {
      state: { ...state, name: 'no-data', agreed: true },
      actions: [told, { type: 'stop-timer', timer: 'response' }, retry],
    };
  }
  return end(wait({ ...state, position: undefined, faulted: true }, rules));
}

const ON_TIMER: { readonly [T in RtrTimer]: (state: RtrState, rules: RtrRules) => RtrTransition } = {
  refresh: (state, rules) => (state.name === 'synchronised' ? ask(state, rules) : stay(state)),
  retry(state, rules) {
    if (state.name === 'waiting') return connect(state);
    return state.name === 'no-data' ? ask(state, rules) : stay(state);
  },
  response(state, rules) {
    if (state.name !== 'querying' && state.name !== 'receiving') return stay(state);
    const { state: waiting, actions } = disconnected(state, rules);
    return { state: waiting, actions: [{ type: 'disconnect' }, ...actions] };
  },
  expire,
  pace: (state, rules) => follow({ ...state, paced: false }, rules),
};

/** RFC 8210 §6: the data is too old to be used. What is being received beside it would build on it. */
function expire(state: RtrState, rules: RtrRules): RtrTransition {
  if (!state.holding) return stay(state);
  const flush: RtrAction = { type: 'flush', reason: 'age' };
  const empty: RtrState = { ...state, position: undefined, holding: false };
  if (state.name !== 'querying' && state.name !== 'receiving') return stay(empty, [flush]);
  const { state: waiting, actions } = wait(empty, rules, 0);
  return { state: waiting, actions: [{ type: 'disconnect' }, ...actions, flush] };
}
