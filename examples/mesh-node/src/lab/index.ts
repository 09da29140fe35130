export { LabNode, type LabNodeOptions } from './lab-node.js';
export { MeshLab, type MeshLabOptions } from './mesh-lab.js';
export { NetworkNamespace } from './network-namespace.js';
