import { MeshError } from '@mesh/bgp-wire';
import { Composer, type CST, isMap, isScalar, isSeq, Lexer, Parser } from 'yaml';
import { type JsonLimits, type JsonValue, REFUSED_KEYS } from '../loading/json.js';
import { lineAndColumn, Positions } from '../loading/positions.js';

/** `details` of `MESH_YAML_SYNTAX`. */
export interface YamlErrorDetails {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly expected: string;
}

/*
 * Of YAML what JSON has, in a friendlier spelling: one document of maps, lists, texts, integers, booleans and null. Anchors
 * and aliases, with which a short text becomes an endless value, are refused, and so are tags. What is too deep is found on
 * the tokens, without recursion, before anything recursive sees it. A message never quotes the text: it may hold a key.
 */

/**
 * Reads YAML 1.2 as strictly as `parseJson` reads JSON: each key once, no key that reaches a prototype, integers within 2^53
 * as decimal digits, and nothing too long, too wide or too deep. Throws `MESH_YAML_SYNTAX` with the place.
 */
export function parseYaml(text: string, limits: JsonLimits = {}): JsonValue {
  return readYaml(text, limits, new Positions());
}

/** The same, and where everything stands. */
export function readYaml(text: string, limits: JsonLimits, positions: Positions): JsonValue {
  return new YamlReader(text, limits, positions).document();
}

const INTEGER = /^(?:0|-?[1-9][0-9]*)$/;

class YamlReader {
  readonly #text: string;
  readonly #positions: Positions;
  readonly #maxDepth: number;
  readonly #maxKeys: number;
  readonly #maxToken: number;

  constructor(text: string, limits: JsonLimits, positions: Positions) {
    const { maxLength = 64 * 1024 * 1024, maxDepth = 32, maxKeys = 10_000, maxToken = 4_096 } = limits;
    this.#text = text;
    this.#positions = positions;
    this.#maxDepth = maxDepth;
    this.#maxKeys = maxKeys;
    this.#maxToken = maxToken;
    if (text.length > maxLength) throw this.#error(`at most ${maxLength} characters`, 0);
  }

  document(): JsonValue {
    const tokens = this.#tokens();
    // That each key stands once is looked after here: the package compares every key with every other.
    const composer = new Composer({ schema: 'core', uniqueKeys: false, merge: false, prettyErrors: false });
    const documents = [...composer.compose(tokens)];
    const [document, another] = documents;
    for (const { errors, warnings } of documents) {
      const [first] = [...errors, ...warnings];
      if (first) throw this.#error(WORDS.get(first.code) ?? `YAML (${first.code.toLowerCase()})`, first.pos[0]);
    }
    if (another) throw this.#error('one document', another.range[0]);
    return document?.contents ? this.#value(document.contents, 0) : null;
  }

  /** What the text is made of, read no further than the depth that is allowed. */
  #tokens(): CST.Token[] {
    const parser = new Parser();
    const tokens: CST.Token[] = [];
    const take = (token: CST.Token): void => {
      this.#checkTokens(token);
      tokens.push(token);
    };
    for (const lexeme of new Lexer().lex(this.#text)) {
      for (const token of parser.next(lexeme)) take(token);
      // On the stack are the document, what is open in it, and a value under way.
      if (parser.stack.length > this.#maxDepth + 2) throw this.#tooDeep(parser.offset);
    }
    for (const token of parser.end()) take(token);
    return tokens;
  }

  /** Anchors, aliases, tags and depth, with a stack of its own. */
  #checkTokens(root: CST.Token): void {
    const stack: [token: CST.Token, depth: number][] = [[root, 0]];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const [token, depth] = next;
      if (REFUSED_TOKENS.has(token.type)) throw this.#error(REFUSED_TOKENS.get(token.type)!, token.offset);
      if (depth > this.#maxDepth + 1) throw this.#tooDeep(token.offset);
      if ('items' in token) {
        if (token.items.length > this.#maxKeys && token.type === 'block-map') {
          throw this.#error(`at most ${this.#maxKeys} keys`, token.offset);
        }
        for (const item of token.items) {
          const { start, key, sep, value } = item as CST.CollectionItem;
          for (const one of [...(start ?? []), key, ...(sep ?? []), value]) if (one) stack.push([one, depth + 1]);
        }
      }
      if ('start' in token && Array.isArray(token.start)) for (const one of token.start) stack.push([one, depth]);
      if (token.type === 'document' && token.value) stack.push([token.value, depth + 1]);
    }
  }

  #value(node: unknown, above: number): JsonValue {
    const depth = isMap(node) || isSeq(node) ? above + 1 : above;
    if (depth > this.#maxDepth) throw this.#tooDeep(offsetOf(node));
    if (isMap(node)) return this.#map(node, depth);
    if (isSeq(node)) {
      const items: JsonValue[] = [];
      const places = this.#positions.list(items);
      for (const item of node.items) {
        places.push(offsetOf(item));
        items.push(this.#value(item, depth));
      }
      return items;
    }
    if (!isScalar(node)) return null;
    const { value, source = '' } = node;
    const isInteger = typeof value === 'number' && INTEGER.test(source) && Number.isSafeInteger(value);
    if (isInteger || value === null || typeof value === 'boolean') return value as JsonValue;
    if (typeof value === 'number') throw this.#error('an integer within 2^53, as decimal digits', offsetOf(node));
    if (typeof value === 'string' && value.length <= this.#maxToken) return value;
    throw this.#error(`a text of at most ${this.#maxToken} characters`, offsetOf(node));
  }

  #map(
    node: { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] },
    depth: number,
  ): JsonValue {
    const members = Object.create(null) as { [key: string]: JsonValue };
    if (node.items.length > this.#maxKeys) throw this.#error(`at most ${this.#maxKeys} keys`, offsetOf(node));
    const places = this.#positions.object(members);
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name !== 'string') throw this.#error('a key that is text', offsetOf(key));
      if (REFUSED_KEYS.has(name)) throw this.#error(`another key than ${name}`, offsetOf(key));
      if (Object.hasOwn(members, name)) throw this.#error('each key once', offsetOf(key));
      places.set(name, offsetOf(key));
      members[name] = this.#value(value, depth);
    }
    return members;
  }

  #tooDeep(at: number): MeshError {
    return this.#error(`at most ${this.#maxDepth} levels`, at);
  }

  #error(expected: string, at: number): MeshError {
    const { line, column } = lineAndColumn(this.#text, at);
    const details: YamlErrorDetails = { line, column, expected };
    return new MeshError('MESH_YAML_SYNTAX', `line ${line}, column ${column}: expected ${expected}`, {
      details: { ...details },
    });
  }
}

const REFUSED_TOKENS: ReadonlyMap<string, string> = new Map([
  ['anchor', 'a value without an anchor'],
  ['alias', 'a value in place of an alias'],
  ['tag', 'a value without a tag'],
  ['directive', 'no directive'],
]);

/** What is wrong most often, in words. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['BAD_INDENT', 'another indentation'],
  ['TAB_AS_INDENT', 'spaces in place of a tab'],
  ['MISSING_CHAR', 'a character that is missing'],
]);

function offsetOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? (range[0] as number) : 0;
}
