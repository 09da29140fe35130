import type { FsmAction } from './action.js';
import type { FsmEvent, FsmEventOf, FsmEventType } from './event.js';
import type { FsmOptions } from './options.js';
import type { FsmCounters, FsmState } from './state.js';

/** A state without what `transition` fills in: the counters and the timers. */
export type Place<S extends FsmState = FsmState> = S extends FsmState ? Omit<S, keyof FsmCounters> : never;

/** What an arm decides. Timers are not part of it: they follow from the actions. */
export interface Move {
  /** Left out: the FSM stays where it is. */
  readonly to?: Place;
  readonly actions: readonly FsmAction[];
  /** Counters that change. */
  readonly counters?: Partial<Omit<FsmCounters, 'timers'>>;
}

/** One cell of the matrix. */
export type Arm<S extends FsmState, E extends FsmEvent> = (state: S, event: E, options: FsmOptions) => Move;

/** One column of the matrix: an arm for each of the 31 events, which the compiler counts. */
export type StateTable<S extends FsmState> = { readonly [T in FsmEventType]: Arm<S, FsmEventOf<T>> };

const NOTHING: Move = Object.freeze({ actions: Object.freeze([]) });

/** The event means nothing in this state. */
export const ignore = (): Move => NOTHING;

/** Stay, and do something. */
export function stay(...actions: readonly FsmAction[]): Move {
  return { actions };
}

/** A second connection of the peer is the arbiter's business; this one goes on (RFC 4271 §6.8, §8.2.1). */
export const track = (): Move => stay({ type: 'track-connection' });

/** Turns an incoming connection away. */
export const reject = (): Move => stay({ type: 'reject-connection' });
