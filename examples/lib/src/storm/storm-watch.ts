import type { DuplexLike, Session, TappedStream } from '@mesh/bgp-session';
import { CeaseSubcode, ErrorCode, formatHex, HEADER_LENGTH, MessageType } from '@mesh/bgp-wire';
import type { Side, SimulatedRouter, Simulation } from '../simulation/index.js';
import { Heard, toldOfAdvertised, toldOfRoute } from './heard.js';
import { WatchedStream } from './watched-stream.js';

/** Seconds for which peers keep the routes of a router that is away, and at most (RFC 4724 §4.2, RFC 8538 §4). */
export const RESTART_SECONDS = 30;
export const STALE_SECONDS = 60;

/** How long nothing must have been told of routes before both ends of a session have to agree. */
const QUIET_MS = 2_500;
/** By when a peer has begun to send again what it was asked for: it does so once in five seconds at most. */
const REFRESH_MS = 5_000 + QUIET_MS;

/** Something that explains NOTIFICATIONs. */
export interface NotificationExplanation {
  /** As `4/0`. */
  readonly codes: readonly string[];
  /** Who sends them, as `router>peer`; anybody unless given. */
  readonly sender?: string | undefined;
  /** The last moment at which they may be sent. */
  readonly untilMs: number;
}

/** One direction of one session: what was handed to the stream and has not been received. */
interface Line {
  readonly written: string[];
}

/** One end of a link, by the names of both routers. */
interface End {
  heard: Heard | undefined;
  /** When its last session ended. */
  downAt: number;
  /** Since when some of its routes are stale. */
  staleSince: number | undefined;
}

/**
 * Looks at every router of a simulation between events and says what is not as it has to be. What it compares with are
 * the octets that went over the streams, read by a decoder of its own.
 */
export class StormWatch {
  /** What was found; a storm ends with the first. */
  readonly complaints: string[] = [];
  /** What explains NOTIFICATIONs. */
  readonly explanations: NotificationExplanation[] = [];
  /** NOTIFICATIONs sent, as `router>peer code/subcode`. */
  readonly notifications: string[] = [];
  readonly #ends = new Map<string, End>();
  readonly #lines = new Map<string, Line>();
  /** Streams by the addresses of their ends. */
  readonly #streams = new Map<string, readonly WatchedStream[]>();
  /** Set once there is one. */
  simulation!: Simulation;

  /** A process begins: observes all its streams. */
  started(router: SimulatedRouter): void {
    router.speaker.tap((stream) => this.#tap(router, stream));
  }

  /** Stands between the network and a speaker. */
  watch(stream: DuplexLike): DuplexLike {
    const watched = new WatchedStream(stream, () => this.simulation.clock.now());
    const key = `${stream.localAddress}>${stream.remoteAddress}`;
    const open = (this.#streams.get(key) ?? []).filter(({ isOver }) => !isOver);
    this.#streams.set(key, [...open, watched]);
    return watched;
  }

  /** The end that a router has of its session with a neighbour. */
  heard(router: string, peer: string): Heard | undefined {
    return this.#end(router, peer).heard;
  }

  /** What has to hold at any moment. */
  check(): void {
    for (const router of this.simulation.routers) {
      if (!router.up) continue;
      for (const { name } of router.speaker.peers()) this.#checkPeer(router, name);
    }
    this.#checkReferences(false);
    if (this.simulation.clock.now() - this.simulation.activeAt >= QUIET_MS) this.#checkLinks();
  }

  /** What has to hold once all is at rest. */
  checkAtRest(): void {
    this.check();
    this.#checkLinks();
    this.#checkReferences(true);
  }

  /** What has to hold once everybody has stopped. */
  checkStopped(): void {
    const { store, network, clock } = this.simulation;
    this.#expect(store.size === 0, `the store has ${store.size} routes that nobody has`);
    this.#expect(store.attributeSets === 0, `the store has ${store.attributeSets} attribute sets that nobody has`);
    this.#expect(network.open === 0, `${network.open} ends of connections are left open`);
    this.#expect(clock.pending === 0, `${clock.pending} timers are left running`);
  }

  complain(text: string): void {
    this.complaints.push(`at ${this.simulation.clock.now()} ms: ${text}`);
  }

  #expect(holds: boolean, otherwise: string): void {
    if (!holds) this.complain(otherwise);
  }

  // ── octets ──

  #tap(router: SimulatedRouter, stream: TappedStream) {
    const [here, peer] = [router.name, stream.peer];
    const [local, remote] = [
      `${stream.localAddress}:${stream.localPort}`,
      `${stream.remoteAddress}:${stream.remotePort}`,
    ];
    const line: Line = { written: [] };
    this.#lines.set(`${local}>${remote}`, line);
    let from: Line | undefined;
    let own: Heard | undefined;
    return {
      sent: (octets: Uint8Array) => {
        for (const message of messagesOf(octets)) {
          line.written.push(formatHex(message));
          if (message[18] === MessageType.NOTIFICATION) this.#notified(here, peer, message);
        }
      },
      received: (message: Uint8Array) => {
        from ??= this.#lines.get(`${remote}>${local}`);
        const written = from?.written.shift();
        this.#expect(written === formatHex(message), `${here} received from ${peer} what was not sent next`);
        own?.take(message);
      },
      established: (session: Session) => {
        own = new Heard(session);
        this.#end(here, peer).heard = own;
      },
      closed: () => {
        const end = this.#end(here, peer);
        if (own === undefined || end.heard !== own) return;
        end.heard = undefined;
        end.downAt = this.simulation.clock.now();
      },
    };
  }

