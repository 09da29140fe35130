import { encodeRtr, RtrErrorCode, type RtrPdu } from '@mesh/bgp-wire/rtr';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtrClient } from '../../src/rtr/index.js';
import { A, B, C, held, lab } from './lab.js';

const serials = (received: readonly RtrPdu[]) =>
  received.map((pdu) => ('serial' in pdu ? `${pdu.type} ${pdu.sessionId} ${pdu.serial}` : pdu.type));
const reports = (received: readonly RtrPdu[]) => received.filter((pdu) => pdu.type === 'ERROR-REPORT');

/** Runs until the client has what the cache has. */
function synchronise(options: Parameters<typeof lab>[0] = {}) {
  const made = lab(options);
  made.cache.change({ announced: [A, B, C] });
  made.client.start();
  made.clock.runFor(100);
  return made;
}

describe('start and change (RFC 8210 §8.1, §8.2)', () => {
  it.each([undefined, 1, 7])('asks for everything, and tells it when it is complete (chunks of %s)', (chunk) => {
    const { client, cache, news } = synchronise(chunk === undefined ? {} : { chunk });
    expect(serials(cache.received)).toEqual(['RESET-QUERY']);
    expect(news()).toEqual([
      '+ 192.0.2.0/24-24 AS65001',
      '+ 198.51.100.0/22-24 AS65002',
      '+ 2001:db8::/32-48 AS4200000001',
      'end 1 1',
    ]);
    expect(client.state).toBe('synchronised');
    expect(client.position).toEqual({ version: 1, sessionId: 1, serial: 1 });
  });

  it('tells nothing before End of Data', () => {
    const { clock, cache, client, news } = lab();
    cache.silent = true;
    client.start();
    clock.runFor(10);
    cache.send({ type: 'CACHE-RESPONSE', version: 1, sessionId: 9 });
    cache.send({ type: 'IPV4-PREFIX', version: 1, announced: true, ...A });
    clock.runFor(10);
    expect(client.state).toBe('receiving');
    expect([news(), held(client)]).toEqual([[], []]);
  });

  it('a Serial Notify brings a Serial Query, and the answer a delta', () => {
    const { clock, client, cache, news } = synchronise();
    news();
    cache.change({ announced: [{ ...A, maxLength: 28 }], withdrawn: [A] });
    clock.runFor(100);
    expect(serials(cache.received)).toEqual(['RESET-QUERY', 'SERIAL-QUERY 1 1']);
    expect(news()).toEqual(['+ 192.0.2.0/24-28 AS65001', '- 192.0.2.0/24-24 AS65001', 'end 1 2']);
    expect(held(client)).toHaveLength(3);
  });

  it('what comes and goes within one response is not told', () => {
    const { clock, cache, news, client } = synchronise();
    news();
    const other = { ...A, as: 1 };
    cache.change({ announced: [other], notify: false });
    cache.change({ withdrawn: [other, A], notify: false });
    cache.change({ announced: [A] });
    clock.runFor(100);
    expect(news()).toEqual(['end 1 4']);
    expect(client.size).toBe(3);
  });

  it('asks again after the refresh interval, within what RFC 8210 §6 allows', () => {
    const intervals = { refreshSeconds: 0, retrySeconds: 10_000, expireSeconds: 10 };
    const { clock, cache } = synchronise({ cache: { intervals } });
    clock.runFor(900);
    expect(cache.received).toHaveLength(2);
  });

  it('counts serial numbers in a circle (RFC 1982)', () => {
    const { clock, cache, client } = synchronise({ cache: { serial: 0xffff_fffe } });
    expect(client.position?.serial).toBe(0xffff_ffff);
    cache.change({ withdrawn: [A] });
    clock.runFor(100);
    expect(client.position?.serial).toBe(0);
    expect(client.size).toBe(2);
  });

  it('asks for notifications no more often than it is told to', () => {
    const { clock, cache, client } = synchronise({ notifySeconds: 30 });
    for (let i = 0; i < 1000; i++) {
      cache.change({ announced: [{ ...A, as: i }] });
      clock.runFor(30);
    }
    clock.runFor(30_000);
    expect(cache.received.length).toBeLessThanOrEqual(4);
    expect(client.size).toBe(1003);
  });

  it('a notification that comes while data come is followed afterwards', () => {
    const { clock, cache, client } = lab();
    cache.silent = true;
    client.start();
    clock.runFor(10);
    cache.send(
      { type: 'CACHE-RESPONSE', version: 1, sessionId: 1 },
      { type: 'SERIAL-NOTIFY', version: 1, sessionId: 1, serial: 6 },
      { type: 'END-OF-DATA', version: 1, sessionId: 1, serial: 5, intervals: cache.intervals },
    );
    clock.runFor(10);
    expect(serials(cache.received)).toEqual(['RESET-QUERY', 'SERIAL-QUERY 1 5']);
  });

  it('Cache Reset: everything is asked for, and replaces what was held without a gap (§8.3)', () => {
    const { clock, cache, client, news } = synchronise();
    news();
    cache.change({ withdrawn: [A], announced: [{ ...B, as: 7 }], notify: false });
    cache.forget();
    cache.notify();
    clock.runFor(100);
    expect(serials(cache.received)).toEqual(['RESET-QUERY', 'SERIAL-QUERY 1 1', 'RESET-QUERY']);
    expect(news()).toEqual(['+ 198.51.100.0/22-24 AS7', '- 192.0.2.0/24-24 AS65001', 'end 1 2']);
    expect(client.size).toBe(3);
  });
});

