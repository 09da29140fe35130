import type { Asn, CodecContext, Family, OpenMessage, Role, RouterId } from '@mesh/bgp-wire';

/** What a RIB must know of an Established session; the session's own description has it. */
export interface RibSession {
  readonly localAs: Asn;
  readonly peerAs: Asn;
  /** The session is within one AS (iBGP). */
  readonly internal: boolean;
  /** Our end of the stream, where it has an address: what `next-hop self` means. */
  readonly localAddress: string | undefined;
  /** Families both sides speak. */
  readonly families: readonly Family[];
  /** How what the peer sends is decoded. */
  readonly rx: CodecContext;
  /** How what we send is encoded. */
  readonly tx: CodecContext;
  /** What the peer can. Without it all is taken to be so. */
  readonly peerOpen?: OpenMessage | undefined;
  readonly localRouterId?: RouterId | undefined;
  /** Breaks ties between routes (RFC 4271 §9.1.2.2 f). */
  readonly peerRouterId?: RouterId | undefined;
  /** The peer's end of the stream: the last tie-break (RFC 4271 §9.1.2.2 g). */
  readonly peerAddress?: string | undefined;
  /** What we are to the peer, where it was said (RFC 9234 §4). */
  readonly localRole?: Role | undefined;
}

/** Monotonic time and later work. Nothing else in the package reads a clock or schedules. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls `fn` once, `ms` milliseconds from now; what it returns stops that. */
  after(ms: number, fn: () => void): () => void;
  /** Calls `fn` soon, after what is waiting for input has been served. */
  defer(fn: () => void): void;
}

/**
 * Called with one VRP (validated ROA payload): 4 or 16 octets of address, borrowed until it returns, the prefix length,
 * the longest length that may be announced, and the AS that may originate it.
 */
export type VrpVisitor = (announced: boolean, address: Uint8Array, bits: number, maxLength: number, as: Asn) => void;

/** VRPs that came or went; borrowed. */
export interface VrpDelta {
  readonly size: number;
  visit(visitor: VrpVisitor): void;
}

/** What a table must know of an RTR client: what it holds, and what it tells. Slices of `update` end with another event. */
export interface VrpFeed extends VrpDelta {
  on(event: 'update', listener: (delta: VrpDelta) => void): unknown;
  on(event: 'endOfData' | 'expired', listener: () => void): unknown;
  off(event: 'update', listener: (delta: VrpDelta) => void): unknown;
  off(event: 'endOfData' | 'expired', listener: () => void): unknown;
}

/** What is needed of an `AbortSignal`, which hosts have and the language does not. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
