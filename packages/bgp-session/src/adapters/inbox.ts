import { Fifo } from './fifo.js';

/** What a small piece costs at least, in octets: it is an object with a buffer of its own. */
const PIECE_COST = 256;

/** What has come and waits for its user, while it pauses or is not there yet; in order, and one piece at a time. */
export class Inbox {
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #pieces = new Fifo<Uint8Array>();
  #length = 0;
  #cost = 0;
  #attached = false;
  #paused = false;
  #delivering = false;

  constructor(deliver: (bytes: Uint8Array) => void) {
    this.#deliver = deliver;
  }

  /** Octets that wait. */
  get length(): number {
    return this.#length;
  }

  /** Octets of memory that what waits takes, about. */
  get cost(): number {
    return this.#cost;
  }

  get paused(): boolean {
    return this.#paused;
  }

  attach(): void {
    this.#attached = true;
    this.#flush();
  }

  receive(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    this.#cost += costOf(bytes);
    this.#flush();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#flush();
  }

  clear(): void {
    this.#pieces.clear();
    this.#length = this.#cost = 0;
  }

  #flush(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (this.#attached && !this.#paused) {
        const piece = this.#pieces.shift();
        if (piece === undefined) return;
        this.#length -= piece.length;
        this.#cost -= costOf(piece);
        this.#deliver(piece);
      }
    } finally {
      this.#delivering = false;
    }
  }
}

function costOf({ length }: Uint8Array): number {
  return Math.max(length, PIECE_COST);
}
