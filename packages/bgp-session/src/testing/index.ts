export { type Datagram, DatagramNetwork, type DatagramNetworkOptions } from './datagram-network.js';
export { type ComplianceCheck, type DuplexPair, duplexComplianceSuite } from './duplex-compliance.js';
export type { ExpectOptions, SilenceOptions } from './expectation/expectations.js';
export { messageText } from './expectation/message-text.js';
export type {
  MessageOf,
  NotificationPattern,
  OpenPattern,
  PatternOf,
  RouteRefreshPattern,
  UpdatePattern,
} from './expectation/pattern.js';
export { type BgpMatchers, bgpMatchers, type MatcherResult } from './matchers.js';
export { type MemoryPairOptions, memoryPair } from './memory-pair.js';
export { ScriptedCache, type ScriptedCacheOptions, type ScriptedVrp } from './scripted-cache.js';
export { ScriptedPeer } from './scripted-peer.js';
export { VirtualClock } from './virtual-clock.js';
