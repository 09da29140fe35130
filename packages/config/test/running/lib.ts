import type { ConnectTarget } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { type Family, isPrefixNlri, type Nlri } from '@mesh/bgp-wire';
import {
  Configuration,
  type ConfigurationSettings,
  type MeshSpeaker,
  type NeighborSettings,
  startSpeaker,
} from '../../src/index.js';

export const US = '192.0.2.1';
export const THEM = '192.0.2.2';

export function neighborAt(peerAddress: string, more: Partial<NeighborSettings> = {}): NeighborSettings {
  const { session, ...rest } = more;
  return {
    families: 'ipv4 unicast',
    ...rest,
    session: { peerAddress, localAddress: US, localAs: 65001, peerAs: 65002, ...session },
  };
}

/** A speaker whose peers are scripted: one for each dial, by address, the last one last. */
export class Lab {
  readonly clock = new VirtualClock();
  readonly targets: ConnectTarget[] = [];
  readonly #peers = new Map<string, ScriptedPeer[]>();
  #mesh: MeshSpeaker | undefined;

  get mesh(): MeshSpeaker {
    return this.#mesh!;
  }

  async start(settings: ConfigurationSettings, families?: readonly Family[]): Promise<MeshSpeaker> {
    const connect = Object.assign(
      (target: ConnectTarget) => {
        this.targets.push(target);
        const peerAddress = target.peerAddress!;
        const [ours, theirs] = memoryPair(this.clock, { latencyMs: 1, addresses: [US, peerAddress] });
        const peer = new ScriptedPeer(
          theirs,
          {
            localAs: 65002,
            peerAs: 65001,
            routerId: peerAddress.includes(':') ? THEM : peerAddress,
            ...(families && { families }),
          },
          this.clock,
        );
        this.#peers.set(peerAddress, [...(this.#peers.get(peerAddress) ?? []), peer]);
        return ours;
      },
      { supports: ['password', 'ttlSecurity', 'ttl', 'interface'] as const },
    );
    this.#mesh = await startSpeaker(Configuration.fromSettings(settings), {
      clock: this.clock,
      connect,
      random: () => 0.5,
    });
    this.clock.runFor(10);
    return this.#mesh;
  }

  /** The sessions that were begun with a peer, ended ones too. */
  peers(address: string): readonly ScriptedPeer[] {
    return this.#peers.get(address) ?? [];
  }

  peer(address: string): ScriptedPeer {
    return this.peers(address).at(-1)!;
  }

  async establish(...addresses: readonly string[]): Promise<void> {
    for (const address of addresses) await this.peer(address).establish();
  }

  /** What a peer was told, over all its sessions: prefixes, `-` before those that were withdrawn. */
  routes(address: string): string[] {
    return this.peers(address).flatMap(({ received }) =>
      received.flatMap((message) => {
        if (message.type !== 'UPDATE') return [];
        return [
          ...[...message.withdrawn()].map((nlri) => `-${prefixOf(nlri)}`),
          ...[...message.announced()].map(prefixOf),
        ];
      }),
    );
  }

  async close(): Promise<void> {
    const closing = this.mesh.close();
    let done = false;
    void closing.then(() => (done = true));
    await this.clock.advance(() => done, 60_000);
    await closing;
  }
}

function prefixOf(nlri: Nlri): string {
  return isPrefixNlri(nlri) ? nlri.prefix : '?';
}
