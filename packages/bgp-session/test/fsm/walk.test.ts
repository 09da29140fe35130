import {
  type FsmAction,
  type FsmEvent,
  type FsmOptions,
  type FsmSettings,
  type FsmState,
  type FsmTimer,
  initialState,
  transition,
} from '@mesh/bgp-session';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENTS, gracefulOpen, optionsWith, peerOpen } from './support/situation.js';

/** Random events in random order, also such as cannot happen: what must hold all the same. */

const TOTAL = Number(process.env['FSM_WALK_EVENTS'] ?? 1_000_000);
const WALK = 500;

const settings: readonly Partial<FsmSettings>[] = [
  {},
  { dampPeerOscillations: false },
  { passiveTcpEstablishment: true },
  { passiveTcpEstablishment: true, dampPeerOscillations: false, delayOpenSeconds: 5 },
  { delayOpenSeconds: 5, sendNotificationWithoutOpen: false },
  { gracefulRestart: { replaceOn: 'connection' }, trackTcpState: true },
  { gracefulRestart: {}, collisionDetectEstablishedState: true, delayOpenSeconds: 5 },
  { holdTimeSeconds: 0, allowAutomaticStart: false },
];
const MENU = settings.map(optionsWith);

const VARIANTS: readonly FsmEvent[] = [
  ...EVENTS,
  ...(['gr', 'gr+n'] as const).map((graceful) => ({ type: 'BGPOpen', open: gracefulOpen(graceful) }) as const),
  { type: 'BGPOpen', open: peerOpen({ holdTime: 0 }) },
  { type: 'BGPOpen', open: peerOpen({ myAs: 0 }) },
  { type: 'BGPOpen', open: peerOpen(), loses: true },
  { type: 'SendHoldTimer_Expires', writable: false },
];

/** The way to Established, so that a walk gets there now and then. */
const PATH = ['Tcp_CR_Acked', 'BGPOpen', 'KeepAliveMsg'] as const;
const STARTS = VARIANTS.slice(0, 6);

const ALLOWED: { readonly [N in FsmState['name']]: readonly FsmTimer[] } = {
  Idle: ['idle-hold'],
  Connect: ['connect-retry', 'delay-open'],
  Active: ['connect-retry', 'delay-open'],
  OpenSent: ['hold'],
  OpenConfirm: ['hold', 'keepalive'],
  Established: ['hold', 'keepalive', 'send-hold'],
};

/** xorshift32 (Marsaglia 2003). */
function generator(seed: number): (below: number) => number {
  let x = seed | 0 || 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

function pick(state: FsmState, next: (below: number) => number): FsmEvent {
  const choice = next(4);
  if (choice === 0 && state.name === 'Idle') return STARTS[next(STARTS.length)]!;
  if (choice === 1) {
    const type = PATH[state.name === 'OpenSent' ? 1 : state.name === 'OpenConfirm' ? 2 : 0]!;
    const options = VARIANTS.filter((event) => event.type === type);
    return options[next(options.length)]!;
  }
  return VARIANTS[next(VARIANTS.length)]!;
}

/** Follows one connection: what was said and heard on it. */
class Watch {
  notified = false;
  heard = false;
  openSent = false;

  see(event: FsmEvent, actions: readonly FsmAction[], after: FsmState): void {
    if (event.type === 'NotifMsg' || event.type === 'NotifMsgVerErr') this.heard = true;
    for (const action of actions) {
      if (action.type === 'send') this.#send(action.message.type);
      if (action.type === 'close-stream') this.#reset();
    }
    if (after.name === 'Connect' || after.name === 'Active') {
      if (this.openSent) throw new Error(`I3: ${after.name} after OPEN was sent`);
      this.heard = false;
    }
    if (after.name === 'Idle') this.#reset();
  }

  #send(type: string): void {
    if (type === 'OPEN') this.openSent = true;
    if (type !== 'NOTIFICATION') return;
    if (this.notified || this.heard) throw new Error('I2: a NOTIFICATION after a NOTIFICATION');
    this.notified = true;
  }

  #reset(): void {
    this.notified = false;
    this.heard = false;
    this.openSent = false;
  }
}

function check(before: FsmState, event: FsmEvent, after: FsmState, actions: readonly FsmAction[], options: FsmOptions) {
  const has = (type: FsmAction['type']) => actions.some((action) => action.type === type);
  const closes = actions.filter(({ type }) => type === 'close-stream').length;
  const fail = (what: string): never => {
    throw new Error(`${what}: ${event.type} in ${before.name} to ${after.name}`);
  };
  for (const timer of after.timers) if (!ALLOWED[after.name].includes(timer)) fail(`I1, I8: ${timer} runs`);
  if (after.name === 'Established' && before.name !== 'Established') {
    if (before.name !== 'OpenConfirm' || event.type !== 'KeepAliveMsg' || !has('established')) fail('I4');
  }
  if (has('deliver-update') && before.name !== 'Established') fail('I5');
  if (closes > 1) fail('I6: closed twice');
  if (after.name === 'Idle' && before.name !== 'Idle' && closes !== 1) fail('I6: not closed');
  if (before.name === 'Established' && after.name !== 'Established' && !has('delete-routes') && !has('retain-routes')) {
    fail('routes forgotten');
  }
  if (after.connectRetryCounter < 0) fail('I7');
  if (event.type === 'ManualStop' && before.name !== 'Idle' && after.connectRetryCounter !== 0) fail('I7: STOP');
  const last = actions.findIndex((one) => one.type === 'send' && one.message.type === 'NOTIFICATION');
  if (last >= 0 && !(actions.findIndex(({ type }) => type === 'close-stream') > last)) fail('NOTIFICATION after close');
  if (has('dial') && options.passiveTcpEstablishment) fail('a passive peer dials');
}

function walk(seed: number, length: number): Set<string> {
  const next = generator(seed);
  const options = MENU[next(MENU.length)]!;
  const visited = new Set<string>();
  const watch = new Watch();
  let state: FsmState = initialState;
  for (let i = 0; i < length; i++) {
    const event = pick(state, next);
    const { state: after, actions } = transition(state, event, options);
    check(state, event, after, actions, options);
    watch.see(event, actions, after);
    visited.add(`${state.name} ${event.type}`);
    state = after;
  }
  return visited;
}

describe('random walks', () => {
  it(`keep the invariants over ${TOTAL} events, and visit all 186 cells`, () => {
    const visited = new Set<string>();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fffffff }), (seed) => {
        for (const cell of walk(seed, WALK)) visited.add(cell);
      }),
      { seed: 4271, numRuns: Math.ceil(TOTAL / WALK) },
    );
    expect(visited.size).toBe(186);
  });

  it('are the same again: the FSM is a function of its arguments', () => {
    const run = () => {
      let state: FsmState = initialState;
      const next = generator(9);
      const options = MENU[6]!;
      return Array.from({ length: 2_000 }, () => {
        const result = transition(state, pick(state, next), options);
        state = result.state;
        return result;
      });
    };
    expect(run()).toEqual(run());
  });
});
