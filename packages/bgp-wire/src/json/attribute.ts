import type { AttributeRow, PathAttribute } from '../attribute/row.js';
import type { CodecContext } from '../context.js';
import { encodeAttributes } from '../message/update.js';
import { requireEncodable } from './encodable.js';
import { type Json, JsonField } from './field.js';
import { codeOf } from './name.js';
import { isOctets, readValue, writeValue } from './value.js';

/**
 * A path attribute as plain data: `{ "name": "ORIGIN", "flags": 64, "value": "igp" }`; `{ "code": 99, … }` where the
 * table has no row. The value of what is unknown, or makes no sense, is `{ "hex" }`.
 */
export function attributeToJson({ code, flags, value }: PathAttribute, context: Tables): Json {
  const row = context.attributes.get(code);
  const isModel = row?.json !== undefined && !(value instanceof Uint8Array);
  return {
    ...(row ? { name: row.name } : { code }),
    flags,
    value: isModel ? row.json!.write(value) : writeValue(value),
  };
}

type Tables = Pick<CodecContext, 'attributes'>;

/**
 * The attribute of `attributeToJson`. `name` and `code` may both be given, and `flags` be left out for the usual ones.
 * Throws `MESH_JSON_VALUE` that names the member at fault.
 */
export function attributeFromJson(json: unknown, context: CodecContext): PathAttribute {
  return readAttribute(json instanceof JsonField ? json : new JsonField(json), context);
}

function readAttribute(field: JsonField, context: CodecContext): PathAttribute {
  const code = codeOf(field, context.attributes.rows);
  const row = context.attributes.get(code);
  const flags = field.member('flags');
  const one: PathAttribute = {
    code,
    flags: row && !flags.isPresent ? row.flags : flags.integer(255),
    value: readModel(field.member('value'), row),
  };
  requireEncodable(field.member('value'), row?.name ?? `attribute ${code}`, (writer) =>
    encodeAttributes([one], writer, context),
  );
  return one;
}

function readModel(field: JsonField, row: AttributeRow<unknown> | undefined): unknown {
  if (isOctets(field)) return field.member('hex').hex();
  return row?.json ? row.json.read(field) : readValue(field);
}
