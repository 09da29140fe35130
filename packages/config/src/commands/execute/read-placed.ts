import { isMeshError, MeshError } from '@mesh/bgp-wire';
import type { Statement } from '../command.js';

/** What `read` makes of a statement; a mistake in it is told by its place in the command, not in the statement. */
export function readPlaced<T>({ text, at }: Statement, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    throw isMeshError(error, 'MESH_TEXT_SYNTAX') ? placed(error, at) : error;
  }
}

function placed(error: MeshError, at: number): MeshError {
  const { line, column } = error.details as { readonly line: number; readonly column: number };
  if (line !== 1) return error;
  const message = error.message.replace(`, at line 1, column ${column}`, `, at line 1, column ${column + at}`);
  return new MeshError(error.code, message, { cause: error, details: { ...error.details, column: column + at } });
}
