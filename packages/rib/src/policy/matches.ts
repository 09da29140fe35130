import {
  type Asn,
  AttributeCode,
  type AttributeRow,
  type Family,
  formatFamily,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  type Origin,
  parseAddress,
  readU32,
} from '@mesh/bgp-wire';
import { named } from './named.js';
import type { Match, PolicyPeer, PolicyRoute } from './policy.js';

/** A number, or all from one to another. */
export type NumberRange = number | readonly [from: number, to: number];

const MAX_U32 = 0xffffffff;
const ORIGINS: readonly Origin[] = ['igp', 'egp', 'incomplete'];

/** True for routes of one of these families. */
export function familyIs(...families: readonly Family[]): Match {
  return named(`family ${families.map(formatFamily).join(' ')}`, (route) => families.includes(route.family));
}

/** True where ORIGIN is one of these. */
export function originIs(...origins: readonly Origin[]): Match {
  for (const one of origins) {
    if (!ORIGINS.includes(one)) throw new RangeError(`an origin is one of ${ORIGINS.join(', ')}, got ${one}`);
  }
  const wanted = ORIGINS.map((one) => origins.includes(one));
  return named(
    `origin ${origins.join(' ')}`,
    (route) => route.locate(AttributeCode.ORIGIN) && wanted[route.bytes[route.start]!] === true,
  );
}

/** True where MULTI_EXIT_DISC is there and in the range. */
export function medIs(range: NumberRange): Match {
  return numberIs(MULTI_EXIT_DISC, 'med', range);
}

/** True where LOCAL_PREF is there and in the range. */
export function localPrefIs(range: NumberRange): Match {
  return numberIs(LOCAL_PREF, 'local preference', range);
}

/** True where the AS path has so many hops, as the decision process counts them. */
export function pathLengthIs(range: NumberRange): Match {
  const [from, to] = boundsOf('a path length', range);
  return named(`path length ${from}-${to}`, (route) => {
    const { pathLength } = route;
    return pathLength >= from && pathLength <= to;
  });
}

/** True where the rightmost AS number of the path is one of these. */
export function originAsIs(...ranges: readonly NumberRange[]): Match {
  return asIs('origin AS', ranges, (route) => route.originAs);
}

/** True where the leftmost AS number of the path is one of these. */
export function neighbourAsIs(...ranges: readonly NumberRange[]): Match {
  return asIs('neighbour AS', ranges, (route) => route.neighbourAs);
}

/** True where the next hop is one of these addresses, or `self`. */
export function nextHopIs(...addresses: readonly string[]): Match {
  const octets = addresses.map((text) => {
    const address = text === 'self' ? new Uint8Array(0) : parseAddress(text);
    if (!address) throw new RangeError(`a next hop is an address or self, got ${text}`);
    return address;
  });
  return named(`next hop ${addresses.join(' ')}`, (route) => {
    route.locateNextHop();
    const { bytes, start, end } = route;
    // Behind a global IPv6 next hop may stand a link-local one.
    const length = Math.min(end - start, 16);
    return octets.some((one) => one.length === length && one.every((octet, i) => bytes[start + i] === octet));
  });
}

/** True where the attribute is there. */
export function hasAttribute(row: AttributeRow<unknown>): Match {
  return named(`has ${row.name}`, (route) => route.has(row));
}

/** True where the peer whose policy it is has all that is named. */
export function peerIs(facts: Partial<PolicyPeer>): Match {
  return factsAre('peer', facts, (route) => route.peer);
}

/** True where the peer that the route comes from has all that is named: `sourceIs({ kind: 'local' })` for own routes. */
export function sourceIs(facts: Partial<PolicyPeer>): Match {
  return factsAre('source', facts, (route) => route.source);
}

const FACTS: readonly (keyof PolicyPeer)[] = ['name', 'address', 'asn', 'kind'];

function factsAre(what: string, facts: Partial<PolicyPeer>, peerOf: (route: PolicyRoute) => PolicyPeer): Match {
  const asked = Object.keys(facts) as (keyof PolicyPeer)[];
  for (const one of asked) {
    if (!FACTS.includes(one)) throw new RangeError(`a ${what} has ${FACTS.join(', ')}, got ${one}`);
  }
  return named(`${what} ${asked.map((one) => `${one} ${facts[one]}`).join(' ')}`, (route) => {
    const peer = peerOf(route);
    return asked.every((one) => peer[one] === facts[one]);
  });
}

function numberIs(row: AttributeRow<number>, name: string, range: NumberRange): Match {
  const [from, to] = boundsOf(`a ${name}`, range);
  return named(`${name} ${from}-${to}`, (route) => {
    if (!route.locate(row.code) || route.end - route.start !== 4) return false;
    const value = readU32(route.bytes, route.start);
    return value >= from && value <= to;
  });
}

function asIs(name: string, ranges: readonly NumberRange[], asOf: (route: PolicyRoute) => Asn | undefined): Match {
  const bounds = ranges.map((range) => boundsOf('an AS number', range));
  return named(`${name} ${bounds.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(' ')}`, (route) => {
    const asn = asOf(route);
    return asn !== undefined && bounds.some(([from, to]) => asn >= from && asn <= to);
  });
}

/** Both ends of a range. Throws `RangeError` that names `what`. */
function boundsOf(what: string, range: NumberRange): readonly [number, number] {
  const [from, to] = typeof range === 'number' ? [range, range] : range;
  if (isU32(from) && isU32(to) && from <= to) return [from, to];
  throw new RangeError(`${what} is a number of 0 to ${MAX_U32} or a range that goes up, got ${String(range)}`);
}

function isU32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_U32;
}
