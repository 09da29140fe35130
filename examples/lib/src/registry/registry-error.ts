import { MeshError, type MeshErrorDetails } from '@mesh/bgp-wire';

export type RegistryErrorCode =
  | 'MESH_REGISTRY_CLOSED'
  | 'MESH_REGISTRY_CONFLICT'
  | 'MESH_REGISTRY_INVALID'
  | 'MESH_REGISTRY_LEASE_LOST'
  | 'MESH_REGISTRY_REFUSED'
  | 'MESH_REGISTRY_UNAVAILABLE';

export function registryError(
  code: RegistryErrorCode,
  message: string,
  details: MeshErrorDetails = {},
  cause?: unknown,
): MeshError {
  return new MeshError(code, message, { details, cause });
}

export function conflict(key: string, ifRevision: number, revision: number): MeshError {
  const stands = revision === 0 ? 'there is none' : `it has revision ${revision}`;
  const wanted = ifRevision === 0 ? 'no such key' : `revision ${ifRevision}`;
  return registryError('MESH_REGISTRY_CONFLICT', `${key}: ${wanted} expected, ${stands}`, {
    key,
    ifRevision,
    revision,
  });
}

export function leaseLost(id: string, why: string): MeshError {
  return registryError('MESH_REGISTRY_LEASE_LOST', `lease ${id}: ${why}`, { id });
}
