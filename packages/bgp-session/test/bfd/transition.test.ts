import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BfdAction,
  type BfdEvent,
  type BfdPacket,
  type BfdState,
  type BfdStateName,
  type BfdTiming,
  bfdTransition,
  detectionTimeMs,
  initialBfdState,
  transmitIntervalMs,
} from '../../src/bfd/index.js';

const TIMING: BfdTiming = { desiredMinTxMs: 100, requiredMinRxMs: 200, detectMultiplier: 3 };

function packet(state: BfdStateName, change: Partial<BfdPacket> = {}): BfdPacket {
  return {
    diagnostic: 0,
    state,
    poll: false,
    final: false,
    controlPlaneIndependent: false,
    authenticated: false,
    demand: false,
    detectMultiplier: 5,
    myDiscriminator: 77,
    yourDiscriminator: 1,
    desiredMinTxMs: 1000,
    requiredMinRxMs: 50,
    requiredMinEchoRxMs: 0,
    ...change,
  };
}

/** A run of events from the start. */
function after(...events: readonly BfdEvent[]): BfdState {
  return events.reduce((state, event) => bfdTransition(state, event).state, initialBfdState(TIMING));
}

const hear = (state: BfdStateName, change?: Partial<BfdPacket>): BfdEvent => ({
  type: 'received',
  packet: packet(state, change),
});

/** A session in each state, as it gets there. */
const AT: Record<BfdStateName, BfdState> = {
  AdminDown: after({ type: 'disable' }),
  Down: after(),
  Init: after(hear('Down')),
  Up: after(hear('Down'), hear('Up'), hear('Up', { final: true }), hear('Up')),
};

const STATES = ['AdminDown', 'Down', 'Init', 'Up'] as const;

/**
 * RFC 5880 §6.8.6 and §6.2: for the state we are in, what a packet with the state of the column leads to, with
 * bfd.LocalDiag where it is set (3: Neighbor Signaled Session Down).
 */
const RECEIVED: Record<BfdStateName, readonly [string, string, string, string]> = {
  //          AdminDown  Down       Init       Up
  AdminDown: ['AdminDown', 'AdminDown', 'AdminDown', 'AdminDown'],
  Down: ['Down', 'Init', 'Up', 'Down'],
  Init: ['Down 3', 'Init', 'Up', 'Up'],
  Up: ['Down 3', 'Down 3', 'Up', 'Up'],
};

/** RFC 5880 §6.8.4, §6.8.16. */
const OTHER: Record<Exclude<BfdEvent['type'], 'received'>, Record<BfdStateName, string>> = {
  'detection-expired': { AdminDown: 'AdminDown', Down: 'Down', Init: 'Down 1', Up: 'Down 1' },
  'transmit-due': { AdminDown: 'AdminDown', Down: 'Down', Init: 'Init', Up: 'Up' },
  enable: { AdminDown: 'Down 0', Down: 'Down', Init: 'Init', Up: 'Up' },
  disable: { AdminDown: 'AdminDown', Down: 'AdminDown 7', Init: 'AdminDown 7', Up: 'AdminDown 7' },
  retime: { AdminDown: 'AdminDown', Down: 'Down', Init: 'Init', Up: 'Up' },
};

function expectCell(cell: string, before: BfdState, state: BfdState, actions: readonly BfdAction[]): void {
  const [name, diagnostic] = cell.split(' ');
  expect(state.name).toBe(name);
  expect(state.diagnostic).toBe(diagnostic === undefined ? before.diagnostic : Number(diagnostic));
  const changes = actions.filter(({ type }) => type === 'changed');
  expect(changes).toEqual(name === before.name ? [] : [{ type: 'changed', from: before.name }]);
}

describe('state × received state (RFC 5880 §6.8.6)', () => {
  for (const name of STATES) {
    for (const [column, heard] of STATES.entries()) {
      const cell = RECEIVED[name][column]!;
      it(`${name} hears ${heard}: ${cell}`, () => {
        const { state, actions } = bfdTransition(AT[name], hear(heard));
        expectCell(cell, AT[name], state, actions);
        // A change of state is told at once (RFC 5880 §6.8.7).
        const told = actions.filter((action) => action.type === 'send');
        expect(told.map(({ packet: { state } }) => state)).toEqual(state.name === name ? [] : [state.name]);
        expect(actions.some(({ type }) => type === 'detect')).toBe(name !== 'AdminDown');
      });
    }
  }
});

describe('state × other events', () => {
  for (const [type, row] of Object.entries(OTHER)) {
    for (const name of STATES) {
      it(`${name}, ${type}: ${row[name]}`, () => {
        const event = (type === 'retime' ? { type, timing: TIMING } : { type }) as BfdEvent;
        const { state, actions } = bfdTransition(AT[name], event);
        expectCell(row[name], AT[name], state, actions);
      });
    }
  }

  it('forgets the peer after a Detection Time, also where it was Down already (§6.8.1)', () => {
    const state = after(hear('Down'), { type: 'detection-expired' });
    expect(state.remote).toMatchObject({ discriminator: 0, requiredMinRxMs: 0.001 });
  });
});

