import { MeshError } from '@mesh/bgp-wire';
import { addressIn } from './settings/prefix.js';
import type { Settings } from './settings/settings.js';

/** Who a node is: everything follows from its number. */
export interface Identity {
  readonly name: string;
  /** N. */
  readonly number: number;
  /** Its address in the overlay: `10.0.0.N`. */
  readonly address: string;
  /** `fd00:6d65:7368::N`. */
  readonly address6: string;
  /** `192.0.2.N`, and for N above 254 the next addresses. */
  readonly routerId: string;
}

/** Router ids are of documentation's own prefix (RFC 5737), as BGP4mesh has them; more than 254 nodes go on behind it. */
const FIRST_ROUTER_ID = '192.0.0.0/14';
const ROUTER_ID_OFFSET = 2 * 256;

/** Throws `MESH_NODE_SETTINGS` where the name has no number, or the overlay no such address. */
export function identityOf({ node: { name, number }, mesh }: Pick<Settings, 'node' | 'mesh'>): Identity {
  const n = number ?? Number(/\d{1,5}$/.exec(name)?.[0] ?? 0);
  try {
    return {
      name,
      number: n,
      address: addressIn(mesh.prefix, n),
      address6: addressIn(mesh.prefix6, n),
      routerId: addressIn(FIRST_ROUTER_ID, n + ROUTER_ID_OFFSET),
    };
  } catch {
    throw new MeshError(
      'MESH_NODE_SETTINGS',
      `node.number: ${mesh.prefix} has no address ${n}: give a number that it has`,
    );
  }
}
