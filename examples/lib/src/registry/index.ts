export { MAX_KEY_OCTETS, MAX_VALUE_OCTETS } from './check.js';
export {
  type ComplianceClient,
  type ComplianceLab,
  type RegistryCheck,
  registryCompliance,
} from './compliance.js';
export { type MemoryRegistry, type MemoryRegistryOptions, MemoryRegistryStore } from './memory-registry.js';
export type {
  CallOptions,
  DeleteOptions,
  PutOptions,
  Registry,
  RegistryEntry,
  RegistryEvent,
  RegistryLease,
  RegistrySnapshot,
  RegistryWatch,
  Revision,
  WatchOptions,
} from './registry.js';
export type { RegistryErrorCode } from './registry-error.js';
