import type { Family, RouterId } from '@mesh/bgp-wire';

/** What a selector looks at: the settings of a peer, and where its session ends. A `PeerSnapshot` has all of it. */
export interface SelectorPeer {
  readonly peerAddress: string | undefined;
  readonly settings: {
    readonly localAddress?: string | undefined;
    readonly localAs: number;
    readonly peerAs?: number | undefined;
    readonly routerId: RouterId | string;
    readonly families?: readonly Family[] | undefined;
  };
  readonly session?: { readonly localAddress: string | undefined } | undefined;
}

/** Conditions that a peer has to meet, all of them; one that is left out is met by every peer. */
export interface SelectorTerm {
  /** The peer's address in canonical form. */
  readonly peerAddress?: string;
  /** Our address, as it is set or as the session has it; `auto`: none is set. */
  readonly localIp?: string;
  readonly localAs?: number;
  /** `auto`: any AS is accepted. */
  readonly peerAs?: number | 'auto';
  readonly routerId?: string;
  /** Exactly these families are offered; `in-open`: whatever the OPEN offers, which every peer meets. */
  readonly familyAllowed?: readonly Family[] | 'in-open';
}

/**
 * Chooses peers: those that meet any of the terms. A selector is a predicate, for everything that takes one, and never
 * falls back to all peers: what no peer meets chooses none.
 */
export interface Selector {
  (peer: SelectorPeer): boolean;
  readonly terms: readonly SelectorTerm[];
  /** Its text, as `parseSelector` reads it. */
  toString(): string;
}
