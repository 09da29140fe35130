import type { Output } from '../io.js';

const BATCH_LENGTH = 65_536;

/** Collects lines so that a long input costs one write for many of them. */
export class Batch {
  readonly #output: Output;
  #text = '';

  constructor(output: Output) {
    this.#output = output;
  }

  async line(text: string): Promise<void> {
    this.#text += `${text}\n`;
    if (this.#text.length >= BATCH_LENGTH) await this.flush();
  }

  /** Lines that are octets already; written behind those that were collected. */
  async lines(octets: Uint8Array): Promise<void> {
    await this.flush();
    if (octets.length > 0) await this.#output.write(octets);
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '') await this.#output.write(text);
  }
}
