import { EVENT_NUMBERS, transition } from '@mesh/bgp-session';
import { describe, expect, it } from 'vitest';
import { expectCell } from './support/codes.js';
import { GUARDS } from './support/guards.js';
import { eventOf, optionsWith, stateAt } from './support/situation.js';

describe('the guards', () => {
  for (const [index, one] of GUARDS.entries()) {
    const { guard, when, state, event, settings, circumstances, cell } = one;
    it(`${index + 1}. ${guard}: ${EVENT_NUMBERS[event.type]} in ${state}, ${when}: ${cell}`, () => {
      const options = optionsWith(settings);
      const before = stateAt(state, options, circumstances);
      const holdTime = circumstances.holdTime ?? 90;
      expectCell(cell, { before, event, options, holdTime }, transition(before, event, options));
    });
  }

  it('are at least 80 cases', () => {
    expect(GUARDS.length).toBeGreaterThanOrEqual(80);
  });

  it('g6: a damped start is remembered while IdleHoldTimer runs, and asked for when it is over', () => {
    const options = optionsWith();
    const idle = stateAt('Idle', options, { timers: ['idle-hold'] });
    const held = transition(idle, eventOf('AutomaticStart_with_DampPeerOscillations'), options).state;
    expect(held).toMatchObject({ name: 'Idle', startPending: true });
    const over = transition(held, eventOf('IdleHoldTimer_Expires'), options);
    expect(over.state).toMatchObject({ name: 'Idle', startPending: false });
    expect(over.actions).toEqual([{ type: 'restart', event: { type: 'AutomaticStart_with_DampPeerOscillations' } }]);
  });

  it('DAMP doubles IdleHoldTime up to its limit, and the KEEPALIVEs of a session halve it', () => {
    const options = optionsWith();
    let state = stateAt('Idle', options);
    const seen: number[] = [];
    for (let i = 0; i < 9; i++) {
      state = transition(
        stateAt('Active', options, { idleHoldSeconds: state.idleHoldSeconds }),
        eventOf('HoldTimer_Expires'),
        options,
      ).state;
      seen.push(state.idleHoldSeconds);
    }
    expect(seen).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120]);
    let session = stateAt('Established', options, { idleHoldSeconds: 120 });
    for (let i = 0; i < 7; i++) session = transition(session, eventOf('KeepAliveMsg'), options).state;
    expect(session.idleHoldSeconds).toBe(0);
  });
});
