import type { Family } from '../brand.js';
import { parseHex } from '../bytes/hex.js';
import { MeshError } from '../error.js';
import { parseFamilyName } from '../family.js';

/** What `JSON.stringify` writes and `JSON.parse` reads. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * A value out of someone's JSON with the place where it stands, so that an error names it: `attributes[2].value`.
 * Every method that finds something else throws `MESH_JSON_VALUE`.
 */
export class JsonField {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string = '') {
    this.value = value;
    this.path = path;
  }

  /** The value is there and not null. */
  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** True for an object that is no list. */
  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  fail(expected: string): never {
    const got = this.value === undefined ? 'nothing' : JSON.stringify(this.value);
    const shown = got.length > 80 ? `${got.slice(0, 80)}…` : got;
    throw new MeshError('MESH_JSON_VALUE', `${this.path || 'the value'} must be ${expected}, got ${shown}`, {
      details: { path: this.path },
    });
  }

  /** A member; without a value where the object has none of the name. */
  member(name: string): JsonField {
    const path = this.path === '' ? name : `${this.path}.${name}`;
    const members = this.members();
    return new JsonField(Object.hasOwn(members, name) ? members[name] : undefined, path);
  }

  members(): Readonly<Record<string, unknown>> {
    return this.isObject ? (this.value as Readonly<Record<string, unknown>>) : this.fail('an object');
  }

  items(): JsonField[] {
    if (!Array.isArray(this.value)) this.fail('a list');
    return this.value.map((item, i) => new JsonField(item, `${this.path}[${i}]`));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('text');
  }

  /** An integer, 0 to `max`. */
  integer(max: number = 0xffffffff): number {
    const { value } = this;
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
      ? value
      : this.fail(`an integer of 0 to ${max}`);
  }

  toggle(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('true or false');
  }

  word<const W extends string>(words: readonly W[]): W {
    return words.find((word) => word === this.value) ?? this.fail(words.join(' or '));
  }

  /** What a parser makes of a text. */
  parsed<T>(parse: (text: string) => T | undefined, expected: string): T {
    return parse(this.text()) ?? this.fail(expected);
  }

  /** Octets as hexadecimal text. */
  hex(): Uint8Array {
    return this.parsed(parseHex, 'hexadecimal octets');
  }

  /** A family by its name, in any of the usual spellings. */
  family(): Family {
    return this.parsed(parseFamilyName, 'a family such as ipv4-unicast');
  }
}
