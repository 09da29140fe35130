import {
  AS_PATH,
  type Asn,
  type AsPathSegment,
  type AttributeRow,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
  type Origin,
  parseAddress,
  readU32,
} from '@mesh/bgp-wire';
import { segmentEnd } from './as-path/octets.js';
import { policy, when } from './combine.js';
import { addCommunities, hasCommunity } from './communities.js';
import { named } from './named.js';
import type { Policy } from './policy.js';

const MAX_U32 = 0xffffffff;
const MAX_PREPENDS = 255;

export function setLocalPref(value: number): Policy {
  requireNumber('a local preference', value, 0, MAX_U32);
  return named(`set local preference ${value}`, (route) => route.set(LOCAL_PREF, value));
}

export function setMed(value: number): Policy {
  requireNumber('a med', value, 0, MAX_U32);
  return named(`set med ${value}`, (route) => route.set(MULTI_EXIT_DISC, value));
}

/** Adds to the MED, or takes from it; a route without one has 0. The result stays within 0 to 4294967295. */
export function addToMed(difference: number): Policy {
  requireNumber('what is added to a med', difference, -MAX_U32, MAX_U32);
  return named(`add ${difference} to med`, (route) => {
    const med = (route.get(MULTI_EXIT_DISC) ?? 0) + difference;
    route.set(MULTI_EXIT_DISC, Math.min(MAX_U32, Math.max(0, med)));
  });
}

export function setOrigin(origin: Origin): Policy {
  if (!['igp', 'egp', 'incomplete'].includes(origin)) {
    throw new RangeError(`an origin is igp, egp or incomplete, got ${origin}`);
  }
  return named(`set origin ${origin}`, (route) => route.set(ORIGIN, origin));
}

/** An address, `self` (our end of the session that sends it), or `unchanged`, which says that nothing is to happen. */
export function setNextHop(nextHop: string): Policy {
  if (nextHop === 'unchanged') return named('next hop unchanged', () => undefined);
  if (nextHop !== 'self' && !parseAddress(nextHop)) {
    throw new RangeError(`a next hop is an address, self or unchanged, got ${nextHop}`);
  }
  return named(`set next hop ${nextHop}`, (route) => {
    route.nextHop = nextHop;
  });
}

/** Puts an AS number in front of the path, so many times. */
export function prependAs(asn: Asn, times = 1): Policy {
  requireNumber('an AS number', asn, 1, MAX_U32);
  requireNumber('how often an AS number is prepended', times, 1, MAX_PREPENDS);
  const asns = Array.from({ length: times }, () => asn);
  return named(`prepend ${asn} ×${times}`, (route) => {
    const [first, ...rest] = route.get(AS_PATH) ?? [];
    const path: readonly AsPathSegment[] =
      first?.type === 'AS_SEQUENCE' && first.asns.length + times <= 255
        ? [{ ...first, asns: [...asns, ...first.asns] }, ...rest]
        : [{ type: 'AS_SEQUENCE', asns }, ...(first ? [first, ...rest] : [])];
    route.set(AS_PATH, path);
  });
}

/** 64512–65534 and 4200000000–4294967294 (RFC 6996 §5). */
function isPrivateAs(asn: Asn): boolean {
  return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294);
}

/** Takes private AS numbers out of the path, or puts another in the place of each; confederation segments stay. */
export function stripPrivateAs(options: { readonly replaceWith?: Asn } = {}): Policy {
  const { replaceWith } = options;
  if (replaceWith !== undefined) requireNumber('replaceWith', replaceWith, 1, MAX_U32);
  return named('strip private AS', (route) => {
    if (!route.locate(AS_PATH.code) || !hasPrivateAs(route.bytes, route.start, route.end)) return;
    const path: AsPathSegment[] = [];
    for (const segment of route.get(AS_PATH) ?? []) {
      const isOurs = segment.type === 'AS_CONFED_SEQUENCE' || segment.type === 'AS_CONFED_SET';
      const asns = isOurs
        ? segment.asns
        : segment.asns.flatMap((asn) => (isPrivateAs(asn) ? (replaceWith ?? []) : asn));
      if (asns.length > 0) path.push({ type: segment.type, asns });
    }
    route.set(AS_PATH, path);
  });
}

function hasPrivateAs(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const stop = segmentEnd(bytes, at, end);
    for (at += 2; at + 4 <= stop; at += 4) if (isPrivateAs(readU32(bytes, at))) return true;
    at = stop;
  }
  return false;
}

export function deleteAttribute(row: AttributeRow<unknown>): Policy {
  return named(`delete ${row.name}`, (route) => {
    route.delete(row);
  });
}

/** The routes are about to go: others should take what else they have (RFC 8326 §4). */
export const tagGracefulShutdown: Policy = addCommunities('graceful-shutdown');

/** What a receiver does for it: a route that is about to go is the last choice, LOCAL_PREF 0 (RFC 8326 §4). */
export const honourGracefulShutdown: Policy = policy(
  'honour graceful shutdown',
  when(hasCommunity('graceful-shutdown'), setLocalPref(0)),
);

function requireNumber(what: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(`${what} must be ${from}–${to}, got ${value}`);
}
