import type { MeshError } from '@mesh/bgp-wire';
import { type Diagnosis, type Span, syntaxError } from '../text/diagnostic.js';
import { TokenCursor } from '../text/lexer.js';

/**
 * Words that passwords stand behind, well spelt or nearly so, and what hides: the rest of the line, or of the next one
 * that has something, as a backslash or a comment may end the line before.
 */
const SECRETS = /(?:pass|pasw|md5-p|secret)[\w-]*((?:\s|\\\r?\n|#.*)*.*)/gi;

/** A cursor whose errors quote no passwords, wherever the error is. */
export class FileCursor extends TokenCursor {
  /** Where what nobody knows begins: it may be a password, or a misspelt word before one. */
  #unknown: number | undefined;

  /** No error quotes the rest of the line from here on. */
  hideLine(start: number): void {
    this.#unknown = start;
  }

  override error(span: Span, { problem, ...diagnosis }: Diagnosis): MeshError {
    const shown = this.#shown();
    const isHidden = shown.slice(span.start, span.end) !== this.source.slice(span.start, span.end);
    // A problem says what stands there in words of its own.
    return syntaxError(shown, span, isHidden || problem === undefined ? diagnosis : { ...diagnosis, problem });
  }

  /** The text as it may be quoted, with as many characters. */
  #shown(): string {
    const text = this.source.replace(
      SECRETS,
      (whole, secret: string) => whole.slice(0, whole.length - secret.length) + masked(secret),
    );
    if (this.#unknown === undefined) return text;
    const newline = text.indexOf('\n', this.#unknown);
    const end = newline < 0 ? text.length : newline;
    return text.slice(0, this.#unknown) + masked(text.slice(this.#unknown, end)) + text.slice(end);
  }
}

function masked(text: string): string {
  return text.replace(/\S/g, '*');
}
