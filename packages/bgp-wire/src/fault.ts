import type { NotificationMessage } from './message/notification.js';

/**
 * What an error costs, from nothing to the session. The order is that of RFC 7606 §3.h: of several errors the
 * strongest counts.
 */
export type Outcome = 'accept' | 'attribute-discard' | 'treat-as-withdraw' | 'afi-safi-disable' | 'session-reset';

const RANK: Readonly<Record<Outcome, number>> = {
  accept: 0,
  'attribute-discard': 1,
  'treat-as-withdraw': 2,
  'afi-safi-disable': 3,
  'session-reset': 4,
};

/** The stronger of two outcomes (RFC 7606 §3.h). */
export function strongest(a: Outcome, b: Outcome): Outcome {
  return RANK[a] >= RANK[b] ? a : b;
}

/** True where `a` costs more than `b`. */
export function strongerThan(a: Outcome, b: Outcome): boolean {
  return RANK[a] > RANK[b];
}

/** One finding in the peer's bytes. A value, never thrown. */
export interface Fault {
  readonly outcome: Outcome;
  /** Type code of the attribute at fault, where it is one. */
  readonly attribute?: number;
  /** Octet offset from the start of the message. */
  readonly offset: number;
  /** One sentence, lower case, that quotes the offending value. */
  readonly reason: string;
  /** The clause that demands the outcome: `RFC 7606 §7.1`. */
  readonly rfc: string;
  /** What to tell the peer if the session is reset because of it. */
  readonly notification: NotificationMessage;
}
