import type { Connect, ConnectTarget } from '@mesh/bgp-session';
import { ScriptedCache } from '@mesh/bgp-session/testing';
import { expect, test } from 'vitest';
import { Lab, learned, membersOf } from './lab.js';

const FIVE = [1, 2, 3, 4, 5];

async function fiveNodes(bgp: ConstructorParameters<typeof Lab>[0] = {}): Promise<Lab> {
  const lab = new Lab(bgp);
  for (const n of FIVE) await lab.start(n);
  lab.members(...FIVE);
  expect(lab.clock.runUntil(() => lab.established, 10_000)).toBe(true);
  lab.clock.runFor(2_000);
  return lab;
}

test('five nodes: ten sessions, and every kernel has the networks of the four others', async () => {
  const lab = await fiveNodes();
  expect(lab.sessions).toBe(20);
  for (const n of FIVE) expect(lab.kernel(n)).toEqual(learned(...FIVE.filter((other) => other !== n)));
});

test('a node whose power fails is out of the kernels in less than a second with BFD', async () => {
  const lab = await fiveNodes();
  lab.killSilently(3);
  lab.clock.runFor(999);
  for (const n of [1, 2, 4, 5]) expect(lab.kernel(n)).toEqual(learned(...[1, 2, 4, 5].filter((other) => other !== n)));
});

test('without BFD it takes the hold time', async () => {
  const lab = await fiveNodes({ bfd: { enabled: false }, hold_time: 9 });
  lab.killSilently(3);
  // RFC 4271 §4.4: KEEPALIVEs come every third of the hold time, so that no less than two thirds are left when they end.
  lab.clock.runFor(5_900);
  for (const n of [1, 2, 4, 5]) expect(lab.kernel(n)).toContain('10.103.0.0/16 via 10.0.0.3');
  lab.clock.runFor(3_200);
  for (const n of [1, 2, 4, 5]) expect(lab.kernel(n)).not.toContain('10.103.0.0/16 via 10.0.0.3');
});

test('above the limit the lowest two reflect, and all networks are everywhere', async () => {
  const lab = await fiveNodes({ reflectors: { above: 4, count: 2 } });
  // 1–2, and each of 3, 4 and 5 with both of them.
  expect(lab.sessions).toBe(2 * 7);
  for (const n of FIVE) expect(lab.kernel(n)).toEqual(learned(...FIVE.filter((other) => other !== n)));
  lab.killSilently(5);
  lab.clock.runFor(1_000);
  expect(lab.kernel(3)).toEqual(learned(1, 2, 4));
});

test('a reflector that dies takes nobody with it', async () => {
  const lab = await fiveNodes({ reflectors: { above: 4, count: 2 } });
  lab.killSilently(1);
  lab.clock.runFor(1_000);
  expect(lab.kernel(5)).toEqual(learned(2, 3, 4));
});

test('a node more than the limit makes a mesh one of reflectors, one less makes it a mesh again, and no route is missed', async () => {
  const lab = await fiveNodes({ reflectors: { above: 5, count: 2 } });
  await lab.start(6);
  // Those who are to reflect hear of it last, and of the end of it first.
  heardOneByOne(lab, [...FIVE, 6], 'highest');
  steadily(lab, 15_000, () => hasAll(lab, FIVE));
  expect(lab.sessions).toBe(2 * 9);
  expect(hasAll(lab, [...FIVE, 6])).toBe(true);

  lab.killSilently(6);
  lab.clock.runFor(1_000);
  heardOneByOne(lab, FIVE, 'lowest');
  steadily(lab, 15_000, () => hasAll(lab, FIVE));
  expect(lab.sessions).toBe(2 * 10);
});

test.each(['lowest', 'highest'] as const)(
  'another reflector takes over, and gives way again, without a route missed (the %s hear first)',
  async (first) => {
    const lab = new Lab({ reflectors: { above: 3, count: 2 } });
    const rest = [2, 3, 4, 5];
    const sessionsOf3 = () =>
      lab.nodes
        .get(3)!
        .peers()
        .map(({ name }) => name)
        .sort();
    for (const n of FIVE) await lab.start(n);
    lab.members(...rest);
    lab.nodes.get(1)!.followPeers(new Map());
    lab.clock.runFor(15_000);
    expect(hasAll(lab, rest)).toBe(true);
    // 1 reflects from now on, and 3 no more.
    heardOneByOne(lab, FIVE, first);
    steadily(lab, 15_000, () => hasAll(lab, rest));
    expect(hasAll(lab, FIVE)).toBe(true);
    expect(sessionsOf3()).toEqual(['node1', 'node2']);
    // And back.
    lab.killSilently(1);
    steadily(lab, 1_000, () => hasAll(lab, rest));
    heardOneByOne(lab, rest, first);
    steadily(lab, 15_000, () => hasAll(lab, rest));
    expect(sessionsOf3()).toEqual(['node2', 'node4', 'node5']);
  },
);

