import { systemClock, systemRandom } from '@mesh/bgp-session';
import { udp } from '@mesh/bgp-session/bfd';
import { connect, listen } from '@mesh/bgp-session/tcp';
import { DaemonProcess, run, until } from '@mesh-examples/lib/daemon';
import { type Log, type LogFields, silentLog } from '@mesh-examples/lib/log';
import {
  type Members,
  MemoryKernelRoutes,
  type Peer,
  type SettingsInput,
  SpeakerRouting,
  validate,
} from '@mesh-examples/mesh-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/* A mesh of nodes 1 and 2 with our speaker and node 3 with BIRD: who has which is nothing that the others would see. */

const BIRD = '/usr/sbin/bird';
const BIRDC = '/usr/sbin/birdc';
const DEADLINE_MS = 30_000;
const PASSWORD = 'of the mesh';

/** BIRD as node 3, with sessions to the nodes named. */
class BirdNode {
  readonly #daemon = new DaemonProcess('bird');

  async start(...neighbours: readonly number[]): Promise<void> {
    this.#write(neighbours);
    await this.#daemon.launch({
      program: BIRD,
      args: ['-f', '-c', this.#daemon.path('bird.conf'), '-s', this.#daemon.path('bird.ctl')],
      ready: () => this.tell('show', 'status'),
    });
  }

  async configure(...neighbours: readonly number[]): Promise<void> {
    this.#write(neighbours);
    await this.tell('configure');
  }

  tell(...command: readonly string[]): Promise<string> {
    return run(BIRDC, ['-s', this.#daemon.path('bird.ctl'), ...command]);
  }

  /** Prefixes that it has of the others. */
  async routes(): Promise<readonly string[]> {
    const tables = await Promise.all(
      ['master4', 'master6'].map((table) =>
        this.tell('show', 'route', 'table', table, 'where', 'source', '=', 'RTS_BGP'),
      ),
    );
    return tables.flatMap((text) => [...text.matchAll(/^([0-9a-f.:]+\/\d+) /gm)].map(([, prefix]) => prefix!)).sort();
  }

  /** It keeps the routes of a node over its restart (RFC 4724 §4.2). */
  async awaits(n: number): Promise<boolean> {
    return (await this.tell('show', 'protocols', 'all', `node${n}`)).includes('Neighbor graceful restart active');
  }

  log(): string {
    return this.#daemon.log();
  }

  stop(): Promise<void> {
    return this.#daemon.stop();
  }

  #write(neighbours: readonly number[]): void {
    const channel = 'import all; export where source = RTS_STATIC;';
    const sessions = neighbours.map(
      (n) => `protocol bgp node${n} {
  local 10.99.0.3 port 179 as 65000;
  neighbor 10.99.0.${n} port 179 as 65000;
  strict bind; hold time 9; connect delay time 1; connect retry time 1; error wait time 1, 2;
  password "${PASSWORD}";
  ipv4 { ${channel} next hop address 10.99.0.3; };
  ipv6 { ${channel} next hop address fd99::3; };
}`,
    );
    this.#daemon.write(
      'bird.conf',
      `log stderr all;
debug protocols { states, events };
router id 192.0.2.3;
protocol device { }
protocol static networks4 { ipv4; route 10.103.0.0/16 blackhole; }
protocol static networks6 { ipv6; route 2001:db8:3::/48 blackhole; }
${sessions.join('\n')}
`,
    );
  }
}

/** A node with our speaker, at address N of the suite's loopback interface. */
async function startOurs(
  n: number,
  kernel: Map<string, string>,
  reflectors: NonNullable<SettingsInput['bgp']>['reflectors'] = {},
  log: Log = silentLog,
): Promise<SpeakerRouting> {
  const settings = validate({
    node: { name: `node${n}` },
    etcd: { endpoints: ['http://127.0.0.1:2379'] },
    tinc: { endpoint: `tinc${n}:655` },
    mesh: { prefix: '10.99.0.0/24', prefix6: 'fd99::/64' },
    bgp: {
      networks: [`10.10${n}.0.0/16`, `2001:db8:${n}::/48`],
      password: PASSWORD,
      hold_time: 9,
      keepalive: 3,
      reflectors,
    },
  });
  return SpeakerRouting.start(settings, {
    clock: systemClock(),
    random: systemRandom,
    log,
    connect,
    listen,
    datagrams: udp(),
    connectRtr: () => Promise.reject(new Error('there is no cache')),
    kernel: new MemoryKernelRoutes(kernel),
  });
}

function members(...numbers: readonly number[]): Members {
  return new Map(
    numbers.map((n): [string, Peer] => [`node${n}`, { IP: `10.99.0.${n}`, Key: '', Endpoint: `tinc${n}:655` }]),
  );
}

