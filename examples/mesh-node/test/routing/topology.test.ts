import { expect, test } from 'vitest';
import { followPeers } from '../../src/routing/follow-peers.js';
import { type PlannedPeer, topology } from '../../src/routing/topology.js';
import { membersOf } from './lab.js';

const RULE = { above: 4, count: 2 };
const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

function sessionsOf(n: number, count: number): string {
  const others = range(count).filter((other) => other !== n);
  const planned = topology({ name: `node${n}`, address: `10.0.0.${n}` }, membersOf(others), RULE);
  return [...planned.values()].map(({ name, kind }) => `${name} ${kind}`).join(', ');
}

test('up to the limit a full mesh, counting ourselves', () => {
  expect(sessionsOf(4, 4)).toBe('node1 internal, node2 internal, node3 internal');
});

test('above it the lowest reflect to the others, and are plain peers of each other (RFC 4456)', () => {
  expect(sessionsOf(1, 5)).toBe('node2 internal, node3 client, node4 client, node5 client');
  expect(sessionsOf(5, 5)).toBe('node1 internal, node2 internal');
});

test.each([3, 4, 5, 12])(
  'of %i members both ends of a session want it, and every pair is at most one reflector apart',
  (count) => {
    const wants = (a: number, b: number) => sessionsOf(a, count).includes(`node${b} `);
    const clients = (n: number) => sessionsOf(n, count).includes('client');
    for (const a of range(count)) {
      for (const b of range(count).filter((other) => other !== a)) {
        expect(wants(a, b)).toBe(wants(b, a));
        const reflected = range(count).some((r) => clients(r) && wants(a, r) && wants(r, b));
        expect(wants(a, b) || reflected).toBe(true);
      }
    }
  },
);

test('low is the address as a number, not as text', () => {
  const members = membersOf([9, 10, 11, 100]);
  const planned = topology({ name: 'node2', address: '10.0.0.2' }, members, { above: 2, count: 2 });
  expect([...planned.values()].map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'node9 internal',
    'node10 client',
    'node11 client',
    'node100 client',
  ]);
});

test('sessions that stay are not touched, and an address is free before somebody else gets it', () => {
  const peer = (name: string, address: string, kind: PlannedPeer['kind'] = 'internal') => ({ name, address, kind });
  const plan = (...peers: PlannedPeer[]) => new Map(peers.map((one) => [one.name, one]));
  const current = plan(
    peer('a', '10.0.0.1'),
    peer('b', '10.0.0.2'),
    peer('c', '10.0.0.3'),
    peer('d', '10.0.0.4'),
    peer('e', '10.0.0.5'),
  );
  const calls: string[] = [];
  const hands = {
    create: ({ name, address }: PlannedPeer) => void calls.push(`create ${name} ${address}`),
    delete: (name: string) => void calls.push(`delete ${name}`),
  };
  const wanted = plan(
    peer('a', '10.0.0.2'),
    peer('b', '10.0.0.1'),
    peer('c', '10.0.0.3'),
    peer('d', '10.0.0.4', 'client'),
    peer('f', '10.0.0.6'),
  );
  followPeers(current, wanted, hands);
  expect(calls).toEqual([
    'delete a',
    'delete b',
    'delete e',
    'create a 10.0.0.2',
    'create b 10.0.0.1',
    'create f 10.0.0.6',
  ]);
  expect([...current.keys()].sort()).toEqual([...wanted.keys()].sort());
});

test('a peer that cannot be created keeps none of the others back, and is tried again', () => {
  const wanted = topology({ name: 'node1', address: '10.0.0.1' }, membersOf([2, 3]), RULE);
  const current = new Map<string, PlannedPeer>();
  const made: string[] = [];
  const hands = (refuse: boolean) => ({
    create: ({ name }: PlannedPeer) => {
      if (refuse && name === 'node2') throw new RangeError('no');
      made.push(name);
    },
    delete: () => {},
  });
  expect(() => followPeers(current, wanted, hands(true))).toThrow(AggregateError);
  expect(made).toEqual(['node3']);
  followPeers(current, wanted, hands(false));
  expect(made).toEqual(['node3', 'node2']);
});
