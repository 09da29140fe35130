import type { Family } from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import type { ConnectionPorts } from '../connection/connection.js';
import { purgedOnReturn } from '../fsm/graceful-restart.js';
import type { Negotiated, NegotiatedGracefulRestart } from '../fsm/negotiated.js';
import type { UpdateSink } from '../update-sink.js';

/** Routes of one family that are kept though their peer is away, or back without having sent them again. */
export interface StaleFamily {
  readonly family: Family;
  /** `llgr`: the restart time is over, they are long-lived stale (RFC 9494 §4.2). */
  readonly kind: 'gr' | 'llgr';
  /** Until that changes, or they are gone. */
  readonly remainingMs: number;
}

/** One thing that happens later, unless it is called off. */
interface Deadline {
  readonly at: number;
  readonly cancel: Cancel;
}

/** What is known of one stale family. */
interface Kept {
  kind: StaleFamily['kind'];
  /** How long the routes may be stale once the restart time is over; 0 for not at all. */
  longLivedSeconds: number;
  /** The Long-lived Stale Time that runs: once begun it is not changed until the peer has sent all again. */
  longLived: Deadline | undefined;
  /** It was over while the peer was sending: another end of the session is the end of the routes. */
  expired: boolean;
}

/*
 * The routes of a peer that is away and said it would be back: which families are stale, and when they are gone after
 * all. The marks themselves stand in the sink, which lives through the restart.
 *
 * Away, a family is stale for the peer's Restart Time (RFC 4724 §4.2), then long-lived stale for the Long-lived Stale Time
 * (RFC 9494 §4.2), either of which may be nothing. Back, it is stale until End-of-RIB. The time that RFC 8538 §4.1 demands
 * as an upper bound cuts the first and the last short: the second has a bound of its own.
 *
 * What was stale already when the peer goes away once more goes by RFC 4724 §4.2, and stays by RFC 8538 §4.1 (the N bit
 * both ways) and RFC 9494 §4.2 (until its Long-lived Stale Time is over): a restart that fails costs no routes.
 */
export class StaleRoutes {
  readonly #clock: Clock;
  readonly #guard: ConnectionPorts['guard'];
  readonly #kept = new Map<Family, Kept>();
  #sink: UpdateSink | undefined;
  #boundSeconds = 0;
  #restart: Deadline | undefined;
  #bound: Deadline | undefined;
  /** A session is up. */
  #up = false;

  /** `guard` runs what a sink does: what it throws is reported, and keeps no other family from being purged. */
  constructor(clock: Clock, guard: ConnectionPorts['guard']) {
    this.#clock = clock;
    this.#guard = guard;
  }

