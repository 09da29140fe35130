import type { JsonField } from './field.js';

/** The code that `name` or `code` of an object says; both may, if they say the same. */
export function codeOf(field: JsonField, rows: readonly { readonly code: number; readonly name: string }[]): number {
  const name = field.member('name');
  const code = field.member('code');
  const row = name.isPresent ? rows.find((one) => one.name === name.value) : undefined;
  if (!code.isPresent) return (row ?? name.fail('a name of the table, beside or instead of a code')).code;
  if (row !== undefined && row.code !== code.value) code.fail(`${row.code}, which is ${row.name}`);
  return code.integer(255);
}