describe('timers', () => {
  it('is slow until it is Up (§6.8.3)', () => {
    expect([AT.Down, AT.Init, AT.Up].map(transmitIntervalMs)).toEqual([1000, 1000, 100]);
    expect([AT.Down, AT.Init, AT.Up].map(({ advertised }) => advertised.desiredMinTxMs)).toEqual([1000, 1000, 100]);
  });

  it('sends as slowly as the peer asks for (§6.8.2, §6.8.7)', () => {
    expect(transmitIntervalMs(after(hear('Down'), hear('Up', { requiredMinRxMs: 450 })))).toBe(450);
  });

  it('sends nothing periodic where the peer wants nothing (§6.8.7), and answers all the same', () => {
    const mute = after(hear('Down'), hear('Up', { requiredMinRxMs: 0 }));
    expect(transmitIntervalMs(mute)).toBe(0);
    expect(bfdTransition(mute, { type: 'transmit-due' }).actions).toEqual([]);
    const { actions } = bfdTransition(mute, hear('Up', { requiredMinRxMs: 0, poll: true }));
    expect(actions).toContainEqual(
      expect.objectContaining({ type: 'send', answer: true, packet: expect.objectContaining({ final: true }) }),
    );
  });

  it('waits the multiplier of the peer times the slower of its rate and ours (§6.8.4)', () => {
    expect(detectionTimeMs(AT.Up)).toBe(5 * 1000);
    expect(detectionTimeMs(after(hear('Down'), hear('Up', { desiredMinTxMs: 10, detectMultiplier: 4 })))).toBe(4 * 200);
    expect(detectionTimeMs(AT.Down)).toBe(0);
  });

  it('jitters less where one lost packet ends the session (§6.8.7)', () => {
    const one = initialBfdState({ ...TIMING, detectMultiplier: 1 });
    expect(bfdTransition(one, { type: 'enable' }).actions[0]).toEqual({
      ...{ type: 'pace', intervalMs: 1000, shortest: 0.75, longest: 0.9 },
    });
    expect(bfdTransition(AT.Down, { type: 'enable' }).actions[0]).toMatchObject({ shortest: 0.75, longest: 1 });
  });
});

describe('demand mode of the peer (§6.6)', () => {
  const demanding = bfdTransition(AT.Up, hear('Up', { demand: true }));

  it('ends periodic packets, and its end brings them back', () => {
    expect(demanding.actions).toContainEqual(expect.objectContaining({ type: 'pace', intervalMs: 0 }));
    const { actions } = bfdTransition(demanding.state, hear('Up'));
    expect(actions).toContainEqual(expect.objectContaining({ type: 'pace', intervalMs: 100 }));
  });

  it('means nothing unless both are Up', () => {
    expect(transmitIntervalMs(after(hear('Down', { demand: true })))).toBe(1000);
  });

  it('does not keep a Poll Sequence from being sent', () => {
    const { state } = bfdTransition(demanding.state, { type: 'retime', timing: { ...TIMING, desiredMinTxMs: 400 } });
    expect(state.poll).toBe('running');
    expect(transmitIntervalMs(state)).toBe(100);
    expect(transmitIntervalMs(bfdTransition(state, hear('Up', { demand: true, final: true })).state)).toBe(0);
  });
});

