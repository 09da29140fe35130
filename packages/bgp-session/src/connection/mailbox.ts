/**
 * One step at a time, each to its end: what a handler asks for while a step runs is done right after it. So nobody is
 * ever called back into the middle of a transition.
 */
export class Mailbox {
  #waiting: (() => void)[] = [];
  #running = false;

  /** A step is under way. */
  get running(): boolean {
    return this.#running;
  }

  /** Runs a step, now or after the one under way. */
  run<T>(step: (argument: T) => void, argument: T): void {
    if (this.#running) {
      this.#waiting.push(() => step(argument));
      return;
    }
    this.#running = true;
    try {
      step(argument);
      while (this.#waiting.length > 0) this.#waiting.shift()?.();
    } finally {
      this.#running = false;
    }
  }
}
