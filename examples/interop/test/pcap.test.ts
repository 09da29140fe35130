import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recordPcap, type Traffic, type TrafficCount } from '@mesh/bgp-session';
import { Family } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon } from '../lab/daemon.js';
import { Ours } from '../lab/ours.js';
import { dissect, malformed } from '../lab/tshark.js';
import { bothEstablished, closeWords, expectOurs, expectTable } from './expectations.js';
import { EXCHANGE_MS, FAMILIES, LOCAL_ROUTES, OUR, sample, THEIR } from './scenario.js';

/* A session with BIRD, recorded by us and read by tshark. */

/** By the type octet of the header. */
const COUNTS: Readonly<Record<string, keyof TrafficCount>> = {
  1: 'opens',
  2: 'updates',
  3: 'notifications',
  4: 'keepalives',
  5: 'routeRefreshes',
};

describe('bird, recorded', () => {
  let daemon: Daemon;
  let traffic: Traffic;
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-interop-pcap-'));
  const file = path.join(folder, 'session.pcapng');

  beforeAll(async () => {
    const octets: Uint8Array[] = [];
    const peers = [{ address: OUR.address, as: OUR.as, dials: false }];
    daemon = await bird.start({ ...THEIR, holdTime: 90, peers });
    const ours = await Ours.start({
      ...{ local: OUR, peer: THEIR, passive: false, holdTime: 90 },
      taps: [recordPcap({ write: (chunk) => octets.push(chunk.slice()) })],
    });
    try {
      await bothEstablished(daemon, ours, OUR.address);
      for (const family of FAMILIES) {
        for (const route of sample(family)) ours.announce(route);
        await expectTable(bird, daemon, family, sample(family));
        await daemon.announce(LOCAL_ROUTES[family]);
        await expectOurs(ours, family, LOCAL_ROUTES[family]);
      }
      ours.session.requestRefresh(Family.IPV4_UNICAST);
      await until('BIRD answers', () => ours.traffic.received.routeRefreshes === 2, EXCHANGE_MS);
      ours.shutdown('');
      await closeWords(ours);
      traffic = ours.traffic;
      writeFileSync(file, Buffer.concat(octets));
    } finally {
      await ours.close();
    }
  });
  afterAll(async () => {
    await daemon?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tshark finds nothing malformed', async () => {
    expect(await malformed(file)).toBe('');
  });

  it('tshark counts the messages of each type and direction that the peer counted', async () => {
    const packets = await dissect(file, ['ip.src', 'bgp.type']);
    const count = (source: string) => {
      const types = packets
        .filter((packet) => packet['ip.src']?.[0] === source)
        .flatMap((packet) => packet['bgp.type']!);
      return Object.fromEntries(
        Object.entries(COUNTS).map(([type, name]) => [name, types.filter((one) => one === type).length]),
      );
    };
    expect(traffic.sent).toMatchObject(count(OUR.address));
    expect(traffic.received).toMatchObject(count(THEIR.address));
    expect(traffic.sent).toMatchObject({ opens: 1, notifications: 1, routeRefreshes: 1 });
    expect(traffic.received).toMatchObject({ opens: 1, notifications: 0, routeRefreshes: 2 });
  });
});