describe('streams that end', () => {
  it('the data stay, and a Serial Query asks what has changed', () => {
    const { clock, cache, client, news } = synchronise();
    cache.hangUp();
    cache.change({ withdrawn: [A] });
    clock.runFor(10);
    expect(client.state).toBe('waiting');
    expect(client.size).toBe(3);
    news();
    clock.runFor(5_000);
    expect(serials(cache.received)).toEqual(['RESET-QUERY', 'SERIAL-QUERY 1 1']);
    expect(news()).toEqual(['- 192.0.2.0/24-24 AS65001', 'end 1 2']);
  });

  it('a cache that has restarted has a new session: its data replace the old ones as a whole', () => {
    const { clock, cache, client, news } = synchronise();
    cache.restart();
    cache.change({ withdrawn: [A], notify: false });
    news();
    clock.runFor(5_000);
    expect(serials(cache.received)).toEqual(['RESET-QUERY', 'SERIAL-QUERY 1 1', 'RESET-QUERY']);
    expect(news().filter((line) => !line.startsWith('error'))).toEqual(['- 192.0.2.0/24-24 AS65001', 'end 2 1']);
    expect(client.size).toBe(2);
  });

  it('a cache that hangs up on a Serial Query without a word is asked for everything, and the data stay until then', () => {
    const { clock, cache, client } = synchronise();
    cache.restart();
    cache.silent = true;
    clock.runUntil(() => cache.received.length === 2, 60_000);
    cache.hangUp();
    cache.silent = false;
    clock.runFor(1);
    expect(client.size).toBe(3);
    clock.runFor(5_000);
    expect(serials(cache.received)).toEqual(['RESET-QUERY', 'SERIAL-QUERY 1 1', 'RESET-QUERY']);
    expect([client.state, client.position?.sessionId, client.size]).toEqual(['synchronised', 2, 3]);
  });

  it('half a response is void', () => {
    const { clock, cache, client, news } = synchronise();
    cache.silent = true;
    cache.notify();
    cache.send({ type: 'SERIAL-NOTIFY', version: 1, sessionId: 1, serial: 2 });
    clock.runFor(10);
    cache.send(
      { type: 'CACHE-RESPONSE', version: 1, sessionId: 1 },
      { type: 'IPV4-PREFIX', version: 1, announced: false, ...A },
      { type: 'IPV4-PREFIX', version: 1, announced: true, ...A, as: 3 },
    );
    clock.runFor(10);
    news();
    cache.hangUp();
    cache.silent = false;
    clock.runFor(5_000);
    expect(news().filter((line) => /^[+-]/.test(line))).toEqual([]);
    expect(held(client)).toEqual([
      '192.0.2.0/24-24 AS65001',
      '198.51.100.0/22-24 AS65002',
      '2001:db8::/32-48 AS4200000001',
    ]);
  });

  it('attempts come at growing distances, up to the retry interval', () => {
    const { clock, client, network } = lab();
    network.reachable = false;
    client.start();
    const dialled: number[] = [];
    for (let second = 0; second < 2_000; second++) {
      const before = network.dials;
      clock.runFor(1_000);
      if (network.dials > before) dialled.push(second + 1);
    }
    expect(dialled.slice(0, 6)).toEqual([1, 3, 7, 15, 31, 63]);
    expect(dialled.at(-1)! - dialled.at(-2)!).toBe(600);
  });

  it('data that cannot be refreshed expire (§6)', () => {
    const intervals = { refreshSeconds: 100, retrySeconds: 100, expireSeconds: 700 };
    const { clock, cache, client, network, news } = synchronise({ cache: { intervals } });
    network.reachable = false;
    cache.hangUp();
    clock.runFor(699_000);
    expect(client.size).toBe(3);
    news();
    clock.runFor(1_100);
    expect(client.size).toBe(0);
    expect(client.position).toBeUndefined();
    expect(news().filter((line) => !line.startsWith('error'))).toEqual([
      '- 192.0.2.0/24-24 AS65001',
      '- 198.51.100.0/22-24 AS65002',
      '- 2001:db8::/32-48 AS4200000001',
      'expired age',
    ]);
    network.reachable = true;
    clock.runFor(200_000);
    expect(client.size).toBe(3);
  });

  it('silence ends a stream on which an answer is due, octets that come prolong it', () => {
    const { clock, cache, client } = lab({ responseSeconds: 20 });
    cache.silent = true;
    client.start();
    clock.runFor(15_000);
    cache.send({ type: 'CACHE-RESPONSE', version: 1, sessionId: 1 });
    clock.runFor(19_000);
    expect(client.state).toBe('receiving');
    clock.runFor(1_100);
    expect(client.state).toBe('waiting');
  });

  it('No Data Available: the stream stays, the data too, and it asks again (§8.4)', () => {
    const { clock, cache, client } = synchronise();
    cache.silent = true;
    cache.send({ type: 'SERIAL-NOTIFY', version: 1, sessionId: 1, serial: 2 });
    clock.runFor(10);
    cache.send({ type: 'ERROR-REPORT', version: 1, errorCode: 2, pdu: new Uint8Array(0), text: '' });
    clock.runFor(10);
    expect([client.state, client.size, cache.connections]).toEqual(['no-data', 3, 1]);
    cache.silent = false;
    clock.runFor(601_000);
    expect(client.state).toBe('synchronised');
  });
});

