import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';

/** Opens a stream; `signal` gives up. */
export type Dial = (signal: AbortSignal) => AnyDuplex | PromiseLike<AnyDuplex>;

/** One attempt at a time: a stream that comes after it was given up is let go of, an error that comes then is nobody's. */
export class Dialler {
  readonly #dial: Dial;
  #attempt: AbortController | undefined;

  constructor(dial: Dial) {
    this.#dial = dial;
  }

  /** Makes an attempt, in place of the one under way. Exactly one of the two is called, unless it is given up. */
  dial(connected: (stream: AnyDuplex) => void, failed: (error: Error) => void): void {
    this.giveUp();
    const attempt = new AbortController();
    this.#attempt = attempt;
    const onStream = (stream: AnyDuplex): void => {
      if (this.#finish(attempt)) connected(stream);
      else toDuplex(stream).destroy();
    };
    const onError = (error: unknown): void => {
      if (this.#finish(attempt)) failed(error instanceof Error ? error : new Error(String(error)));
    };
    let stream: AnyDuplex | PromiseLike<AnyDuplex>;
    try {
      stream = this.#dial(attempt.signal);
    } catch (error) {
      onError(error);
      return;
    }
    if ('then' in stream) stream.then(onStream, onError);
    else onStream(stream);
  }

  giveUp(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.abort();
  }

  /** True where the attempt is the one under way; it is over then. */
  #finish(attempt: AbortController): boolean {
    if (this.#attempt !== attempt) return false;
    this.#attempt = undefined;
    return true;
  }
}
