import type { ExtendedCommunity } from '@mesh/bgp-wire';
import type { OriginValidity } from './validity.js';

/** Opaque, not transitive, sub-type 0 (RFC 8097 §2). */
const TYPE = 0x4300;
const STATES: readonly OriginValidity[] = ['valid', 'not-found', 'invalid'];

/**
 * The Origin Validation State extended community (RFC 8097 §2), which carries a validity inside of an AS.
 *
 * ```text
 * +-----------+----------------+-----------+
 * | 0x43 0x00 | reserved (5) 0 | state (1) |   0 valid, 1 not found, 2 invalid
 * +-----------+----------------+-----------+
 * ```
 */
export function validityCommunity(validity: OriginValidity): ExtendedCommunity {
  return { high: TYPE * 0x10000, low: STATES.indexOf(validity) };
}

/** True for a community of that type, whatever state it has. */
export function isValidityCommunity({ high }: ExtendedCommunity): boolean {
  return high >>> 16 === TYPE;
}

/**
 * The validity that communities carry; undefined for none. Of several the greatest counts, and one beyond those that are
 * specified counts as absent (RFC 8097 §2).
 */
export function readValidityCommunity(communities: readonly ExtendedCommunity[]): OriginValidity | undefined {
  let greatest = -1;
  for (const community of communities) {
    const state = community.low & 0xff;
    if (isValidityCommunity(community) && state < STATES.length) greatest = Math.max(greatest, state);
  }
  return STATES[greatest];
}
