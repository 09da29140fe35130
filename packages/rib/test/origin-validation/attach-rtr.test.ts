import { expect, it } from 'vitest';
import { attachRtr, type VrpDelta, type VrpFeed, VrpTable } from '../../src/index.js';
import { delta } from './support.js';

/** What a table sees of an RTR client. */
class Feed implements VrpFeed {
  readonly #listeners = new Map<string, Set<(delta: VrpDelta) => void>>();
  readonly #held: VrpDelta;

  constructor(...held: readonly string[]) {
    this.#held = delta(...held);
  }
  get size() {
    return this.#held.size;
  }
  visit(...args: Parameters<VrpDelta['visit']>) {
    this.#held.visit(...args);
  }
  on(event: string, listener: (delta: VrpDelta) => void) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener));
  }
  off(event: string, listener: (delta: VrpDelta) => void) {
    this.#listeners.get(event)?.delete(listener);
  }
  emit(event: string, change: VrpDelta = delta()) {
    for (const listener of this.#listeners.get(event) ?? []) listener(change);
  }
  get listeners() {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

it('takes what the client holds, then what it tells, and says so when that is complete', () => {
  const table = new VrpTable();
  let changes = 0;
  table.onChange(() => changes++);
  const feed = new Feed('+ 10.0.0.0/8-8 AS1');
  attachRtr(feed, table, { name: 'cache.example' });
  expect([changes, table.validate('10.0.0.0/8', 1)]).toEqual([1, 'valid']);
  expect(table.covering('10.0.0.0/8')[0]!.sources).toEqual(['cache.example']);
  feed.emit('update', delta('+ 10.0.0.0/8-8 AS2', '- 10.0.0.0/8-8 AS1'));
  expect(changes).toBe(1);
  feed.emit('endOfData');
  expect([changes, table.validate('10.0.0.0/8', 1), table.validate('10.0.0.0/8', 2)]).toEqual([2, 'invalid', 'valid']);
  feed.emit('update', delta('- 10.0.0.0/8-8 AS2'));
  feed.emit('expired');
  expect([changes, table.size]).toEqual([3, 0]);
});

it('detached, it leaves no listener and nothing of its own in the table', () => {
  const table = new VrpTable();
  const [one, other] = [new Feed('+ 10.0.0.0/8-8 AS1', '+ 10.0.0.0/8-8 AS2'), new Feed('+ 10.0.0.0/8-8 AS1')];
  const detach = attachRtr(one, table);
  attachRtr(other, table);
  detach();
  detach();
  expect([one.listeners, other.listeners, table.size]).toEqual([0, 3, 1]);
});

it('detaches in slices where it can', () => {
  const table = new VrpTable();
  const later: (() => void)[] = [];
  const lines = Array.from({ length: 9_000 }, (_, i) => `+ 10.${i >> 8}.${i & 255}.0/24-24 AS1`);
  const detach = attachRtr(new Feed(...lines), table, { defer: (fn) => void later.push(fn) });
  detach();
  let turns = 0;
  for (let next = later.shift(); next !== undefined; next = later.shift()) {
    turns++;
    next();
  }
  expect(turns).toBe(2);
  expect(table.size).toBe(0);
});
