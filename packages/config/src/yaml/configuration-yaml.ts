import type { Configuration } from '../configuration.js';
import type { JsonLimits } from '../loading/json.js';
import { Positions } from '../loading/positions.js';
import { configurationOf } from '../loading/settings-of.js';
import { readYaml } from './yaml.js';

/**
 * The configuration of a text in YAML 1.2, as one document. Throws `MESH_YAML_SYNTAX` for what is no YAML or more than settings
 * need (see `parseYaml`), and `MESH_SETTINGS_INVALID` for settings that are wrong. Both have line and column.
 */
export function configurationFromYaml(text: string, limits: JsonLimits = {}): Configuration {
  const positions = new Positions();
  return configurationOf(readYaml(text, limits, positions), text, positions);
}
