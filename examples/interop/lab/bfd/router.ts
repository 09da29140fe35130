/** One end of a session that BFD watches. */
export interface BfdEnd {
  readonly address: string;
  readonly as: number;
}

export interface BfdRouterSettings {
  readonly local: BfdEnd;
  readonly peer: BfdEnd;
  /** Both intervals, in milliseconds. */
  readonly intervalMs: number;
  readonly multiplier: number;
}

/** A daemon with one peer whose path it watches; it waits to be dialled. Its addresses are on `lo`: more than a hop. */
export interface BfdRouter {
  /** Of its BFD session, in the words of RFC 5880. */
  bfd(): Promise<string>;
  /** Of its BGP session, in the words of RFC 4271. */
  bgp(): Promise<string>;
  /** Its BFD falls silent, as if the path were cut, while TCP still answers. */
  freeze(): void;
  thaw(): void;
  /** What it says of how sessions ended. */
  lastError(): Promise<string>;
  log(): string;
  stop(): Promise<void>;
}

export interface BfdRouterKind {
  readonly name: string;
  /** What `lastError` says after our Cease / BFD Down. */
  readonly sawBfdDown: RegExp;
  start(settings: BfdRouterSettings): Promise<BfdRouter>;
}
