import { MeshError } from '@mesh/bgp-wire';
import type { NeighborSettings, NeighborTemplate } from './neighbor.js';

/** Templates by name. */
export type Templates = Readonly<Record<string, NeighborTemplate>>;

/** Members that are put together member by member; of any other the neighbour's stands. */
const MERGED = ['session', 'capability'] as const;

/**
 * A neighbour with what it takes from templates: its own settings stand before those of a template, later templates before
 * earlier ones, and routes are put one behind another. Nothing is checked beyond the names, nothing changed. Throws
 * `MESH_SETTINGS_INVALID` for a name that no template has.
 */
export function withTemplates(settings: NeighborSettings, templates: Templates): NeighborSettings {
  const { template: names = [], ...own } = settings;
  return [...[names].flat().map((name) => templateNamed(name, templates)), own].reduce<NeighborTemplate>(
    merge,
    {},
  ) as NeighborSettings;
}

function templateNamed(name: string, templates: Templates): NeighborTemplate {
  // A name comes from outside: what objects inherit is no template.
  if (Object.hasOwn(templates, name)) return templates[name]!;
  const known = Object.keys(templates).join(', ') || 'none';
  throw new MeshError(
    'MESH_SETTINGS_INVALID',
    `neighbor template ${JSON.stringify(name)} is not there, there is ${known}`,
  );
}

function merge(below: NeighborTemplate, above: NeighborTemplate): NeighborTemplate {
  const merged = MERGED.flatMap((key) =>
    isObject(below[key]) && isObject(above[key]) ? [[key, { ...below[key], ...above[key] }]] : [],
  );
  const routes = [below.routes ?? [], above.routes ?? []].flat();
  return {
    ...below,
    ...above,
    ...Object.fromEntries(merged),
    ...(routes.length === 0 ? {} : { routes }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