  /** The families that are stale now. */
  get families(): readonly StaleFamily[] {
    const now = this.#clock.now();
    return [...this.#kept].map(([family, { kind, longLived }]) => {
      const away = kind === 'llgr' ? [longLived] : [this.#restart, this.#bound];
      const ends = (this.#up ? [this.#bound] : away).map((deadline) => deadline?.at ?? Number.POSITIVE_INFINITY);
      return { family, kind, remainingMs: Math.max(0, Math.min(...ends) - now) };
    });
  }

  /** The session is over and its routes are kept for `boundSeconds` at most, families that the peer did not name apart. */
  retain(
    sink: UpdateSink,
    { families, notificationRestart }: Negotiated,
    restart: NegotiatedGracefulRestart,
    boundSeconds: number,
    reason: CloseReason,
  ): void {
    this.#up = false;
    this.#sink = sink;
    this.#boundSeconds = boundSeconds;
    for (const family of families) {
      const longLivedSeconds = restart.longLived.get(family)?.staleTimeSeconds ?? 0;
      const { expired } = this.#kept.get(family) ?? { expired: false };
      if (expired || !(notificationRestart || longLivedSeconds > 0)) this.endOfRib(family);
      this.#guard(() => sink.stale(family, 'gr'));
      this.#keep(family, longLivedSeconds);
      if (longLivedSeconds === 0 && !restart.families.includes(family)) this.endOfRib(family);
    }
    this.#guard(() => sink.down(reason, true));
    this.#restart?.cancel();
    this.#restart = this.#after(restart.peer.restartTimeSeconds, () => this.#restartTimeOver());
    this.#bound ??= this.#after(boundSeconds, () => this.#boundReached());
    // Of a family that only the other capability names, the Restart Time is zero (RFC 9494 §4.2).
    for (const family of [...this.#kept.keys()]) if (!restart.families.includes(family)) this.#graceOver(family);
    if (restart.peer.restartTimeSeconds === 0) this.#restartTimeOver();
  }

  /** The peer is back: what it did not keep forwarding by goes at once, the rest waits for its End-of-RIB. */
  returned(negotiated: Negotiated, sink: UpdateSink | undefined): void {
    this.#up = true;
    this.#restart?.cancel();
    this.#restart = undefined;
    // Another sink knows nothing of the routes.
    if (sink !== undefined && sink !== this.#sink) this.purgeAll();
    this.#sink = sink ?? this.#sink;
    const longLived = [...this.#kept].filter(([, kept]) => kept.longLived !== undefined).map(([family]) => family);
    for (const family of purgedOnReturn(this.#kept.keys(), negotiated, longLived)) this.endOfRib(family);
    if (this.#kept.size > 0) this.#bound ??= this.#after(this.#boundSeconds, () => this.#boundReached());
  }

  /** The peer has sent all of a family: what is still stale of it is gone. */
  endOfRib(family: Family): void {
    const kept = this.#kept.get(family);
    if (kept === undefined) return;
    kept.longLived?.cancel();
    this.#kept.delete(family);
    this.#guard(() => this.#sink?.purge(family));
    if (this.#kept.size === 0) this.#forget();
  }

  /** Time is over for all of it. */
  purgeAll(): void {
    for (const family of [...this.#kept.keys()]) this.endOfRib(family);
    this.#forget();
  }

  /** The routes went with the session: there is nothing to wait for. */
  clear(): void {
    for (const { longLived } of this.#kept.values()) longLived?.cancel();
    this.#kept.clear();
    this.#forget();
  }

  #keep(family: Family, longLivedSeconds: number): void {
    const kept = this.#kept.get(family);
    if (kept === undefined) {
      this.#kept.set(family, { kind: 'gr', longLivedSeconds, longLived: undefined, expired: false });
    } else {
      kept.kind = 'gr';
      kept.longLivedSeconds = longLivedSeconds;
    }
  }

  #restartTimeOver(): void {
    for (const family of [...this.#kept.keys()]) this.#graceOver(family);
  }

  #boundReached(): void {
    this.#bound = undefined;
    if (this.#up) this.purgeAll();
    else this.#restartTimeOver();
  }

  /** The time to come back in good order is over: the routes of a family are long-lived stale from now on, or gone. */
  #graceOver(family: Family): void {
    const kept = this.#kept.get(family);
    if (kept === undefined || kept.kind === 'llgr') return;
    if (kept.longLivedSeconds === 0) {
      this.endOfRib(family);
      return;
    }
    kept.kind = 'llgr';
    this.#guard(() => this.#sink?.stale(family, 'llgr'));
    if (![...this.#kept.values()].some(({ kind }) => kind === 'gr')) this.#forget();
    kept.longLived ??= this.#after(kept.longLivedSeconds, () => {
      if (this.#up) kept.expired = true;
      else this.endOfRib(family);
    });
  }

  /** A host's timer may end sooner than after months: it is set again then. */
  #after(seconds: number, call: () => void): Deadline {
    const at = this.#clock.now() + seconds * 1000;
    const wait = (): Cancel =>
      this.#clock.after(at - this.#clock.now(), () => {
        if (this.#clock.now() >= at) call();
        else cancel = wait();
      });
    let cancel = wait();
    return { at, cancel: () => cancel() };
  }

  #forget(): void {
    this.#restart?.cancel();
    this.#bound?.cancel();
    this.#restart = this.#bound = undefined;
  }
}
