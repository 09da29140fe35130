import type { Fault, Outcome } from '@mesh/bgp-wire';
import type { Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import { type Counting, startCounting, type Traffic } from '../connection/traffic.js';

/** What is counted of a peer from its creation on. */
export class PeerStatistics {
  readonly received: Counting = startCounting();
  readonly sent: Counting = startCounting();
  readonly #clock: Clock;
  readonly #faults: Record<Outcome, number> = {
    accept: 0,
    'attribute-discard': 0,
    'treat-as-withdraw': 0,
    'afi-safi-disable': 0,
    'session-reset': 0,
  };
  #sessions = 0;
  #establishedAt: number | undefined;
  #lastReason: CloseReason | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get traffic(): Traffic {
    return { received: { ...this.received }, sent: { ...this.sent } };
  }

  /** Findings in what the peer sent, by their outcome (RFC 7606). */
  get faults(): Readonly<Record<Outcome, number>> {
    return { ...this.#faults };
  }

  /** Sessions that were Established. */
  get sessions(): number {
    return this.#sessions;
  }

  /** How long the session has been up, in milliseconds. */
  get uptimeMs(): number | undefined {
    return this.#establishedAt === undefined ? undefined : this.#clock.now() - this.#establishedAt;
  }

  /** Why the last session or attempt ended. */
  get lastReason(): CloseReason | undefined {
    return this.#lastReason;
  }

  fault({ outcome }: Fault): void {
    this.#faults[outcome]++;
  }

  established(): void {
    this.#sessions++;
    this.#establishedAt = this.#clock.now();
  }

  /** The session is over. */
  down(): void {
    this.#establishedAt = undefined;
  }

  closed(reason: CloseReason): void {
    this.#lastReason = reason;
    if (reason.kind === 'notification-sent' && reason.fault !== undefined) this.fault(reason.fault);
  }
}
