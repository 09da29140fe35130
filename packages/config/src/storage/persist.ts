import type { Configuration } from '../configuration.js';
import { type ExportOptions, exportChunks } from '../file/export.js';
import type { SaveOptions } from './atomic-file.js';
import { safeUpdate } from './safe.js';

export interface PersistOptions extends Omit<SaveOptions, 'clock'>, ExportOptions {}

/**
 * Writes a configuration to its file, as it is at the call, without peers made at run time only (`live` has them as well): what was there becomes `<path>.backup`, whose path is returned,
 * or null where there was no file. Does nothing, and returns null, without a path. Passwords are written unless `secrets` is
 * false: a new file is for its owner only. Throws what `safeUpdate` throws.
 */
export async function persist(
  configuration: Configuration,
  path: string | undefined,
  options: PersistOptions = {},
): Promise<string | null> {
  if (path === undefined || path === '') return null;
  const { secrets = true, only, live = false, clock, ...save } = options;
  const chunks = exportChunks(configuration, {
    secrets,
    live,
    ...(only === undefined ? {} : { only }),
    ...(clock === undefined ? {} : { clock }),
  });
  return await safeUpdate(path, chunks, clock === undefined ? save : { ...save, clock });
}
