import { MAX_LINE } from '../parse.js';

/** Stands in the place of a line that is too long to be a command. */
export const OVERLONG: unique symbol = Symbol('overlong');

/** Cuts what comes in pieces into lines. What is kept of a line without end is bounded. */
export class CommandLines {
  #begun = '';
  /** The rest of a line that was too long is passed over. */
  #skipping = false;

  /** The lines that this piece ends, without their newlines. */
  *push(piece: string): Iterable<string | typeof OVERLONG> {
    let start = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      const rest = piece.slice(start, end);
      start = end + 1;
      if (this.#skipping) this.#skipping = false;
      else yield this.#line(rest);
    }
    if (this.#skipping) return;
    this.#begun += piece.slice(start);
    if (this.#begun.length > MAX_LINE) {
      this.#begun = '';
      this.#skipping = true;
      yield OVERLONG;
    }
  }

  /** The line that has no newline because nothing comes any more. */
  *end(): Iterable<string> {
    if (this.#begun !== '') yield this.#begun;
    this.#begun = '';
  }

  #line(rest: string): string | typeof OVERLONG {
    const line = this.#begun + rest;
    this.#begun = '';
    if (line.length > MAX_LINE) return OVERLONG;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