const networks = (...nodes: readonly number[]) =>
  nodes.flatMap((n) => [`10.10${n}.0.0/16`, `2001:db8:${n}::/48`]).sort();
const learned = (...nodes: readonly number[]) =>
  new Map(
    nodes.flatMap((n) => [
      [`10.10${n}.0.0/16`, `10.99.0.${n}`] as const,
      [`2001:db8:${n}::/48`, `fd99::${n}`] as const,
    ]),
  );

describe('a mesh of our speakers and BIRD', () => {
  const bird = new BirdNode();
  const nodes = new Map<number, SpeakerRouting>();
  const kernels = new Map<number, Map<string, string>>([1, 2].map((n) => [n, new Map()]));
  const lines: LogFields[] = [];
  const line = (event: string, fields: LogFields = {}) => void lines.push({ event, ...fields });
  const log: Log = { info: line, error: line };
  const explain = () => `${bird.log()}\n${lines.map((one) => JSON.stringify(one)).join('\n')}`;
  const holds = (what: string, check: () => Promise<boolean> | boolean) => until(what, check, DEADLINE_MS, explain);
  const birdHas = (...prefixes: readonly string[]) =>
    holds(`BIRD has ${prefixes}`, async () => String(await bird.routes()) === String([...prefixes].sort()));
  const kernelHas = (n: number, ...from: readonly number[]) =>
    holds(`node${n} has the networks of ${from}`, () => {
      const [there, wanted] = [kernels.get(n)!, learned(...from)];
      return there.size === wanted.size && [...wanted].every(([prefix, hop]) => there.get(prefix) === hop);
    });

  beforeAll(async () => {
    await bird.start(1, 2);
    for (const n of [1, 2]) nodes.set(n, await startOurs(n, kernels.get(n)!, {}, log));
  });

  afterAll(async () => {
    await Promise.all([...nodes.values()].map((node) => node.close('leave')));
    await bird.stop();
  });

  it('is a full mesh, signed by MD5, and everybody has the networks of the others', async () => {
    nodes.get(1)!.followPeers(members(2, 3));
    nodes.get(2)!.followPeers(members(1, 3));
    await birdHas(...networks(1, 2));
    await kernelHas(1, 2, 3);
    await kernelHas(2, 1, 3);
    await holds('BFD between ours', () => nodes.get(1)!.speaker.peer('node2')?.bfd?.state === 'Up');
    expect(nodes.get(1)!.speaker.peer('node3')?.bfd?.state).toBe('Down');
  });

  it('keeps the routes of a node over its restart, here and there', async () => {
    await nodes.get(1)!.close('restart');
    await holds('BIRD waits for node1', () => bird.awaits(1));
    expect(await bird.routes()).toEqual(networks(1, 2));
    expect(kernels.get(1)).toEqual(learned(2, 3));
    expect(kernels.get(2)).toEqual(learned(1, 3));

    nodes.set(1, await startOurs(1, kernels.get(1)!, {}, log));
    nodes.get(1)!.followPeers(members(2, 3));
    await holds('BIRD waits no more', async () => !(await bird.awaits(1)));
    expect(await bird.routes()).toEqual(networks(1, 2));
    await holds('the restart is over', () => lines.some(({ event }) => event === 'restart is over'));
    expect(kernels.get(1)).toEqual(learned(2, 3));
    expect(kernels.get(2)).toEqual(learned(1, 3));
  });

  it('loses the routes of a node that leaves, which BIRD is told of', async () => {
    await nodes.get(2)!.close('leave');
    nodes.delete(2);
    await birdHas(...networks(1));
    await kernelHas(1, 3);
    expect(kernels.get(2)).toEqual(new Map());
    await holds('BIRD has read why', () => /node2: Received: Administrative shutdown/.test(bird.log()));
  });

  it('has a reflector where it is larger than the limit, with BIRD as its client', async () => {
    await nodes.get(1)!.close('leave');
    await bird.configure(1);
    const reflectors = { above: 2, count: 1 };
    for (const n of [1, 2]) nodes.set(n, await startOurs(n, kernels.get(n)!, reflectors, log));
    nodes.get(1)!.followPeers(members(2, 3));
    nodes.get(2)!.followPeers(members(1, 3));
    await birdHas(...networks(1, 2));
    await kernelHas(1, 2, 3);
    await kernelHas(2, 1, 3);
    expect(
      nodes
        .get(2)!
        .peers()
        .map(({ name }) => name),
    ).toEqual(['node1']);
    const text = await bird.tell('show', 'route', 'all', '10.102.0.0/16');
    expect(text).toContain('BGP.next_hop: 10.99.0.2');
    expect(text).toContain('BGP.originator_id: 192.0.2.2');
  });
});
