import { EventEmitter } from 'eventemitter3';
import type { SpeakerEvents } from './speaker-events.js';

type Name = EventEmitter.EventNames<SpeakerEvents>;
type Listener<T extends Name> = EventEmitter.EventListener<SpeakerEvents, T>;
type Call = (...args: unknown[]) => unknown;

/**
 * The emitter of a speaker: what one listener throws, or promises and does not keep, stops no other and is nobody's
 * unhandled rejection.
 */
export class SpeakerEmitter extends EventEmitter<SpeakerEvents> {
  readonly #guarded = new WeakMap<Call, Call>();
  #failed: (error: unknown) => void = () => undefined;

  override on<T extends Name>(event: T, listener: Listener<T>, context?: unknown): this {
    return super.on(event, this.#guard(listener as Call) as Listener<T>, context as never);
  }

  override once<T extends Name>(event: T, listener: Listener<T>, context?: unknown): this {
    return super.once(event, this.#guard(listener as Call) as Listener<T>, context as never);
  }

  override addListener<T extends Name>(event: T, listener: Listener<T>, context?: unknown): this {
    return this.on(event, listener, context);
  }

  override off<T extends Name>(event: T, listener?: Listener<T>, context?: unknown, once?: boolean): this {
    const guarded = listener && ((this.#guarded.get(listener as Call) ?? listener) as Listener<T>);
    return super.off(event, guarded, context as never, once);
  }

  override removeListener<T extends Name>(event: T, listener?: Listener<T>, context?: unknown, once?: boolean): this {
    return this.off(event, listener, context, once);
  }

  /** Emits an event; `failed` is called for each listener that does, now or later. */
  tell<T extends Name>(failed: (error: unknown) => void, event: T, ...args: Parameters<SpeakerEvents[T]>): void {
    const outer = this.#failed;
    this.#failed = failed;
    this.emit(event, ...(args as Parameters<Listener<T>>));
    this.#failed = outer;
  }

  #guard(listener: Call): Call {
    const known = this.#guarded.get(listener);
    if (known !== undefined) return known;
    const failure = () => this.#failed;
    const guarded = function (this: unknown, ...args: unknown[]) {
      const failed = failure();
      try {
        const result = listener.apply(this, args);
        if (result instanceof Promise) result.catch(failed);
      } catch (error) {
        failed(error);
      }
    };
    this.#guarded.set(listener, guarded);
    return guarded;
  }
}