describe('versions (RFC 8210 §7)', () => {
  it('a cache that reports version 0 is asked in version 0, at once', () => {
    const { clock, cache, client, news } = synchronise({ cache: { version: 0 } });
    expect(cache.received.map(({ type, version }) => `${type} ${version}`)).toEqual(['RESET-QUERY 1', 'RESET-QUERY 0']);
    expect([client.version, client.size]).toEqual([0, 3]);
    news();
    cache.change({ withdrawn: [A] });
    clock.runFor(100);
    expect(news()).toEqual(['- 192.0.2.0/24-24 AS65001', 'end 1 2']);
  });

  it('from version 2 down to 0', () => {
    const { cache } = synchronise({ version: 2, cache: { version: 0 } });
    expect(cache.received.map(({ version }) => version)).toEqual([2, 0]);
  });

  it('a cache that answers in a lower version is taken at its word', () => {
    const { clock, cache, client } = lab();
    cache.silent = true;
    client.start();
    clock.runFor(10);
    cache.send(
      { type: 'SERIAL-NOTIFY', version: 0, sessionId: 77, serial: 9 }, // to be ignored so early
      { type: 'CACHE-RESPONSE', version: 0, sessionId: 3 },
      { type: 'IPV4-PREFIX', version: 0, announced: true, ...A },
      { type: 'END-OF-DATA', version: 0, sessionId: 3, serial: 5 },
    );
    clock.runFor(10);
    expect(client.position).toEqual({ version: 0, sessionId: 3, serial: 5 });
    expect(client.size).toBe(1);
  });

  it('a cache that hangs up without a word is tried with the next lower version', () => {
    const { clock, cache, client } = lab();
    cache.silent = true;
    client.start();
    for (let i = 0; i < 4; i++) {
      clock.runUntil(() => cache.connections > 0 && cache.received.length > i, 60_000);
      cache.hangUp();
    }
    expect(cache.received.map(({ version }) => version)).toEqual([1, 0, 1, 0]);
  });

  it('another version than agreed ends the stream with error 8', () => {
    const { clock, cache } = synchronise();
    cache.send({ type: 'SERIAL-NOTIFY', version: 0, sessionId: 1, serial: 9 });
    clock.runFor(10);
    expect(reports(cache.received)).toMatchObject([{ errorCode: RtrErrorCode.UNEXPECTED_VERSION }]);
  });
});

