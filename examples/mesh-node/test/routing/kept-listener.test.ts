import { VirtualClock } from '@mesh/bgp-session/testing';
import { silentLog } from '@mesh-examples/lib/log';
import { expect, test } from 'vitest';
import { KeptListener } from '../../src/routing/kept-listener.js';

/** An address that is there from some moment on, or that may not be listened at at all. */
function lab(code = 'EADDRNOTAVAIL') {
  const clock = new VirtualClock();
  const state = { isThere: false, open: 0, attempts: 0 };
  const open = async () => {
    state.attempts++;
    if (!state.isThere) throw Object.assign(new Error(`listen ${code}`), { code });
    state.open++;
    return {
      close: async () => {
        state.open--;
      },
    };
  };
  return { clock, state, listener: new KeptListener(open, clock, silentLog) };
}

test('an address that is there is listened at', async () => {
  const { clock, state, listener } = lab();
  state.isThere = true;
  await listener.start();
  expect(state.open).toBe(1);
  await listener.close();
  expect(state.open).toBe(0);
  expect(clock.pending).toBe(0);
});

test('one that comes later is listened at within a second', async () => {
  const { clock, state, listener } = lab();
  await listener.start();
  await clock.advance(10_500);
  state.isThere = true;
  await clock.advance(1_000);
  expect(state.open).toBe(1);
  const { attempts } = state;
  await clock.advance(60_000);
  expect(state.attempts).toBe(attempts);
  await listener.close();
  expect(state.open).toBe(0);
});

test('who is closed tries no more', async () => {
  const { clock, state, listener } = lab();
  await listener.start();
  await listener.close();
  state.isThere = true;
  await clock.advance(10_000);
  expect(state).toMatchObject({ open: 0, attempts: 1 });
});

test('who is closed while it tries leaves nothing open', async () => {
  const { state, listener } = lab();
  state.isThere = true;
  const started = listener.start();
  await listener.close();
  await started;
  expect(state.open).toBe(0);
});

test('a right that is missing ends the start', async () => {
  await expect(lab('EACCES').listener.start()).rejects.toThrow('EACCES');
});
