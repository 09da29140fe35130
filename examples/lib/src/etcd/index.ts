export { EtcdRegistry, type EtcdRegistryOptions } from './etcd-registry.js';
export type { EtcdTls } from './gateway.js';
