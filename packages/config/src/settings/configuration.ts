import { formatFamily, isMeshError, MeshError } from '@mesh/bgp-wire';
import { z } from 'zod';
import { formatRoute } from '../text/print.js';
import { type Neighbor, type NeighborSettings, neighborSchema } from './neighbor.js';
import { type Process, type ProcessSettings, processSchema } from './process.js';
import { explain, listOf, must } from './schema.js';
import { type Templates, withTemplates } from './template.js';

const BGP_PORT = 179;

/** A whole configuration as data. */
export interface ConfigurationSettings {
  readonly neighbors: readonly NeighborSettings[];
  /** Programs that are told of neighbours. Default none. */
  readonly processes?: readonly ProcessSettings[];
  /** What several neighbours have alike, by name. Default none. */
  readonly templates?: Templates;
}

/** The same with nothing left open, checked and frozen; templates are part of the neighbours that name them. */
export interface ResolvedConfiguration {
  readonly neighbors: readonly Neighbor[];
  readonly processes: readonly Process[];
}

/** The outermost frame: whose neighbours are looked at once their templates were put in. */
const frameSchema = z.strictObject({
  neighbors: listOf(z.unknown()),
  processes: listOf(processSchema).default([]),
  templates: z
    .custom<Templates>((value) => isObject(value) && Object.values(value).every(isObject), {
      error: must('an object of templates by name'),
    })
    .optional(),
});

const neighborsSchema = z.strictObject({ neighbors: z.array(neighborSchema) });

/** What is wrong with settings, as `neighbor[0]: session peer-address missing`; empty where nothing is. */
export function validateSettings(settings: ConfigurationSettings): string {
  const result = resolve(settings);
  return typeof result === 'string' ? result : '';
}

/** What settings come to, checked and frozen, defaults filled in. Throws `MESH_SETTINGS_INVALID`. */
export function resolveSettings(settings: ConfigurationSettings): ResolvedConfiguration {
  const result = resolve(settings);
  if (typeof result === 'string') throw new MeshError('MESH_SETTINGS_INVALID', result);
  return result;
}

/** The same for one neighbour; programs are not asked for, who makes a peer at run time has its own. */
export function resolveNeighbor(settings: NeighborSettings, templates: Templates = {}): Neighbor {
  const result = resolveNeighbors([settings], templates);
  if (typeof result === 'string') {
    throw new MeshError('MESH_SETTINGS_INVALID', result.replace(/^neighbor\[0\]: /, ''));
  }
  return result[0]!;
}

function resolve(settings: ConfigurationSettings): ResolvedConfiguration | string {
  const frame = frameSchema.safeParse(settings);
  if (!frame.success) return explain(frame.error.issues[0]!);
  const { processes, templates = {} } = frame.data;
  const neighbors = resolveNeighbors(frame.data.neighbors as readonly NeighborSettings[], templates);
  if (typeof neighbors === 'string') return neighbors;
  const names = processes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `process '${twice}' is there twice`;
  for (const [index, { api }] of neighbors.entries()) {
    const stray = api.flatMap((one) => one.processes).find((name) => !names.includes(name));
    if (stray !== undefined) return `neighbor[${index}]: api processes has '${stray}', which is no process`;
  }
  return deepFreeze({ neighbors, processes });
}

function resolveNeighbors(given: readonly NeighborSettings[], templates: Templates): readonly Neighbor[] | string {
  const merged: unknown[] = [];
  for (const [index, neighbor] of given.entries()) {
    try {
      merged.push(isObject(neighbor) ? withTemplates(neighbor, templates) : neighbor);
    } catch (error) {
      if (!isMeshError(error)) throw error;
      return `neighbor[${index}]: ${error.message}`;
    }
  }
  const result = neighborsSchema.safeParse({ neighbors: merged });
  if (!result.success) return explain(result.error.issues[0]!);
  const { neighbors } = result.data;
  for (const [index, neighbor] of neighbors.entries()) {
    const families = new Set(neighbor.families);
    const stray = neighbor.routes.find(({ nlri }) => !families.has(nlri.family));
    if (stray) {
      const text = formatRoute({ nlri: stray.nlri, attributes: [] });
      return `neighbor[${index}]: ${text} needs the family ${formatFamily(stray.nlri.family)}`;
    }
  }
  const twins = sameTwice(neighbors.map(peerKey));
  if (twins) return `neighbor[${twins[1]}]: session peer-address and connect are those of neighbor[${twins[0]}]`;
  return deepFreeze(neighbors);
}

/** The first two places that have the same key. */
function sameTwice(keys: readonly string[]): readonly [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    const before = seen.get(key);
    if (before !== undefined) return [before, index];
    seen.set(key, index);
  }
  return undefined;
}

/** What makes two sessions the same, and names a peer in its speaker: where the peer is. */
export function peerKey({ session }: Neighbor): string {
  return `${session.peerAddress} ${session.connect === 0 ? BGP_PORT : session.connect}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && !ArrayBuffer.isView(member)) deepFreeze(member);
  }
  return Object.freeze(value);
}
