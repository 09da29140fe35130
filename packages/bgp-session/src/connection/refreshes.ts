import type { Family } from '@mesh/bgp-wire';

/** The octets of the marks around what is sent again (RFC 7313 §3.2). */
export interface RefreshMarks {
  readonly begin: Uint8Array;
  readonly end: Uint8Array;
}

/** A family that has been sent again. */
export interface FinishedRefresh {
  readonly family: Family;
  readonly marks: RefreshMarks | undefined;
  /** The peer asked once more meanwhile. */
  readonly again: boolean;
}

/** Which families are being sent again: one round at a time each, however often the peer asks. */
export class Refreshes {
  /** Families under way, and whether they were asked for again. */
  readonly #under = new Map<Family, boolean>();
  #handedOut: { readonly family: Family; readonly marks: RefreshMarks | undefined }[] = [];

  /** True where a round may begin; else it is remembered. */
  begin(family: Family): boolean {
    const free = !this.#under.has(family);
    this.#under.set(family, !free);
    return free;
  }

  /** The last of a family has been handed out. */
  handedOut(family: Family, marks: RefreshMarks | undefined): void {
    this.#handedOut.push({ family, marks });
  }

  /** The families whose last octets have been written. */
  finish(): readonly FinishedRefresh[] {
    if (this.#handedOut.length === 0) return NONE;
    const done = this.#handedOut.map(({ family, marks }) => {
      const again = this.#under.get(family) ?? false;
      this.#under.delete(family);
      return { family, marks, again };
    });
    this.#handedOut = [];
    return done;
  }
}

const NONE: readonly FinishedRefresh[] = [];
