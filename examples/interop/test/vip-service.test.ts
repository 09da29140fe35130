import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EtcdCluster, until } from '@mesh-examples/lib/daemon';
import { BGPClient, HealthChecker, HealthController, httpProbe } from '@mesh-examples/vip-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon } from '../lab/daemon.js';
import { frr } from '../lab/frr.js';

const run = promisify(execFile);
const PROGRAM = path.resolve(import.meta.dirname, '../../vip-service/bin/vip-service.mjs');
const README = path.resolve(import.meta.dirname, '../../vip-service/README.md');
const DEADLINE_MS = 20_000;
const VIP = '203.0.113.10';
const VIP6 = '2001:db8::10';

/** A service as a process of its own. */
class Service {
  readonly url: string;
  readonly #args: readonly string[];
  readonly #lines: string[] = [];
  #child: ChildProcess | undefined;

  constructor(url: string, ...args: readonly string[]) {
    this.url = url;
    this.#args = args;
  }

  async start(): Promise<void> {
    this.#child = spawn(process.execPath, [PROGRAM, ...this.#args], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#lines.push(text));
    const alive = async () => (await fetch(`${this.url}/health`)).ok;
    await until('the service lives', alive, DEADLINE_MS, () => this.log());
  }

  /** Sends a signal, and gives exit code or signal, and how long it took. */
  end(signal: NodeJS.Signals): Promise<{ readonly by: number | string | null; readonly ms: number }> {
    const begun = performance.now();
    return new Promise((resolve) => {
      this.#child?.once('exit', (code, by) => resolve({ by: code ?? by, ms: performance.now() - begun }));
      this.#child?.kill(signal);
    });
  }

  log(): string {
    return this.#lines.join('');
  }

  stop(): void {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
  }
}

/** What of a route stays over a restart. */
interface Facts {
  readonly vip: string;
  readonly since: string;
  readonly communities: readonly string[];
}

/** A web server that can be killed and brought back. */
class Backend {
  readonly port: number;
  #server: Server | undefined;

  constructor(port: number) {
    this.port = port;
  }

