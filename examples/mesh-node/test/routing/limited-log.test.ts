import { VirtualClock } from '@mesh/bgp-session/testing';
import type { LogFields } from '@mesh-examples/lib/log';
import { expect, test } from 'vitest';
import { limitedLog } from '../../src/routing/limited-log.js';

test('ten lines a minute of each event, then how many were left out', () => {
  const clock = new VirtualClock();
  const lines: ({ readonly event: string } & LogFields)[] = [];
  const line = (event: string, fields: LogFields = {}) => void lines.push({ event, ...fields });
  const log = limitedLog({ info: line, error: line }, clock);
  for (let i = 0; i < 25; i++) log.info('route refused', { i });
  log.info('something else');
  expect(lines.filter(({ event }) => event === 'route refused')).toHaveLength(10);
  expect(lines).toContainEqual({ event: 'something else' });
  clock.runFor(60_000);
  log.info('route refused', { i: 25 });
  expect(lines.at(-1)).toEqual({ event: 'route refused', i: 25, suppressed: 15 });
  clock.runFor(60_000);
  log.info('route refused', { i: 26 });
  expect(lines.at(-1)).toEqual({ event: 'route refused', i: 26 });
});
