import type { Clock, Session, SessionHandler, UpdateSource } from '@mesh/bgp-session';
import { type Family, formatFamily, MeshError } from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, type Route, type RouteStore, type SkipReason } from '@mesh/rib';
import type { Neighbor } from '../settings/neighbor.js';
import { type Pace, type PacedSource, pacedSource } from './paced-source.js';

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

/** The Adj-RIBs of one peer. They live as long as the peer and serve its sessions one after another. */
export class PeerRibs implements SessionHandler {
  readonly adjRibIn: AdjRibIn | undefined;
  readonly adjRibOut: AdjRibOut;
  /** Families that the peer may be told of. */
  readonly families: ReadonlySet<Family>;
  readonly peerAs: number | undefined;
  readonly #clock: Clock;
  readonly #pace: Pace;
  /** That of the session, where it keeps a pace. */
  #source: PacedSource | undefined;
  /** Reasons that were reported since the session came up: a million routes are not to be a million events. */
  readonly #reported = new Set<SkipReason>();
  /** Those who wait for `flushed`, told when there is nothing left to wait for. */
  readonly #waiting = new Set<(error?: MeshError) => void>();

  constructor(store: RouteStore, clock: Clock, neighbor: Neighbor, report: (error: MeshError) => void) {
    this.#clock = clock;
    this.#pace = neighbor;
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

  onEstablished(session: Session): ReturnType<NonNullable<SessionHandler['onEstablished']>> {
    this.#reported.clear();
    return { source: this.#sourceOf(session), sink: this.adjRibIn };
  }

  #sourceOf(session: Session): UpdateSource {
    const source = this.adjRibOut.open(session);
    const { rateLimit, autoFlush } = this.#pace;
    this.#source = rateLimit > 0 || !autoFlush ? pacedSource(source, this.#clock, this.#pace) : undefined;
    return this.#source ?? source;
  }

  /** Sends what is held for want of `autoFlush`. */
  flush(): void {
    this.#source?.flush();
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