describe('what a cache does wrong (RFC 8210 §12)', () => {
  const vrp: RtrPdu = { type: 'IPV4-PREFIX', version: 1, announced: true, ...A };
  const prefixes: readonly [string, number, readonly RtrPdu[]][] = [
    ['a VRP twice', RtrErrorCode.DUPLICATE_ANNOUNCEMENT, [vrp, vrp]],
    ['the withdrawal of an unknown VRP', RtrErrorCode.UNKNOWN_WITHDRAWAL, [{ ...vrp, announced: false } as RtrPdu]],
    ['a second Cache Response', RtrErrorCode.CORRUPT_DATA, [{ type: 'CACHE-RESPONSE', version: 1, sessionId: 1 }]],
    ['a Cache Reset to a Reset Query', RtrErrorCode.CORRUPT_DATA, [{ type: 'CACHE-RESET', version: 1 }]],
    ['a query', RtrErrorCode.CORRUPT_DATA, [{ type: 'RESET-QUERY', version: 1 }]],
  ];
  it.each(prefixes)('%s: error %s, with the PDU', (_name, errorCode, pdus) => {
    const { clock, cache, client } = lab();
    cache.silent = true;
    client.start();
    clock.runFor(10);
    cache.send({ type: 'CACHE-RESPONSE', version: 1, sessionId: 1 }, ...pdus);
    clock.runFor(10);
    expect(reports(cache.received)).toMatchObject([{ errorCode, version: 1, pdu: encodeRtr(pdus.at(-1)!) }]);
    expect([client.state, client.size, cache.connections]).toEqual(['waiting', 0, 0]);
  });

  it('octets that are no PDU: error 5 or 4 or 0, with the header they stand in', () => {
    const wrong: readonly [number, readonly number[]][] = [
      [RtrErrorCode.UNSUPPORTED_PDU_TYPE, [1, 99, 0, 0, 0, 0, 0, 8]],
      [RtrErrorCode.UNSUPPORTED_VERSION, [9, 3, 0, 0, 0, 0, 0, 8]],
      [RtrErrorCode.CORRUPT_DATA, [1, 3, 0, 0, 0, 0, 0, 9]],
    ];
    for (const [errorCode, octets] of wrong) {
      for (const chunk of [1, 3, 100]) {
        const { clock, cache, client } = lab({ chunk });
        cache.silent = true;
        client.start();
        clock.runFor(10);
        cache.send({ type: 'CACHE-RESPONSE', version: 1, sessionId: 1 }, vrp);
        cache.sendOctets(new Uint8Array(octets));
        clock.runFor(10);
        expect(reports(cache.received)).toMatchObject([{ errorCode, pdu: new Uint8Array(octets) }]);
      }
    }
  });

  it('a prefix with its lengths out of order is Corrupt Data', () => {
    const { clock, cache, client } = lab();
    cache.silent = true;
    client.start();
    clock.runFor(10);
    const octets = encodeRtr(vrp);
    octets[10] = 23;
    cache.send({ type: 'CACHE-RESPONSE', version: 1, sessionId: 1 });
    cache.sendOctets(octets);
    clock.runFor(10);
    expect(reports(cache.received)).toMatchObject([{ errorCode: RtrErrorCode.CORRUPT_DATA, pdu: octets }]);
  });

  it('a session id that disagrees ends the stream with error 0, and what was learned goes (§5.1)', () => {
    const { clock, cache, client, news } = synchronise();
    news();
    cache.send({ type: 'SERIAL-NOTIFY', version: 1, sessionId: 2, serial: 2 });
    clock.runFor(10);
    expect(reports(cache.received)).toMatchObject([{ errorCode: RtrErrorCode.CORRUPT_DATA }]);
    expect(client.size).toBe(0);
    expect(news().at(-1)).toBe('expired session');
  });

  it('after any other fault the data stay, and everything is asked for anew', () => {
    const { clock, cache, client } = synchronise();
    cache.send(vrp);
    clock.runFor(10);
    expect([client.state, client.size]).toEqual(['waiting', 3]);
    clock.runFor(5_000);
    expect(serials(cache.received).at(-1)).toBe('RESET-QUERY');
    expect([client.state, client.size]).toEqual(['synchronised', 3]);
  });

  it('an Error Report is never answered with one', () => {
    const { clock, cache, client } = synchronise();
    const octets = encodeRtr({ type: 'ERROR-REPORT', version: 1, errorCode: 0, pdu: new Uint8Array(4), text: 'no' });
    octets[11] = 99; // the erroneous PDU overruns the report
    cache.sendOctets(octets);
    clock.runFor(10);
    expect(reports(cache.received)).toEqual([]);
    expect(client.state).toBe('waiting');
  });

  it('a cache with more records than are taken meets Internal Error', () => {
    const { cache, client } = synchronise({ maxVrps: 2 });
    expect(reports(cache.received)).toMatchObject([{ errorCode: RtrErrorCode.INTERNAL_ERROR }]);
    expect(client.size).toBe(0);
  });

  it('a cache that repeats its fault is asked more and more rarely, though it answers well in between', () => {
    const { clock, cache, client } = synchronise();
    for (let i = 0; i < 8; i++) {
      clock.runUntil(() => client.state === 'synchronised', 3_600_000);
      cache.send(vrp);
      clock.runFor(10);
    }
    const before = cache.received.length;
    clock.runFor(100_000);
    expect(cache.received.length).toBe(before);
  });

  it('garbage never throws, and ends in waiting or goes on', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (octets, response) => {
        const { clock, cache, client } = lab({ chunk: 5 });
        cache.silent = true;
        client.start();
        clock.runFor(1);
        if (response) cache.send({ type: 'CACHE-RESPONSE', version: 1, sessionId: 1 });
        cache.sendOctets(octets);
        clock.runFor(10);
        void client.close();
        clock.runFor(2_000);
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 300, seed: 8210 },
    );
  });

  it('PDUs in any order never throw, and what is held is what an End of Data completed', () => {
    const pdu = fc.oneof(
      fc.constant<RtrPdu>({ type: 'CACHE-RESPONSE', version: 1, sessionId: 1 }),
      fc.record({ ...record({ type: 'IPV4-PREFIX', version: 1, ...A }), announced: fc.boolean(), as: fc.nat(2) }),
      fc.record({
        ...record({ type: 'END-OF-DATA', version: 1, sessionId: 1 }),
        intervals: fc.constant({ refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 7200 }),
        serial: fc.nat(3),
      }),
      fc.record({ ...record({ type: 'SERIAL-NOTIFY', version: 1, sessionId: 1 }), serial: fc.nat(5) }),
      fc.constant<RtrPdu>({ type: 'CACHE-RESET', version: 1 }),
      fc.record({
        ...record({ type: 'ERROR-REPORT', version: 1, pdu: new Uint8Array(0), text: '' }),
        errorCode: fc.nat(9),
      }),
    );
    fc.assert(
      fc.property(fc.array(pdu, { maxLength: 30 }), (pdus) => {
        const { clock, cache, client, log } = lab();
        cache.silent = true;
        client.start();
        clock.runFor(1);
        for (const one of pdus) {
          cache.send(one as RtrPdu);
          clock.runFor(50);
        }
        const told = new Set<string>();
        for (const line of log) {
          if (line.startsWith('+')) expect(told.size).toBe(told.add(line.slice(2)).size - 1);
          else if (line.startsWith('-')) expect(told.delete(line.slice(2))).toBe(true);
        }
        expect(held(client)).toEqual([...told].sort());
      }),
      { numRuns: 500, seed: 6810 },
    );
  });
});

