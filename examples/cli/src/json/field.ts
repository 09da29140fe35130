import { parseHex } from '@mesh/bgp-wire';
import { Failure } from '../failure.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A value out of someone's JSON with the place where it stands, so that an error names it: `message.attributes[2].value`. */
export class Field {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    this.value = value;
    this.path = path;
  }

  /** The member is there and not null. */
  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  fail(expected: string): never {
    const got = this.value === undefined ? 'nothing' : JSON.stringify(this.value);
    throw new Failure(`${this.path} must be ${expected}, got ${got}`);
  }

  member(name: string): Field {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) this.fail('an object');
    const members = this.value as Readonly<Record<string, unknown>>;
    return new Field(
      Object.hasOwn(members, name) ? members[name] : undefined,
      this.path === '' ? name : `${this.path}.${name}`,
    );
  }

  items(): Field[] {
    if (!Array.isArray(this.value)) this.fail('a list');
    return this.value.map((item, i) => new Field(item, `${this.path}[${i}]`));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('text');
  }

  /** An integer, 0 to `max`. */
  integer(max = 0xffffffff): number {
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
}
