import type { ByteWriter } from '../bytes/writer.js';

/**
 * How one value stands in octets. Octets that are not of the form are no error of the form: `decode` gives undefined
 * and the caller keeps them as they are, so that nothing is lost and nothing is guessed.
 */
export interface ValueForm<T> {
  /** Octets the value at `start` takes of `bytes[start, end)`; more than there are, or -1, where it is not of the form. */
  measure(bytes: Uint8Array, start: number, end: number): number;
  /** The value in exactly `bytes[start, end)`, or undefined where it is not of the form. Never reads outside. */
  decode(bytes: Uint8Array, start: number, end: number): T | undefined;
  /** Throws `RangeError` that names `name` for a value that has no encoding. */
  encode(value: T, writer: ByteWriter, name: string): void;
  /** False where a TLV inside overruns the value. Left out where there is none inside. */
  sound?(bytes: Uint8Array, start: number, end: number): boolean;
  /** The value that a model leaves out: that of a reserved field. */
  readonly absent?: T;
  /** A struct leaves the member out where there are no octets for it. */
  readonly isOptional?: true;
}

/** A form of a fixed number of octets. */
export function fixed<T>(
  length: number,
  read: (bytes: Uint8Array, at: number) => T | undefined,
  encode: (value: T, writer: ByteWriter, name: string) => void,
): ValueForm<T> {
  return {
    measure: () => length,
    decode: (bytes, start, end) => (end - start === length ? read(bytes, start) : undefined),
    encode,
  };
}

/** A form that takes all octets there are. */
export function rest<T>(
  read: (bytes: Uint8Array, start: number, end: number) => T | undefined,
  encode: (value: T, writer: ByteWriter, name: string) => void,
): ValueForm<T> {
  return { measure: (_bytes, start, end) => end - start, decode: read, encode };
}

/** Values of one form, one after another to the end. */
export function list<T>(form: ValueForm<T>): ValueForm<readonly T[]> {
  return {
    measure: (_bytes, start, end) => end - start,
    decode(bytes, start, end) {
      const values: T[] = [];
      for (let at = start; at < end; ) {
        const length = form.measure(bytes, at, end);
        if (length <= 0 || at + length > end) return undefined;
        const value = form.decode(bytes, at, at + length);
        if (value === undefined) return undefined;
        values.push(value);
        at += length;
      }
      return values;
    },
    encode(values, writer, name) {
      if (!Array.isArray(values)) throw new RangeError(`${name} is a list, got ${values}`);
      for (const value of values) form.encode(value, writer, name);
    },
  };
}

/** A field that is there where the octets that are left have room for it. */
export function optional<T>(form: ValueForm<T>): ValueForm<T> {
  return {
    measure(bytes, start, end) {
      const length = form.measure(bytes, start, end);
      return length >= 0 && start + length <= end ? length : 0;
    },
    decode: form.decode,
    encode(value, writer, name) {
      if (value !== undefined) form.encode(value, writer, name);
    },
    isOptional: true,
  };
}

/** The fields of a struct, in the order in which they stand. */
export type Fields<T> = { readonly [K in keyof T]?: ValueForm<Exclude<T[K], undefined>> };

/** Named fields one after another; `tail`, where there is one, adds the members of an object to them. */
export function struct<T extends object>(fields: Fields<T>, tail?: ValueForm<object>): ValueForm<T> {
  const list = Object.entries(fields) as [string, ValueForm<unknown>][];
  const measure: ValueForm<T>['measure'] = (bytes, start, end) => {
    let at = start;
    for (const [, form] of list) {
      const length = form.measure(bytes, at, end);
      if (length < 0 || at + length > end) return -1;
      at += length;
    }
    const last = tail?.measure(bytes, at, end) ?? 0;
    return last < 0 || at + last > end ? -1 : at + last - start;
  };
  return {
    measure,
    decode(bytes, start, end) {
      if (measure(bytes, start, end) !== end - start) return undefined;
      const value: Record<string, unknown> = {};
      let at = start;
      for (const [name, form] of list) {
        const next = at + form.measure(bytes, at, end);
        if (form.isOptional && next === at) continue;
        const member = form.decode(bytes, at, next);
        if (member === undefined) return undefined;
        if (member !== form.absent) value[name] = member;
        at = next;
      }
      const last = tail ? tail.decode(bytes, at, end) : {};
      return last === undefined ? undefined : (Object.assign(value, last) as T);
    },
    encode(value, writer, name) {
      if (typeof value !== 'object' || value === null) throw new RangeError(`${name} is an object, got ${value}`);
      const members = new Map<string, unknown>(Object.entries(value));
      for (const [key, form] of list) {
        form.encode(members.get(key) ?? form.absent, writer, `${key} of ${name}`);
        members.delete(key);
      }
      if (tail) tail.encode(Object.fromEntries(members), writer, name);
      else if (members.size > 0) throw new RangeError(`${name} has no ${[...members.keys()].join(', ')}`);
    },
    sound(bytes, start, end) {
      let at = start;
      for (const [, form] of list) {
        const length = form.measure(bytes, at, end);
        if (length < 0 || at + length > end) return true;
        if (form.sound?.(bytes, at, at + length) === false) return false;
        at += length;
      }
      return tail?.sound?.(bytes, at, end) ?? true;
    },
  };
}
