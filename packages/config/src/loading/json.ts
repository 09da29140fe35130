import { MeshError } from '@mesh/bgp-wire';
import { lineAndColumn, type Positions } from './positions.js';

/** A value of strict JSON. Objects inherit nothing. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export interface JsonLimits {
  /** Characters of the text. Default 64 Mi. */
  readonly maxLength?: number;
  /** Objects and arrays within each other. Default 32. */
  readonly maxDepth?: number;
  /** Keys of an object. Default 10,000. */
  readonly maxKeys?: number;
  /** Characters of a string or number, as it is written. Default 4096. */
  readonly maxToken?: number;
}

/** `details` of `MESH_STORAGE_JSON`. */
export interface JsonErrorDetails {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The punctuation that stands there, or the key that stands twice. Empty for all else, which may be a password. */
  readonly token: string;
  readonly expected: string;
}

/** Keys by which a careless merge would reach a prototype. */
export const REFUSED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
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

/** Halves of a surrogate pair, by their first six bits. */
const HIGH = 0xd800;
const LOW = 0xdc00;

const Code = {
  TAB: 0x09,
  LINE_FEED: 0x0a,
  RETURN: 0x0d,
  SPACE: 0x20,
  QUOTE: 0x22,
  COMMA: 0x2c,
  MINUS: 0x2d,
  ZERO: 0x30,
  NINE: 0x39,
  BACKSLASH: 0x5c,
  BRACKET: 0x5b,
  BRACKET_END: 0x5d,
  BRACE: 0x7b,
  BRACE_END: 0x7d,
} as const;

/** An object that inherits nothing, not even `toString`; made by a constructor for V8 to keep it fast. */
const Members = function Members() {} as unknown as new () => { [key: string]: JsonValue };
Members.prototype = Object.freeze(Object.create(null));

/**
 * Reads JSON as RFC 8259 has it, in linear time, and refuses what `JSON.parse` lets pass and what a configuration never
 * means: a key twice in an object, the keys `__proto__`, `constructor` and `prototype`, numbers that are no integers or
 * beyond 2^53, half a surrogate pair, and anything too long, too wide or too deep. Throws `MESH_STORAGE_JSON` with the place and
 * what was expected (`JsonErrorDetails`); it quotes no value, which may be a password.
 */
export function parseJson(text: string, limits: JsonLimits = {}): JsonValue {
  return new JsonReader(text, limits).document();
}

/** The same, and where everything stands. */
export function readJson(text: string, limits: JsonLimits, positions: Positions): JsonValue {
  return new JsonReader(text, limits, positions).document();
}

