import type { MeshError } from '@mesh/bgp-wire';
import { type Diagnosis, type Span, syntaxError } from '../text/diagnostic.js';
import { MAX_TOKEN, TokenCursor } from '../text/lexer.js';

/**
 * Words that passwords stand behind, well spelt or nearly so, and what hides: the rest of the line, or of the next one
 * that has something, as a backslash or a comment may end the line before.
 */
const SECRETS = /(?:pass|pasw|md5-p|secret)[\w-]*((?:\s|\\\r?\n|#.*)*.*)/gi;

/** What an error may quote is within so many characters of it; before, the word that a password stands behind. */
const BEFORE = 2 * MAX_TOKEN;
const BEHIND = 512;

/** A cursor whose errors quote no passwords, wherever the error is. */
export class FileCursor extends TokenCursor {
  /** Where what nobody knows begins: it may be a password, or a misspelt word before one. */
  #unknown: number | undefined;

  /** No error quotes the rest of the line from here on. */
  hideLine(start: number): void {
    this.#unknown = start;
  }

  override error(span: Span, { problem, ...diagnosis }: Diagnosis): MeshError {
    const shown = this.#shown(span.start);
    const isHidden = shown.slice(span.start, span.end) !== this.source.slice(span.start, span.end);
    // A problem says what stands there in words of its own.
    return syntaxError(shown, span, isHidden || problem === undefined ? diagnosis : { ...diagnosis, problem });
  }

  /** The text as it may be quoted for an error, with as many characters; what is too far away to be quoted is left. */
  #shown(at: number): string {
    const { source } = this;
    const from = Math.max(0, at - BEFORE);
    const to = Math.min(source.length, at + BEHIND);
    let near = source
      .slice(from, to)
      .replace(SECRETS, (whole, secret: string) => whole.slice(0, whole.length - secret.length) + masked(secret));
    if (this.#unknown !== undefined && this.#unknown < to) {
      const start = Math.max(0, this.#unknown - from);
      const newline = near.indexOf('\n', start);
      const end = newline < 0 ? near.length : newline;
      near = near.slice(0, start) + masked(near.slice(start, end)) + near.slice(end);
    }
    return source.slice(0, from) + near + source.slice(to);
  }
}

function masked(text: string): string {
  return text.replace(/\S/g, '*');
}
