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
export { type BgpMatcherFunctions, type BgpMatchers, bgpMatchers, type MatcherResult } from './matchers.js';
export { type MemoryPairOptions, memoryPair } from './memory-pair.js';
export { type Delivery, type Hosts, MemoryNetwork, type MemoryNetworkOptions } from './network/memory-network.js';
export type { Accept, NetworkHost } from './network/network-host.js';
export type { LinkConditions } from './network/network-link.js';
export { seededRandom } from './network/seeded-random.js';
export { ScriptedCache, type ScriptedCacheOptions, type ScriptedVrp } from './scripted-cache.js';
export { ScriptedPeer } from './scripted-peer.js';
export { fullMesh } from './topology/full-mesh.js';
export { type InternetLikeOptions, internetLike } from './topology/internet-like.js';
export { type LeafSpineOptions, leafSpine } from './topology/leaf-spine.js';
export { ring } from './topology/ring.js';
export { type RouteReflectorTreeOptions, routeReflectorTree } from './topology/route-reflector-tree.js';
export type { Relation, Topology, TopologyLink, TopologyNode } from './topology/topology.js';
export {
  type DiffOptions,
  diffTranscripts,
  formatDivergence,
  type MessageFact,
  type TranscriptDivergence,
} from './transcript/diff.js';
export {
  formatTranscript,
  formatTranscriptLine,
  parseTranscript,
  TRANSCRIPT_VERSION,
  transcriptHead,
} from './transcript/format.js';
export { type FsmStep, replayFsm } from './transcript/fsm-replay.js';
export type {
  LineOf,
  TranscriptCall,
  TranscriptEvent,
  TranscriptEventName,
  TranscriptLine,
} from './transcript/line.js';
export { type TranscriptMessage, transcriptMessages } from './transcript/messages.js';
export { TranscriptRecorder, type TranscriptRecorderOptions } from './transcript/recorder.js';
export { TranscriptReplay, type TranscriptReplayOptions } from './transcript/replay.js';
export { VirtualClock } from './virtual-clock.js';
