export { BirdRouting, writeBirdFiles } from './bird/bird-routing.js';
export { type Identity, identityOf } from './identity.js';
export { IpRoutes, type IpRoutesOptions } from './kernel/ip-routes.js';
export { type MemoryKernel, MemoryKernelRoutes } from './kernel/memory-kernel-routes.js';
export { type IpResult, type RunIp, runIp } from './kernel/run-ip.js';
export { main } from './main.js';
export { MetricsServer, type MetricsServerOptions } from './metrics/metrics-server.js';
export { type Peers, PrometheusMetrics } from './metrics/prometheus-metrics.js';
export { MeshNode, type NodePorts } from './node/mesh-node.js';
export { formatPeer, isValid, type Peer, parsePeer, splitEndpoint } from './peer.js';
export type {
  Discovered,
  Discovery,
  Farewell,
  KernelRoute,
  KernelRoutes,
  Members,
  NodeMetrics,
  Overlay,
  Routing,
} from './ports.js';
export { type SpeakerPorts, SpeakerRouting, type SpeakerSettings } from './routing/speaker-routing.js';
export { type PlannedPeer, type ReflectorRule, topology } from './routing/topology.js';
export { type Running, run } from './run.js';
export { loadSettings, parseSettings } from './settings/load.js';
export { type Settings, type SettingsInput, validate } from './settings/settings.js';
export { initTinc } from './tinc/init.js';
export { TincOverlay } from './tinc/tinc-overlay.js';
