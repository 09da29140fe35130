import type { MeshError } from '@mesh/bgp-wire';
import { type Diagnosis, type Span, syntaxError } from './diagnostic.js';

/*
 * The words of route text. Five kinds of token are enough for the whole grammar: words, quoted strings, the
 * punctuation `[ ] ( ) { } ; ,` and the end. Words are not judged here: `10.0.0.0/24`, `65000:1` and `next-hop` are
 * words, and the keyword that takes one knows what it may be.
 *
 * White space separates and nothing more; `#` before a word starts a comment; a backslash at the end of a line is
 * white space. A token remembers whether it stands first on its line, so that a file with one route a line needs no `;`.
 *
 * Reading is linear: every character is looked at once, and nothing is kept but the token that comes next. Tokens and
 * the nesting of brackets are bounded, so that a hostile text costs no more than a long one.
 */

export type TokenKind = 'word' | 'string' | 'punctuation' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** The token as written; of a quoted string, its contents. */
  readonly text: string;
  readonly firstOnLine: boolean;
}

/** Most characters of one word or string: longer octets are written as several words. */
export const MAX_TOKEN = 4096;
/** Most brackets and braces open at once. */
export const MAX_DEPTH = 32;

const SPACE = 0x20;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const HASH = 0x23;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const PUNCTUATION = '[](){};,';
const BLANK = /\s/;
const OPENING = '[({';
const LIST = 0x5b;
const LIST_END = 0x5d;
/** How a character below 128 is read: 0 is of a word, 1 ends one, 2 ends one and is a token by itself. */
const ENDS_WORD: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (PUNCTUATION.includes(char)) return 2;
  return BLANK.test(char) || char === '"' || char === "'" ? 1 : 0;
});

/** Most characters of an argument that is looked at as a whole. */
const MAX_ARGUMENT = 256;

/** True for a character of a word; in a list for the spaces between them as well. */
function isPlain(code: number, list: boolean): boolean {
  return code < 128 && code !== HASH && code !== BACKSLASH && (ENDS_WORD[code] === 0 || (list && code === SPACE));
}

/** Reads a text token by token. */
export class TokenCursor {
  readonly source: string;
  /** Where the token ends that comes next, or where reading goes on while it is not known. */
  #at = 0;
  #taken = 0;
  #depth = 0;
  /** The token that comes next, and as an object where somebody has asked for one. */
  #kind: TokenKind | undefined;
  #start = 0;
  #firstOnLine = false;
  #text: string | undefined;
  #token: Token | undefined;

  constructor(source: string) {
    this.source = source;
  }

