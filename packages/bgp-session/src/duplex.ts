/** What a stream tells its one user. */
export interface DuplexEvents {
  /** Octets have come; they are the stream's and may change once the call has returned. */
  data(bytes: Uint8Array): void;
  /** After `write` returned false: there is room again. */
  drain(): void;
  /** The stream is over, in both directions. Called exactly once, whatever happens. */
  closed(error?: Error): void;
}

/**
 * Any byte stream, as a push port. `memoryPair` implements it synchronously on a clock; `fromDuplex` (Node) and
 * `fromWebStreams` adapt the rest.
 */
export interface DuplexLike {
  /**
   * Writes octets, which stay unchanged until `accepted` is called: then they have left the process, as far as it can
   * tell. False: stop until `drain`. After the end of the stream nothing is written and `accepted` is not called.
   */
  write(bytes: Uint8Array, accepted: () => void): boolean;
  /** Ends the stream once everything written has been accepted. */
  end(): void;
  /** Ends the stream now; what was not accepted is lost. `closed` may come before this returns. */
  destroy(error?: Error): void;
  /** Asks for no more `data` until `resume`. */
  pause(): void;
  resume(): void;
  /** Octets written and not yet accepted. */
  readonly unaccepted: number;
  /** Sets the one user, once; data that came before is delivered then, and `closed` where it is over already. */
  attach(events: DuplexEvents): void;
  /** The address of our end, where the stream has one: what `next-hop self` means. */
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}
