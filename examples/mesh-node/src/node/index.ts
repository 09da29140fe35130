export { MeshNode, type NodePorts } from './mesh-node.js';
export type { RegistrationState } from './registration.js';
