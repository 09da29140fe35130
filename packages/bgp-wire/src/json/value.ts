import { formatHex } from '../bytes/hex.js';
import { formatFamily } from '../family.js';
import type { Json, JsonField } from './field.js';

/*
 * Models are plain data, so that one rule writes them all, those of rows that are still to come too:
 *
 * - octets are `{ "hex": "0a00" }`;
 * - a number that JSON cannot say (not a number, infinite, negative zero) is `{ "number": "Infinity" }`, and an integer
 *   beyond 2⁵³ `{ "integer": "18446744073709551615" }`;
 * - a member of the name `family` is the name of the family, `ipv4-unicast` or `afi-9-safi-7`;
 * - members without value are left out; everything else stands as it is.
 *
 * No model is an object with one of these as its only member; reading it back is the same rule backwards.
 */

/** A model as JSON. */
export function writeValue(value: unknown): Json {
  if (value instanceof Uint8Array) return { hex: formatHex(value) };
  if (Array.isArray(value)) return value.map(writeValue);
  if (typeof value === 'object' && value !== null) return writeMembers(value);
  if (typeof value === 'number')
    return isExact(value) ? value : { number: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'bigint') return { integer: String(value) };
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** The members of a model but those `without` names. */
export function writeMembers(value: object, ...without: readonly string[]): { readonly [name: string]: Json } {
  const members: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || without.includes(name)) continue;
    members[name] = name === 'family' && typeof member === 'number' ? formatFamily(member) : writeValue(member);
  }
  return members;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

const SCALARS: Readonly<Record<string, (field: JsonField) => unknown>> = {
  hex: (field) => field.hex(),
  number: (field) => field.parsed((text) => NUMBERS.get(text), [...NUMBERS.keys()].join(' or ')),
  integer: (field) => field.parsed((text) => (/^-?\d{1,40}$/.test(text) ? BigInt(text) : undefined), 'an integer'),
};

const NUMBERS: ReadonlyMap<string, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => [String(value), value] as const),
).set('-0', -0);

/** The model that `writeValue` wrote. Whether its row can write it is for the row to say. */
export function readValue(field: JsonField): unknown {
  const { value } = field;
  if (Array.isArray(value)) return field.items().map(readValue);
  if (!field.isObject) return value;
  const names = Object.keys(field.members());
  const scalar = names.length === 1 && Object.hasOwn(SCALARS, names[0]!) ? SCALARS[names[0]!] : undefined;
  return scalar ? scalar(field.member(names[0]!)) : readMembers(field);
}

/** The members of an object, read by the same rule. */
export function readMembers(field: JsonField): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(field.members()).map((name) => {
      const member = field.member(name);
      return [name, name === 'family' ? member.family() : readValue(member)];
    }),
  );
}

/** True for `{ "hex": … }`. */
export function isOctets(field: JsonField): boolean {
  return field.isObject && Object.keys(field.members()).join() === 'hex';
}