  async start(): Promise<void> {
    this.#server = createServer((_, response) => response.end('here'));
    await new Promise<void>((resolve) => this.#server?.listen(this.port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
    this.#server = undefined;
  }
}

async function post(url: string, place: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/${place}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const envelope = (await answer.json()) as {
    readonly success: boolean;
    readonly data: unknown;
    readonly error: unknown;
  };
  if (!envelope.success) throw new Error(JSON.stringify(envelope.error));
  return envelope.data;
}

describe('two instances between a balancer and two routers', () => {
  /** One instance and its router each. */
  const SIDES = [
    { ours: '10.99.0.1', router: '10.99.0.3', router6: 'fd99::3', port: 9101, kind: bird, as: 65003 },
    { ours: '10.99.0.2', router: '10.99.0.4', router6: 'fd99::4', port: 9102, kind: frr, as: 65004 },
  ] as const;
  const folder = mkdtempSync(path.join(tmpdir(), 'vip-service-'));
  const daemons: Daemon[] = [];
  const services: Service[] = [];
  const backends = [8081, 8082, 8083].map((port) => new Backend(port));
  const controllers: HealthController[] = [];
  let checker: HealthChecker | undefined;

  const prefixesAt = async (daemon: Daemon) => {
    const found: string[] = [];
    for (const family of ['ipv4', 'ipv6'] as const)
      for await (const { prefix } of daemon.routes(family)) found.push(prefix);
    return found.sort();
  };
  const routersHave = (...wanted: readonly string[]) =>
    until(
      `the routers have ${wanted.join(' ') || 'nothing'}`,
      async () => {
        const tables = await Promise.all(daemons.map(prefixesAt));
        return tables.every((table) => table.join() === [...wanted].sort().join());
      },
      DEADLINE_MS,
      async () =>
        `${JSON.stringify(await Promise.all(daemons.map(prefixesAt)))}\n${services.map((one) => one.log()).join('')}`,
    );
  const states = () => Promise.all(daemons.map((daemon, i) => daemon.state(SIDES[i]!.ours)));
  const everywhere = (place: string, body: unknown) => Promise.all(services.map(({ url }) => post(url, place, body)));

  beforeAll(async () => {
    for (const { ours, router, router6, port, kind, as } of SIDES) {
      daemons.push(
        await kind.start({
          address: router,
          address6: router6,
          as,
          routerId: router,
          holdTime: 9,
          peers: [{ address: ours, as: 65000, dials: false }],
        }),
      );
      const file = path.join(folder, `${port}.yaml`);
      writeFileSync(
        file,
        `server: { port: ${port}, rate_limit: 10000, rate_burst: 10000 }
bgp:
  asn: 65000
  router_id: ${ours}
  listen_port: 0
  communities: ["65000:100"]
  next_hop6: fd99::1
  peers:
    - { address: ${router}, asn: ${as}, hold_time: 9, keepalive: 3, local_address: ${ours} }
state_file: ${path.join(folder, `${port}.json`)}
`,
      );
      const service = new Service(`http://127.0.0.1:${port}`, '-config', file);
      services.push(service);
      await service.start();
    }
    await Promise.all(backends.map((backend) => backend.start()));
    for (const { url } of services) {
      controllers.push(
        new HealthController({
          client: new BGPClient(url),
          vips: [{ vip: VIP, reals: ['a', 'b', 'c'], bgp_min_healthy_reals: 2 }],
          debounceMs: 100,
          ttlSeconds: 15,
        }),
      );
    }
    checker = new HealthChecker({
      probes: Object.fromEntries(backends.map(({ port }, i) => ['abc'[i]!, httpProbe(`http://127.0.0.1:${port}/`)])),
      intervalMs: 200,
      onChange: (real, healthy) => {
        for (const controller of controllers) controller.set(real, healthy);
      },
    });
  });

  afterAll(async () => {
    checker?.close();
    for (const controller of controllers) controller.close();
    for (const service of services) service.stop();
    await Promise.all(backends.map((backend) => backend.stop()));
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('the address is announced to both while two backends are well, and withdrawn below that', async () => {
    await routersHave(`${VIP}/32`);
    await backends[0]!.stop();
    await backends[1]!.stop();
    await routersHave();
    await backends[0]!.start();
    await routersHave(`${VIP}/32`);
  });

  it('IPv6 addresses and communities arrive as they were asked for', async () => {
    await everywhere('routes/advertise', { vip: VIP6, communities: ['65000:200'] });
    await routersHave(`${VIP}/32`, `${VIP6}/128`);
    for (const daemon of daemons) {
      for await (const route of daemon.routes('ipv6'))
        expect(route).toMatchObject({ communities: ['65000:200'], asPath: '65000', nextHop: 'fd99::1' });
      for await (const route of daemon.routes('ipv4'))
        expect(route).toMatchObject({ communities: ['65000:100'], asPath: '65000' });
    }
  });

  it('killed with -9 the routers keep the routes, and started again the same table stands', async () => {
    const facts = async ({ url }: Service) => {
      const { data } = (await (await fetch(`${url}/api/v1/routes`)).json()) as { readonly data: readonly Facts[] };
      return data.map(({ vip, since, communities }) => ({ vip, since, communities }));
    };
    const before = await Promise.all(services.map(facts));
    for (const end of await Promise.all(services.map((one) => one.end('SIGKILL')))) expect(end.by).toBe('SIGKILL');
    await until('no session', async () => (await states()).every((state) => state !== 'Established'), DEADLINE_MS);
    expect(await Promise.all(daemons.map(prefixesAt))).toEqual(SIDES.map(() => [`${VIP6}/128`, `${VIP}/32`]));
    await Promise.all(services.map((one) => one.start()));
    await until('sessions', async () => (await states()).every((state) => state === 'Established'), DEADLINE_MS);
    await routersHave(`${VIP}/32`, `${VIP6}/128`);
    expect(await Promise.all(services.map(facts))).toEqual(before);
  });

  it('a thousand addresses of one batch arrive', async () => {
    const vips = Array.from({ length: 1_000 }, (_, i) => ({ vip: `10.7.${i >> 8}.${i & 255}` }));
    expect(await everywhere('routes/batch', { advertise: vips })).toEqual(
      services.map(() => ({ advertised: 1_000, newly: 1_000, withdrawn: 0 })),
    );
    await until(
      'both have 1,001',
      async () => (await Promise.all(daemons.map((one) => one.count('ipv4')))).every((count) => count === 1_001),
      DEADLINE_MS,
    );
    await everywhere('routes/batch', { withdraw: vips });
    await routersHave(`${VIP}/32`, `${VIP6}/128`);
  });

  it('of a dead client the lease lapses', async () => {
    for (const controller of controllers) controller.close();
    checker?.close();
    await routersHave(`${VIP6}/128`);
  });

  it('stopped by SIGTERM it ends with 0 in three seconds, and the routers see Administrative Shutdown with the text', async () => {
    const ends = await Promise.all(services.map((service) => service.end('SIGTERM')));
    for (const { by, ms } of ends) {
      expect(by).toBe(0);
      expect(ms).toBeLessThan(3_000);
    }
    for (const [i, { kind, ours }] of SIDES.entries()) {
      await until(
        `${kind.name} saw it`,
        async () => kind.sawShutdown.test(await daemons[i]!.lastError(ours)),
        DEADLINE_MS,
      );
    }
    expect(await daemons[0]!.lastError(SIDES[0].ours)).toContain('vip-service got SIGTERM');
    await routersHave();
  });
});

describe('two instances with etcd between them', () => {
  const ROUTERS = [
    { ours: '10.99.0.1', router: '10.99.0.3', router6: 'fd99::3', port: 9103, kind: bird },
    { ours: '10.99.0.2', router: '10.99.0.4', router6: 'fd99::4', port: 9104, kind: frr },
  ] as const;
  const folder = mkdtempSync(path.join(tmpdir(), 'vip-etcd-'));
  const daemons: Daemon[] = [];
  const services: Service[] = [];
  let etcd: EtcdCluster | undefined;

  const prefixesAt = async (daemon: Daemon) => {
    const found: string[] = [];
    for await (const { prefix } of daemon.routes('ipv4')) found.push(prefix);
    return found.sort().join(' ');
  };
  const has = (daemon: Daemon, wanted: string) =>
    until(
      `it has ${wanted}`,
      async () => (await prefixesAt(daemon)) === wanted,
      DEADLINE_MS,
      () => services.map((one) => one.log()).join(''),
    );
  const both = (wanted: string) => Promise.all(daemons.map((daemon) => has(daemon, wanted)));

  beforeAll(async () => {
    etcd = await EtcdCluster.start(['10.99.0.5']);
    for (const { ours, router, router6, port, kind } of ROUTERS) {
      const peers = [{ address: ours, as: 65000, dials: false }];
      daemons.push(
        await kind.start({ address: router, address6: router6, as: 65003, routerId: router, holdTime: 9, peers }),
      );
      const file = path.join(folder, `${port}.yaml`);
      writeFileSync(
        file,
        `server: { port: ${port} }
bgp:
  asn: 65000
  router_id: ${ours}
  listen_port: 0
  restart_time: 0
  peers:
    - { address: ${router}, asn: 65003, hold_time: 9, keepalive: 3, local_address: ${ours} }
state_file: ${path.join(folder, `${port}.json`)}
etcd: { endpoints: ["${etcd.endpoints[0]}"] }
`,
      );
      const service = new Service(`http://127.0.0.1:${port}`, '-config', file);
      services.push(service);
      await service.start();
    }
  });

  afterAll(async () => {
    for (const service of services) service.stop();
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await etcd?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('what one is told, both routers have', async () => {
    await post(services[0]!.url, 'routes/advertise', { vip: '203.0.113.20' });
    await post(services[1]!.url, 'routes/advertise', { vip: '203.0.113.21' });
    await both('203.0.113.20/32 203.0.113.21/32');
  });

  it('withdrawn at one while the other is dead, it is not announced by the other any more', async () => {
    await services[0]!.end('SIGKILL');
    await post(services[1]!.url, 'routes/withdraw', { vip: '203.0.113.20' });
    await has(daemons[1]!, '203.0.113.21/32');
    await services[0]!.start();
    await has(daemons[0]!, '203.0.113.21/32');
  });

  it('told while etcd is dead, it is in force, and comes to the other once etcd is back', async () => {
    const [member] = etcd!.members;
    await member!.crash();
    await expect(post(services[0]!.url, 'routes/advertise', { vip: '203.0.113.22' })).rejects.toThrow('INTERNAL');
    await has(daemons[0]!, '203.0.113.21/32 203.0.113.22/32');
    await has(daemons[1]!, '203.0.113.21/32');
    await member!.launch();
    await both('203.0.113.21/32 203.0.113.22/32');
  });
});

describe('as its README has it', () => {
  const service = new Service('http://127.0.0.1:9100');
  beforeAll(() => service.start());
  afterAll(() => service.stop());

  const examples = [...readFileSync(README, 'utf8').matchAll(/^(curl .*)\n# → (.*)$/gm)].map(([, command, says]) => ({
    command: command!,
    says: says!,
  }));

  it('there are examples', () => expect(examples.length).toBeGreaterThan(10));

  it.each(examples)('$command', async ({ command, says }) => {
    // Neighbours are told a moment after the answer.
    await until(
      'it says so',
      async () => (await run('sh', ['-c', command])).stdout.includes(says),
      5_000,
      async () => (await run('sh', ['-c', command])).stdout,
    );
  });

  it('promtool has nothing to say of its metrics', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const checked = run('promtool', ['check', 'metrics']);
    checked.child.stdin?.end(metrics);
    expect(await checked).toEqual({ stdout: '', stderr: '' });
  });

  it('the second signal ends it at once, whatever is under way', async () => {
    const { hostname, port } = new URL(service.url);
    const slow = connect(Number(port), hostname);
    slow.on('error', () => {});
    slow.write(
      `POST /api/v1/peers HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
    );
    // It has been taken: the next request on another connection is answered after it.
    expect((await fetch(`${service.url}/health`)).ok).toBe(true);
    const ended = service.end('SIGTERM');
    await until('it stops', () => service.log().includes('"stopping"'), DEADLINE_MS);
    void service.end('SIGTERM');
    expect((await ended).by).toBe(1);
    slow.destroy();
  });
});
