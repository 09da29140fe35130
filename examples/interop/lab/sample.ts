import type { FamilyName, RouteOrigin, TableRoute } from './route.js';

/*
 * Routes that between them use every attribute of the unicast families in every shape a router may meet: each
 * attribute comes and goes with a period of its own, so that a hundred routes hold most combinations.
 */

const ORIGINS: readonly RouteOrigin[] = ['igp', 'egp', 'incomplete'];

const EXTENDED: readonly string[] = [
  'target:64496:100',
  'origin:64496:4294967295',
  'target:192.0.2.1:200',
  'target:4200000100:300',
];

/** What the routes of one sender have in common: the AS it puts first, and a next hop it may name. */
export interface SampleOptions {
  readonly senderAs: number;
  readonly nextHop: string;
  readonly count: number;
}

/** The same routes for the same options, as the receiver is to see them. */
export function sampleRoutes(family: FamilyName, { senderAs, nextHop, count }: SampleOptions): readonly TableRoute[] {
  return Array.from({ length: count }, (_, i) => ({
    prefix: family === 'ipv4' ? ipv4Prefix(i) : ipv6Prefix(i),
    nextHop,
    origin: ORIGINS[i % 3]!,
    asPath: [senderAs, ...pathTail(i)].join(' '),
    ...(i % 2 === 0 ? { med: [0, 1, 100, 65_536, 4_294_967_295][(i / 2) % 5]! } : {}),
    ...(i % 11 === 3 ? { atomicAggregate: true } : {}),
    ...(i % 7 === 3 ? { aggregator: `${i % 2 ? 64_496 : 4_200_000_100} 192.0.2.${i}` } : {}),
    ...(i % 3 === 1 ? { communities: communities(i) } : {}),
    ...(i % 5 === 2 ? { extendedCommunities: EXTENDED.slice(0, 1 + (i % EXTENDED.length)) } : {}),
    ...(i % 4 === 1 ? { largeCommunities: largeCommunities(i) } : {}),
  }));
}

/** Lengths 8 to 32, networks of their own for each. */
function ipv4Prefix(i: number): string {
  if (i === 0) return '44.0.0.0/8';
  if (i % 10 === 9) return `198.51.100.${i}/32`;
  if (i % 10 === 8) return `203.0.113.${4 * Math.floor(i / 10)}/30`;
  return i % 2 === 0 ? `100.${64 + Math.floor(i / 2)}.0.0/16` : `45.${i}.${i}.0/24`;
}

function ipv6Prefix(i: number): string {
  const group = (i + 0x100).toString(16);
  if (i === 0) return '2400::/12';
  if (i % 10 === 9) return `2001:db8:${group}::1/128`;
  return i % 2 === 0 ? `2001:db8:${group}::/48` : `2a00:${group}::/32`;
}

/** Up to nine hops, some of them 4-octet; every tenth path ends in a set. */
function pathTail(i: number): readonly (number | string)[] {
  const hops = Array.from({ length: i % 9 }, (_, hop) => (hop % 4 === 3 ? 4_200_000_200 + hop : 1000 + 10 * i + hop));
  return i % 10 === 7 ? [...hops, `{64497,64498,${4_200_000_000 + 300}}`] : hops;
}

function communities(i: number): readonly string[] {
  const plain = Array.from({ length: 1 + (i % 6) }, (_, n) => `${64_496 + n}:${i * 100 + n}`);
  return i % 9 === 4 ? [...plain, '65535:65281'] : plain;
}

function largeCommunities(i: number): readonly string[] {
  return Array.from({ length: 1 + (i % 3) }, (_, n) => `${4_200_000_100 + n}:${i}:4294967295`);
}
