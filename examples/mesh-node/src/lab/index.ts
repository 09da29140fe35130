export { LabNode, type LabNodeOptions, type LabSettings } from './lab-node.js';
export { type Convergence, MeshLab, type MeshLabOptions } from './mesh-lab.js';
export { NetworkNamespace } from './network-namespace.js';
