import type { Field, Json } from './field.js';

/** A model as JSON and back. */
export interface JsonForm<T> {
  write(value: T): Json;
  read(field: Field): T;
}

/** A form that is the model itself. */
export function plain<T extends Json>(read: (field: Field) => T): JsonForm<T> {
  return { write: (value) => value, read };
}

export function listOf<T>(item: JsonForm<T>): JsonForm<readonly T[]> {
  return {
    write: (list) => list.map((one) => item.write(one)),
    read: (field) => field.items().map((one) => item.read(one)),
  };
}

/** A model that is written as one text. */
export function textual<T>(
  format: (value: T) => string,
  parse: (text: string) => T | undefined,
  expected: string,
): JsonForm<T> {
  return { write: format, read: (field) => field.parsed(parse, expected) };
}
