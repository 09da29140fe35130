import { readFileSync } from 'node:fs';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon } from '../lab/daemon.js';
import { Ours } from '../lab/ours.js';
import { bothEstablished, expectTable } from './expectations.js';
import { EXCHANGE_MS, OUR, OUR_AS, sample, THEIR, THEIR_AS } from './scenario.js';

/*
 * Sessions that are signed (RFC 2385) and whose segments may come from no further than the link (RFC 5082), with the one
 * daemon that has both. One protected session in each IP version stands, while two that are not as BIRD demands do not.
 */

const KEY = 'a key of the lab';
const WRONG_KEY = 'another key';
const GOOD6 = { address: OUR.address6, as: OUR_AS, routerId: OUR.address };
const WRONG = { address: '10.99.0.7', as: OUR_AS };
const FAR = { address: '10.99.0.8', as: OUR_AS };
const THEIR6 = { address: THEIR.address6, as: THEIR_AS };
const BOTH = { password: KEY, ttlSecurity: 1 };

describe.each([
  ['we dial', false],
  ['it dials', true],
])('bird, protected: %s', (_, dials) => {
  let daemon: Daemon;
  const good: Ours[] = [];
  const bad: Ours[] = [];

  beforeAll(async () => {
    const start = (local: typeof GOOD6 | typeof WRONG, peer: typeof THEIR6, settings: typeof BOTH | object) =>
      Ours.start({ local, peer, passive: dials, holdTime: 90, settings });
    const startAll = async () => {
      good.push(await start(OUR, THEIR, BOTH), await start(GOOD6, THEIR6, BOTH));
      bad.push(await start(WRONG, THEIR, { ...BOTH, password: WRONG_KEY }), await start(FAR, THEIR, { password: KEY }));
    };
    if (dials) await startAll();
    const peers = [OUR, GOOD6, WRONG, FAR].map(({ address, as }) => ({ address, as, dials, password: KEY }));
    daemon = await bird.start({ ...THEIR, holdTime: 90, peers: peers.map((one) => ({ ...one, ttlSecurity: true })) });
    if (!dials) await startAll();
  });
  afterAll(async () => {
    await daemon?.stop();
    await Promise.all([...good, ...bad].map((ours) => ours.close()));
  });

  it('Established with key and GTSM, over IPv4', () => bothEstablished(daemon, good[0]!, OUR.address));

  it('Established with key and GTSM, over IPv6', () => bothEstablished(daemon, good[1]!, OUR.address6));

  it('never with another key, or from afar, while the session lives', async () => {
    for (const counter of ['TCPMD5Failure', 'TCPMinTTLDrop']) {
      const before = dropped(counter);
      await until(`${counter} rises`, () => dropped(counter) > before, EXCHANGE_MS);
    }
    const routes = sample('ipv4');
    for (const route of routes) good[0]!.announce(route);
    await good[0]!.flushed();
    await expectTable(bird, daemon, 'ipv4', routes);
    for (const { address } of [WRONG, FAR]) expect(await daemon.state(address)).not.toBe('Established');
    for (const ours of bad) expect(() => ours.session).toThrow('no session');
    expect(good.flatMap(({ closed }) => closed)).toEqual([]);
  });
});

/** Segments that the kernel dropped in this network namespace, by its own counter. */
function dropped(counter: string): number {
  const [names, values] = readFileSync('/proc/net/netstat', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.split(' '));
  return Number(values![names!.indexOf(counter)]);
}
