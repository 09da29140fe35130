import {
  type Cancel,
  type Clock,
  type Connect,
  formatCloseReason,
  type PeerSnapshot,
  Speaker,
} from '@mesh/bgp-session';
import { BfdDiagnostic, BfdEndpoint, type DatagramPort } from '@mesh/bgp-session/bfd';
import { attribute, CeaseSubcode, LOCAL_PREF, MeshError, ORIGIN, parseIPv4, type RouterId } from '@mesh/bgp-wire';
import { type BestPathChange, LocRib, type Policy, RouteStore } from '@mesh/rib';
import type { Log } from '@mesh-examples/lib/log';
import { type Identity, identityOf } from '../identity.js';
import type { Farewell, KernelRoutes, Members, Routing } from '../ports.js';
import { addressIn, numberIn } from '../settings/prefix.js';
import type { Settings } from '../settings/settings.js';
import { followPeers, type PeerHands } from './follow-peers.js';
import { importPolicy } from './import-policy.js';
import { KeptListener, type Listener } from './kept-listener.js';
import { limitedLog } from './limited-log.js';
import { type ConnectRtr, OriginCaches } from './origin-caches.js';
import { sessionSettings } from './session-settings.js';
import { type PlannedPeer, topology } from './topology.js';

/** All that a speaker of a node has of the world. */
export interface SpeakerPorts {
  readonly clock: Clock;
  /** Numbers drawn uniformly from [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly connect: Connect;
  /** Accepts streams for the speaker. Rejects with the code `EADDRNOTAVAIL` where the address is not there yet. */
  readonly listen: (at: { readonly host: string; readonly port: number }, speaker: Speaker) => Promise<Listener>;
  /** Where BFD packets come and go. */
  readonly datagrams: DatagramPort;
  readonly connectRtr: ConnectRtr;
  /** Left out where nothing is to be installed. */
  readonly kernel?: KernelRoutes | undefined;
  /** Shared by the nodes of a simulation. */
  readonly store?: RouteStore | undefined;
}

/** What the speaker needs of the settings. */
export type SpeakerSettings = Pick<Settings, 'node' | 'mesh' | 'bgp'>;

/**
 * After a restart: how long the others are waited for before our routes are sent again, and the kernel's that were not
 * learned again go. Far less than they keep our routes meanwhile.
 */
const DEFERRAL_SECONDS = 30;
const LOCAL_PREFERENCE = 100;
/**
 * What a change of the topology makes superfluous, sessions between nodes that are still members and reflecting, stays for
 * so long: by then the others have heard of the change as well, and what comes in its place is up.
 */
const LINGER_MS = 10_000;

/**
 * Our speaker as the routing daemon of a node: sessions with the nodes that the topology has, its networks announced,
 * and what it learns in the kernel.
 *
 * A route is used where its next hop is the overlay address of a member; one whose next hop is nobody's waits in the
 * Adj-RIB-In until somebody has it.
 */
export class SpeakerRouting implements Routing {
  readonly speaker: Speaker;
  readonly rib: LocRib;
  readonly self: Identity;
  readonly #settings: SpeakerSettings;
  readonly #clock: Clock;
  readonly #log: Log;
  /** For what others can make us write. */
  readonly #limited: Log;
  readonly #kernel: KernelRoutes | undefined;
  readonly #bfd: BfdEndpoint;
  readonly #origins: OriginCaches | undefined;
  readonly #listener: KeptListener;
  readonly #importPolicy: Policy;
  readonly #peers = new Map<string, PlannedPeer>();
  /** Overlay addresses of the members, of both families. */
  #nextHops: ReadonlySet<string> = new Set();
  readonly #endKernel: () => void;
  #endLinger: Cancel = () => {};
  #refused = 0;
  #closing: Promise<void> | undefined;

  /**
   * Takes over the kernel's routes of an earlier process, listens and announces; sessions begin with `followPeers`. Rejects
   * where the address cannot be listened at for another reason than that it is not there yet.
   */
  static async start(settings: SpeakerSettings, ports: SpeakerPorts): Promise<SpeakerRouting> {
    const adopted = (await ports.kernel?.adopt()) ?? 0;
    const routing = new SpeakerRouting(settings, ports, adopted > 0);
    try {
      await routing.#listener.start();
    } catch (error) {
      await routing.close('restart');
      throw error;
    }
    return routing;
  }

