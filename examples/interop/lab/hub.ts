import { formatCloseReason, type PeerSettings, Speaker } from '@mesh/bgp-session';
import { connect } from '@mesh/bgp-session/tcp';
import { Family } from '@mesh/bgp-wire';
import { LocRib, type LocRibOptions, type RibPeerOptions, RouteStore } from '@mesh/rib';
import type { Endpoint } from './ours.js';

/** A peer of the hub: whom it dials, and what its Loc-RIB makes of it. */
export interface HubPeer extends Endpoint {
  readonly rib: RibPeerOptions;
  readonly settings?: Partial<PeerSettings>;
}

export interface HubOptions {
  readonly local: Endpoint;
  readonly peers: readonly HubPeer[];
  readonly rib?: LocRibOptions;
}

/** Our speaker among several, with a Loc-RIB between them: a route reflector, or a route server. */
export class Hub {
  readonly rib: LocRib;
  readonly #speaker: Speaker;
  /** How sessions have ended, for people. */
  readonly closed: string[] = [];

  constructor({ local, peers, rib }: HubOptions) {
    const loc = new LocRib(new RouteStore(), rib);
    this.rib = loc;
    this.#speaker = new Speaker({
      connect,
      handlerFor: ({ name }) => ({ onEstablished: (session) => loc.peer(name)!.open(session) }),
    });
    this.#speaker.on('closed', (reason, { name }) => this.closed.push(`${name}: ${formatCloseReason(reason)}`));
    for (const { address, as, rib: options, settings } of peers) {
      loc.addPeer(options);
      this.#speaker.create({
        name: options.name,
        peerAddress: address,
        localAddress: local.address,
        localAs: local.as,
        peerAs: as,
        routerId: local.routerId ?? local.address,
        connectRetrySeconds: 1,
        families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST],
        ...settings,
      });
    }
  }

  async established(deadlineMs: number): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMs);
    const names = this.#speaker.peers().map(({ name }) => name);
    await Promise.all(names.map((name) => this.#speaker.whenEstablished(name, { signal }))).catch((cause: unknown) => {
      throw new Error(`not Established; what ended: ${this.closed.join('; ') || 'nothing'}`, { cause });
    });
  }

  close(): Promise<void> {
    return this.#speaker.close();
  }
}
