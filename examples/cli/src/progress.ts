import type { Output } from './io.js';

const TERMINAL_INTERVAL_MS = 200;
const LINE_INTERVAL_MS = 5000;

/** Shows how far a command is: one line that is written over on a terminal, else a line every five seconds. */
export class Progress {
  readonly #output: Output;
  readonly #render: () => string;
  readonly #timer: NodeJS.Timeout;
  #isStopped = false;

  constructor(output: Output, render: () => string) {
    this.#output = output;
    this.#render = render;
    this.#timer = setInterval(() => this.#show(), output.isTTY ? TERMINAL_INTERVAL_MS : LINE_INTERVAL_MS);
    this.#timer.unref();
  }

  /** A line of its own, such as a change of state. */
  async note(text: string): Promise<void> {
    await this.#output.write(this.#output.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`);
  }

  /** Ends the display and clears the line. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (this.#output.isTTY) await this.#output.write('\r\u001b[K');
  }

  #show(): void {
    void this.#output.write(this.#output.isTTY ? `\r${this.#render()}\u001b[K` : `${this.#render()}\n`);
  }
}