  /** `restarting`: an earlier process has left routes behind, and so have we in the tables of the others. */
  private constructor(settings: SpeakerSettings, ports: SpeakerPorts, restarting: boolean) {
    const { clock, random, log, kernel, connect } = ports;
    this.self = identityOf(settings);
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.#limited = limitedLog(log, clock);
    this.#kernel = kernel;
    this.#origins = makeOrigins(settings, ports, this.#limited);
    this.#importPolicy = importPolicy(
      settings.mesh,
      (route) => {
        this.#refused++;
        this.#limited.info('route refused', route);
      },
      this.#origins?.policy,
    );
    this.#bfd = new BfdEndpoint({ port: ports.datagrams, clock, random });
    this.rib = new LocRib(ports.store ?? new RouteStore({ seed: Math.floor(random() * 2 ** 32) }), {
      clock,
      routerId: parseIPv4(this.self.routerId) as RouterId,
      reflects: false,
      nextHopMetric: (address) => this.#metric(address),
    });
    this.speaker = new Speaker({
      clock,
      random,
      connect,
      bfd: this.#bfd,
      ...(restarting ? { restart: { selectionDeferralSeconds: DEFERRAL_SECONDS } } : {}),
      handlerFor: ({ name }) => ({ onEstablished: (session) => this.rib.peer(name)?.open(session) ?? {} }),
    });
    this.#listener = new KeptListener(
      () => ports.listen({ host: this.self.address, port: settings.bgp.port }, this.speaker),
      clock,
      log,
    );
    this.#report();
    this.#endKernel = kernel === undefined ? () => {} : this.rib.onChange((change) => install(kernel, change));
    this.#origins?.table.onChange((changes) => this.rib.revalidate(changes));
    this.#origins?.start();
    for (const prefix of settings.bgp.networks) this.rib.originate(this.#ownRoute(prefix));
  }

  followPeers(members: Members): void {
    if (this.#closing !== undefined) return;
    const { mesh, bgp } = this.#settings;
    this.#nextHops = new Set(
      [...members.values()].flatMap(({ IP }) => {
        const number = numberIn(mesh.prefix, IP);
        return number === undefined ? [] : [IP, addressIn(mesh.prefix6, number)];
      }),
    );
    const planned = topology(this.self, members, bgp.reflectors);
    const superfluous = [...this.#peers.values()].filter(
      ({ name, address }) => !planned.has(name) && members.get(name)?.IP === address,
    );
    this.#follow(new Map([...planned, ...superfluous.map((peer) => [peer.name, peer] as const)]));
    const reflects = [...planned.values()].some(({ kind }) => kind === 'client');
    if (reflects) this.rib.setReflecting(true);
    this.#endLinger();
    this.#endLinger = this.#clock.after(LINGER_MS, () => {
      this.#follow(planned);
      this.rib.setReflecting(reflects);
    });
    this.rib.nextHopsChanged();
  }

  /** The sessions as they are now, by the names of the nodes. */
  peers(): readonly PeerSnapshot[] {
    return this.speaker.peers();
  }

  /** Destinations that are learned or ours, routes that were refused since the start, and VRPs at hand. */
  get counts(): { readonly routes: number; readonly refused: number; readonly vrps: number } {
    return { routes: this.rib.size, refused: this.#refused, vrps: this.#origins?.table.size ?? 0 };
  }

  /** In virtual time somebody has to move the clock meanwhile. */
  close(how: Farewell): Promise<void> {
    this.#closing ??= this.#close(how);
    return this.#closing;
  }

  async #close(how: Farewell): Promise<void> {
    // What ends from here on is not news for the kernel.
    this.#endKernel();
    this.#endLinger();
    const listening = this.#listener.close();
    if (how === 'leave') {
      for (const { session } of this.speaker.peers()) {
        session?.teardown(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, `${this.self.name} leaves the mesh`);
      }
    }
    const ended = this.speaker.close({ graceful: how === 'restart' });
    // The others learn that it is on purpose (AdminDown), and take it for no failure of the path.
    this.#bfd.close();
    await Promise.all([listening, ended, this.#origins?.close(), this.#kernel?.close(how)]);
    for (const { name } of this.rib.peers) this.rib.removePeer(name);
    for (const prefix of this.#settings.bgp.networks) this.rib.retract({ prefix });
  }

  #follow(wanted: ReadonlyMap<string, PlannedPeer>): void {
    try {
      followPeers(this.#peers, wanted, this.#hands);
    } catch (error) {
      const failures = error instanceof AggregateError ? error.errors : [error];
      for (const failure of failures) this.#log.error('peer not created', { message: messageOf(failure) });
    }
  }

  readonly #hands: PeerHands = {
    create: (peer) => {
      this.rib.addPeer({
        name: peer.name,
        // Everybody would be, if we reflected: then it takes no other session when we begin to.
        kind: 'client',
        importPolicy: this.#importPolicy,
        // The one in IPv4 is known of the session.
        ownAddresses: [this.self.address6],
      });
      try {
        this.speaker.create(sessionSettings(peer, this.self, this.#settings.bgp));
      } catch (error) {
        this.rib.removePeer(peer.name);
        throw error;
      }
    },
    delete: (name) => {
      this.speaker.delete((peer) => peer.name === name);
      this.rib.removePeer(name);
    },
  };

  /** A network behind this node; sessions are IPv4, so that IPv6 needs its next hop said. */
  #ownRoute(prefix: string) {
    return {
      prefix,
      nextHop: prefix.includes(':') ? this.self.address6 : this.self.address,
      attributes: [attribute(ORIGIN, 'igp'), attribute(LOCAL_PREF, LOCAL_PREFERENCE)],
    };
  }

  /** The overlay is flat: there is a way to every member, and to nobody else. */
  #metric(address: string): number | undefined {
    if (address === this.self.address || address === this.self.address6) return 0;
    if (this.#nextHops.has(address)) return 1;
    this.#limited.info('next hop is no member', { nextHop: address });
    return undefined;
  }

  #report(): void {
    const { speaker } = this;
    speaker.on('established', (_session, peer) => this.#log.info('peer established', { peer: peer.name }));
    speaker.on('closed', (reason, peer) =>
      this.#limited.info('peer closed', { peer: peer.name, reason: formatCloseReason(reason) }),
    );
    speaker.on('refused', (reason, from) =>
      this.#limited.info('stream refused', { from: from.remoteAddress, reason: reason.code }),
    );
    speaker.on('error', (error, peer) =>
      this.#limited.error('peer error', { peer: peer.name, code: error.code, message: error.message }),
    );
    speaker.on('bfd', (peer, from) => {
      this.#log.info('bfd', { peer: peer.name, from, to: peer.bfd?.state });
      if (hasDied(peer)) this.#forget(peer.name);
    });
    speaker.on('restarted', () => {
      this.#log.info('restart is over', { routes: this.rib.size });
      this.#kernel?.sweep();
    });
  }

  /** A peer that has died is not waited for: what is kept of it goes, and it is tried from the beginning. */
  #forget(name: string): void {
    const isPeer = (peer: PeerSnapshot) => peer.name === name;
    this.#log.info('peer has died', { peer: name });
    this.speaker.disable(isPeer);
    this.speaker.enable(isPeer);
  }
}

/**
 * Its session was cut, so that its routes are kept as over a restart; but who restarts on purpose says so in BFD
 * (AdminDown), and this one has fallen silent there. RFC 5882 §4.3.2 would go on waiting, for its BFD cannot tell the two.
 */
function hasDied({ session, stale, bfd }: PeerSnapshot): boolean {
  return (
    session === undefined &&
    stale.length > 0 &&
    bfd?.state === 'Down' &&
    bfd.diagnostic === BfdDiagnostic.DETECTION_TIME_EXPIRED
  );
}

/** What is learned goes into the kernel; what begins here is there already, in somebody else's name. */
function install(kernel: KernelRoutes, { current, previous, peer }: BestPathChange): void {
  if (current !== undefined && peer !== undefined) {
    kernel.set({ prefix: current.prefix, nextHop: current.nextHop });
  } else {
    kernel.unset((current ?? previous)!.prefix);
  }
}

function makeOrigins({ bgp }: SpeakerSettings, ports: SpeakerPorts, log: Log): OriginCaches | undefined {
  if (bgp.rtr.length === 0) return undefined;
  const { clock, random, connectRtr: connect } = ports;
  return new OriginCaches(bgp.rtr, { clock, random, connect, log, asn: bgp.asn });
}

function messageOf(error: unknown): string {
  return error instanceof MeshError ? `${error.code}: ${error.message}` : String(error);
}
