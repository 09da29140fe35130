import type { MeshError } from '@mesh/bgp-wire';
import { type Diagnosis, type Span, syntaxError } from '../text/diagnostic.js';
import { TokenCursor } from '../text/lexer.js';

/** A cursor whose errors quote no passwords. */
export class FileCursor extends TokenCursor {
  readonly #hidden: Span[] = [];

  /** No error quotes the rest of the line from here on. */
  hideLine(start: number): void {
    const newline = this.source.indexOf('\n', start);
    this.#hidden.push({ start, end: newline < 0 ? this.source.length : newline });
  }

  override error(span: Span, diagnosis: Diagnosis): MeshError {
    let shown = this.source;
    for (const { start, end } of this.#hidden) {
      shown = shown.slice(0, start) + shown.slice(start, end).replace(/\S/g, '*') + shown.slice(end);
    }
    return syntaxError(shown, span, diagnosis);
  }
}
