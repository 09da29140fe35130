import type { Writable } from 'node:stream';
import type { Cancel, Clock } from '@mesh/bgp-session';

/** So many lines that wait make whoever writes wait. */
export const HIGH_WATER_LINES = 1000;
/** So few let it go on. */
export const LOW_WATER_LINES = 100;

/** A reader that is behind takes at least one line in this time. */
const PATIENCE_MS = 30_000;
/** Octets of lines that may wait, whatever their number. */
const MOST_OCTETS = 64 << 20;

/** What becomes of a reader that is too slow. */
export interface LineQueueEvents {
  /** More than `HIGH_WATER_LINES` wait. */
  readonly onPaused?: (() => void) | undefined;
  /** No more than `LOW_WATER_LINES` wait again. */
  readonly onFlowing?: (() => void) | undefined;
  /** It has not read in time, or has too much to read: what waited is gone, and nothing more is written. */
  readonly onCut: (reason: string) => void;
}

/**
 * Lines on their way to a program that reads when it likes. What waits is bounded: `ready` keeps those who can wait from
 * writing, and a reader that reads nothing is cut off.
 */
export class LineQueue {
  readonly #stream: Writable;
  readonly #clock: Clock;
  readonly #events: LineQueueEvents;
  #lines: string[] = [];
  #octets = 0;
  #isFull = false;
  #isPaused = false;
  #isOver = false;
  #watch: Cancel | undefined;
  #waiting: (() => void)[] = [];

  constructor(stream: Writable, clock: Clock, events: LineQueueEvents) {
    this.#stream = stream;
    this.#clock = clock;
    this.#events = events;
    stream.on('drain', () => {
      this.#isFull = false;
      this.#flush();
    });
    // A reader that is gone is told of by its end.
    stream.on('error', () => this.end());
  }

  /** Lines that wait. */
  get length(): number {
    return this.#lines.length;
  }

  /** Adds a line when there is room for it. False where nothing is written any more. */
  async write(line: string): Promise<boolean> {
    await this.ready();
    this.push(line);
    return !this.#isOver;
  }

  /** Adds a line, given without its newline. */
  push(line: string): void {
    if (this.#isOver) return;
    this.#lines.push(line);
    this.#octets += line.length + 1;
    this.#flush();
    if (this.#octets > MOST_OCTETS) this.#cut(`${this.#lines.length} lines wait`);
    else if (!this.#isPaused && this.#lines.length > HIGH_WATER_LINES) this.#pause();
  }

  /** Resolves when there is room for a line. */
  ready(): Promise<void> {
    if (!this.#isPaused || this.#isOver) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when everything was handed to the stream. */
  async drained(): Promise<void> {
    while (this.#lines.length > 0 && !this.#isOver) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Nothing more is written. */
  end(): void {
    this.#isOver = true;
    this.#lines = [];
    this.#octets = 0;
    this.#watch?.();
    this.#release();
  }

  #flush(): void {
    let taken = 0;
    while (!this.#isFull && taken < this.#lines.length) {
      const line = this.#lines[taken++]!;
      this.#octets -= line.length + 1;
      this.#isFull = !this.#stream.write(`${line}\n`);
    }
    if (taken === 0) return;
    this.#lines.splice(0, taken);
    if (this.#isPaused) {
      this.#watchReader();
      if (this.#lines.length <= LOW_WATER_LINES) this.#resume();
    } else if (this.#lines.length === 0) this.#release();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#watchReader();
    this.#events.onPaused?.();
  }

  #resume(): void {
    this.#isPaused = false;
    this.#watch?.();
    this.#events.onFlowing?.();
    this.#release();
  }

  /** Begins to wait for the next sign of life. */
  #watchReader(): void {
    this.#watch?.();
    this.#watch = this.#clock.after(PATIENCE_MS, () => this.#cut(`it has read nothing for ${PATIENCE_MS / 1000} s`));
  }

  #cut(reason: string): void {
    if (this.#isOver) return;
    this.end();
    this.#events.onCut(reason);
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
