import type { Asn } from '@mesh/bgp-wire';

/**
 * Called with one VRP (validated ROA payload): 4 or 16 octets of address, borrowed until it returns, the prefix length,
 * the longest length that may be announced, and the AS that may originate it.
 */
export type VrpVisitor = (announced: boolean, address: Uint8Array, bits: number, maxLength: number, as: Asn) => void;

/** VRPs that came or went; borrowed, gone once the listener has returned. */
export interface VrpDelta {
  readonly size: number;
  visit(visitor: VrpVisitor): void;
}
