import { formatAddress, parseAddress } from '../bytes/address.js';
import { formatHex, parseHex } from '../bytes/hex.js';
import { unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { formatRd, RD_LENGTH, writeRd } from './route-distinguisher.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/*
 * Families whose NLRI are `type, length, fields` (EVPN, MCAST-VPN, MUP): a route type is a row of fields, in order.
 * One generic walk measures, decodes, encodes and takes the key from the same row, so that they cannot drift apart.
 * An NLRI of a type without a row is no error: it can be decoded, as octets, and it alone is discarded (RFC 7606 §5.4).
 * Octets that the row of their type cannot read are an error (§5.3).
 */

/** One field of a route type. */
export interface RouteField {
  readonly name: string;
  /** Part of the route key; payload else. */
  readonly key: boolean;
  /** Octets at `at`, or -1 where the field is malformed or overruns `end`. */
  measure(bytes: Uint8Array, at: number, end: number): number;
  decode(bytes: Uint8Array, at: number, length: number): unknown;
  /** Throws `RangeError` for a value that has no encoding. */
  encode(value: unknown, writer: ByteWriter): void;
}

/** One route type of a family. */
export interface RouteType {
  readonly type: number;
  readonly name: string;
  readonly fields: readonly RouteField[];
}

/** An NLRI of such a family: its type, and its fields by name or, of a type nobody knows, its octets. */
export interface TypedNlri extends Nlri {
  readonly routeType: number;
  /** Octets after type and length, of a type without a row. */
  readonly body?: Uint8Array;
  readonly [field: string]: unknown;
}

/** How the header of a family's NLRI is laid out. */
export interface TypedRouteLayout {
  /** Octets of the type, and of an architecture octet before it where the family has one. */
  readonly typeLength: 1 | 3;
  readonly types: readonly RouteType[];
}

/** A row for a family of typed routes. `T` lists the models of its types. */
export function typedRouteRow<T extends TypedNlri>(
  row: Pick<FamilyRow<T>, 'family' | 'name' | 'nextHopLengths' | 'extendedNextHopLengths'>,
  { typeLength, types }: TypedRouteLayout,
): FamilyRow<T> {
  const byType = new Map(types.map((one) => [one.type, one]));
  const typeAt = (bytes: Uint8Array, offset: number) =>
    typeLength === 1 ? bytes[offset]! : (bytes[offset]! << 16) | readU16(bytes, offset + 1);
  const header = typeLength + 1;
  return {
    ...row,
    measure(bytes, offset, end) {
      if (offset + header > end) return -1;
      const next = offset + header + bytes[offset + typeLength]!;
      if (next > end) return -1;
      const type = byType.get(typeAt(bytes, offset));
      return type === undefined || measureFields(bytes, offset + header, next, type) ? next - offset : -1;
    },
    discards: (bytes, offset) => !byType.has(typeAt(bytes, offset)),
    decode(bytes, offset, end, pathId) {
      const routeType = typeAt(bytes, offset);
      const type = byType.get(routeType);
      const value: TypedNlri = {
        family: row.family,
        ...(pathId === NO_PATH_ID ? {} : { pathId }),
        routeType,
        ...(type ? decodeFields(bytes, offset + header, end, type) : { body: bytes.slice(offset + header, end) }),
      };
      return value as T;
    },
    encode(nlri, writer) {
      if (typeLength === 3) writer.u24(nlri.routeType);
      else writer.u8(nlri.routeType);
      const length = writer.reserve8();
      encodeFields(nlri, writer, byType.get(nlri.routeType), row.name);
      writer.patch8(length);
    },
    writeKey(bytes, offset, end, _withdrawn, writer) {
      writer.bytes(bytes, offset, offset + typeLength);
      writeKeyFields(bytes, offset + header, end, byType.get(typeAt(bytes, offset)), writer);
    },
    dissect(cursor) {
      const type = byType.get(typeAt(cursor.bytes, cursor.offset));
      if (typeLength === 3) cursor.number('architecture', 1);
      cursor.number('route type', typeLength === 3 ? 2 : 1, () => type?.name ?? 'unknown');
      cursor.number('length', 1);
      for (const { name, measure, decode } of type?.fields ?? []) {
        const length = measure(cursor.bytes, cursor.offset, cursor.end);
        const value = decode(cursor.bytes, cursor.offset, length);
        if (value instanceof Uint8Array) cursor.octets(name, length);
        else cursor.field(name, length, value === undefined ? undefined : String(value));
      }
      cursor.octets('body', cursor.remaining);
    },
    format(nlri) {
      const type = byType.get(nlri.routeType);
      if (!type || nlri.body)
        return `${row.name} type ${nlri.routeType} 0x${formatHex(nlri.body ?? new Uint8Array(0))}`;
      return [type.name, ...type.fields.map(({ name }) => formatField(name, nlri[name]))]
        .filter((part) => part !== '')
        .join(' ');
    },
  };
}

/** True where the octets are exactly the fields of the type. */
function measureFields(bytes: Uint8Array, start: number, end: number, { fields }: RouteType): boolean {
  let at = start;
  for (const { measure } of fields) {
    const length = measure(bytes, at, end);
    if (length < 0) return false;
    at += length;
  }
  return at === end;
}

/** The fields by name, of octets that `measureFields` passed. */
function decodeFields(bytes: Uint8Array, start: number, end: number, { fields }: RouteType): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let at = start;
  for (const { name, measure, decode } of fields) {
    const length = measure(bytes, at, end);
    const value = decode(bytes, at, length);
    if (value !== undefined) values[name] = value;
    at += length;
  }
  return values;
}

