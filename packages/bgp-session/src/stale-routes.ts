import type { Family } from '@mesh/bgp-wire';
import type { Cancel, Clock } from './clock.js';
import type { CloseReason } from './close-reason.js';
import type { ConnectionPorts, RetainRoutes } from './connection.js';
import { purgedOnReturn } from './fsm/graceful-restart.js';
import type { Negotiated } from './fsm/negotiated.js';
import type { UpdateSink } from './update-sink.js';

/**
 * The routes of a peer that is away and said it would be back (RFC 4724 §4.2): which families are stale, and when they
 * are gone after all. The marks themselves stand in the sink, which lives through the restart.
 */
export class StaleRoutes {
  readonly #clock: Clock;
  readonly #guard: ConnectionPorts['guard'];
  readonly #stale = new Set<Family>();
  #sink: UpdateSink | undefined;
  #restart: Cancel | undefined;
  #bound: Cancel | undefined;

  /** `guard` runs what a sink does: what it throws is reported, and keeps no other family from being purged. */
  constructor(clock: Clock, guard: ConnectionPorts['guard']) {
    this.#clock = clock;
    this.#guard = guard;
  }

  /** The session is over and its routes are kept: those stale already, and those of families not named, are not. */
  retain(sink: UpdateSink, families: readonly Family[], retain: RetainRoutes, reason: CloseReason): void {
    this.#sink = sink;
    const kept = new Set(retain.families);
    for (const family of families) {
      if (this.#stale.has(family)) this.#guard(() => sink.purge(family));
      this.#guard(() => sink.stale(family, 'gr'));
      if (kept.has(family)) this.#stale.add(family);
      else this.#guard(() => sink.purge(family));
    }
    this.#guard(() => sink.down(reason, true));
    this.#restart?.();
    this.#restart = this.#clock.after(retain.restartTimeSeconds * 1000, () => this.purgeAll());
    this.#bound ??= this.#clock.after(retain.staleTimeSeconds * 1000, () => this.purgeAll());
  }

  /** The peer is back: what it did not keep forwarding by goes at once, the rest waits for its End-of-RIB. */
  returned(negotiated: Negotiated, sink: UpdateSink | undefined): void {
    this.#restart?.();
    this.#restart = undefined;
    this.#sink = sink ?? this.#sink;
    for (const family of purgedOnReturn(this.#stale, negotiated)) this.endOfRib(family);
  }

  /** The peer has sent all of a family: what is still stale of it is gone. */
  endOfRib(family: Family): void {
    if (!this.#stale.delete(family)) return;
    this.#guard(() => this.#sink?.purge(family));
    if (this.#stale.size === 0) this.#forget();
  }

  /** Time is over for all of it. */
  purgeAll(): void {
    for (const family of [...this.#stale]) this.endOfRib(family);
    this.#forget();
  }

  /** The routes went with the session: there is nothing to wait for. */
  clear(): void {
    this.#stale.clear();
    this.#forget();
  }

  #forget(): void {
    this.#restart?.();
    this.#bound?.();
    this.#restart = this.#bound = undefined;
  }
}
