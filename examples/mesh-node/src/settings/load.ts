import { safeRead } from '@mesh/config/storage';
import { parseYaml } from '@mesh/config/yaml';
import { type Settings, validate } from './settings.js';

/** The settings of a text of YAML, of which JSON is a part. Throws as `parseYaml` and `validate`. */
export function parseSettings(text: string): Settings {
  return validate(parseYaml(text, { maxLength: 1024 * 1024 }));
}

/** The settings of a file. Throws as `safeRead` as well. */
export async function loadSettings(path: string): Promise<Settings> {
  return parseSettings(await safeRead(path));
}
