import { parseFamily } from '../family.js';
import { type ConfigurationSettings, validateSettings } from '../settings/configuration.js';
import type { NeighborSettings } from '../settings/neighbor.js';
import type { ProcessSettings } from '../settings/process.js';
import { type Templates, withTemplates } from '../settings/template.js';
import { familyWords } from '../text/forms/form.js';
import { RouteReader } from '../text/route.js';
import type { TextOptions } from '../text/route-text.js';
import { FileCursor } from './cursor.js';
import type { NeighborDraft } from './neighbor.js';
import { readStatement } from './row.js';
import { type FileDraft, fileKeywords } from './table.js';

/*
 * A configuration file, after ExaBGP's:
 *
 *   text      = { process | template | neighbor }
 *   process   = "process" name "{" { keyword } "}"
 *   template  = "template" "{" { "neighbor" name "{" { keyword } "}" } "}"
 *   neighbor  = "neighbor" address "{" { keyword } "}"
 *   keyword   = word [ argument ] ";" | word [ name ] "{" { keyword } "}"
 *
 * Comments start with `#`, a backslash continues a line. Each block has a table of its keywords (`table.ts`, `neighbor.ts`,
 * …), and each row of a table reads its keyword and prints it. Strict where ExaBGP is lenient: an unknown keyword, one
 * that stands twice, a value out of range and a neighbour that could not run are errors with their place, and nothing of
 * the text is taken.
 */

/** How a configuration text is read. */
export interface FileOptions extends TextOptions {
  /** Longest text to read, in characters. Default 67108864 (64 Mi); a million routes with attributes may need more. */
  readonly maxLength?: number;
}

const MAX_LENGTH = 64 * 1024 * 1024;

/**
 * The settings that a configuration text in ExaBGP's grammar says: what `Configuration.fromSettings` takes. Routes are
 * read, keys of MD5 and TCP-AO are `Secret`. Throws `MESH_TEXT_SYNTAX` with `details` of line, column, token, what was
 * expected and sometimes a hint; also where the settings as a whole would be refused.
 */
export function parseConfigurationText(text: string, options: FileOptions = {}): ConfigurationSettings {
  const { maxLength = MAX_LENGTH, ...textOptions } = options;
  const cursor = new FileCursor(text);
  if (text.length > maxLength) {
    throw cursor.error(
      { start: 0, end: 0 },
      { problem: `the text has ${text.length} characters`, expected: `at most ${maxLength} characters` },
    );
  }
  const draft: FileDraft = { processes: new Map(), templates: new Map(), neighbors: [], places: [] };
  const routes = new RouteReader(cursor, 'announce', textOptions);
  const source = { cursor, routes, templates: draft.templates };
  while (cursor.kind !== 'end') {
    if (!cursor.accept(';')) readStatement(source, draft, fileKeywords, new Set());
  }
  const settings = settingsOf(draft);
  for (const neighbor of draft.neighbors) dropUnoffered(neighbor, settings.templates);
  check(cursor, draft, settings);
  return settings;
}

/** What the drafts lack, validation names. */
function settingsOf({ processes, templates, neighbors }: FileDraft): ConfigurationSettings {
  return {
    neighbors: neighbors as unknown as readonly NeighborSettings[],
    ...(processes.size === 0 ? {} : { processes: [...processes.values()] as unknown as readonly ProcessSettings[] }),
    ...(templates.size === 0 ? {} : { templates: Object.fromEntries(templates) }),
  };
}

/** Of a family that is not offered, `nexthop` and `add-path` say nothing, as with ExaBGP: a template may have more. */
function dropUnoffered(neighbor: NeighborDraft, templates: Templates = {}): void {
  const {
    families = 'all',
    nexthops,
    addpaths,
  } = withTemplates({ ...neighbor, routes: [] } as unknown as NeighborSettings, templates);
  if (!nexthops && !addpaths) return;
  const offered = new Set(parseFamily([families].flat().join(' ')).map(familyWords));
  const isStray = ({ family }: { readonly family: string }) => !offered.has(family);
  if (nexthops?.some(isStray)) neighbor.nexthops = nexthops.filter((one) => !isStray(one));
  if (addpaths?.some(isStray)) neighbor.addpaths = addpaths.filter((one) => !isStray(one));
}

/** What settings may not be together, said where the neighbour starts. */
function check(cursor: FileCursor, { places }: FileDraft, settings: ConfigurationSettings): void {
  const message = validateSettings(settings);
  if (message === '') return;
  const [, index, problem] = /^neighbor\[(\d+)\]: (.*)$/s.exec(message) ?? [];
  throw cursor.error(places[Number(index)] ?? { start: 0, end: 0 }, {
    problem: problem ?? message,
    expected: 'a neighbor that can run',
  });
}
