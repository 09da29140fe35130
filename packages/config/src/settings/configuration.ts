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
  return result instanceof Problem ? result.message : '';
}

/** What settings come to, checked and frozen, defaults filled in. Throws `MESH_SETTINGS_INVALID` with the `path` of what is wrong. */
export function resolveSettings(settings: ConfigurationSettings): ResolvedConfiguration {
  const result = resolve(settings);
  if (result instanceof Problem) throw result.error(result.message);
  return result;
}

/** The same for one neighbour; programs are not asked for, who makes a peer at run time has its own. */
export function resolveNeighbor(settings: NeighborSettings, templates: Templates = {}): Neighbor {
  const result = resolveNeighbors([settings], templates);
  if (result instanceof Problem) throw result.error(result.message.replace(/^neighbor\[0\]: /, ''));
  return result[0]!;
}

/** What is wrong with settings, and where. */
class Problem {
  readonly message: string;
  readonly path: readonly PropertyKey[];

  constructor(message: string, ...path: readonly PropertyKey[]) {
    this.message = message;
    this.path = path;
  }

  static of(issue: z.core.$ZodIssue): Problem {
    // A setting that nobody knows is found where it stands.
    const stray = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    return new Problem(explain(issue), ...issue.path, ...stray);
  }

  error(message: string): MeshError {
    return new MeshError('MESH_SETTINGS_INVALID', message, { details: { path: this.path } });
  }
}

function resolve(settings: ConfigurationSettings): ResolvedConfiguration | Problem {
  const frame = frameSchema.safeParse(settings);
  if (!frame.success) return Problem.of(frame.error.issues[0]!);
  const { processes, templates = {} } = frame.data;
  const neighbors = resolveNeighbors(frame.data.neighbors as readonly NeighborSettings[], templates);
  if (neighbors instanceof Problem) return neighbors;
  const names = processes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    return new Problem(`process '${twice}' is there twice`, 'processes', names.lastIndexOf(twice), 'name');
  }
  for (const [index, { api }] of neighbors.entries()) {
    const stray = api.flatMap((one) => one.processes).find((name) => !names.includes(name));
    if (stray === undefined) continue;
    const message = `neighbor[${index}]: api processes has '${stray}', which is no process`;
    return new Problem(message, 'neighbors', index, 'api');
  }
  return deepFreeze({ neighbors, processes });
}

function resolveNeighbors(given: readonly NeighborSettings[], templates: Templates): readonly Neighbor[] | Problem {
  const merged: unknown[] = [];
  for (const [index, neighbor] of given.entries()) {
    try {
      merged.push(isObject(neighbor) ? withTemplates(neighbor, templates) : neighbor);
    } catch (error) {
      if (!isMeshError(error)) throw error;
      return new Problem(`neighbor[${index}]: ${error.message}`, 'neighbors', index, 'template');
    }
  }
  const result = neighborsSchema.safeParse({ neighbors: merged });
  if (!result.success) return Problem.of(result.error.issues[0]!);
  const { neighbors } = result.data;
  for (const [index, neighbor] of neighbors.entries()) {
    const families = new Set(neighbor.families);
    const stray = neighbor.routes.find(({ nlri }) => !families.has(nlri.family));
    if (stray) {
      const text = formatRoute({ nlri: stray.nlri, attributes: [] });
      const message = `neighbor[${index}]: ${text} needs the family ${formatFamily(stray.nlri.family)}`;
      return new Problem(message, 'neighbors', index, 'routes');
    }
  }
  const twins = sameTwice(neighbors.map(peerKey));
  if (twins) {
    const message = `neighbor[${twins[1]}]: session peer-address and connect are those of neighbor[${twins[0]}]`;
    return new Problem(message, 'neighbors', twins[1], 'session', 'peerAddress');
  }
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