/** Each member as an arbitrary that always gives it. */
function record<T extends Record<string, unknown>>(value: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fc.constant(one)])) as never;
}

describe('the host', () => {
  it('after close no timer, stream or listener of a stream is left', async () => {
    const { clock, cache, client } = synchronise();
    const closed = client.close();
    clock.runFor(1_000);
    await closed;
    expect([clock.pending, cache.connections]).toEqual([0, 0]);
    expect(() => client.start()).toThrow(expect.objectContaining({ code: 'MESH_RTR_CLOSED' }));
  });

  it('close in the middle of a large response leaves nothing either', async () => {
    const { clock, cache, client } = lab();
    cache.change({ announced: Array.from({ length: 10_000 }, (_, i) => ({ ...A, as: i })) });
    client.once('update', () => void client.close());
    client.start();
    clock.runFor(2_000);
    expect([clock.pending, cache.connections]).toEqual([0, 0]);
  });

  it('stop keeps the data until they expire, with flush they go at once', () => {
    const { clock, client, cache, news } = synchronise();
    client.stop();
    clock.runFor(10);
    expect([client.state, client.size, cache.connections]).toEqual(['idle', 3, 0]);
    client.start();
    clock.runFor(10);
    expect(client.state).toBe('synchronised');
    news();
    client.stop({ flush: true });
    clock.runFor(2_000);
    expect(client.size).toBe(0);
    expect(news().at(-1)).toBe('expired stop');
    expect(clock.pending).toBe(0);
  });

  it('listeners that throw end nothing', () => {
    const { clock, cache, client, log } = lab();
    client.on('update', () => {
      throw new Error('mine');
    });
    cache.change({ announced: [A] });
    client.start();
    clock.runFor(10);
    expect(client.state).toBe('synchronised');
    expect(log).toContain('error mine');
  });

  it('a large response comes in slices, with a turn for others in between, and what follows waits', () => {
    const { clock, cache, client } = lab();
    cache.change({ announced: Array.from({ length: 10_000 }, (_, i) => ({ ...A, as: i })) });
    const sizes: number[] = [];
    let turns = 0;
    client.on('update', ({ size }) => {
      sizes.push(size);
      clock.defer(() => {
        turns++;
      });
    });
    client.on('endOfData', () => expect(turns).toBeGreaterThanOrEqual(sizes.length - 1));
    client.start();
    clock.runFor(100);
    expect(sizes.reduce((a, b) => a + b)).toBe(10_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(512);
    cache.hangUp();
    cache.restart();
    clock.runFor(5_000);
    expect([client.state, client.size]).toEqual(['synchronised', 10_000]);
  });

  it('octets that come all at once are worked through turn by turn', () => {
    const { clock, cache, client } = lab();
    cache.silent = true;
    client.start();
    clock.runFor(10);
    const count = 10_000;
    const end = { type: 'END-OF-DATA', version: 1, sessionId: 1, serial: 1, intervals: cache.intervals } as const;
    const pdus: RtrPdu[] = [
      { type: 'CACHE-RESPONSE', version: 1, sessionId: 1 },
      ...Array.from(
        { length: count },
        (_, as): RtrPdu => ({ type: 'IPV4-PREFIX', version: 1, announced: true, ...A, as }),
      ),
      end,
      { type: 'SERIAL-NOTIFY', version: 1, sessionId: 1, serial: 2 },
    ];
    let turns = 0;
    const turn = () => {
      if (client.position !== undefined) return;
      turns++;
      clock.defer(turn);
    };
    cache.sendOctets(Uint8Array.from(pdus.flatMap((pdu) => [...encodeRtr(pdu)])));
    clock.defer(turn);
    clock.runFor(10);
    expect([client.size, client.state]).toEqual([count, 'querying']);
    expect(turns).toBeGreaterThan(20 * (count / 16_384));
    expect(serials(cache.received)).toEqual(['RESET-QUERY', 'SERIAL-QUERY 1 1']);
  });

  it('a stream that ends right behind its End of Data has told all the same', () => {
    const { clock, cache, client, network } = lab();
    cache.silent = true;
    client.start();
    clock.runFor(10);
    const pdus: RtrPdu[] = [
      { type: 'CACHE-RESPONSE', version: 1, sessionId: 1 },
      ...Array.from(
        { length: 3_000 },
        (_, as): RtrPdu => ({ type: 'IPV4-PREFIX', version: 1, announced: true, ...A, as }),
      ),
      { type: 'END-OF-DATA', version: 1, sessionId: 1, serial: 1, intervals: cache.intervals },
    ];
    cache.sendOctets(Uint8Array.from(pdus.flatMap((pdu) => [...encodeRtr(pdu)])));
    network.pairs[0]!.end();
    clock.runFor(100);
    expect([client.size, client.state, client.position?.serial]).toEqual([3_000, 'waiting', 1]);
  });

  it('router keys are handed over, and no fault', () => {
    const { clock, cache, client } = lab();
    const keys: string[] = [];
    client.on('routerKey', ({ as, announced }) => keys.push(`${announced} ${as}`));
    cache.silent = true;
    client.start();
    clock.runFor(10);
    const key = { subjectKeyIdentifier: new Uint8Array(20), subjectPublicKeyInfo: new Uint8Array(91) };
    cache.send(
      { type: 'CACHE-RESPONSE', version: 1, sessionId: 1 },
      { type: 'ROUTER-KEY', version: 1, announced: true, as: 65001, ...key },
      { type: 'END-OF-DATA', version: 1, sessionId: 1, serial: 1, intervals: cache.intervals },
    );
    clock.runFor(10);
    expect(keys).toEqual(['true 65001']);
    expect(client.state).toBe('synchronised');
  });

  it.each([
    [{ version: 3 }, 'version must be 0, 1 or 2, got 3'],
    [{ minVersion: 2 }, 'minVersion must be 0 to 1, got 2'],
    [{ maxVrps: 0 }, 'maxVrps must be 1 or more, got 0'],
    [{ responseSeconds: 0 }, 'responseSeconds must be more than 0, got 0'],
    [{ intervals: { retrySeconds: Number.NaN } }, 'retrySeconds must be more than 0, got NaN'],
  ])('refuses %o', (options, message) => {
    const connect = () => {
      throw new Error('not called');
    };
    expect(() => new RtrClient({ connect, ...(options as object) })).toThrow(message);
  });
});