function encodeFields(nlri: TypedNlri, writer: ByteWriter, type: RouteType | undefined, name: string): void {
  if (nlri.body) {
    writer.bytes(nlri.body);
    return;
  }
  if (!type) throw new RangeError(`${name} has no route type ${nlri.routeType}: give its octets as body`);
  for (const field of type.fields) field.encode(nlri[field.name], writer);
}

function writeKeyFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: RouteType | undefined,
  writer: ByteWriter,
): void {
  if (!type) {
    writer.bytes(bytes, start, end);
    return;
  }
  let at = start;
  for (const { key, measure } of type.fields) {
    const length = measure(bytes, at, end);
    if (key) writer.bytes(bytes, at, at + length);
    at += length;
  }
}

function formatField(name: string, value: unknown): string {
  if (value === undefined) return '';
  const word = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `${word} ${value instanceof Uint8Array ? `0x${formatHex(value)}` : String(value)}`;
}

/** A field from its name, whether it is part of the key, and how it is read and written. */
export function field(name: string, key: boolean, rest: Omit<RouteField, 'name' | 'key'>): RouteField {
  return { name, key, ...rest };
}

function fixed(length: number): RouteField['measure'] {
  return (_bytes, at, end) => (at + length <= end ? length : -1);
}

export function requireNumber(value: unknown, max: number, name: string): number {
  return unsigned(name, typeof value === 'number' ? value : Number.NaN, max);
}

export function requireText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new RangeError(`${name} is a text, got ${value}`);
}

export function requireAddress(value: unknown, name: string): Uint8Array {
  const address = parseAddress(requireText(value, name));
  if (!address) throw new RangeError(`${name} is an IPv4 or IPv6 address, got ${value}`);
  return address;
}

/** Route distinguisher (RFC 4364 §4.2), always part of the key. */
export const rdField: RouteField = field('rd', true, {
  measure: fixed(RD_LENGTH),
  decode: (bytes, at) => formatRd(bytes, at),
  encode: (value, writer) => writeRd(requireText(value, 'rd'), writer),
});

/** An unsigned number of 1, 2 or 4 octets. */
export function numberField(name: string, octets: 1 | 2 | 4, key: boolean): RouteField {
  const max = 2 ** (8 * octets) - 1;
  return field(name, key, {
    measure: fixed(octets),
    decode: (bytes, at) => (octets === 4 ? readU32(bytes, at) : octets === 2 ? readU16(bytes, at) : bytes[at]!),
    encode(value, writer) {
      const number = requireNumber(value, max, name);
      for (let shift = 8 * (octets - 1); shift >= 0; shift -= 8) writer.u8(number >>> shift);
    },
  });
}

/** Octets of a fixed number, as hexadecimal pairs joined by colons. */
export function octetsField(name: string, octets: number, key: boolean): RouteField {
  return field(name, key, {
    measure: fixed(octets),
    decode: (bytes, at) => formatHex(bytes, at, at + octets).replace(/(..)(?=.)/g, '$1:'),
    encode(value, writer) {
      const parsed = parseHex(requireText(value, name));
      if (parsed?.length !== octets) throw new RangeError(`${name} has ${octets} octets, got ${value}`);
      writer.bytes(parsed);
    },
  });
}

/** An address behind its length in bits; no address where that is 0. */
export function addressField(name: string, key: boolean): RouteField {
  return field(name, key, {
    measure(bytes, at, end) {
      const bits = at < end ? bytes[at]! : -1;
      if (bits !== 0 && bits !== 32 && bits !== 128) return -1;
      return at + 1 + bits / 8 <= end ? 1 + bits / 8 : -1;
    },
    decode: (bytes, at, length) => (length === 1 ? undefined : formatAddress(bytes, at + 1, at + length)),
    encode(value, writer) {
      const address = value === undefined ? new Uint8Array(0) : requireAddress(value, name);
      writer.u8(8 * address.length);
      writer.bytes(address);
    },
  });
}

/** A MAC address behind its length in bits, which is 48. */
export const macField: RouteField = field('mac', true, {
  measure: (bytes, at, end) => (at + 7 <= end && bytes[at] === 48 ? 7 : -1),
  decode: (bytes, at) => formatHex(bytes, at + 1, at + 7).replace(/(..)(?=.)/g, '$1:'),
  encode(value, writer) {
    const octets = parseHex(requireText(value, 'mac'));
    if (octets?.length !== 6) throw new RangeError(`a MAC address is written 00:11:22:33:44:55, got ${value}`);
    writer.u8(48);
    writer.bytes(octets);
  },
});

/** What stands to the end of the NLRI but for `reserved` octets, as octets. */
export function restField(
  name: string,
  key: boolean,
  read: (bytes: Uint8Array, at: number, end: number) => number,
): RouteField {
  return field(name, key, {
    measure: read,
    decode: (bytes, at, length) => bytes.slice(at, at + length),
    encode(value, writer) {
      if (!(value instanceof Uint8Array)) throw new RangeError(`${name} is octets, got ${value}`);
      writer.bytes(value);
    },
  });
}
