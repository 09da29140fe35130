import { isMeshError, MeshError } from '@mesh/bgp-wire';
import { Configuration } from '../configuration.js';
import type { ConfigurationSettings } from '../settings/configuration.js';
import { lineAndColumn, type Positions } from './positions.js';

/** A configuration of settings that were read from a text; an error has the line and column of what it is about. */
export function configurationOf(value: unknown, text: string, positions: Positions): Configuration {
  try {
    return Configuration.fromSettings(value as ConfigurationSettings);
  } catch (error) {
    if (!isMeshError(error, 'MESH_SETTINGS_INVALID')) throw error;
    const path = (error.details?.['path'] ?? []) as readonly PropertyKey[];
    const place = lineAndColumn(text, positions.find(value, path));
    throw new MeshError(error.code, `line ${place.line}, column ${place.column}: ${error.message}`, {
      cause: error,
      details: { ...error.details, ...place },
    });
  }
}
