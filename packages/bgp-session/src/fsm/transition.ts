import type { FsmAction } from './action.js';
import type { FsmEvent } from './event.js';
import type { FsmOptions } from './options.js';
import type { FsmState } from './state.js';

/** The next state and what the shell is to do, in order. */
export interface Transition {
  readonly state: FsmState;
  readonly actions: readonly FsmAction[];
}

/** The FSM of RFC 4271 §8: total and pure. */
export function transition(state: FsmState, _event: FsmEvent, _options: FsmOptions): Transition {
  return { state, actions: [] };
}
