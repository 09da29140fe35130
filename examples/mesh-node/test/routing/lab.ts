import type { Connect } from '@mesh/bgp-session';
import {
  DatagramNetwork,
  MemoryNetwork,
  memoryPair,
  type ScriptedCache,
  VirtualClock,
} from '@mesh/bgp-session/testing';
import { RouteStore } from '@mesh/rib';
import type { Log, LogFields } from '@mesh-examples/lib/log';
import { MemoryKernelRoutes } from '../../src/kernel/memory-kernel-routes.js';
import type { Peer } from '../../src/peer.js';
import type { Members } from '../../src/ports.js';
import { SpeakerRouting } from '../../src/routing/speaker-routing.js';
import { type SettingsInput, validate } from '../../src/settings/settings.js';

/** Nodes of one mesh in virtual time. */
export class Lab {
  readonly clock = new VirtualClock();
  readonly network = new MemoryNetwork(this.clock, { latencyMs: 5 });
  readonly datagrams = new DatagramNetwork(this.clock, { latencyMs: 5 });
  readonly store = new RouteStore();
  readonly lines: ({ readonly node: number; readonly event: string } & LogFields)[] = [];
  readonly nodes = new Map<number, SpeakerRouting>();
  /** The kernel of each node, which outlives its processes. */
  readonly kernels = new Map<number, Map<string, string>>();
  readonly #bgp: SettingsInput['bgp'];
  readonly #cache: ScriptedCache | undefined;

  constructor(bgp: SettingsInput['bgp'] = {}, cache?: ScriptedCache) {
    this.#bgp = bgp;
    this.#cache = cache;
  }

  /** Node N announces 10.(100+N).0.0/16 and 2001:db8:N::/48, unless other networks are given. */
  async start(n: number, options: { readonly networks?: readonly string[]; readonly connect?: Connect } = {}) {
    const host = this.network.host(`10.0.0.${n}`);
    const networks = options.networks ?? [`10.${100 + n}.0.0/16`, `2001:db8:${n}::/48`];
    const settings = validate({
      node: { name: `node${n}` },
      etcd: { endpoints: ['http://127.0.0.1:2379'] },
      tinc: { endpoint: `tinc${n}:655` },
      bgp: { ...this.#bgp, networks: [...networks] },
    });
    const kernel = this.kernels.get(n) ?? new Map<string, string>();
    this.kernels.set(n, kernel);
    const routing = await SpeakerRouting.start(settings, {
      clock: this.clock,
      random: this.network.random,
      log: this.#log(n),
      connect: options.connect ?? host.connect,
      listen: async ({ port }, speaker) => {
        const close = host.listen((stream, addresses) => speaker.accept(stream, addresses), port);
        return { close: async () => close() };
      },
      datagrams: this.datagrams.host(`10.0.0.${n}`),
      connectRtr: () => {
        if (this.#cache === undefined) throw new Error('there is no cache');
        const [ours, theirs] = memoryPair(this.clock, { latencyMs: 1 });
        this.#cache.serve(theirs);
        return ours;
      },
      kernel: new MemoryKernelRoutes(kernel),
      store: this.store,
    });
    this.nodes.set(n, routing);
    return routing;
  }

  /** Every node that runs knows exactly these. */
  members(...numbers: readonly number[]): void {
    for (const [n, routing] of this.nodes) routing.followPeers(membersOf(numbers.filter((other) => other !== n)));
  }

  /** The power of a node fails: nobody is told. */
  killSilently(n: number): void {
    this.network.kill(`10.0.0.${n}`, { silent: true });
    for (let other = 1; other <= 254; other++) this.datagrams.cut(`10.0.0.${n}`, `10.0.0.${other}`);
    this.nodes.delete(n);
  }

  /** What a node has in its kernel, in order. */
  kernel(n: number): readonly string[] {
    return [...(this.kernels.get(n) ?? [])].map(([prefix, nextHop]) => `${prefix} via ${nextHop}`).sort();
  }

  get established(): boolean {
    return [...this.nodes.values()].every((node) => node.peers().every(({ state }) => state === 'Established'));
  }

  /** Sessions that are up, each counted at both ends. */
  get sessions(): number {
    return [...this.nodes.values()].reduce(
      (sum, node) => sum + node.peers().filter(({ session }) => session).length,
      0,
    );
  }

  #log(node: number): Log {
    const line = (event: string, fields: LogFields = {}) => void this.lines.push({ node, event, ...fields });
    return { info: line, error: line };
  }
}

export function membersOf(numbers: readonly number[]): Members {
  return new Map(numbers.map((n): [string, Peer] => [`node${n}`, peerOf(n)]));
}

export function peerOf(n: number): Peer {
  return {
    IP: `10.0.0.${n}`,
    Key: '-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----\n',
    Endpoint: `tinc${n}:655`,
  };
}

/** The kernel of a node that has learned all of these nodes' networks. */
export function learned(...numbers: readonly number[]): readonly string[] {
  return numbers
    .flatMap((n) => [`10.${100 + n}.0.0/16 via 10.0.0.${n}`, `2001:db8:${n}::/48 via fd00:6d65:7368::${n}`])
    .sort();
}
