import {
  type Clock,
  type Connect,
  formatCloseReason,
  type PeerSnapshot,
  type Session,
  Speaker,
  systemClock,
  systemRandom,
} from '@mesh/bgp-session';
import {
  attribute,
  CeaseSubcode,
  COMMUNITIES,
  Family,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  ORIGIN,
  type PathAttribute,
  parseCommunity,
  parseLargeCommunity,
} from '@mesh/bgp-wire';
import { AdjRibOut, type AnnouncedRoute, type PeerDelivery, RouteAnnouncer, RouteStore } from '@mesh/rib';
import type { PeerSettings, Settings } from './settings/settings.js';
import type { RouteAttributes } from './state.js';
import { keyOf, type Vip } from './vip.js';

/** Something that accepts streams. */
export interface BgpListener {
  readonly port: number;
  close(): Promise<void>;
}

/** How streams come to be; `@mesh/bgp-session/tcp` is one. */
export interface BgpTransport {
  readonly connect: Connect;
  readonly listen?: (
    options: { readonly host: string; readonly port: number },
    speaker: Speaker,
  ) => Promise<BgpListener>;
}

export interface VipSpeakerOptions {
  readonly transport: BgpTransport;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  /** We have announced something before, and neighbours may have kept it (RFC 4724 §4.1). */
  readonly restarting?: boolean | undefined;
  /** Told of what happens to sessions. */
  readonly log?: ((event: string, fields: Readonly<Record<string, unknown>>) => void) | undefined;
}

/** An address with all that is announced with it. */
export type VipRoute = Vip & RouteAttributes;

/** One change of a batch. */
export type RouteChange =
  | { readonly type: 'announce'; readonly route: VipRoute; readonly leaving?: boolean | undefined }
  | { readonly type: 'withdraw'; readonly vip: Vip };

/** GRACEFUL_SHUTDOWN (RFC 8326 §2): whoever hears it prefers other ways. */
const GRACEFUL_SHUTDOWN = '65535:0';
const FAMILIES = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
const MAX_HOLD_SECONDS = 65535;

/**
 * Sessions with the neighbours, and the routes they are told: what the service has of BGP. It keeps nothing: after a
 * restart it is told again what to announce.
 *
 * Graceful restart is offered with forwarding preserved, for the load balancer forwards and not this process: neighbours
 * keep the routes while it is killed and started again. The N bit is not offered, so that a shutdown on purpose is seen as
 * what it is, Cease 6/2, and not as a Hard Reset around it (RFC 8538 §3).
 */
export class VipSpeaker {
  readonly #bgp: Settings['bgp'];
  readonly #options: VipSpeakerOptions;
  readonly #announcer: RouteAnnouncer;
  readonly #store: RouteStore;
  readonly #speaker: Speaker;
  /** The handles of each address: one, and one more for each neighbour that came later. */
  readonly #handles = new Map<string, { route: VipRoute; leaving: boolean; handles: AnnouncedRoute[] }>();
  readonly #settings = new Map<string, PeerSettings>();
  #making: AdjRibOut | undefined;
  #listener: BgpListener | undefined;

