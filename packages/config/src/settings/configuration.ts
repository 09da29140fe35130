import { formatFamily, MeshError } from '@mesh/bgp-wire';
import { z } from 'zod';
import { formatRoute } from '../text/print.js';
import { type Neighbor, type NeighborSettings, neighborSchema } from './neighbor.js';
import { explain, must } from './schema.js';

/** A whole configuration as data. */
export interface ConfigurationSettings {
  readonly neighbors: readonly NeighborSettings[];
}

const schema = z.strictObject({ neighbors: z.array(neighborSchema, { error: must('a list') }) });

/** What is wrong with settings, as `neighbor[0]: session peer-address missing`; empty where nothing is. */
export function validateSettings(settings: ConfigurationSettings): string {
  const result = resolve(settings);
  return typeof result === 'string' ? result : '';
}

/** The neighbours of settings, checked and frozen, defaults filled in. Throws `MESH_SETTINGS_INVALID`. */
export function resolveSettings(settings: ConfigurationSettings): readonly Neighbor[] {
  const result = resolve(settings);
  if (typeof result === 'string') throw new MeshError('MESH_SETTINGS_INVALID', result);
  return result;
}

/** The same for one neighbour. */
export function resolveNeighbor(settings: NeighborSettings): Neighbor {
  const result = resolve({ neighbors: [settings] });
  if (typeof result === 'string') {
    throw new MeshError('MESH_SETTINGS_INVALID', result.replace(/^neighbor\[0\]: /, ''));
  }
  return result[0]!;
}

function resolve(settings: ConfigurationSettings): readonly Neighbor[] | string {
  const result = schema.safeParse(settings);
  if (!result.success) return explain(result.error.issues[0]!);
  const { neighbors } = result.data;
  for (const [index, neighbor] of neighbors.entries()) {
    const stray = neighbor.routes.find(({ nlri }) => !neighbor.families.includes(nlri.family));
    if (stray) {
      const text = formatRoute({ nlri: stray.nlri, attributes: [] });
      return `neighbor[${index}]: ${text} needs the family ${formatFamily(stray.nlri.family)}`;
    }
    const same = neighbors.findIndex((other) => peerKey(other) === peerKey(neighbor));
    if (same !== index) return `neighbor[${index}]: session peer-address and connect are those of neighbor[${same}]`;
  }
  return Object.freeze(neighbors.map(deepFreeze));
}

/** What makes two sessions the same, and names a peer in its speaker: where the peer is. */
function peerKey({ session }: Neighbor): string {
  return `${session.peerAddress} ${session.connect}`;
}

function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && !ArrayBuffer.isView(member)) deepFreeze(member);
  }
  return Object.freeze(value);
}