test('members come and go: sessions that stay are not touched', async () => {
  const lab = await fiveNodes();
  await lab.start(6);
  lab.members(1, 2, 4, 5, 6);
  lab.nodes.get(3)!.followPeers(new Map());
  expect(lab.clock.runUntil(() => lab.established, 10_000)).toBe(true);
  lab.clock.runFor(2_000);
  expect(lab.kernel(1)).toEqual(learned(2, 4, 5, 6));
  expect(
    lab.nodes
      .get(1)!
      .peers()
      .map(({ name, sessions }) => [name, sessions]),
  ).toEqual([
    ['node2', 1],
    ['node4', 1],
    ['node5', 1],
    ['node6', 1],
  ]);
});

test('a peer that is known here first is taken as soon as it knows us', async () => {
  const lab = new Lab();
  const first = await lab.start(1);
  const second = await lab.start(2);
  first.followPeers(membersOf([2]));
  lab.clock.runFor(20_000);
  expect(lab.sessions).toBe(0);
  second.followPeers(membersOf([1]));
  expect(lab.clock.runUntil(() => lab.established, 1_000)).toBe(true);
});

test('who leaves says so, and takes its routes and those it learned along', async () => {
  const lab = await fiveNodes();
  const gone = lab.nodes.get(3)!;
  lab.nodes.delete(3);
  const closed = gone.close('leave');
  lab.clock.runFor(100);
  await closed;
  expect(lab.kernel(3)).toEqual([]);
  expect(lab.kernel(1)).toEqual(learned(2, 4, 5));
  expect(
    lab.lines.find(({ event, node, peer }) => event === 'peer closed' && node === 1 && peer === 'node3'),
  ).toMatchObject({
    reason: expect.stringContaining('node3 leaves the mesh'),
  });
});

test('over a restart the others keep the routes of a node, and its kernel those of the others', async () => {
  const lab = await fiveNodes();
  await restart(lab, 3, 5_000);
  expect(hasAll(lab, FIVE)).toBe(true);
  const since = lab.lines.length;
  await lab.start(3);
  lab.members(...FIVE);
  steadily(lab, 40_000, () => hasAll(lab, FIVE));
  expect(lab.established).toBe(true);
  expect(lab.lines.slice(since)).toContainEqual(expect.objectContaining({ node: 3, event: 'restart is over' }));
});

test('what has gone meanwhile is swept once all have told what they have', async () => {
  const lab = await fiveNodes();
  await restart(lab, 3, 100);
  lab.killSilently(5);
  lab.clock.runFor(2_000);
  await lab.start(3);
  lab.members(1, 2, 3, 4);
  expect(lab.kernel(3)).toEqual(learned(1, 2, 4, 5));
  expect(lab.clock.runUntil(() => lab.established, 10_000)).toBe(true);
  lab.clock.runFor(1_000);
  expect(lab.kernel(3)).toEqual(learned(1, 2, 4));
});

test('a member that does not answer holds the end of a restart up for half a minute', async () => {
  const lab = await fiveNodes();
  await restart(lab, 3, 100);
  lab.killSilently(5);
  lab.clock.runFor(2_000);
  await lab.start(3);
  lab.members(...FIVE);
  lab.clock.runFor(29_900);
  expect(lab.kernel(3)).toEqual(learned(1, 2, 4, 5));
  expect(lab.kernel(1)).toEqual(learned(2, 3, 4));
  lab.clock.runFor(200);
  expect(lab.kernel(3)).toEqual(learned(1, 2, 4));
  lab.clock.runFor(1_000);
  expect(lab.kernel(1)).toEqual(learned(2, 3, 4));
});

test('a node that does not come back from its restart is waited for two minutes', async () => {
  const lab = await fiveNodes();
  await restart(lab, 3, 119_000);
  expect(lab.kernel(1)).toEqual(learned(2, 3, 4, 5));
  lab.clock.runFor(2_000);
  expect(lab.kernel(1)).toEqual(learned(2, 4, 5));
});

