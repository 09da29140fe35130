import {
  AGGREGATOR,
  type Announcement,
  AS_PATH,
  ATOMIC_AGGREGATE,
  asSequence,
  attribute,
  COMMUNITIES,
  LARGE_COMMUNITY,
  MULTI_EXIT_DISC,
  type NextHop,
  ORIGIN,
  type Origin,
  type PathAttribute,
} from '@mesh/bgp-wire';
import { IPV4_PLAN, IPV6_PLAN, PrefixSupply } from './prefix-supply.js';
import { Mix, Prng } from './prng.js';

/*
 * A table that looks like the Internet's and is the same for the same seed. What matters to a router, and to the
 * figures of a benchmark, is how lengths, paths and attribute sets are spread: so the shares below follow what public
 * table reports have shown for years, and the numbers themselves are invented. Origins and transit networks come out
 * of skewed draws, so that few networks stand in most paths, as in real tables.
 */

/** What to generate. */
export interface InternetTableOptions {
  /** Number of routes; every prefix is distinct. */
  readonly count: number;
  /** 0 to 4294967295; 1 unless given. */
  readonly seed?: number;
  /** Share of IPv6 among the routes, 0 to 1; 0 unless given. */
  readonly ipv6Share?: number;
  readonly nextHop?: NextHop;
  readonly nextHop6?: NextHop;
}

/** Routes that share an attribute set: about one set in three has one prefix, ten on average, hundreds at most. */
const SET_SIZES = new Mix<number>([
  [1, 35],
  [2, 14],
  [3, 8],
  [4, 6],
  [5, 5],
  [8, 8],
  [12, 7],
  [20, 7],
  [40, 6],
  [80, 3],
  [100, 1],
]);

/** AS hops of a path, without prepending: most of the Internet is three to five networks away. */
const PATH_LENGTHS = new Mix<number>([
  [1, 4],
  [2, 35],
  [3, 190],
  [4, 350],
  [5, 240],
  [6, 110],
  [7, 45],
  [8, 16],
  [9, 6],
  [10, 2],
  [12, 1],
]);

const ORIGINS = new Mix<Origin>([
  ['igp', 900],
  ['incomplete', 96],
  ['egp', 4],
]);

const DEFAULT_NEXT_HOP: NextHop = { address: '192.0.2.1' };
const DEFAULT_NEXT_HOP_6: NextHop = { address: '2001:db8::1' };

/** The table as groups of routes that share attributes and a next hop, each of one family. */
export function* internetTable(options: InternetTableOptions): Generator<Announcement> {
  const random = new Prng(options.seed ?? 1);
  const [ipv4, ipv6] = [new PrefixSupply(IPV4_PLAN, random), new PrefixSupply(IPV6_PLAN, random)];
  const share = options.ipv6Share ?? 0;
  for (let left = options.count; left > 0; ) {
    const isIpv6 = random.chance(share);
    const supply = isIpv6 ? ipv6 : ipv4;
    const size = Math.min(left, SET_SIZES.draw(random));
    left -= size;
    yield {
      nlri: Array.from({ length: size }, () => supply.next(random)),
      attributes: attributeSet(random),
      nextHop: isIpv6 ? (options.nextHop6 ?? DEFAULT_NEXT_HOP_6) : (options.nextHop ?? DEFAULT_NEXT_HOP),
    };
  }
}

/** One attribute set, in ascending type; no LOCAL_PREF, which stays within an AS. */
function attributeSet(random: Prng): PathAttribute[] {
  const path = asPath(random);
  const set: PathAttribute[] = [attribute(ORIGIN, ORIGINS.draw(random)), attribute(AS_PATH, asSequence(...path))];
  if (random.chance(0.12)) set.push(attribute(MULTI_EXIT_DISC, random.chance(0.5) ? 0 : random.below(5000)));
  if (random.chance(0.04)) set.push(attribute(ATOMIC_AGGREGATE, true));
  if (random.chance(0.06)) set.push(attribute(AGGREGATOR, { asn: path.at(-1)!, address: routerAddress(random) }));
  if (random.chance(0.6)) set.push(attribute(COMMUNITIES, communities(random, path)));
  if (random.chance(0.15)) set.push(attribute(LARGE_COMMUNITY, largeCommunities(random, path)));
  return set;
}

function asPath(random: Prng): number[] {
  const hops = PATH_LENGTHS.draw(random);
  const path: number[] = [];
  while (path.length < hops) {
    const asn = path.length < hops - 1 ? transitAs(random) : originAs(random);
    if (!path.includes(asn)) path.push(asn);
  }
  const isPrepended = random.chance(0.13);
  for (let i = isPrepended ? 1 + random.below(3) : 0; i > 0; i--) path.push(path.at(-1)!);
  return path;
}

/** A transit network: few of them stand in most paths. */
function transitAs(random: Prng): number {
  const skewed = (random.u32() / 0x1_0000_0000) ** 4;
  return 100 + Math.floor(skewed * 40_000);
}

/** An origin: more than half of the networks have a number that needs two octets. */
function originAs(random: Prng): number {
  return random.chance(0.6) ? 1000 + random.below(62_000) : 131_072 + random.below(270_000);
}

function routerAddress(random: Prng): string {
  return `${1 + random.below(9)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
}

function communities(random: Prng, path: readonly number[]): number[] {
  const tags = new Set<number>();
  for (let i = 1 + random.below(7); i > 0; i--) {
    const asn = path[random.below(path.length)]!;
    tags.add((((asn & 0xffff) << 16) | random.below(30_000)) >>> 0);
  }
  return [...tags].sort((a, b) => a - b);
}

function largeCommunities(random: Prng, path: readonly number[]) {
  return Array.from({ length: 1 + random.below(3) }, (_, i) => ({
    globalAdministrator: path[0]!,
    localData1: 1000 + i,
    localData2: random.below(1_000_000),
  }));
}
