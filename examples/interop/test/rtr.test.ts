import { connect } from 'node:net';
import { RtrClient, type RtrClientOptions } from '@mesh/bgp-session/rtr';
import { formatPrefix } from '@mesh/bgp-wire';
import { attachRtr, type OriginValidity, VrpTable } from '@mesh/rib';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoaCheck } from '../lab/roa-check.js';
import { RTR_PORT, StayRtr, type Vrp, vrpLines } from '../lab/stayrtr.js';
import { EXCHANGE_MS, hostAddress } from './scenario.js';

/* RTR (RFC 8210) with StayRTR as the cache; rtrdump says what it holds, BIRD what that means for a route. */

const CACHE = hostAddress(11);

const VRPS: readonly Vrp[] = [
  { prefix: '10.0.0.0/16', maxLength: 20, asn: 65_001 },
  { prefix: '10.0.0.0/16', maxLength: 24, asn: 65_002 },
  { prefix: '10.0.1.0/24', maxLength: 24, asn: 65_003 },
  { prefix: '192.0.2.0/24', maxLength: 32, asn: 0 },
  { prefix: '198.51.100.0/24', maxLength: 24, asn: 4_200_000_000 },
  { prefix: '2001:db8::/32', maxLength: 48, asn: 65_001 },
  { prefix: '2001:db8:0:1::/64', maxLength: 64, asn: 65_004 },
  ...Array.from({ length: 1_000 }, (_, i) => ({
    prefix: `172.${16 + (i >> 8)}.${i & 255}.0/24`,
    maxLength: 24,
    asn: i + 1,
  })),
];

const ROUTES: readonly [prefix: string, as: number, validity: OriginValidity][] = [
  ['10.0.0.0/16', 65_001, 'valid'],
  ['10.0.16.0/20', 65_001, 'valid'],
  ['10.0.16.0/21', 65_001, 'invalid'],
  ['10.0.16.0/21', 65_002, 'valid'],
  ['10.0.1.0/24', 65_003, 'valid'],
  ['10.0.1.0/25', 65_003, 'invalid'],
  ['10.0.0.0/15', 65_001, 'not-found'],
  ['192.0.2.0/24', 65_001, 'invalid'],
  ['198.51.100.0/24', 4_200_000_000, 'valid'],
  ['198.51.100.0/24', 1, 'invalid'],
  ['203.0.113.0/24', 1, 'not-found'],
  ['172.16.9.0/24', 10, 'valid'],
  ['172.16.9.0/24', 11, 'invalid'],
  ['2001:db8:ffff::/48', 65_001, 'valid'],
  ['2001:db8:ffff::/49', 65_001, 'invalid'],
  ['2001:db8:0:1::/64', 65_004, 'valid'],
  ['2001:db8:0:1::/64', 65_001, 'invalid'],
  ['2001:db9::/32', 65_001, 'not-found'],
];

/** A client of the cache with a table behind it, and what it was told. */
function attach(options: Partial<RtrClientOptions> = {}) {
  const client = new RtrClient({
    connect: () => connect(RTR_PORT, CACHE),
    backOffSeconds: 0.2,
    notifySeconds: 0,
    ...options,
  });
  const table = new VrpTable();
  const told: string[] = [];
  client.on('update', (delta) => {
    delta.visit((announced, ...vrp) => told.push(`${announced ? '+' : '-'} ${lineOf(...vrp)}`));
  });
  client.on('error', (error) => told.push(`error ${(error as Error).message}`));
  const detach = attachRtr(client, table, { name: 'stayrtr' });
  const lines = () => {
    const held: string[] = [];
    table.visit((_announced, ...vrp) => {
      held.push(lineOf(...vrp));
    });
    return held.sort();
  };
  return { client: client.start(), table, told, lines, detach };
}

function lineOf(address: Uint8Array, bits: number, maxLength: number, as: number): string {
  return `${formatPrefix(new Uint8Array([bits, ...address]), 0, address.length as 4 | 16)}-${maxLength} AS${as}`;
}

function synchronised({ client, told }: ReturnType<typeof attach>, size: number): Promise<unknown> {
  return until(
    `the client has ${size} VRPs`,
    () => client.state === 'synchronised' && client.size === size,
    EXCHANGE_MS,
    () => `${client.state}, ${client.size} VRPs\n${told.filter((line) => line.startsWith('error')).join('\n')}`,
  );
}

