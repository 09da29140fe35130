import { drawDuration, type StartTimer } from '@mesh/bgp-session';
import { expect, it } from 'vitest';

const timer: StartTimer = {
  type: 'start-timer',
  timer: 'keepalive',
  durationMs: 30_000,
  jitter: true,
  minimumMs: 1_000,
};

it('jitter is a factor from 0.75 to 1 (RFC 4271 §10)', () => {
  expect(drawDuration(timer, 0)).toBe(22_500);
  expect(drawDuration(timer, 0.5)).toBe(26_250);
  expect(drawDuration(timer, 1 - 2 ** -53)).toBeCloseTo(30_000);
});

it('KEEPALIVEs are never less than a second apart (RFC 4271 §4.4)', () => {
  expect(drawDuration({ ...timer, durationMs: 1_000 }, 0)).toBe(1_000);
});

it('a timer without jitter runs as long as it says', () => {
  expect(drawDuration({ ...timer, jitter: false }, 0)).toBe(30_000);
});