describe('the Poll Sequence (§6.5, §6.8.3)', () => {
  const retime = (state: BfdState, change: Partial<BfdTiming>) =>
    bfdTransition(state, { type: 'retime', timing: { ...state.timing, ...change } });
  const sent = (state: BfdState) =>
    bfdTransition(state, { type: 'transmit-due' }).actions.flatMap((a) => (a.type === 'send' ? [a.packet] : []));

  it('tells of the rate on the way into Up, which takes effect at once', () => {
    const up = after(hear('Down'), hear('Up'));
    expect(up.poll).toBe('running');
    expect(sent(up)).toMatchObject([{ poll: true, final: false, desiredMinTxMs: 100 }]);
    expect(sent(bfdTransition(up, hear('Up', { final: true })).state)).toMatchObject([{ poll: false }]);
  });

  it('sends no packet of its own', () => {
    expect(retime(AT.Up, { desiredMinTxMs: 400 }).actions).toEqual([]);
  });

  it('sends slower only after the Final', () => {
    const { state } = retime(AT.Up, { desiredMinTxMs: 400 });
    expect(sent(state)).toMatchObject([{ poll: true, desiredMinTxMs: 400 }]);
    expect(transmitIntervalMs(state)).toBe(100);
    const heard = bfdTransition(state, hear('Up')).state;
    expect(transmitIntervalMs(heard)).toBe(100);
    expect(transmitIntervalMs(bfdTransition(heard, hear('Up', { final: true })).state)).toBe(400);
  });

  it('sends faster at once', () => {
    const { state, actions } = retime(AT.Up, { desiredMinTxMs: 60 });
    expect(transmitIntervalMs(state)).toBe(60);
    expect(actions).toContainEqual(expect.objectContaining({ type: 'pace', intervalMs: 60 }));
  });

  it('waits shorter only after the Final, and longer at once', () => {
    const quick = bfdTransition(AT.Up, hear('Up', { desiredMinTxMs: 10 })).state;
    expect(detectionTimeMs(quick)).toBe(5 * 200);
    const { state } = retime(quick, { requiredMinRxMs: 20 });
    expect(detectionTimeMs(state)).toBe(5 * 200);
    const done = bfdTransition(state, hear('Up', { desiredMinTxMs: 10, final: true }));
    expect(detectionTimeMs(done.state)).toBe(5 * 20);
    const longer = retime(quick, { requiredMinRxMs: 500 });
    expect(longer.actions).toContainEqual({ type: 'detect', timeMs: 5 * 500 });
  });

  it('has a second change wait for the Final of the first and a packet without one', () => {
    const first = retime(AT.Up, { desiredMinTxMs: 400 }).state;
    const second = retime(first, { desiredMinTxMs: 700 }).state;
    expect(second.advertised.desiredMinTxMs).toBe(400);
    const final = bfdTransition(second, hear('Up', { final: true })).state;
    expect([final.advertised.desiredMinTxMs, final.poll]).toEqual([400, 'settling']);
    const clear = bfdTransition(final, hear('Up')).state;
    expect([clear.advertised.desiredMinTxMs, clear.poll]).toEqual([700, 'running']);
    expect(transmitIntervalMs(clear)).toBe(400);
  });

  it('takes no notice of a Final that nobody asked for', () => {
    expect(bfdTransition(AT.Up, hear('Up', { final: true })).state).toMatchObject({ name: 'Up', poll: 'none' });
  });

  it('answers a Poll without asking in the same packet, and with its change of state', () => {
    const up = after(hear('Down'), hear('Up'));
    const { actions } = bfdTransition(up, hear('Down', { poll: true }));
    expect(actions.flatMap((action) => (action.type === 'send' ? [action] : []))).toMatchObject([
      { answer: true, packet: { poll: false, final: true, state: 'Down', diagnostic: 3 } },
    ]);
  });

  it('takes changes up at once where the session is not Up', () => {
    const { state } = retime(AT.Init, { desiredMinTxMs: 2000, requiredMinRxMs: 20 });
    expect(state.used).toEqual({ desiredMinTxMs: 2000, requiredMinRxMs: 20 });
  });
});

describe('any events', () => {
  const interval = fc.integer({ min: 0, max: 5_000_000 }).map((us) => us / 1000);
  const anyPacket = fc.record({
    state: fc.constantFrom(...STATES),
    poll: fc.boolean(),
    final: fc.boolean(),
    demand: fc.boolean(),
    detectMultiplier: fc.integer({ min: 1, max: 255 }),
    desiredMinTxMs: interval,
    requiredMinRxMs: interval,
  });
  const anyTiming = fc.record({
    desiredMinTxMs: fc.integer({ min: 1, max: 3000 }),
    requiredMinRxMs: fc.integer({ min: 1, max: 3000 }),
    detectMultiplier: fc.integer({ min: 1, max: 255 }),
  });
  const anyEvent: fc.Arbitrary<BfdEvent> = fc.oneof(
    { weight: 6, arbitrary: anyPacket.map((change) => hear(change.state, change)) },
    anyTiming.map((timing) => ({ type: 'retime' as const, timing })),
    fc.constantFrom<BfdEvent>(
      { type: 'detection-expired' },
      { type: 'transmit-due' },
      { type: 'enable' },
      { type: 'disable' },
    ),
  );

  it('keep the invariants', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state = initialBfdState(TIMING);
        for (const event of events) {
          const before = state;
          const result = bfdTransition(state, event);
          state = result.state;
          for (const action of result.actions) {
            if (action.type !== 'send') continue;
            const { packet } = action;
            expect(packet.poll && packet.final).toBe(false);
            expect([packet.demand, packet.requiredMinEchoRxMs, packet.authenticated]).toEqual([false, 0, false]);
            expect(packet.state).toBe(state.name);
            if (packet.state !== 'Up') expect(packet.desiredMinTxMs).toBeGreaterThanOrEqual(1000);
          }
          expect(result.actions.filter(({ type }) => type === 'send').length).toBeLessThanOrEqual(1);
          // Nobody learns of a slower rate or a shorter patience later than we go by it (§6.8.3).
          if (before.name === 'Up' && state.name === 'Up' && !(event.type === 'received' && event.packet.final)) {
            expect(state.used.desiredMinTxMs).toBeLessThanOrEqual(before.used.desiredMinTxMs);
            expect(state.used.requiredMinRxMs).toBeGreaterThanOrEqual(before.used.requiredMinRxMs);
          }
          if (state.name === 'Up') expect(state.remote.discriminator).toBe(77);
        }
      }),
      { numRuns: 1000, seed: 5880 },
    );
  });
});
