import type { Configuration } from '../configuration.js';
import { type JsonLimits, readJson } from './json.js';
import { Positions } from './positions.js';
import { configurationOf } from './settings-of.js';

/**
 * The configuration of a text in JSON. Throws `MESH_STORAGE_JSON` for what is no JSON, or says a thing twice, nests or goes on
 * too long, or names what objects inherit; `MESH_SETTINGS_INVALID` for settings that are wrong. Both have line and column.
 */
export function configurationFromJson(text: string, limits: JsonLimits = {}): Configuration {
  const positions = new Positions();
  return configurationOf(readJson(text, limits, positions), text, positions);
}
