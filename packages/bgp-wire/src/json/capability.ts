import type { Capability, CapabilityRow } from '../capability/row.js';
import type { CodecContext } from '../context.js';
import { encodeCapabilities } from '../message/open.js';
import { requireEncodable } from './encodable.js';
import { type Json, JsonField } from './field.js';
import { codeOf } from './name.js';
import { isOctets, readValue, writeValue } from './value.js';

/**
 * A capability as plain data: `{ "name": "FOUR_OCTET_AS", "value": 65001 }`; `{ "code": 200, … }` where the table has
 * no row. The value of what is unknown, or makes no sense, is `{ "hex" }`.
 */
export function capabilityToJson({ code, value }: Capability, context: Pick<CodecContext, 'capabilities'>): Json {
  const row = context.capabilities.get(code);
  const isModel = row?.json !== undefined && !(value instanceof Uint8Array);
  return { ...(row ? { name: row.name } : { code }), value: isModel ? row.json!.write(value) : writeValue(value) };
}

/** The capability of `capabilityToJson`. Throws `MESH_JSON_VALUE` that names the member at fault. */
export function capabilityFromJson(json: unknown, context: Pick<CodecContext, 'capabilities'>): Capability {
  const field = json instanceof JsonField ? json : new JsonField(json);
  const code = codeOf(field, context.capabilities.rows);
  const row = context.capabilities.get(code);
  const one: Capability = { code, value: readModel(field.member('value'), row) };
  requireEncodable(field.member('value'), row?.name ?? `capability ${code}`, () => encodeCapabilities([one], context));
  return one;
}

function readModel(field: JsonField, row: CapabilityRow<unknown> | undefined): unknown {
  if (isOctets(field)) return field.member('hex').hex();
  return row?.json ? row.json.read(field) : readValue(field);
}