describe('stayrtr', () => {
  let cache: StayRtr;
  let bird: RoaCheck;
  let ours: ReturnType<typeof attach>;
  let vrps = VRPS;

  beforeAll(async () => {
    cache = await StayRtr.start(CACHE, VRPS);
    bird = await RoaCheck.start(CACHE);
    ours = attach();
    await synchronised(ours, VRPS.length);
  });
  afterAll(async () => {
    await ours?.client.close();
    await bird?.stop();
    await cache?.stop();
  });

  it('1007 VRPs: those of the file, and those that rtrdump is told', async () => {
    expect(ours.lines()).toEqual(vrpLines(VRPS));
    expect(ours.lines()).toEqual(await cache.dump(1));
    expect(ours.client.version).toBe(1);
  });

  it('valid, invalid and not-found routes, as expected and as BIRD has them', async () => {
    await until(
      'BIRD has them',
      async () => (await bird.size()) === VRPS.length,
      EXCHANGE_MS,
      () => bird.log(),
    );
    for (const [prefix, as, validity] of ROUTES) {
      expect([prefix, as, await bird.validate(prefix, as)]).toEqual([prefix, as, validity]);
      expect([prefix, as, ours.table.validate(prefix, as)]).toEqual([prefix, as, validity]);
    }
  });

  it('another file: the increment alone is told, in the same session', async () => {
    const before = ours.client.position!;
    ours.told.length = 0;
    vrps = [...VRPS.slice(1), { prefix: '203.0.113.0/24', maxLength: 24, asn: 65_009 }];
    cache.change(vrps);
    await until(
      'the change comes',
      () => ours.client.position?.serial !== before.serial,
      EXCHANGE_MS,
      () => cache.log(),
    );
    expect(ours.told).toEqual(['+ 203.0.113.0/24-24 AS65009', '- 10.0.0.0/16-20 AS65001']);
    expect(ours.client.position).toEqual({ ...before, serial: before.serial + 1 });
    expect(ours.table.validate('10.0.0.0/16', 65_001)).toBe('invalid');
    expect(ours.table.validate('203.0.113.0/24', 65_009)).toBe('valid');
    expect(ours.lines()).toEqual(await cache.dump(1));
  });

  it('killed and started again with other data: a new session replaces the table, and leaves no gap', async () => {
    const before = ours.client.position!;
    ours.told.length = 0;
    let least = Number.POSITIVE_INFINITY;
    const staying = new Set<OriginValidity>();
    const watch = () => {
      least = Math.min(least, ours.table.size);
      staying.add(ours.table.validate('172.16.9.0/24', 10));
      staying.add(ours.table.validate('2001:db8:ffff::/48', 65_001));
    };
    ours.client.on('update', watch);
    ours.client.on('state', watch);
    await cache.crash();
    await until('the stream ends', () => ours.client.state !== 'synchronised', EXCHANGE_MS);
    expect(ours.table.size).toBe(vrps.length);
    vrps = [...vrps.slice(1), { prefix: '203.0.113.0/24', maxLength: 24, asn: 65_010 }];
    cache.change(vrps);
    await cache.relaunch();
    await until(
      'the new session is here',
      () => ours.client.state === 'synchronised' && ours.client.position!.sessionId !== before.sessionId,
      3 * EXCHANGE_MS,
      () => `${ours.told.join('\n')}\n${cache.log()}`,
    );
    expect(ours.told.filter((line) => /^[+-]/.test(line))).toEqual([
      '+ 203.0.113.0/24-24 AS65010',
      '- 10.0.0.0/16-24 AS65002',
    ]);
    expect(least).toBeGreaterThanOrEqual(vrps.length);
    expect([...staying]).toEqual(['valid']);
    expect(ours.lines()).toEqual(await cache.dump(1));
  });

  it('version 2 and version 0, each as rtrdump has it', async () => {
    for (const version of [2, 0] as const) {
      const other = attach({ version });
      await synchronised(other, vrps.length);
      expect(other.client.version).toBe(version);
      expect(other.lines()).toEqual(await cache.dump(version));
      other.detach();
      expect(other.table.size).toBe(0);
      await other.client.close();
    }
  });
});

describe('stayrtr, an older version', () => {
  it.each([0, 1] as const)('version %s at most: negotiated down to from 2', async (version) => {
    const cache = await StayRtr.start(CACHE, VRPS, ['-protocol', `${version}`]);
    const ours = attach({ version: 2 });
    try {
      await synchronised(ours, VRPS.length);
      expect(ours.client.version).toBe(version);
      expect(ours.lines()).toEqual(vrpLines(VRPS));
    } finally {
      await ours.client.close();
      await cache.stop();
    }
  });
});
