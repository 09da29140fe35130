import { EVENT_NUMBERS, transition } from '@mesh/bgp-session';
import { describe, expect, it } from 'vitest';
import { expectCell } from './support/codes.js';
import { MATRIX, STATES } from './support/matrix.js';
import { EVENTS, optionsWith, PRESUMED, stateAt, usual } from './support/situation.js';

describe('the state × event matrix', () => {
  for (const event of EVENTS) {
    for (const [column, name] of STATES.entries()) {
      const cell = MATRIX[event.type][column]!;
      it(`${EVENT_NUMBERS[event.type]} ${event.type} in ${name}: ${cell}`, () => {
        const options = optionsWith(PRESUMED[event.type]);
        const before = stateAt(name, options, usual(name, event.type));
        const after = transition(before, event, options);
        expectCell(cell, { before, event, options, holdTime: 90 }, after);
        if (cell === '·' && ![...before.timers].some((timer) => !after.state.timers.has(timer))) {
          expect(after.state).toBe(before);
        }
      });
    }
  }

  it('has 186 cells, for the events 1–29, X30 and X31', () => {
    expect(EVENTS.length * STATES.length).toBe(186);
    const numbers = EVENTS.map(({ type }) => EVENT_NUMBERS[type]);
    expect(new Set(numbers)).toEqual(new Set([...Array.from({ length: 29 }, (_, i) => i + 1), 'X30', 'X31']));
  });
});
