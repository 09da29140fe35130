import { isMeshError } from '@mesh/bgp-wire';
import type { LogFields } from '@mesh-examples/lib/log';

/** What a log says of something that failed: its code, where it has one, and its message. */
export function failure(error: unknown): LogFields {
  const code = isMeshError(error) ? error.code : (error as NodeJS.ErrnoException | null)?.code;
  return { ...(code === undefined ? {} : { code }), message: error instanceof Error ? error.message : String(error) };
}
