import { parseArgs } from 'node:util';
import { loadSettings } from '../settings/load.js';
import type { Settings } from '../settings/settings.js';
import { UsageError } from './usage-error.js';

/** The settings of `--config FILE`. Throws as `loadSettings`, and `UsageError` where there is no such option. */
export async function settingsOf(args: readonly string[]): Promise<Settings> {
  const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new UsageError('--config FILE is needed: the settings of the node');
  return loadSettings(values.config);
}
