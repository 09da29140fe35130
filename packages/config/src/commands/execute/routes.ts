import { MeshError } from '@mesh/bgp-wire';
import type { Effect } from './effect.js';

function notThere(name: string): never {
  throw new MeshError('MESH_COMMAND_UNSUPPORTED', `${name} is not there yet`);
}

/** `routes list`: `[{ index, route, neighbor }]`. */
export const routesList: Effect<'routes-list'> = { shape: 'list', run: ({ name }) => notThere(name) };

/** `routes add`: `{ index, route, success }`, a list of them where the text has several routes. */
export const routesAdd: Effect<'routes-add'> = { shape: 'value', run: ({ name }) => notThere(name) };

/** `routes remove`: `{ removed, index, route }`. */
export const routesRemove: Effect<'routes-remove'> = { shape: 'value', run: ({ name }) => notThere(name) };

export const routesRemoveIndex: Effect<'routes-remove-index'> = { shape: 'value', run: ({ name }) => notThere(name) };

/** `announce index`, `withdraw index`: what the configuration has stays, the peers chosen are told. */
export const announceIndex: Effect<'announce-index'> = { run: ({ name }) => notThere(name) };
export const withdrawIndex: Effect<'withdraw-index'> = { run: ({ name }) => notThere(name) };
