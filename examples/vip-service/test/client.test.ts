import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { BGPClient } from '../src/client/bgp-client.js';
import { HealthController, type HealthControllerOptions } from '../src/client/controller.js';
import { HealthChecker, httpProbe, tcpProbe } from '../src/client/health-checker.js';

const VIP = '203.0.113.10';

describe('the client', () => {
  type Answer = readonly [status: number, envelope: unknown] | 'down' | 'hang';
  const OK: Answer = [200, { success: true, data: { newly: true }, error: null }];
  const failure = (status: number, code: string): Answer => [
    status,
    { success: false, data: null, error: { code, message: code } },
  ];

  /** A client of a service that answers so, one answer a request. */
  function client(answers: readonly Answer[]) {
    const clock = new VirtualClock();
    const asked: { readonly url: string; readonly at: number; readonly init: RequestInit }[] = [];
    const call = async (url: string, init: RequestInit) => {
      asked.push({ url, at: clock.now(), init });
      const answer = answers[asked.length - 1] ?? 'down';
      if (answer === 'down') throw new TypeError('fetch failed');
      if (answer !== 'hang') return new Response(JSON.stringify(answer[1]), { status: answer[0] });
      return new Promise<Response>((_, reject) =>
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true }),
      );
    };
    const made = new BGPClient('http://127.0.0.1:9100/', {
      clock,
      random: () => 1,
      fetch: call as typeof fetch,
      token: 'x'.repeat(22),
    });
    return { clock, asked, client: made };
  }

  it('asks with a token, in JSON, and gives the data', async () => {
    const { client: made, asked } = client([OK]);
    expect(await made.advertise(VIP, { ttlSeconds: 30 })).toEqual({ newly: true });
    expect(asked[0]).toMatchObject({ url: 'http://127.0.0.1:9100/api/v1/routes/advertise', init: { method: 'POST' } });
    expect(asked[0]!.init.headers).toEqual({
      'content-type': 'application/json',
      authorization: `Bearer ${'x'.repeat(22)}`,
    });
    expect(JSON.parse(String(asked[0]!.init.body))).toEqual({ vip: VIP, ttl_seconds: 30 });
  });

  it('tries again where that may help, after longer and longer pauses', async () => {
    const { client: made, asked, clock } = client(['down', failure(503, 'STOPPING'), failure(429, 'RATE_LIMITED'), OK]);
    let done: unknown;
    void made.withdraw(VIP).then((value) => (done = value));
    await clock.advance(() => done !== undefined);
    expect(asked.map(({ at }) => at)).toEqual([0, 200, 600, 1_400]);
  });

  it('does not where it may not', async () => {
    const { client: made, asked } = client([failure(400, 'INVALID_REQUEST')]);
    await expect(made.advertise('x')).rejects.toMatchObject({ code: 'INVALID_REQUEST', status: 400 });
    expect(asked).toHaveLength(1);
  });

  it('gives up after three more, and after five seconds each', async () => {
    const { client: made, asked, clock } = client(['hang', 'down', 'down', 'down', OK]);
    let error: unknown;
    void made.routes().catch((reason) => (error = reason));
    await clock.advance(() => error !== undefined);
    expect(error).toMatchObject({ code: 'UNREACHABLE' });
    expect(asked.map(({ at }) => at)).toEqual([0, 5_200, 5_600, 6_400]);
  });

  it('is called off, between attempts and in the midst of one', async () => {
    for (const answer of ['down', 'hang'] as const) {
      const { client: made, clock } = client([answer]);
      const abort = new AbortController();
      const asked = made.advertise(VIP, { signal: abort.signal });
      await clock.advance(100);
      abort.abort(new Error('enough'));
      await expect(asked).rejects.toThrow('enough');
    }
  });
});

