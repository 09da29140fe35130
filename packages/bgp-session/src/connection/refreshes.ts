import type { Family } from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';

/** The octets of the marks around what is sent again (RFC 7313 §3.2). */
export interface RefreshMarks {
  readonly begin: Uint8Array;
  readonly end: Uint8Array;
}

/** A family that is to be, or was, sent again. */
interface Round {
  readonly family: Family;
  readonly marks: RefreshMarks | undefined;
}

/** Rounds of a family begin at least so far apart: a peer that asks without end must not have us send without end. */
const INTERVAL_MS = 5_000;

/** What begins and ends rounds. */
export interface RefreshesUser {
  begin(family: Family, marks: RefreshMarks | undefined): void;
  end(marks: RefreshMarks | undefined): void;
}

/**
 * Which families are being sent again: one round at a time each, and one more at most, however often the peer asks. None
 * begins before `open`: what is sent again was sent before (RFC 7313 §4).
 */
export class Refreshes {
  readonly #clock: Clock;
  readonly #user: RefreshesUser;
  /** Families under way. */
  readonly #under = new Set<Family>();
  /** Rounds that have to wait. */
  readonly #wanted = new Map<Family, Round>();
  /** Families whose last round is not long ago. */
  readonly #resting = new Map<Family, Cancel>();
  #handedOut: Round[] = [];
  #open = false;

  constructor(clock: Clock, user: RefreshesUser) {
    this.#clock = clock;
    this.#user = user;
  }

  /** Begins a round, or remembers it. */
  ask(family: Family, marks: RefreshMarks | undefined): void {
    this.#wanted.set(family, { family, marks });
    this.#begin(family);
  }

  /** The source has sent all there was at first. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    for (const family of [...this.#wanted.keys()]) this.#begin(family);
  }

  /** The last of a family has been handed out. */
  handedOut(family: Family, marks: RefreshMarks | undefined): void {
    this.#handedOut.push({ family, marks });
  }

  /** The last octets of what was handed out have been written. */
  finish(): void {
    if (this.#handedOut.length === 0) return;
    for (const { family, marks } of this.#handedOut.splice(0)) {
      this.#under.delete(family);
      this.#user.end(marks);
      this.#begin(family);
    }
  }

  close(): void {
    for (const cancel of this.#resting.values()) cancel();
    this.#resting.clear();
    this.#wanted.clear();
  }

  #begin(family: Family): void {
    const round = this.#wanted.get(family);
    if (round === undefined || !this.#open || this.#under.has(family) || this.#resting.has(family)) return;
    this.#wanted.delete(family);
    this.#under.add(family);
    this.#resting.set(
      family,
      this.#clock.after(INTERVAL_MS, () => {
        this.#resting.delete(family);
        this.#begin(family);
      }),
    );
    this.#user.begin(family, round.marks);
  }
}