class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #maxKeys: number;
  readonly #maxToken: number;
  readonly #positions: Positions | undefined;
  #at = 0;

  constructor(text: string, limits: JsonLimits, positions?: Positions) {
    this.#positions = positions;
    const { maxLength = 64 * 1024 * 1024, maxDepth = 32, maxKeys = 10_000, maxToken = 4_096 } = limits;
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#maxKeys = maxKeys;
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
    const first = this.#text.charCodeAt(this.#at);
    if (first === Code.QUOTE) return this.#string();
    if (first === Code.MINUS || (first >= Code.ZERO && first <= Code.NINE)) return this.#number();
    if (first === Code.BRACE) return this.#object(depth + 1);
    if (first === Code.BRACKET) return this.#array(depth + 1);
    const word = WORDS.find(([name]) => this.#text.startsWith(name, this.#at));
    if (word === undefined) throw this.#error('a value');
    this.#at += word[0].length;
    return word[1];
  }

  #object(depth: number): JsonValue {
    this.#checkDepth(depth);
    const members = new Members();
    if (this.#opened(Code.BRACE_END)) return members;
    const places = this.#positions?.object(members);
    for (let keys = 1; ; keys++) {
      this.#skipSpace();
      const start = this.#at;
      if (keys > this.#maxKeys) throw this.#error(`at most ${this.#maxKeys} keys`);
      if (this.#text.charCodeAt(start) !== Code.QUOTE) throw this.#error('a key in double quotes');
      const key = this.#string();
      if (REFUSED_KEYS.has(key)) throw this.#error(`another key than ${key}`, start);
      if (key in members) throw this.#error('each key once', start, key);
      places?.set(key, start);
      this.#expect(':');
      members[key] = this.#value(depth);
      if (this.#closed(Code.BRACE_END)) return members;
    }
  }

  #array(depth: number): JsonValue {
    this.#checkDepth(depth);
    const items: JsonValue[] = [];
    if (this.#opened(Code.BRACKET_END)) return items;
    const places = this.#positions?.list(items);
    for (;;) {
      this.#skipSpace();
      places?.push(this.#at);
      items.push(this.#value(depth));
      if (this.#closed(Code.BRACKET_END)) return items;
    }
  }

  #checkDepth(depth: number): void {
    if (depth > this.#maxDepth) throw this.#error(`at most ${this.#maxDepth} levels`);
  }

  /** Past the opening bracket; true if the closing one follows. */
  #opened(close: number): boolean {
    this.#at++;
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== close) return false;
    this.#at++;
    return true;
  }

  /** Past a comma or the closing bracket; true for the latter. */
  #closed(close: number): boolean {
    this.#skipSpace();
    const found = this.#text.charCodeAt(this.#at);
    if (found !== Code.COMMA && found !== close) throw this.#error(`, or ${String.fromCharCode(close)}`);
    this.#at++;
    return found === close;
  }

  #expect(character: string): void {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) throw this.#error(character);
    this.#at++;
  }

  #skipSpace(): void {
    let code = this.#text.charCodeAt(this.#at);
    if (code > Code.SPACE) return;
    while (code === Code.SPACE || code === Code.LINE_FEED || code === Code.RETURN || code === Code.TAB) {
      code = this.#text.charCodeAt(++this.#at);
    }
  }

  #number(): number {
    const start = this.#at;
    const text = this.#text;
    const isNegative = text.charCodeAt(start) === Code.MINUS;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let value = 0;
    for (
      let digit = text.charCodeAt(at) - Code.ZERO;
      digit >= 0 && digit <= 9;
      digit = text.charCodeAt(++at) - Code.ZERO
    ) {
      value = 10 * value + digit;
      if (at - start > this.#maxToken) throw this.#error(`at most ${this.#maxToken} digits`, start);
    }
    const hasZero = text[first] === '0' && (isNegative || at - first > 1);
    // Beyond 2^53 the sum is inexact, and stays beyond it.
    if (at === first || hasZero || '.eE+-'.includes(text[at] ?? ' ') || !Number.isSafeInteger(value)) {
      throw this.#error('an integer within 2^53, as digits', start);
    }
    this.#at = at;
    return isNegative ? -value : value;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at++;
    const limit = start + this.#maxToken;
    let value = '';
    let copied = this.#at;
    let mayBeHalf = false;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (this.#at > limit) throw this.#error(`a string of at most ${this.#maxToken} characters`, start);
      if (code === Code.QUOTE) break;
      if (Number.isNaN(code)) throw this.#error('a closing double quote');
      if (code < 0x20) throw this.#error('an escape in place of a control character');
      if (code === Code.BACKSLASH) {
        value += text.slice(copied, this.#at) + this.#escape();
        copied = this.#at;
        mayBeHalf = true;
        continue;
      }
      mayBeHalf ||= (code & 0xf800) === 0xd800;
      this.#at++;
    }
    const rest = text.slice(copied, this.#at++);
    value = value === '' ? rest : value + rest;
    if (mayBeHalf && hasHalf(value)) throw this.#error('both halves of a surrogate pair', start);
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

  #error(expected: string, at = this.#at, key?: string): MeshError {
    const { line, column } = lineAndColumn(this.#text, at);
    const token = key === undefined ? (/^[[\]{}:,]/.exec(this.#text[at] ?? '')?.[0] ?? '') : JSON.stringify(key);
    const found = token === '' ? kindOf(this.#text[at]) : `got ${JSON.stringify(key ?? token)}`;
    const details: JsonErrorDetails = { line, column, token, expected };
    return new MeshError('MESH_STORAGE_JSON', `line ${line}, column ${column}: expected ${expected}, ${found}`, {
      details: { ...details },
    });
  }
}

/** True for a text with half of a surrogate pair. */
function hasHalf(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const kind = text.charCodeAt(at) & 0xfc00;
    if (kind === LOW) return true;
    if (kind === HIGH && (text.charCodeAt(++at) & 0xfc00) !== LOW) return true;
  }
  return false;
}

/** What begins with a character, in words that quote nothing. */
function kindOf(first: string | undefined): string {
  if (first === undefined) return 'the text ends';
  if (first === '"') return 'got a string';
  if (/[\d-]/.test(first)) return 'got a number';
  return /\w/.test(first) ? 'got a word' : 'got another character';
}