test('a process that is killed is not waited for: BFD has no word of it', async () => {
  const lab = await fiveNodes();
  // Its host breaks the connections, as a kernel does for a process that is gone.
  lab.network.kill('10.0.0.3');
  for (const n of FIVE) lab.datagrams.cut('10.0.0.3', `10.0.0.${n}`);
  lab.nodes.delete(3);
  lab.clock.runFor(100);
  expect(lab.kernel(1)).toEqual(learned(2, 3, 4, 5));
  lab.clock.runFor(899);
  expect(lab.kernel(1)).toEqual(learned(2, 4, 5));
});

test('the password of the settings reaches the transport, both ways', async () => {
  const lab = new Lab({ password: 'of the mesh' });
  const host = lab.network.host('10.0.0.1');
  const targets: ConnectTarget[] = [];
  const connect: Connect = Object.assign(
    (target: ConnectTarget, signal: AbortSignal) => {
      targets.push(target);
      return host.connect(target, signal);
    },
    { supports: ['password'] as const },
  );
  const routing = await lab.start(1, { connect });
  const guarded: string[] = [];
  routing.speaker.guardWith({ add: ({ peerAddress }) => void guarded.push(peerAddress!), remove: () => {} });
  routing.followPeers(membersOf([2]));
  lab.clock.runFor(10);
  expect(targets[0]?.password?.octets()).toEqual(new TextEncoder().encode('of the mesh'));
  expect(guarded).toEqual(['10.0.0.2']);
  expect(JSON.stringify(lab.lines)).not.toContain('of the mesh');
});

test('a transport that cannot sign gets no session, and the others go on', async () => {
  const lab = new Lab({ password: 'of the mesh' });
  const routing = await lab.start(1);
  routing.followPeers(membersOf([2]));
  expect(routing.peers()).toEqual([]);
  expect(lab.lines).toContainEqual(
    expect.objectContaining({
      event: 'peer not created',
      message: expect.stringContaining('MESH_TCP_OPTION_UNSUPPORTED'),
    }),
  );
});

test('routes that the RPKI says are invalid are refused, and taken once the cache says otherwise', async () => {
  const cache = new ScriptedCache();
  cache.change({ announced: [{ prefix: '10.102.0.0/16', maxLength: 16, as: 65_001 }] });
  const lab = new Lab({ rtr: [{ host: 'cache', port: 8282 }] }, cache);
  for (const n of [1, 2, 3]) await lab.start(n);
  lab.clock.runFor(1_000);
  lab.members(1, 2, 3);
  expect(lab.clock.runUntil(() => lab.established, 10_000)).toBe(true);
  lab.clock.runFor(2_000);
  // 10.103.0.0/16 is covered by nothing, and taken.
  expect(lab.kernel(1)).toEqual(learned(2, 3).filter((route) => !route.startsWith('10.102.')));
  expect(lab.lines).toContainEqual({
    node: 1,
    event: 'route refused',
    peer: 'node2',
    prefix: '10.102.0.0/16',
    reason: 'rpki-invalid',
  });
  cache.change({ announced: [{ prefix: '10.102.0.0/16', maxLength: 16, as: 65_000 }] });
  lab.clock.runFor(20_000);
  expect(lab.kernel(1)).toEqual(learned(2, 3));
  cache.change({ withdrawn: [{ prefix: '10.102.0.0/16', maxLength: 16, as: 65_000 }] });
  lab.clock.runFor(20_000);
  expect(lab.kernel(1)).not.toContain('10.102.0.0/16 via 10.0.0.2');
  expect(lab.nodes.get(1)!.counts).toMatchObject({ vrps: 1 });
});

test.each([
  ['the overlay', '10.0.0.0/24', 'overlay'],
  ['an address of the overlay', '10.0.0.1/32', 'overlay'],
  ['a part of the overlay in IPv6', 'fd00:6d65:7368::/80', 'overlay'],
  ['a default route', '0.0.0.0/0', 'never'],
  ['a default route in IPv6', '::/0', 'never'],
  ['loopback', '127.0.0.0/8', 'never'],
  ['groups', 'ff00::/8', 'never'],
])('nobody takes %s of a neighbour', async (_, prefix, reason) => {
  const lab = new Lab();
  await lab.start(1);
  await lab.start(2, { networks: [prefix, '10.102.0.0/16'] });
  lab.members(1, 2);
  lab.clock.runFor(5_000);
  expect(lab.kernel(1)).toEqual(['10.102.0.0/16 via 10.0.0.2']);
  expect(lab.lines).toContainEqual({ node: 1, event: 'route refused', peer: 'node2', prefix, reason });
});

