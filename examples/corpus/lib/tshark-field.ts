import { valuesOf } from './tree.js';

/*
 * A thing of ours beside a part of tshark's tree, as a table of fields: for each field, all its values in the tree
 * beside all of ours. A field that tshark prints of some things only is compared as it stands.
 */

/** A field, what the other says, and what we say. */
export type Comparison = readonly [field: string, theirs: string, ours: string];

export type Values = readonly (string | number | undefined)[];

/** A field of the tree, and what we say of it; several fields where tshark has one for each address family. */
export type Field<T> = readonly [keys: string | readonly string[], ours: (value: T) => Values];

/** Every field of a table: what the tree has of it, and what the things in `list` say. */
export function compareFields<T>(
  name: string,
  node: unknown,
  fields: readonly Field<T>[],
  list: readonly T[],
): Comparison[] {
  return fields.map(([keys, ours]): Comparison => {
    const theirs = [keys].flat().flatMap((key) => valuesOf(node, key));
    const values = list.flatMap(ours).filter((value) => value !== undefined);
    return [`${name} ${keys}`, normal(theirs), normal(values.map(String))];
  });
}

/** The last label of a stack, or the one that means none. */
export function stackText(labels: readonly number[]): string {
  return labels.length === 0 ? NO_LABEL : `${labels.join(',')} (bottom)`;
}
const NO_LABEL = '(withdrawn)';

/** Octets as tshark prints them: `05:dc:00:00`. */
export const colons = (hex: string): string => hex.replace(/(..)(?=.)/g, '$1:');

/** A number in octets. */
export const octetsOf = (value: number, count = 4): string => colons(value.toString(16).padStart(2 * count, '0'));

/** Sorted, for two fields of two address families have no common order; numbers as decimal digits. */
function normal(values: readonly string[]): string {
  return values
    .map((value) => (/^0x[0-9a-f]+$/i.test(value) ? String(BigInt(value)) : value))
    .map((value) => (/^(524288 \(bottom\)|0 \(withdrawn\)|524288 \(withdrawn\))$/.test(value) ? NO_LABEL : value))
    .sort()
    .join(' ');
}
