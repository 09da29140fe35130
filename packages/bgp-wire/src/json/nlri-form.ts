import type { Family } from '../brand.js';
import { formatHex } from '../bytes/hex.js';
import type { Nlri, OpaqueNlri } from '../nlri/row.js';
import type { Json, JsonField } from './field.js';
import { isOctets, readMembers, writeMembers } from './value.js';

/** NLRI in a field whose family is known: its members, or `{ "hex" }` where the family has no row. */
export function writeNlriJson(nlri: Nlri): { readonly [name: string]: Json } {
  return 'bytes' in nlri ? { hex: formatHex((nlri as OpaqueNlri).bytes) } : writeMembers(nlri, 'family');
}

/** The inverse of `writeNlriJson`. */
export function readNlriJson(field: JsonField, family: Family): Nlri {
  if (!isOctets(field)) return { ...readMembers(field), family };
  const opaque: OpaqueNlri = { family, bytes: field.member('hex').hex() };
  return opaque;
}

/** The NLRI of a list. */
export function readNlriItems(field: JsonField, family: Family): Nlri[] {
  return field.items().map((one) => readNlriJson(one, family));
}