test.each([
  ['10.77.0.0/16', '10.0.0.1'],
  ['2001:db8:77::/48', 'fd00:6d65:7368::1'],
])('%s that a neighbour would have go through us is not taken', async (prefix, nextHop) => {
  const lab = new Lab();
  const first = await lab.start(1);
  const second = await lab.start(2);
  lab.members(1, 2);
  second.rib.originate({ prefix, nextHop });
  lab.clock.runFor(5_000);
  expect(lab.kernel(1)).toEqual(learned(2));
  expect(first.rib.peer('node2')?.in.verdict({ prefix })).toMatchObject({ rejection: { check: 'own-next-hop' } });
});

test('what covers the overlay and more is taken: the overlay itself is more specific', async () => {
  const lab = new Lab();
  await lab.start(1);
  await lab.start(2, { networks: ['10.0.0.0/8'] });
  lab.members(1, 2);
  lab.clock.runFor(5_000);
  expect(lab.kernel(1)).toEqual(['10.0.0.0/8 via 10.0.0.2']);
});

test('a network of ours that somebody else has as well stays ours', async () => {
  const lab = new Lab();
  await lab.start(1, { networks: ['10.200.0.0/16'] });
  await lab.start(2, { networks: ['10.200.0.0/16'] });
  const third = await lab.start(3, { networks: [] });
  lab.members(1, 2, 3);
  lab.clock.runFor(5_000);
  expect(lab.kernel(1)).toEqual([]);
  expect(lab.kernel(3)).toEqual(['10.200.0.0/16 via 10.0.0.1']);
  third.followPeers(membersOf([2]));
  lab.clock.runFor(100);
  expect(lab.kernel(3)).toEqual(['10.200.0.0/16 via 10.0.0.2']);
});

test('a route through somebody who is no member waits until they are', async () => {
  const lab = new Lab({ reflectors: { above: 2, count: 1 } });
  for (const n of [1, 2, 3]) await lab.start(n);
  // 2 has not heard of 3 yet, whose routes it gets of the reflector.
  lab.nodes.get(1)!.followPeers(membersOf([2, 3]));
  lab.nodes.get(3)!.followPeers(membersOf([1, 2]));
  lab.nodes.get(2)!.followPeers(membersOf([1]));
  lab.clock.runFor(5_000);
  expect(lab.kernel(2)).toEqual(learned(1));
  expect(lab.lines).toContainEqual({ node: 2, event: 'next hop is no member', nextHop: '10.0.0.3' });
  lab.nodes.get(2)!.followPeers(membersOf([1, 3]));
  lab.clock.runFor(100);
  expect(lab.kernel(2)).toEqual(learned(1, 3));
});

test('nothing is left when all have left', async () => {
  const lab = await fiveNodes();
  const closed = [...lab.nodes.values()].map((node) => node.close('leave'));
  lab.clock.runFor(3_000);
  await Promise.all(closed);
  lab.clock.runFor(1_000);
  expect(lab.clock.pending).toBe(0);
  expect(lab.network.open).toBe(0);
  expect(lab.datagrams.open).toBe(0);
  expect(lab.store.size).toBe(0);
});

/** A process ends for the next one, which is not there yet. */
async function restart(lab: Lab, n: number, awayMs: number): Promise<void> {
  const before = lab.nodes.get(n)!;
  lab.nodes.delete(n);
  const closed = before.close('restart');
  lab.clock.runFor(awayMs);
  await closed;
}

/** Each of these nodes has the networks of all the others of them. */
function hasAll(lab: Lab, nodes: readonly number[]): boolean {
  return nodes.every((n) => {
    const there = new Set(lab.kernel(n));
    return learned(...nodes.filter((other) => other !== n)).every((route) => there.has(route));
  });
}

/** Nodes hear of the members half a second apart, and no route is missed that was there before. */
function heardOneByOne(lab: Lab, numbers: readonly number[], first: 'lowest' | 'highest'): void {
  const had = numbers.filter((n) => lab.kernel(n).length > 0);
  const order = [...numbers].sort((a, b) => (first === 'lowest' ? a - b : b - a));
  for (const n of order) {
    lab.nodes.get(n)!.followPeers(membersOf(numbers.filter((other) => other !== n)));
    steadily(lab, 500, () => hasAll(lab, had));
  }
}

/** Something holds all the time. */
function steadily(lab: Lab, ms: number, holds: () => boolean): void {
  for (let passed = 0; passed < ms; passed += 10) {
    lab.clock.runFor(10);
    if (!holds()) expect.fail(`it did not hold after ${passed + 10} ms`);
  }
}
