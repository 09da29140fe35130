export { type Datagram, DatagramNetwork, type DatagramNetworkOptions } from './datagram-network.js';
export { type ComplianceCheck, type DuplexPair, duplexComplianceSuite } from './duplex-compliance.js';
export { type MemoryPairOptions, memoryPair } from './memory-pair.js';
export { ScriptedCache, type ScriptedCacheOptions, type ScriptedVrp } from './scripted-cache.js';
export { type ExpectOptions, type MessageOf, ScriptedPeer } from './scripted-peer.js';
export { VirtualClock } from './virtual-clock.js';
