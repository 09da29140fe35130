import type { Family } from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';

/** How long a peer may take to say what it wants of the families that it may filter. */
const LIMIT_MS = 10_000;

/**
 * A peer that may send us filters is told nothing of a family before its first ROUTE-REFRESH that asks for routes: one
 * with filters that are to take effect at once, or one without any (RFC 5291 §6). That request needs no answer of its
 * own: what it asks for is what is sent first.
 *
 * Deliberate: the families of a session begin together, and a peer that asks for nothing is waited for ten seconds.
 */
export class FilterWait {
  readonly #families: Set<Family>;
  readonly #over: () => void;
  #timer: Cancel | undefined;

  constructor(families: Iterable<Family>, clock: Clock, over: () => void) {
    this.#families = new Set(families);
    this.#over = over;
    this.#timer = clock.after(LIMIT_MS, () => this.#end());
  }

  /** A family has still to be asked for. */
  get active(): boolean {
    return this.#timer !== undefined;
  }

  /** The peer asks for a family. True where that is what was waited for. */
  asked(family: Family): boolean {
    if (!this.active || !this.#families.delete(family)) return false;
    if (this.#families.size === 0) this.#end();
    return true;
  }

  /** The session is over. */
  cancel(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #end(): void {
    this.cancel();
    this.#over();
  }
}
