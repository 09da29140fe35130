import { MeshError } from '@mesh/bgp-wire';
import type { Range } from './dynamic-ranges.js';

/** What a speaker throws, or tells of a stream that it turned away. */

export function speakerClosed(): MeshError {
  return new MeshError('MESH_SPEAKER_CLOSED', 'the speaker has been closed: make a new one');
}

export function peerExists(name: string): MeshError {
  return new MeshError('MESH_PEER_EXISTS', `there is a peer ${JSON.stringify(name)} already: delete it first`, {
    details: { name },
  });
}

export function rangeFull({ prefix, limit }: Range): MeshError {
  return new MeshError('MESH_RANGE_FULL', `the range ${prefix} has ${limit} peers, which is its limit`, {
    details: { prefix, limit },
  });
}

export function noBfd(name: string): MeshError {
  return new MeshError(
    'MESH_BFD_UNSUPPORTED',
    `${name} is to be watched with BFD, but the speaker has no bfd: give it a BfdEndpoint, or remove the setting`,
  );
}

/** The error of a stream that nobody can open. */
export function noTransport(name: string): MeshError {
  return new MeshError(
    'MESH_NO_TRANSPORT',
    `${name} is to be dialled, but the speaker has no connect: give it one, or make the peer passive`,
  );
}

export function stranger(): MeshError {
  return new MeshError('MESH_NO_PEER', 'there is no peer or range at this address');
}

/** What a host's code threw while a peer was made. */
export function notMade(error: unknown): MeshError {
  if (error instanceof MeshError) return error;
  return new MeshError('MESH_HANDLER', `no peer could be made: ${String(error)}`, { cause: error });
}
