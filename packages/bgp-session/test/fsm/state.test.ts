import { inheritCounters } from '@mesh/bgp-session';
import { expect, it } from 'vitest';
import { optionsWith, stateAt } from './support/situation.js';

it('a connection that takes over has the counters of the FSM it replaces, and its own timers', () => {
  const options = optionsWith();
  const winner = stateAt('OpenConfirm', options);
  const owner = { ...stateAt('Connect', options), connectRetryCounter: 9, connectAttempts: 4, idleHoldSeconds: 16 };
  expect(inheritCounters(winner, owner)).toEqual({
    ...winner,
    connectRetryCounter: 9,
    connectAttempts: 4,
    idleHoldSeconds: 16,
  });
});
