import { MeshError } from '@mesh/bgp-wire';
import { DEFAULT_FAMILIES } from '../dynamic/parse-peer.js';
import { resolveNeighbor } from '../settings/configuration.js';
import type { Neighbor, NeighborSettings } from '../settings/neighbor.js';
import type { Process } from '../settings/process.js';
import { type Templates, withTemplates } from '../settings/template.js';
import type { Listener } from './start-options.js';

/**
 * A neighbour made at run time. One of a template is made as the text of a peer is: it offers IPv4 unicast alone where
 * neither says anything else. Throws `MESH_SETTINGS_INVALID`.
 */
export function resolveDynamic(settings: NeighborSettings, templates: Templates): Neighbor {
  if (settings.template === undefined) return resolveNeighbor(settings);
  const { template: _names, ...merged } = withTemplates(settings, templates);
  return resolveNeighbor({ families: DEFAULT_FAMILIES, ...merged });
}

/** A program that nobody knows would never be told. Throws `MESH_SETTINGS_INVALID`. */
export function checkPrograms({ api }: Neighbor, programs: readonly Pick<Process, 'name'>[]): void {
  const stray = api.flatMap(({ processes }) => processes).find((name) => !programs.some((one) => one.name === name));
  if (stray === undefined) return;
  throw new MeshError('MESH_SETTINGS_INVALID', `api processes has '${stray}', which is no process`);
}

/** Where streams are accepted was settled at the start. Throws `MESH_SETTINGS_INVALID` for another port. */
export function checkListening({ session: { listen } }: Neighbor, listeners: readonly Pick<Listener, 'port'>[]): void {
  if (listen === 0 || listeners.some(({ port }) => port === listen)) return;
  throw new MeshError(
    'MESH_SETTINGS_INVALID',
    `session listen must be 0 or a port listened on since the start, got ${listen}`,
  );
}
