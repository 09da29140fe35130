import type { Clock, Session, SessionHandler } from '@mesh/bgp-session';
import { type Family, formatFamily, MeshError } from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, type RibUpdateSource, type Route, type RouteStore, type SkipReason } from '@mesh/rib';
import type { Neighbor } from '../settings/neighbor.js';
import { encodeOperational, operationalFor } from './operational.js';
import { type PacedSource, pacedSource } from './paced-source.js';
import { Watchdogs } from './watchdogs.js';

const REASONS: Readonly<Record<SkipReason, string>> = {
  family: 'the session does not speak its family',
  'next-hop': 'the session has no next hop that its family can carry',
  'too-large': 'it does not fit one message with its attributes',
  'long-lived-stale': 'it has the community llgr-stale, and the peer does not know long-lived graceful restart',
  orf: 'the peer has asked for a filter that it does not pass',
  otc: 'it has OTC, and the peer is no customer',
  loop: 'the AS of the peer is in its path',
  source: 'the peer is where it came from',
};

/** What RIBs, and those who announce, are told of a neighbour once and for all. */
function ribSettings({ adjRibIn, groupUpdates, manualEor, families, session }: Neighbor): string {
  return JSON.stringify([adjRibIn, groupUpdates, manualEor, families, session.localLinkLocal, session.peerAs]);
}

/** The Adj-RIBs of one peer. They live as long as the peer and serve its sessions one after another. */
export class PeerRibs implements SessionHandler {
  readonly adjRibIn: AdjRibIn | undefined;
  readonly adjRibOut: AdjRibOut;
  readonly watchdogs: Watchdogs = new Watchdogs();
  /** Families that the peer may be told of. */
  readonly families: ReadonlySet<Family>;
  readonly peerAs: number | undefined;
  readonly #clock: Clock;
  #neighbor: Neighbor;
  /** The source of the session, where it keeps a pace. */
  #paced: PacedSource | undefined;
  /** Reasons that were reported since the session came up: a million routes are not to be a million events. */
  readonly #reported = new Set<SkipReason>();
  /** Those who wait for `flushed`, told when there is nothing left to wait for. */
  readonly #waiting = new Set<(error?: MeshError) => void>();
  /** Those who wait for the session that is up, told when it is over. */
  readonly #settling = new Set<() => void>();
  /** Withdraws what was announced for the session alone, for want of `adjRibOut`. */
  readonly #forget: () => void;
  #open: { readonly session: Session; readonly source: RibUpdateSource } | undefined;

  constructor(
    store: RouteStore,
    clock: Clock,
    neighbor: Neighbor,
    report: (error: MeshError) => void,
    forget: () => void,
  ) {
    this.#clock = clock;
    this.#neighbor = neighbor;
    this.#forget = forget;
    this.families = new Set(neighbor.families);
    this.peerAs = neighbor.session.peerAs === 'auto' ? undefined : neighbor.session.peerAs;
    this.adjRibIn = neighbor.adjRibIn ? new AdjRibIn(store, { clock }) : undefined;
    this.adjRibOut = new AdjRibOut(store, {
      groupUpdates: neighbor.groupUpdates,
      endOfRib: !neighbor.manualEor,
      localLinkLocal: neighbor.session.localLinkLocal,
      onSkipped: (route, reason) => {
        if (this.#reported.has(reason)) return;
        this.#reported.add(reason);
        report(skipped(route, reason));
      },
    });
  }

  get neighbor(): Neighbor {
    return this.#neighbor;
  }

  /** The session that is up. */
  get session(): Session | undefined {
    return this.#open?.session;
  }

  /** Other settings count from the next session on. False where they need other RIBs: then nothing has changed. */
  reconfigure(neighbor: Neighbor): boolean {
    if (ribSettings(neighbor) !== ribSettings(this.#neighbor)) return false;
    this.#neighbor = neighbor;
    return true;
  }

  onEstablished(session: Session): ReturnType<NonNullable<SessionHandler['onEstablished']>> {
    this.#reported.clear();
    const source = this.adjRibOut.open(session);
    this.#open = { session, source };
    const { rateLimit, autoFlush, operational } = this.#neighbor;
    this.#paced = rateLimit > 0 || !autoFlush ? pacedSource(source, this.#clock, this.#neighbor) : undefined;
    for (const one of operationalFor(operational, session)) this.say(session, encodeOperational(one, session));
    return { source: this.#paced ?? source, sink: this.adjRibIn };
  }

  /** Sends what is held for want of `autoFlush`. */
  flush(): void {
    this.#paced?.flush();
  }

  onClose(): void {
    if (this.#open?.session.up) return;
    if (this.#open && !this.#neighbor.adjRibOut) this.#forget();
    this.#open = undefined;
    for (const settle of [...this.#settling]) settle();
  }

  /**
   * Resolves when the session that is up has been sent all that is pending now, or is over; at once where there is none.
   * Neither a peer that is away is waited for, as `flushed` does, nor what is held for want of `autoFlush`.
   */
  settled(): Promise<void> {
    return this.#neighbor.autoFlush ? this.#drained() : Promise.resolve();
  }

  #drained(): Promise<void> {
    if (!this.#open) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#settling.delete(settle);
        resolve();
      };
      this.#settling.add(settle);
      void this.adjRibOut.flushed().then(settle);
    });
  }

  /** Writes octets on a session behind the routes that are pending now. */
  say(session: Session, octets: Uint8Array): void {
    if (this.adjRibOut.pending === 0) session.send(octets);
    else void this.#drained().then(() => session.send(octets));
  }

  /** Sends the peer all its routes again, as it may ask for itself (RFC 2918 §3), and what is held. */
  sendAgain(): void {
    const { session, source } = this.#open ?? {};
    for (const family of session?.families ?? []) source?.refresh(family);
    this.flush();
  }

  /** As `AdjRibOut.flushed`, but over as well when the peer is: `release` settles it. */
  flushed(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: MeshError): void => {
        this.#waiting.delete(settle);
        if (error) reject(error);
        else resolve();
      };
      this.#waiting.add(settle);
      void this.adjRibOut.flushed().then(() => settle());
    });
  }

  /** The peer is gone: gives its routes back to the store, a slice at a time. Resolves when that is done. */
  release(error?: MeshError): Promise<void> {
    this.adjRibOut.clear();
    for (const settle of [...this.#waiting]) settle(error);
    for (const settle of [...this.#settling]) settle();
    return new Promise((resolve) => {
      if (this.adjRibIn) this.adjRibIn.close(resolve);
      else resolve();
    });
  }
}

function skipped(route: Route, reason: SkipReason): MeshError {
  return new MeshError(
    'MESH_ROUTE_SKIPPED',
    `route ${route.prefix} (${formatFamily(route.family)}) is not sent: ${REASONS[reason]}; more of the kind are not reported until the next session`,
    { details: { reason, route: route.toObject() } },
  );
}
