// The decision process written from the text of RFC 4271 §9.1.2, RFC 4456 §9 and RFC 7311 §4.1 over plain objects, to
// stand beside the fast one.

export interface NaivePath {
  readonly peer: string;
  readonly reachable: boolean;
  readonly external: boolean;
  readonly localPref: number;
  /** Of sequences only; a set counts one and stands at the end. */
  readonly asPath: readonly number[];
  readonly hasSet: boolean;
  readonly origin: 'igp' | 'egp' | 'incomplete';
  readonly med: number | undefined;
  readonly igpMetric: number;
  readonly originatorId: number | undefined;
  readonly routerId: number;
  readonly clusters: number;
  readonly address: number;
  readonly aigp: number | undefined;
}

export interface NaiveOptions {
  readonly med: 'same-neighbour' | 'always' | 'ignore';
  readonly missingMed: 'best' | 'worst';
}

const ORIGIN_ORDER = { igp: 0, egp: 1, incomplete: 2 };

/** The peer of the best path. */
export function naiveBest(paths: readonly NaivePath[], options: NaiveOptions): string | undefined {
  // §9.1.2: "If the NEXT_HOP attribute of a BGP route depicts an address that is not resolvable … the BGP route MUST be excluded".
  let left = paths.filter(({ reachable }) => reachable);
  // §9.1.1, §9.1.2: the highest degree of preference.
  left = keep(left, (path) => -path.localPref);
  // RFC 7311 §4.1: without AIGP is out where another has it; else accumulated metric plus the way to the next hop.
  left = keep(left, (path) => (path.aigp === undefined ? Number.MAX_VALUE : path.aigp + path.igpMetric));
  // §9.1.2.2 a: "the smallest number of AS numbers", "an AS_SET counts as 1".
  left = keep(left, (path) => path.asPath.length + (path.hasSet ? 1 : 0));
  // §9.1.2.2 b: "the lowest Origin number".
  left = keep(left, (path) => ORIGIN_ORDER[path.origin]);
  // §9.1.2.2 c, its pseudo-code: for m in the set, for n in the set, if neighborAS(m) == neighborAS(n) and MED(n) < MED(m), remove m.
  if (options.med !== 'ignore') {
    const medOf = (path: NaivePath): number => path.med ?? (options.missingMed === 'best' ? 0 : 2 ** 32 - 1);
    const neighbourOf = (path: NaivePath): number => path.asPath[0] ?? 0;
    const all = left;
    left = all.filter(
      (m) => !all.some((n) => (options.med === 'always' || neighbourOf(m) === neighbourOf(n)) && medOf(n) < medOf(m)),
    );
  }
  // §9.1.2.2 d: "If at least one of the candidate routes was received via EBGP, remove … all routes that were received via IBGP".
  if (left.some(({ external }) => external)) left = left.filter(({ external }) => external);
  // §9.1.2.2 e: "any routes with less-preferred interior cost".
  left = keep(left, (path) => path.igpMetric);
  // §9.1.2.2 f with RFC 4456 §9: "the ORIGINATOR_ID SHALL be treated as the ROUTER_ID".
  left = keep(left, (path) => path.originatorId ?? path.routerId);
  // RFC 4456 §9: "the one with the shorter CLUSTER_LIST length", between f and g.
  left = keep(left, (path) => path.clusters);
  // §9.1.2.2 g: "the lowest peer address".
  left = keep(left, (path) => path.address);
  return left[0]?.peer;
}

/** Those with the lowest number. */
function keep(paths: readonly NaivePath[], number: (path: NaivePath) => number): NaivePath[] {
  const lowest = Math.min(...paths.map(number));
  return paths.filter((path) => number(path) === lowest);
}
