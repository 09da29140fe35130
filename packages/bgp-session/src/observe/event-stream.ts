import { MeshError } from '@mesh/bgp-wire';

export interface EventStreamOptions {
  /** Events that wait for their reader at most. Default 1024. */
  readonly capacity?: number | undefined;
  /**
   * What becomes of an event that finds the buffer full. `drop-oldest`, the default: the oldest goes, and a `missed`
   * event stands where some are gone. `fail`: iteration ends with `MESH_EVENTS_OVERFLOW`.
   */
  readonly overflow?: 'drop-oldest' | 'fail' | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}

/** Stands in a stream where events were lost because their reader was too slow. */
export interface MissedEvents {
  readonly type: 'missed';
  readonly count: number;
}

const CAPACITY = 1024;

/**
 * Events for one reader of `for await`, from the moment it was made: nothing is lost between asking for it and the first
 * `next`. A slow reader costs at most `capacity` events of memory.
 */
export class EventStream<E> implements AsyncIterableIterator<E | MissedEvents> {
  readonly #capacity: number;
  readonly #fails: boolean;
  readonly #onEnd: (stream: EventStream<E>) => void;
  readonly #detach: () => void;
  #waiting: E[] = [];
  #missed = 0;
  readonly #readers: ((result: IteratorResult<E | MissedEvents>) => void)[] = [];
  #error: MeshError | undefined;
  #ended = false;

  /** `onEnd` is called once, when nobody reads any more: in here where the signal is aborted already. Throws `RangeError` for options that are none. */
  constructor(options: EventStreamOptions, onEnd: (stream: EventStream<E>) => void) {
    const { capacity = CAPACITY, overflow = 'drop-oldest', signal } = options;
    if (!(Number.isInteger(capacity) && capacity >= 1)) {
      throw new RangeError(`the capacity of an event stream is a whole number of at least 1, got ${capacity}`);
    }
    if (overflow !== 'drop-oldest' && overflow !== 'fail') {
      throw new RangeError(`the overflow of an event stream is drop-oldest or fail, got ${overflow}`);
    }
    this.#capacity = capacity;
    this.#fails = overflow === 'fail';
    this.#onEnd = onEnd;
    const abort = () => this.#drop();
    signal?.addEventListener('abort', abort);
    this.#detach = () => signal?.removeEventListener('abort', abort);
    if (signal?.aborted) this.#drop();
  }

  /** Gives the reader an event, or keeps it. */
  push(event: E): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader({ done: false, value: event });
      return;
    }
    if (this.#waiting.length === this.#capacity) {
      if (this.#fails) {
        this.#error = new MeshError(
          'MESH_EVENTS_OVERFLOW',
          `${this.#capacity} events wait: read faster, or ask for more`,
        );
        this.#waiting = [];
        this.end();
        return;
      }
      this.#waiting.shift();
      this.#missed++;
    }
    this.#waiting.push(event);
  }

  /** No more events come; what waits is still read. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#detach();
    this.#onEnd(this);
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<E | MissedEvents>> {
    if (this.#missed > 0) {
      const count = this.#missed;
      this.#missed = 0;
      return Promise.resolve({ done: false, value: { type: 'missed', count } });
    }
    const event = this.#waiting.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<E | MissedEvents>> {
    this.#drop();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #drop(): void {
    this.#waiting = [];
    this.#missed = 0;
    this.#error = undefined;
    this.end();
  }
}
