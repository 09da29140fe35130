import { type ConfigurationSettings, resolveSettings } from '../settings/configuration.js';
import { Lines } from './lines.js';
import { draftOf } from './neighbor.js';
import { type PrintOptions, printRows } from './row.js';
import { type FileDraft, fileKeywords } from './table.js';

/**
 * The configuration text that `parseConfigurationText` reads as the same settings: what they say, in a fixed order, and
 * no defaults. Passwords stand in it only with `secrets`; a remark tells where one was left out. Throws
 * `MESH_SETTINGS_INVALID` for settings that are refused, or that have a text of more than one line.
 */
export function formatConfiguration(settings: ConfigurationSettings, options: PrintOptions = {}): string {
  resolveSettings(settings);
  const lines = new Lines();
  printRows(fileDraft(settings), fileKeywords, lines, options);
  return lines.toString();
}

/** Settings in the form in which they are printed. */
export function fileDraft({ processes = [], templates = {}, neighbors }: ConfigurationSettings): FileDraft {
  return {
    processes: new Map(processes.map((one) => [one.name, { ...one }])),
    templates: new Map(Object.entries(templates).map(([name, one]) => [name, draftOf(one)])),
    neighbors: neighbors.map(draftOf),
    places: [],
  };
}
