import type { Family, UpdateView } from '@mesh/bgp-wire';
import { Fifo } from './adapters/fifo.js';
import type { CloseReason } from './close-reason.js';
import type { Session } from './session.js';
import type { SessionInfo } from './session-info.js';
import type { UpdateSink } from './update-sink.js';

/** What a session brings, in order; views are owned copies. */
export type UpdateEvent =
  | { readonly type: 'update'; readonly view: UpdateView }
  | { readonly type: 'end-of-rib'; readonly family: Family }
  | { readonly type: 'refresh'; readonly family: Family; readonly mark: 'begin' | 'end' }
  | { readonly type: 'stale'; readonly family: Family; readonly kind: 'gr' | 'llgr' }
  | { readonly type: 'purge'; readonly family: Family }
  | { readonly type: 'down'; readonly reason: CloseReason; readonly retain: boolean };

/** Events that wait when the session is paused, and when it goes on. */
const HIGH_WATER = 1024;
const LOW_WATER = 256;

/**
 * An `UpdateSink` to read with `for await`: it keeps copies of the views, and pauses the session while a slow reader has
 * many of them waiting, so that memory stays bounded and nothing is lost. It ends after the `down` of its session. What a
 * graceful restart has kept by then (`retain`) is nobody's any more when the next session has a stream of its own: whoever
 * keeps routes over a restart needs a sink that lives as long as the peer.
 *
 * ```ts
 * onEstablished: (session) => {
 *   const updates = new UpdateStream(session);
 *   void consume(updates); // for await (const event of updates) …
 *   return { sink: updates };
 * }
 * ```
 */
export class UpdateStream implements UpdateSink, AsyncIterableIterator<UpdateEvent> {
  readonly #session: Pick<Session, 'pause' | 'resume'>;
  readonly #highWater: number;
  readonly #readers: ((result: IteratorResult<UpdateEvent>) => void)[] = [];
  readonly #waiting = new Fifo<UpdateEvent>();
  #paused = false;
  #ended = false;

  /**
   * `highWater`: events that may wait before the session is paused. Default 1024; it goes on at a quarter of it. Throws
   * `RangeError` for a number that is none.
   */
  constructor(session: Pick<Session, 'pause' | 'resume'>, options: { readonly highWater?: number } = {}) {
    const { highWater = HIGH_WATER } = options;
    if (!(Number.isInteger(highWater) && highWater >= 1)) {
      throw new RangeError(`the high water of an update stream is a whole number of at least 1, got ${highWater}`);
    }
    this.#session = session;
    this.#highWater = highWater;
  }

  up(_session: SessionInfo): void {
    // The reader has the session already.
  }

  update(view: UpdateView): undefined {
    if (!this.#ended) this.#push({ type: 'update', view: view.retain() });
  }

  endOfRib(family: Family): void {
    this.#push({ type: 'end-of-rib', family });
  }

  refresh(family: Family, mark: 'begin' | 'end'): void {
    this.#push({ type: 'refresh', family, mark });
  }

  stale(family: Family, kind: 'gr' | 'llgr'): void {
    this.#push({ type: 'stale', family, kind });
  }

  purge(family: Family): void {
    this.#push({ type: 'purge', family });
  }

  down(reason: CloseReason, retain: boolean): void {
    this.#push({ type: 'down', reason, retain });
    this.#end();
  }

  next(): Promise<IteratorResult<UpdateEvent>> {
    const event = this.#waiting.shift();
    if (event === undefined) {
      return this.#ended
        ? Promise.resolve({ done: true, value: undefined })
        : new Promise((resolve) => this.#readers.push(resolve));
    }
    if (this.#paused && this.#waiting.size <= Math.min(LOW_WATER, this.#highWater / 4)) this.#resume();
    return Promise.resolve({ done: false, value: event });
  }

  /** The reader has had enough: what still comes is dropped, and the session goes on. */
  return(): Promise<IteratorResult<UpdateEvent>> {
    this.#waiting.clear();
    this.#end();
    this.#resume();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #push(event: UpdateEvent): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader({ done: false, value: event });
      return;
    }
    this.#waiting.push(event);
    if (this.#paused || this.#waiting.size < this.#highWater) return;
    this.#paused = true;
    this.#session.pause();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#session.resume();
  }

  #end(): void {
    this.#ended = true;
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
  }
}
