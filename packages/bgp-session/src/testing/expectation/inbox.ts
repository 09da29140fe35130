import type { DecodedMessage, Fault } from '@mesh/bgp-wire';
import type { Clock } from '../../clock.js';
import { VirtualClock } from '../virtual-clock.js';

/** One message that came. */
export interface Received {
  readonly message: DecodedMessage;
  /** The whole message, owned. */
  readonly octets: Uint8Array;
  /** When it came, on the clock of the peer. */
  readonly atMs: number;
}

/**
 * What a scripted peer has heard, and waiting for more. In virtual time waiting drives the clock and is over when
 * `settle` returns; on any other clock it waits.
 */
export class Inbox {
  readonly items: Received[] = [];
  fault: Fault | undefined;
  closed = false;
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(message: DecodedMessage, octets: Uint8Array): void {
    this.items.push({ message, octets, atMs: this.#clock.now() });
  }

  has(type: DecodedMessage['type']): boolean {
    return this.items.some(({ message }) => message.type === type);
  }

  /** Somebody's condition may hold now. */
  wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Waits until the condition holds, but no longer than `ms`, then gives the result; what either throws is a rejection. */
  settle<T>(condition: () => boolean, ms: number, result: () => T): Promise<T> {
    if (!(this.#clock instanceof VirtualClock)) return this.#wait(condition, ms).then(result);
    try {
      this.#clock.runUntil(condition, ms);
      return Promise.resolve(result());
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #wait(condition: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = () => {
        cancel();
        this.#waiting = this.#waiting.filter((one) => one !== look);
      };
      const end = () => {
        forget();
        resolve();
      };
      // Called as octets come: what a condition throws is the test's, and must not reach the stream.
      const look = () => {
        try {
          if (condition()) end();
        } catch (error) {
          forget();
          reject(error);
        }
      };
      const cancel = this.#clock.after(ms, end);
      this.#waiting.push(look);
      look();
    });
  }
}
