import type { Json, JsonField } from './field.js';

/** How the model of a row stands in JSON, where that is not the general form of `value.ts`. */
export interface JsonForm<T> {
  write(value: T): Json;
  /** Throws `MESH_JSON_VALUE` for JSON of another form. */
  read(field: JsonField): T;
}

/** A model that is written as one text. */
export function textual<T>(
  format: (value: T) => string,
  parse: (text: string) => T | undefined,
  expected: string,
): JsonForm<T> {
  return { write: format, read: (field) => field.parsed(parse, expected) };
}

/** A list of models that have a form. */
export function listOf<T>(item: JsonForm<T>): JsonForm<readonly T[]> {
  return {
    write: (list) => list.map((one) => item.write(one)),
    read: (field) => field.items().map((one) => item.read(one)),
  };
}
