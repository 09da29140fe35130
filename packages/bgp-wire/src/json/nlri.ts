import type { Family } from '../brand.js';
import type { CodecContext } from '../context.js';
import { formatFamily } from '../family.js';
import { encodeNlri } from '../nlri/field.js';
import type { Nlri } from '../nlri/row.js';
import { requireEncodable } from './encodable.js';
import { type Json, JsonField } from './field.js';
import { readNlriJson, writeNlriJson } from './nlri-form.js';

/** The NLRI of a list, each of which can be encoded. */
export function readNlriList(field: JsonField, family: Family, context: CodecContext): Nlri[] {
  return field.items().map((one) => readEncodable(one, family, context));
}

function readEncodable(field: JsonField, family: Family, context: CodecContext): Nlri {
  const nlri = readNlriJson(field, family);
  requireEncodable(field, formatFamily(family), (writer) => encodeNlri([nlri], family, writer, context));
  return nlri;
}

/** An NLRI as plain data: `{ "family": "ipv4-unicast", "prefix": "10.0.0.0/24" }`, `{ "family", "hex" }` without a row. */
export function nlriToJson(nlri: Nlri): Json {
  return { family: formatFamily(nlri.family), ...writeNlriJson(nlri) };
}

/** The NLRI of `nlriToJson`. Throws `MESH_JSON_VALUE` that names the member at fault. */
export function nlriFromJson(json: unknown, context: CodecContext): Nlri {
  const field = json instanceof JsonField ? json : new JsonField(json);
  const { family: _family, ...rest } = field.members();
  return readEncodable(new JsonField(rest, field.path), field.member('family').family(), context);
}
