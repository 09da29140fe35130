import { ByteWriter } from '../bytes/writer.js';
import { MeshError } from '../error.js';
import type { JsonField } from './field.js';

/**
 * Throws `MESH_JSON_VALUE` that names the place where a model has no encoding. The encoder of a row knows what its
 * model is: asking it keeps a second description of every model out of the house.
 */
export function requireEncodable(field: JsonField, what: string, encode: (writer: ByteWriter) => void): void {
  try {
    encode(new ByteWriter(64));
  } catch (cause) {
    const reason = cause instanceof RangeError ? cause.message : `it is no model of ${what}`;
    throw new MeshError('MESH_JSON_VALUE', `${field.path || 'the value'}: ${reason}`, {
      cause,
      details: { path: field.path },
    });
  }
}