  constructor(bgp: Settings['bgp'], options: VipSpeakerOptions) {
    const { clock = systemClock(), random = systemRandom, transport, log = () => {} } = options;
    this.#bgp = bgp;
    this.#options = options;
    this.#store = new RouteStore({ seed: Math.floor(random() * 2 ** 32) });
    this.#announcer = new RouteAnnouncer(this.#store, { clock });
    this.#speaker = new Speaker({
      clock,
      random,
      connect: transport.connect,
      handlerFor: () => {
        const out = this.#making!;
        return { onEstablished: (session: Session) => ({ source: out.open(session) }) };
      },
    });
    this.#speaker.on('established', (_session, peer) => log('peer established', { peer: peer.name }));
    this.#speaker.on('closed', (reason, peer) =>
      log('peer closed', { peer: peer.name, reason: formatCloseReason(reason) }),
    );
    this.#speaker.on('refused', (reason, from) =>
      log('stream refused', { from: from.remoteAddress, reason: reason.code }),
    );
    this.#speaker.on('error', (error, peer) =>
      log('peer error', { peer: peer.name, code: error.code, message: error.message }),
    );
  }

  /** Listens, and begins with the neighbours of the settings. Rejects with what the transport throws. */
  async start(): Promise<void> {
    const { listen_port: port, listen_address: host } = this.#bgp;
    if (port !== 0) this.#listener = await this.#options.transport.listen?.({ host, port }, this.#speaker);
    for (const peer of this.#bgp.peers) this.addPeer(peer);
  }

  /** Tells every neighbour that we go (Cease 6/2, with the text; RFC 9003) and ends. */
  async stop(text: string): Promise<void> {
    const listening = this.#listener?.close();
    for (const { session } of this.#speaker.peers()) session?.teardown(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, text);
    await Promise.all([listening, this.#speaker.close()]);
  }

  announceRoute(route: VipRoute): void {
    this.apply([{ type: 'announce', route }]);
  }

  withdrawRoute(vip: Vip): void {
    this.apply([{ type: 'withdraw', vip }]);
  }

  /** Carries changes out in one step: neighbours see all of them or none. Throws as `RouteAnnouncer.announce`. */
  apply(changes: readonly RouteChange[]): void {
    const peers = [...this.#settings.keys()];
    const after: (() => void)[] = [];
    this.#announcer.batch((batch) => {
      for (const change of changes) {
        if (change.type === 'withdraw') {
          const key = keyOf(change.vip);
          for (const handle of this.#handles.get(key)?.handles ?? []) batch.withdraw(handle);
          after.push(() => this.#handles.delete(key));
        } else {
          const { route, leaving = false } = change;
          const handles =
            peers.length === 0 ? [] : [batch.announce(this.#spec(route, leaving), { peers, receipts: true })];
          after.push(() => this.#handles.set(keyOf(route), { route, leaving, handles }));
        }
      }
    });
    for (const change of after) change();
  }

  /** Begins with a neighbour; it gets all that is announced. Throws `MESH_PEER_EXISTS` and what `Speaker.create` throws. */
  addPeer(peer: PeerSettings): void {
    const name = peer.address;
    const out = new AdjRibOut(this.#store);
    this.#making = out;
    try {
      this.#announcer.add(name, { adjRibOut: out });
      try {
        this.#announcer.batch((batch) => {
          for (const entry of this.#handles.values()) {
            const spec = this.#spec(entry.route, entry.leaving);
            entry.handles = [...entry.handles, batch.announce(spec, { peers: [name], receipts: true })];
          }
        });
        this.#speaker.create(this.#peerSettings(peer));
      } catch (error) {
        this.#announcer.remove(name);
        throw error;
      }
      this.#settings.set(name, peer);
    } finally {
      this.#making = undefined;
    }
  }

  /** Ends with a neighbour (Cease 6/3). False where there is none. */
  removePeer(address: string): boolean {
    if (!this.#settings.delete(address)) return false;
    this.#speaker.delete(({ name }) => name === address);
    this.#announcer.remove(address);
    return true;
  }

  listPeers(): readonly {
    readonly settings: PeerSettings;
    readonly snapshot: PeerSnapshot;
    readonly announced: number;
  }[] {
    const announced = this.#announced();
    return this.#speaker.peers().flatMap((snapshot) => {
      const settings = this.#settings.get(snapshot.name);
      return settings === undefined ? [] : [{ settings, snapshot, announced: announced.get(snapshot.name) ?? 0 }];
    });
  }

  /** No neighbour can hear us, though there are some. */
  get isUnheard(): boolean {
    const peers = this.#speaker.peers();
    return peers.length > 0 && peers.every(({ session }) => session === undefined);
  }

  hasPeer(address: string): boolean {
    return this.#settings.has(address);
  }

  /** How far an address has come on its way to each neighbour; none once it has been withdrawn. */
  deliveries(key: string): ReadonlyMap<string, PeerDelivery> {
    const found = new Map<string, PeerDelivery>();
    for (const handle of this.#handles.get(key)?.handles ?? []) {
      for (const [peer, delivery] of handle.deliveries()) if (this.#settings.has(peer)) found.set(peer, delivery);
    }
    return found;
  }

  /** Routes that the session of each neighbour has been sent. */
  #announced(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { handles } of this.#handles.values()) {
      for (const handle of handles) {
        for (const peer of handle.peers) {
          if (handle.delivery(peer).state === 'written') counts.set(peer, (counts.get(peer) ?? 0) + 1);
        }
      }
    }
    return counts;
  }

  #spec({ vip, prefix_len, communities, local_pref }: VipRoute, leaving: boolean) {
    const { next_hop = 'self', next_hop6 = 'self' } = this.#bgp;
    return {
      prefix: `${vip}/${prefix_len}`,
      nextHop: vip.includes(':') ? next_hop6 : next_hop,
      attributes: attributesOf(leaving ? [...communities, GRACEFUL_SHUTDOWN] : communities, leaving ? 0 : local_pref),
    };
  }

  #peerSettings({ address, asn, hold_time, port, passive, local_address }: PeerSettings) {
    const { asn: localAs, router_id: routerId, restart_time } = this.#bgp;
    return {
      name: address,
      peerAddress: address,
      peerPort: port,
      peerAs: asn,
      localAs,
      routerId,
      passive,
      localAddress: local_address,
      holdTimeSeconds: Math.min(hold_time, MAX_HOLD_SECONDS),
      connectRetrySeconds: 5,
      families: FAMILIES,
      gracefulRestart:
        restart_time === 0
          ? undefined
          : {
              restartTimeSeconds: restart_time,
              restarting: this.#options.restarting ?? false,
              notification: false,
              families: FAMILIES.map((family) => ({ family, forwardingPreserved: true })),
            },
    };
  }
}

/** Attributes of a route of ours; AS_PATH and NEXT_HOP are the session's. LOCAL_PREF goes to internal neighbours alone. */
function attributesOf(communities: readonly string[], localPref: number): readonly PathAttribute[] {
  const plain = communities.flatMap((text) => parseCommunity(text) ?? []);
  const large = communities.flatMap((text) => parseLargeCommunity(text) ?? []);
  return [
    attribute(ORIGIN, 'igp'),
    attribute(LOCAL_PREF, localPref),
    ...(plain.length > 0 ? [attribute(COMMUNITIES, plain)] : []),
    ...(large.length > 0 ? [attribute(LARGE_COMMUNITY, large)] : []),
  ];
}
