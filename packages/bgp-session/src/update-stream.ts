import type { Family, UpdateView } from '@mesh/bgp-wire';
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
 * many of them waiting, so that memory stays bounded and nothing is lost. It ends after the `down` of its session.
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
  #waiting: UpdateEvent[] = [];
  #at = 0;
  #paused = false;
  #ended = false;

  /** `highWater`: events that may wait before the session is paused. Default 1024; it goes on at a quarter of it. */
  constructor(session: Pick<Session, 'pause' | 'resume'>, options: { readonly highWater?: number } = {}) {
    this.#session = session;
    this.#highWater = options.highWater ?? HIGH_WATER;
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
    const event = this.#waiting[this.#at];
    if (event === undefined) {
      return this.#ended
        ? Promise.resolve({ done: true, value: undefined })
        : new Promise((resolve) => this.#readers.push(resolve));
    }
    this.#at++;
    if (this.#at === this.#waiting.length) {
      this.#waiting = [];
      this.#at = 0;
    }
    if (this.#paused && this.#waiting.length - this.#at <= Math.min(LOW_WATER, this.#highWater / 4)) this.#resume();
    return Promise.resolve({ done: false, value: event });
  }

  /** The reader has had enough: what still comes is dropped, and the session goes on. */
  return(): Promise<IteratorResult<UpdateEvent>> {
    this.#waiting = [];
    this.#at = 0;
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
    if (this.#paused || this.#waiting.length - this.#at < this.#highWater) return;
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
