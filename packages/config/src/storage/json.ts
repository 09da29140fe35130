import { MeshError } from '@mesh/bgp-wire';

/** A value of strict JSON. Objects have no prototype. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export interface JsonLimits {
  /** Characters of the text. Default 64 Mi. */
  readonly maxLength?: number;
  /** Objects and arrays within each other. Default 32. */
  readonly maxDepth?: number;
  /** Characters of a string or number, as it is written. Default 4096. */
  readonly maxToken?: number;
}

/** `details` of `MESH_STORAGE_JSON`. */
export interface JsonErrorDetails {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What stands there, up to 40 characters; empty at the end. */
  readonly token: string;
  readonly expected: string;
}

/** Keys by which a careless merge would reach a prototype. */
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const WORDS: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * Reads JSON as RFC 8259 has it, in linear time, and refuses what `JSON.parse` lets pass and what a configuration never
 * means: a key twice in an object, the keys `__proto__`, `constructor` and `prototype`, numbers that are no integers or
 * beyond 2^53, half a surrogate pair, and anything too long or too deep. Throws `MESH_STORAGE_JSON` with the place and
 * what was expected (`JsonErrorDetails`).
 */
export function parseJson(text: string, limits: JsonLimits = {}): JsonValue {
  return new JsonReader(text, limits).document();
}

class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #maxToken: number;
  #at = 0;

  constructor(text: string, { maxLength = 64 * 1024 * 1024, maxDepth = 32, maxToken = 4_096 }: JsonLimits) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#maxToken = maxToken;
    if (text.length > maxLength) throw this.#error(`at most ${maxLength} characters, there are ${text.length}`, 0);
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#error('the end of the text');
    return value;
  }

  #value(depth: number): JsonValue {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth + 1);
    if (first === '[') return this.#array(depth + 1);
    if (first === '"') return this.#string();
    if (first === '-' || (first !== undefined && first >= '0' && first <= '9')) return this.#number();
    const word = WORDS.find(([name]) => this.#text.startsWith(name, this.#at));
    if (word === undefined) throw this.#error('a value');
    this.#at += word[0].length;
    return word[1];
  }

  #object(depth: number): JsonValue {
    this.#checkDepth(depth);
    const members: { [key: string]: JsonValue } = Object.create(null);
    if (this.#opened('}')) return members;
    for (;;) {
      this.#skipSpace();
      const start = this.#at;
      if (this.#text[start] !== '"') throw this.#error('a key in double quotes');
      const key = this.#string();
      if (REFUSED_KEYS.has(key)) throw this.#error(`another key than ${key}`, start);
      if (key in members) throw this.#error('each key once', start);
      this.#expect(':');
      members[key] = this.#value(depth);
      if (this.#closed('}')) return members;
    }
  }

  #array(depth: number): JsonValue {
    this.#checkDepth(depth);
    const items: JsonValue[] = [];
    if (this.#opened(']')) return items;
    for (;;) {
      items.push(this.#value(depth));
      if (this.#closed(']')) return items;
    }
  }

  #checkDepth(depth: number): void {
    if (depth > this.#maxDepth) throw this.#error(`at most ${this.#maxDepth} levels`);
  }

  /** Past the opening bracket; true if the closing one follows. */
  #opened(close: string): boolean {
    this.#at++;
    this.#skipSpace();
    if (this.#text[this.#at] !== close) return false;
    this.#at++;
    return true;
  }

  /** Past a comma or the closing bracket; true for the latter. */
  #closed(close: string): boolean {
    this.#skipSpace();
    const found = this.#text[this.#at];
    if (found !== ',' && found !== close) throw this.#error(`, or ${close}`);
    this.#at++;
    return found === close;
  }

  #expect(character: string): void {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) throw this.#error(character);
    this.#at++;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #number(): number {
    const start = this.#at;
    while (/[-+.0-9eE]/.test(this.#text[this.#at] ?? '')) {
      if (++this.#at - start > this.#maxToken) throw this.#error(`at most ${this.#maxToken} digits`, start);
    }
    const written = this.#text.slice(start, this.#at);
    const value = Number(written);
    if (!/^(?:0|-?[1-9][0-9]*)$/.test(written) || !Number.isSafeInteger(value)) {
      throw this.#error('an integer within 2^53, as digits', start);
    }
    return value;
  }

  #string(): string {
    const start = this.#at++;
    let value = '';
    let copied = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (this.#at - start > this.#maxToken)
        throw this.#error(`a string of at most ${this.#maxToken} characters`, start);
      if (code === 0x22) break;
      if (Number.isNaN(code)) throw this.#error('a closing double quote');
      if (code < 0x20) throw this.#error('an escape in place of a control character');
      if (code !== 0x5c) {
        this.#at++;
        continue;
      }
      value += this.#text.slice(copied, this.#at) + this.#escape();
      copied = this.#at;
    }
    value += this.#text.slice(copied, this.#at++);
    if (/\p{Surrogate}/u.test(value)) throw this.#error('both halves of a surrogate pair', start);
    return value;
  }

  /** Past a backslash and what follows it. */
  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#error('four hexadecimal digits after \\u');
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (meant === undefined) throw this.#error('one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u');
    this.#at += 2;
    return meant;
  }

  #error(expected: string, at = this.#at): MeshError {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    const token = /^(?:"[^"\n]{0,38}"?|[\w.+-]{1,40}|.?)/su.exec(this.#text.slice(at, at + 40))?.[0] ?? '';
    const found = token === '' ? 'the text ends' : `got ${JSON.stringify(token)}`;
    const details: JsonErrorDetails = { line, column, token, expected };
    return new MeshError('MESH_STORAGE_JSON', `line ${line}, column ${column}: expected ${expected}, ${found}`, {
      details: { ...details },
    });
  }
}
