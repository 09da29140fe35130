import { formatExtendedCommunity, parseExtendedCommunity } from '../attribute/extended-communities.js';
import type { Asn } from '../brand.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { Family } from '../family.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/** Bits of a whole route target membership: origin AS and route target. */
const FULL_BITS = 96;

/**
 * Route target membership (RFC 4684 §4): which route targets the origin AS wants. The default target has no octets;
 * prefixes shorter than 96 bits match many targets.
 *
 * ```text
 * +---------------+---------------+------------------+
 * | length (bits) | origin AS (4) | route target (8) |   0, or 32 to 96 bits
 * +---------------+---------------+------------------+
 * ```
 */
export interface RouteTargetNlri extends Nlri {
  /** Bits that are compared: 0 for the default target, else 32 to 96. */
  readonly bits: number;
  readonly originAs: Asn;
  /** `target:65000:1`; octets after the length are 0. */
  readonly routeTarget: string;
}

export const ROUTE_TARGET: FamilyRow<RouteTargetNlri> = {
  family: Family.ROUTE_TARGET,
  name: 'ipv4-rtc',
  nextHopLengths: [4, 16, 32],
  extendedNextHopLengths: [],
  measure(bytes, offset, end) {
    const bits = bytes[offset]!;
    const length = 1 + ((bits + 7) >> 3);
    return (bits === 0 || (bits >= 32 && bits <= FULL_BITS)) && offset + length <= end ? length : -1;
  },
  decode(bytes, offset, end, pathId) {
    const bits = bytes[offset]!;
    const octets = new Uint8Array(FULL_BITS / 8);
    octets.set(bytes.subarray(offset + 1, end));
    const community = { high: readU32(octets, 4), low: readU32(octets, 8) };
    const value = { bits, originAs: readU32(octets, 0), routeTarget: formatExtendedCommunity(community) };
    return { family: Family.ROUTE_TARGET, ...(pathId === NO_PATH_ID ? {} : { pathId }), ...value };
  },
  encode({ bits, originAs, routeTarget }, writer) {
    if (!Number.isInteger(bits) || (bits !== 0 && (bits < 32 || bits > FULL_BITS)))
      throw new RangeError(`a route target prefix has 0 or 32 to 96 bits, got ${bits}`);
    const community = parseExtendedCommunity(routeTarget);
    if (!community) throw new RangeError(`a route target is written target:65000:1, got ${routeTarget}`);
    const start = writer.length;
    writer.u8(bits);
    writer.u32(unsigned('an origin AS', originAs, MAX_U32));
    writer.u32(community.high);
    writer.u32(community.low);
    writer.truncate(start + 1 + ((bits + 7) >> 3));
  },
  format: ({ bits, originAs, routeTarget }) => (bits === 0 ? 'default' : `${originAs}:${routeTarget}/${bits}`),
};