  #notified(here: string, peer: string, message: Uint8Array): void {
    // A Hard Reset says within what it is about (RFC 8538 §3.1).
    const isHard = message[HEADER_LENGTH] === ErrorCode.CEASE && message[HEADER_LENGTH + 1] === CeaseSubcode.HARD_RESET;
    const [code, subcode] = message.subarray(HEADER_LENGTH + (isHard ? 2 : 0));
    this.notifications.push(`${here}>${peer} ${code}/${subcode}`);
    const [sender, said, now] = [`${here}>${peer}`, `${code}/${subcode}`, this.simulation.clock.now()];
    const isExplained = this.explanations.some(
      (one) => one.codes.includes(said) && (one.sender ?? sender) === sender && now <= one.untilMs,
    );
    this.#expect(isExplained, `${here} sent ${peer} a NOTIFICATION ${said} that nothing explains`);
  }

  // ── one peer of one router ──

  #checkPeer(router: SimulatedRouter, peer: string): void {
    const rib = router.rib.peer(peer)!.in;
    const end = this.#end(router.name, peer);
    const now = this.simulation.clock.now();
    const stale = rib.staleSize();
    end.staleSince = stale === 0 ? undefined : (end.staleSince ?? now);
    const at = `${router.name} from ${peer}`;
    if (end.staleSince !== undefined) {
      this.#expect(now - end.staleSince <= STALE_SECONDS * 1000, `${at}: ${stale} routes are stale for too long`);
    }
    const { heard } = end;
    if (heard === undefined) {
      const kept = now - end.downAt <= RESTART_SECONDS * 1000 || rib.size() === 0;
      this.#expect(kept, `${at}: ${rib.size()} routes are kept beyond the restart time`);
      return;
    }
    this.#checkPace(router, heard.session);
    if (heard.complete) this.#expect(stale === 0, `${at}: ${stale} routes are stale after End-of-RIB`);
    let fresh = 0;
    for (const route of rib.routes()) {
      if (rib.isStale(route)) continue;
      fresh++;
      const told = heard.routes.get(route.prefix);
      this.#expect(told === toldOfRoute(route), `${at}: ${route.prefix} is not what was told`);
    }
    this.#expect(fresh === heard.routes.size, `${at}: holds ${fresh} routes, was told ${heard.routes.size}`);
  }

  /** Whatever waits, something goes out in a third of the hold time, or a KEEPALIVE is on its way (RFC 4271 §4.4). */
  #checkPace({ name }: SimulatedRouter, { localAddress, peerAddress, holdTime, peer }: Session): void {
    const now = this.simulation.clock.now();
    const streams = this.#streams.get(`${localAddress}>${peerAddress}`) ?? [];
    const paced = streams.some(
      ({ isOver, keepalives, writtenAt }) => !isOver && (keepalives > 0 || now - writtenAt <= (holdTime * 1000) / 3),
    );
    this.#expect(paced, `${name} has sent ${peer} no KEEPALIVE for a third of the hold time`);
  }

  // ── both ends of a link ──

  #checkLinks(): void {
    for (const router of this.simulation.routers) {
      for (const { node, side } of router.neighbours) this.#checkLink(router, this.simulation.router(node.name), side);
    }
  }

  /** Adj-RIB-Out of the one is what the other has decoded. */
  #checkLink(from: SimulatedRouter, to: SimulatedRouter, side: Side): void {
    const heard = this.heard(to.name, from.name);
    if (!from.up || !to.up || heard === undefined || this.heard(from.name, to.name) === undefined) return;
    if (from.speaker.restarting || !this.#flows(from, to)) return;
    // What a malformed UPDATE has left there is swept by the refresh it was followed by.
    if (this.simulation.clock.now() - heard.askedAt < REFRESH_MS) return;
    const peer = from.rib.peer(to.name)!;
    const told = new Set<string>();
    for (const route of peer.advertised()) {
      const { prefix } = route;
      if (from.rib.paths({ prefix })[0]?.peer === to.name) continue;
      told.add(prefix);
      const decoded = heard.routes.get(prefix);
      this.#expect(decoded !== undefined, `${from.name} has ${prefix} for ${to.name}, which has not decoded it`);
      if (decoded === undefined) continue;
      const isSame = decoded === toldOfAdvertised(route, { node: from.node, side });
      this.#expect(isSame, `${to.name} has decoded other attributes of ${prefix} than ${from.name} has for it`);
    }
    for (const prefix of heard.routes.keys()) {
      this.#expect(told.has(prefix), `${to.name} has decoded ${prefix}, which ${from.name} does not have for it`);
    }
  }

  #flows(from: SimulatedRouter, to: SimulatedRouter): boolean {
    const { network } = this.simulation;
    const reads = [from, to].every(({ host }) => host.readRate === Number.POSITIVE_INFINITY);
    return reads && !network.isCut(from.node.address, to.node.address);
  }

  // ── references ──

  /** Nobody reads a route without a reference; at rest there are no more references than holders. */
  #checkReferences(exactly: boolean): void {
    const holders = new Map<number, number>();
    const count = ({ id }: { readonly id: number }): void => {
      holders.set(id, (holders.get(id) ?? 0) + 1);
    };
    for (const router of this.simulation.routers) {
      if (!router.up) continue;
      const { rib } = router;
      for (const route of rib.routes()) count(route);
      for (const prefix of router.originated) {
        const own = rib.paths({ prefix }).find(({ peer }) => peer === undefined);
        if (own !== undefined) count(own.route);
      }
      const tables = new Set<unknown>();
      for (const peer of rib.peers) {
        for (const route of peer.in.routes()) count(route);
        for (const route of peer.in.acceptedRoutes()) count(route);
        if (peer.group === undefined || tables.has(peer.group)) continue;
        tables.add(peer.group);
        for (const route of peer.advertised()) count(route);
      }
    }
    for (const route of this.simulation.store.routes()) {
      const held = holders.get(route.id) ?? 0;
      const isRight = exactly ? route.references === held : route.references >= held;
      this.#expect(isRight, `${route.prefix} has ${route.references} references and ${held} holders`);
    }
  }

  #end(router: string, peer: string): End {
    const key = `${router}<${peer}`;
    let end = this.#ends.get(key);
    if (end === undefined) {
      end = { heard: undefined, downAt: Number.NEGATIVE_INFINITY, staleSince: undefined };
      this.#ends.set(key, end);
    }
    return end;
  }
}

/** The messages in octets that hold whole ones. */
function* messagesOf(octets: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at + HEADER_LENGTH <= octets.length; ) {
    const length = (octets[at + 16]! << 8) | octets[at + 17]!;
    yield octets.subarray(at, at + length);
    at += length;
  }
}
