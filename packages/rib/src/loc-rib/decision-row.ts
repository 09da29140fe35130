import { formatIPv4 } from '@mesh/bgp-wire';
import { Fact, FactFlag } from './attribute-facts.js';
import type { Candidates } from './candidates.js';

/**
 * One step of the decision. The candidates with the lowest rank stay, the others are out: the same number that decides
 * also explains.
 */
export interface DecisionRow {
  readonly name: string;
  readonly rfc: string;
  /** Lower is better. */
  rank(candidates: Candidates, index: number): number;
  /** False where all candidates rank alike, whatever they are: the row is passed over. Default: they may differ. */
  tells?(candidates: Candidates): boolean;
  /** A rank for people. */
  format(rank: number): string;
  /** Compared only among candidates of one neighbouring AS (RFC 4271 §9.1.2.2 c). */
  readonly perNeighbourAs?: boolean;
  /** Paths that tie up to here may share traffic; what comes after only picks one of them. */
  readonly breaksTie?: boolean;
}

export interface DecisionOptions {
  /**
   * `same-neighbour`: MEDs are compared among routes of one neighbouring AS (RFC 4271 §9.1.2.2 c). `always`: among all.
   * `ignore`: not at all. Default `same-neighbour`.
   */
  readonly med?: 'same-neighbour' | 'always' | 'ignore';
  /** What a route without MED counts for. Default `best`: the lowest possible value (RFC 4271 §9.1.2.2 c). */
  readonly missingMed?: 'best' | 'worst';
  /** Leave the length of the AS_PATH out. Default false. */
  readonly ignoreAsPath?: boolean;
  /**
   * An external best path stays the best before identifiers and addresses are compared (RFC 5004 §3). Default true.
   * Without it the choice does not depend on what came first.
   */
  readonly keepExisting?: boolean;
}

const UNREACHABLE = 1;
const WORST_MED = 0xffffffff;
const decimal = (rank: number): string => String(rank);

/** Step 0: a route whose next hop cannot be resolved is not considered (RFC 4271 §9.1.2). */
export const nextHopRow: DecisionRow = {
  name: 'next-hop',
  rfc: 'RFC 4271 §9.1.2',
  rank: (candidates, i) => (candidates.metric(i) === Number.POSITIVE_INFINITY ? UNREACHABLE : 0),
  format: (rank) => (rank === UNREACHABLE ? 'unreachable' : 'reachable'),
};

/** The steps of a decision in their order. */
export function decisionRows(options: DecisionOptions = {}): readonly DecisionRow[] {
  const { med = 'same-neighbour', missingMed = 'best' } = options;
  return [
    nextHopRow,
    {
      name: 'long-lived-stale',
      rfc: 'RFC 9494 §4.3',
      tells: ({ flags }) => (flags & FactFlag.LLGR_STALE) !== 0,
      rank: (candidates, i) => (candidates.has(i, FactFlag.LLGR_STALE) ? 1 : 0),
      format: (rank) => (rank === 1 ? 'stale' : 'fresh'),
    },
    {
      name: 'weight',
      rfc: 'RFC 4271 §9.1.1',
      tells: ({ hasWeight }) => hasWeight,
      rank: (candidates, i) => -candidates.peer(i).weight,
      format: (rank) => decimal(-rank),
    },
    {
      name: 'local-origin',
      rfc: 'RFC 4271 §9.4',
      tells: ({ hasLocal }) => hasLocal,
      rank: (candidates, i) => (candidates.peer(i).kind === 'local' ? 0 : 1),
      format: (rank) => (rank === 0 ? 'local' : 'received'),
    },
    {
      name: 'local-pref',
      rfc: 'RFC 4271 §9.1.1',
      rank: (candidates, i) => -candidates.unsigned(i, Fact.LOCAL_PREF),
      format: (rank) => decimal(-rank),
    },
    {
      name: 'aigp',
      rfc: 'RFC 7311 §4.1',
      tells: ({ flags }) => (flags & FactFlag.AIGP) !== 0,
      rank: (candidates, i) => candidates.aigp(i),
      format: (rank) => (rank === Number.POSITIVE_INFINITY ? 'none' : decimal(rank)),
    },
    ...(options.ignoreAsPath ? [] : [asPathRow]),
    {
      name: 'origin',
      rfc: 'RFC 4271 §9.1.2.2 b',
      rank: (candidates, i) => candidates.fact(i, Fact.ORIGIN),
      format: (rank) => ORIGINS[rank] ?? 'none',
    },
    ...(med === 'ignore' ? [] : [medRow(med === 'same-neighbour', missingMed === 'best' ? 0 : WORST_MED)]),
    {
      name: 'external',
      rfc: 'RFC 4271 §9.1.2.2 d',
      rank: (candidates, i) => (candidates.peer(i).external ? 0 : 1),
      format: (rank) => (rank === 0 ? 'external' : 'internal'),
    },
    {
      name: 'igp-metric',
      rfc: 'RFC 4271 §9.1.2.2 e',
      rank: (candidates, i) => candidates.metric(i),
      format: decimal,
    },
    ...((options.keepExisting ?? true) ? [existingRow] : []),
    {
      name: 'router-id',
      rfc: 'RFC 4271 §9.1.2.2 f, RFC 4456 §9',
      breaksTie: true,
      rank: (candidates, i) => candidates.identifier(i),
      format: formatIPv4,
    },
    {
      name: 'cluster-list',
      rfc: 'RFC 4456 §9',
      breaksTie: true,
      rank: (candidates, i) => candidates.fact(i, Fact.CLUSTERS),
      format: decimal,
    },
    {
      name: 'address',
      rfc: 'RFC 4271 §9.1.2.2 g',
      breaksTie: true,
      rank: (candidates, i) => candidates.peer(i).addressRank,
      format: (rank) => `no. ${rank} of the peers' addresses in ascending order`,
    },
    {
      name: 'path-id',
      rfc: 'RFC 7911 §3',
      breaksTie: true,
      rank: (candidates, i) => candidates.pathId(i),
      format: decimal,
    },
  ];
}

const ORIGINS = ['IGP', 'EGP', 'INCOMPLETE'];

const asPathRow: DecisionRow = {
  name: 'as-path',
  rfc: 'RFC 4271 §9.1.2.2 a',
  rank: (candidates, i) => candidates.fact(i, Fact.PATH_LENGTH),
  format: decimal,
};

function medRow(perNeighbourAs: boolean, missing: number): DecisionRow {
  return {
    name: 'med',
    rfc: 'RFC 4271 §9.1.2.2 c',
    perNeighbourAs,
    tells: ({ flags }) => (flags & FactFlag.MED) !== 0,
    rank: (candidates, i) => (candidates.has(i, FactFlag.MED) ? candidates.unsigned(i, Fact.MED) : missing),
    format: decimal,
  };
}

const existingRow: DecisionRow = {
  name: 'existing',
  rfc: 'RFC 5004 §3',
  breaksTie: true,
  rank: (candidates, i) => (candidates.isExisting(i) ? 0 : 1),
  format: (rank) => (rank === 0 ? 'best before' : 'new'),
};
