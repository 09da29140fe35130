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
export { type DiffOptions, diffTranscripts, formatDivergence, type TranscriptDivergence } from './transcript/diff.js';
export {
  formatTranscript,
  formatTranscriptLine,
  parseTranscript,
  TRANSCRIPT_VERSION,
  transcriptHead,
} from './transcript/format.js';
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