describe('the controller', () => {
  function controller(options: Partial<HealthControllerOptions> = {}) {
    const clock = new VirtualClock();
    const told: string[] = [];
    let broken = 0;
    const tell = (what: string) => async (vip: string) => {
      if (broken-- > 0) throw new Error('down');
      told.push(`${clock.now()} ${what} ${vip}`);
      return {} as never;
    };
    const made = new HealthController({
      clock,
      client: { advertise: tell('advertise'), withdraw: tell('withdraw') },
      vips: [{ vip: VIP, reals: ['a', 'b', 'c'], bgp_min_healthy_reals: 2 }],
      ...options,
    });
    return { clock, told, controller: made, fail: (times: number) => (broken = times) };
  }

  it('advertises at the threshold and withdraws below it, each once', async () => {
    const { clock, told, controller: made } = controller();
    made.set('a', true);
    await clock.advance(1_000);
    expect(told).toEqual([]);
    made.set('b', true);
    made.set('c', true);
    await clock.advance(1_000);
    made.set('a', false);
    await clock.advance(1_000);
    expect(made.countHealthyReals(VIP)).toBe(2);
    made.set('b', false);
    await clock.advance(1_000);
    expect(told).toEqual([`1000 advertise ${VIP}`, `3000 withdraw ${VIP}`]);
  });

  it('one backend is enough unless it is told otherwise', async () => {
    const { clock, told, controller: made } = controller({ vips: [{ vip: VIP, reals: ['a', 'b'] }] });
    made.set('a', true);
    await clock.advance(10);
    expect(told).toEqual([`0 advertise ${VIP}`]);
  });

  it('does not tell what does not last', async () => {
    const { clock, told, controller: made } = controller({ debounceMs: 500, vips: [{ vip: VIP, reals: ['a'] }] });
    made.set('a', true);
    await clock.advance(1_000);
    for (let i = 0; i < 10; i++) {
      made.set('a', i % 2 === 1);
      await clock.advance(100);
    }
    await clock.advance(1_000);
    expect(told).toEqual([`500 advertise ${VIP}`]);
  });

  it('renews its lease, until it is closed', async () => {
    const { clock, told, controller: made } = controller({ ttlSeconds: 30, vips: [{ vip: VIP, reals: ['a'] }] });
    made.set('a', true);
    await clock.advance(25_000);
    expect(told).toEqual([0, 10_000, 20_000].map((at) => `${at} advertise ${VIP}`));
    made.close();
    await clock.advance(60_000);
    expect(told).toHaveLength(3);
  });

  it('tells again what could not be told', async () => {
    const { clock, told, controller: made, fail } = controller({ vips: [{ vip: VIP, reals: ['a'] }] });
    fail(2);
    made.set('a', true);
    await clock.advance(5_000);
    expect(told).toEqual([`2000 advertise ${VIP}`]);
  });

  it('counts without a client, and tells nobody', async () => {
    const { clock, controller: made } = controller({ client: undefined });
    made.set('a', true);
    made.set('b', true);
    await clock.advance(1_000);
    expect(made.countHealthyReals(VIP)).toBe(2);
  });
});

describe('the health checker', () => {
  it('believes two good probes, and three bad ones', async () => {
    const clock = new VirtualClock();
    const changes: string[] = [];
    let well = true;
    const probe = async () => {
      if (!well) throw new Error('refused');
    };
    const checker = new HealthChecker({
      clock,
      probes: { a: probe },
      onChange: (real, healthy) => changes.push(`${clock.now()} ${real} ${healthy}`),
    });
    await clock.advance(9_000);
    well = false;
    await clock.advance(3_000);
    well = true;
    await clock.advance(4_000);
    well = false;
    await clock.advance(20_000);
    expect(changes).toEqual(['2000 a true', '22000 a false']);
    checker.close();
  });

  it('takes silence for an answer', async () => {
    const clock = new VirtualClock();
    const changes: boolean[] = [];
    let hangs = false;
    const probe = () => (hangs ? new Promise<void>(() => {}) : Promise.resolve());
    const checker = new HealthChecker({ clock, probes: { a: probe }, onChange: (_, healthy) => changes.push(healthy) });
    await clock.advance(5_000);
    hangs = true;
    await clock.advance(10_000);
    expect(changes).toEqual([true, false]);
    checker.close();
  });

  it('asks by TCP and by HTTP', async () => {
    let status = 204;
    const server = createServer((_, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { signal } = new AbortController();
    await tcpProbe('127.0.0.1', port)(signal);
    await httpProbe(`http://127.0.0.1:${port}/`)(signal);
    status = 503;
    await expect(httpProbe(`http://127.0.0.1:${port}/`)(signal)).rejects.toThrow('status 503');
    await new Promise((resolve) => server.close(resolve));
    await expect(tcpProbe('127.0.0.1', port)(signal)).rejects.toThrow('ECONNREFUSED');
    await expect(httpProbe(`http://127.0.0.1:${port}/`)(signal)).rejects.toThrow('ECONNREFUSED');
  });
});