  /** The token that comes next, left in place. */
  peek(): Token {
    this.#token ??= {
      kind: this.kind,
      text: this.text,
      start: this.#start,
      end: this.#at,
      firstOnLine: this.#firstOnLine,
    };
    return this.#token;
  }

  /** Where the token that comes next stands. */
  span(): Span {
    return this.kind === 'end' ? this.peek() : { start: this.#start, end: this.#at };
  }

  /** The kind of the token that comes next. */
  get kind(): TokenKind {
    this.#kind ??= this.#read();
    return this.#kind;
  }

  /** The text of the token that comes next. */
  get text(): string {
    if (this.kind === 'end') return '';
    this.#text ??= this.source.slice(this.#start, this.#at);
    return this.#text;
  }

  /** True where the token that comes next is the first one of its line. */
  get firstOnLine(): boolean {
    return this.kind !== undefined && this.#firstOnLine;
  }

  /** The token behind the one that comes next; both are left in place. */
  peekSecond(): Token {
    const first = this.peek();
    const depth = this.#depth;
    this.#forget();
    const second = this.peek();
    this.#depth = depth;
    this.#at = first.end;
    this.#kind = first.kind;
    this.#start = first.start;
    this.#firstOnLine = first.firstOnLine;
    this.#text = first.text;
    this.#token = first;
    return second;
  }

  /** Takes the token that comes next; the end can be taken again and again. */
  next(): Token {
    const token = this.peek();
    this.skip();
    return token;
  }

  /** Takes the token that comes next, whatever it is. */
  skip(): void {
    if (this.kind === 'end') return;
    this.#taken = this.#at;
    this.#forget();
  }

  /** Where the token that was taken last ends. */
  get offset(): number {
    return this.#taken;
  }

  /**
   * Where the argument ends that stands behind the token taken last, on its line: one word, or a list in brackets.
   * Undefined where it is longer or cannot be told at a glance.
   */
  argumentEnd(): number | undefined {
    if (this.#kind !== undefined) return undefined;
    const { source } = this;
    const start = this.#pastSpaces(this.#at);
    const list = source.charCodeAt(start) === LIST;
    let end = list ? start + 1 : start;
    while (end - start < MAX_ARGUMENT && isPlain(source.charCodeAt(end), list)) end++;
    if (list ? source.charCodeAt(end) !== LIST_END : end === start) return undefined;
    if (list) end++;
    const behind = this.#pastSpaces(end);
    return behind < source.length && OPENING.includes(source[behind]!) ? undefined : end;
  }

  /** Goes on at an offset that `argumentEnd` gave. */
  skipTo(offset: number): void {
    this.#at = offset;
    this.#taken = offset;
  }

  #pastSpaces(at: number): number {
    let past = at;
    while (this.source.charCodeAt(past) === SPACE) past++;
    return past;
  }

  /** True where the given punctuation or word comes next. */
  at(text: string): boolean {
    const { kind } = this;
    if (kind === 'string' || kind === 'end') return false;
    return this.#at - this.#start === text.length && this.source.startsWith(text, this.#start);
  }

  /** Takes the given punctuation or word where it comes next; false, and nothing is taken, where it does not. */
  accept(text: string): boolean {
    const found = this.at(text);
    if (found) this.skip();
    return found;
  }

  /** Takes the given punctuation, or throws. */
  expect(text: string): void {
    if (!this.accept(text)) throw this.error(this.peek(), { expected: `'${text}'` });
  }

  /**
   * Takes the word that comes next and what `convert` makes of it. Throws where it is no word or `convert` gives
   * undefined; a sentence from `problem` then says more than that something else was expected.
   */
  value<T>(expected: string, convert: (text: string) => T | undefined, explain?: (text: string) => string): T {
    const value = this.kind === 'word' ? convert(this.text) : undefined;
    if (value === undefined) {
      const token = this.peek();
      throw this.error(token, {
        expected,
        ...(token.kind === 'word' && explain ? { problem: explain(token.text) } : {}),
      });
    }
    this.skip();
    return value;
  }

  error(span: Span, diagnosis: Diagnosis): MeshError {
    return syntaxError(this.source, span, diagnosis);
  }

  #forget(): void {
    this.#kind = undefined;
    this.#text = undefined;
    this.#token = undefined;
  }

  #read(): TokenKind {
    this.#firstOnLine = this.#skipBlank();
    const start = this.#at;
    this.#start = start;
    if (start >= this.source.length) return 'end';
    const code = this.source.charCodeAt(start);
    if (code < 128 && ENDS_WORD[code] === 2) {
      this.#at++;
      if (code !== SEMICOLON && code !== COMMA) this.#nest(this.source[start]!, start);
      return 'punctuation';
    }
    const end = this.#endOfWord(start);
    if (end > start) {
      this.#at = end;
      return 'word';
    }
    // What is neither blank nor of a word nor punctuation.
    return this.#readString(this.source[start]!);
  }

  /** Where the word that starts here ends; the start itself where none does. */
  #endOfWord(start: number): number {
    const { source } = this;
    let at = start;
    for (; at < source.length; at++) {
      const code = source.charCodeAt(at);
      if (code < 128 ? ENDS_WORD[code] !== 0 : BLANK.test(source[at]!)) break;
      if (at - start >= MAX_TOKEN) throw this.#tooLong(start);
    }
    return at;
  }

  #tooLong(start: number): MeshError {
    return this.error(
      { start, end: start + MAX_TOKEN },
      {
        expected: `at most ${MAX_TOKEN} characters in a row`,
        problem: `a word or string of over ${MAX_TOKEN} characters`,
      },
    );
  }

  #nest(char: string, start: number): void {
    if (!OPENING.includes(char)) {
      if (this.#depth > 0) this.#depth--;
    } else if (++this.#depth > MAX_DEPTH) {
      throw this.error(
        { start, end: start + 1 },
        { expected: `at most ${MAX_DEPTH} open brackets`, problem: `over ${MAX_DEPTH} brackets are open` },
      );
    }
  }

  /** A quoted string ends with its line; a backslash takes the next character as it is. */
  #readString(quote: string): TokenKind {
    const start = this.#at;
    let text = '';
    for (let at = start + 1; at < this.source.length; at++) {
      const char = this.source[at]!;
      if (char === '\n') break;
      if (char !== quote && at - start > MAX_TOKEN) throw this.#tooLong(start);
      if (char === quote) {
        this.#at = at + 1;
        this.#text = text;
        return 'string';
      }
      if (char === '\\' && this.source[at + 1] !== '\n') at++;
      text += this.source[at] ?? '';
    }
    throw this.error(
      { start, end: start + 1 },
      { expected: `${quote} at the end of the string`, problem: 'the string has no end' },
    );
  }

  /** Skips white space and comments; true where a line, or the text, starts in them. */
  #skipBlank(): boolean {
    const { source } = this;
    let firstOnLine = this.#at === 0;
    for (; this.#at < source.length; this.#at++) {
      const code = source.charCodeAt(this.#at);
      if (code === SPACE) continue;
      if (code === NEWLINE) firstOnLine = true;
      else if (code === BACKSLASH && source.startsWith('\n', this.#at + 1)) this.#at++;
      else if (code === BACKSLASH && source.startsWith('\r\n', this.#at + 1)) this.#at += 2;
      else if (code === HASH) {
        const newline = source.indexOf('\n', this.#at);
        this.#at = newline < 0 ? source.length - 1 : newline - 1;
      } else if (code > SPACE && code < 128) break;
      else if (!BLANK.test(source[this.#at]!)) break;
    }
    return firstOnLine;
  }
}
