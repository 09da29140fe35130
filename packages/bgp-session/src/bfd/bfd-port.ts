/** bfd.SessionState (RFC 5880 §6.2, §6.8.1). */
export type BfdStateName = 'AdminDown' | 'Down' | 'Init' | 'Up';

/** How a path is watched. What is left out is the default. */
export interface BfdSettings {
  /** Packets we send are at least this far apart while the session is Up, in whole milliseconds. Default 300. */
  readonly desiredMinTxMs?: number | undefined;
  /** Packets we receive shall be at least this far apart, in whole milliseconds. Default 300. */
  readonly requiredMinRxMs?: number | undefined;
  /** Packets of ours that may be lost in a row before the peer calls the path down, 1–255. Default 3. */
  readonly detectMultiplier?: number | undefined;
  /** The peer is more than one hop away: port 4784 (RFC 5883) in place of 3784 (RFC 5881). Default false. */
  readonly multihop?: boolean | undefined;
}

/** The two ends of a watched path, in the one spelling of their addresses. */
export interface BfdTarget {
  readonly peerAddress: string;
  /** Where packets come from and go to here; undefined leaves it to the host. */
  readonly localAddress: string | undefined;
}

/** A BFD session as it is now; plain data. */
export interface BfdStatus {
  readonly state: BfdStateName;
  /** bfd.LocalDiag: why the session last left Up (RFC 5880 §4.1). */
  readonly diagnostic: number;
  /** What the peer said last; Down as long as it has said nothing. */
  readonly remoteState: BfdStateName;
  readonly localDiscriminator: number;
  /** 0 as long as it is not known. */
  readonly remoteDiscriminator: number;
  /** How far apart our packets are, before jitter; 0 where the peer wants none. */
  readonly transmitIntervalMs: number;
  /** How long the peer may be silent; 0 as long as it has said nothing. */
  readonly detectionTimeMs: number;
}

/** What a watch tells until it is closed; nothing before `watch` has returned. */
export interface BfdEvents {
  /** The session is in another state. */
  changed(status: BfdStatus, from: BfdStateName): void;
  /** Packets cannot be sent or received for now; it is tried again. */
  failed(error: Error): void;
}

/** One watched path. */
export interface BfdWatch {
  readonly status: BfdStatus;
  /** Ends it; the peer is told that the session is administratively down, unless others watch the same path. */
  close(): void;
}

/** What watches paths for a speaker; `@mesh/bgp-session/bfd` has one. */
export interface BfdPort {
  /** Starts to watch a path, until the watch is closed. */
  watch(target: BfdTarget, settings: BfdSettings, events: BfdEvents): BfdWatch;
}
