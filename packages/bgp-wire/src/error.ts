/** What went wrong, beside the stable code: the members depend on the code and are documented where it is thrown. */
export type MeshErrorDetails = Readonly<Record<string, unknown>>;

/**
 * An error of the caller or of the machine. The peer's bytes never cause one: they give a `Fault`.
 *
 * Match on `code` (`MESH_TEXT_SYNTAX`, `MESH_PEER_EXISTS` …), never on `instanceof`: an application may hold two
 * copies of the package.
 */
export class MeshError extends Error {
  override readonly name = 'MeshError';
  readonly code: string;
  readonly details: MeshErrorDetails;

  constructor(code: string, message: string, options: { cause?: unknown; details?: MeshErrorDetails } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** True for a `MeshError` of any copy of the package, optionally with the given code. */
export function isMeshError(error: unknown, code?: string): error is MeshError {
  return (
    error instanceof Error &&
    error.name === 'MeshError' &&
    'code' in error &&
    (code === undefined || error.code === code)
  );
}
