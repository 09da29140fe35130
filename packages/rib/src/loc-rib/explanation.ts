import type { ImportRejection } from '../adj-rib-in/import-rules.js';
import { type RouteObject, StoredRoute } from '../store/route.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import type { Candidates } from './candidates.js';
import type { Decision, Elimination } from './decision.js';
import type { DecisionRow } from './decision-row.js';
import type { RibPeer } from './rib-peer.js';

/** What decided between two candidates. */
export interface Deciding {
  /** Name of the row of the decision, and where it stands. */
  readonly row: string;
  readonly rfc: string;
  /** What the row saw of the one that lost, and of the one that won. */
  readonly lost: string;
  readonly won: string;
}

/** A candidate of a destination. */
export interface ExplainedPath {
  readonly peer: string | undefined;
  readonly route: RouteObject;
  /** Place in the candidates that beat it, and how; undefined for the best one. */
  readonly lostTo: { readonly path: number; readonly deciding: Deciding } | undefined;
}

/** A route that a peer told us, and that is no candidate. */
export interface RejectedPath {
  readonly peer: string;
  readonly route: RouteObject;
  readonly rejection: ImportRejection;
}

/** Why a destination's best path is the best. An owned copy. */
export interface Explanation {
  /** In order of preference, the best one first; candidates without a next hop come last. */
  readonly candidates: readonly ExplainedPath[];
  /** The first candidate can be used; false where none has a next hop, or there is none. */
  readonly usable: boolean;
  readonly rejected: readonly RejectedPath[];
  /** What decides between two candidates by themselves, by their places; undefined where nothing does. */
  between(a: number, b: number): (Deciding & { readonly winner: number }) | undefined;
}

/** Writes down what a decision did, while its candidates are at hand. */
export class Explainer {
  readonly #core: StoreCore;
  readonly #candidates: Candidates;
  readonly #decision: Decision;
  readonly #peers: readonly (RibPeer | undefined)[];

  constructor(core: StoreCore, candidates: Candidates, decision: Decision, peers: readonly (RibPeer | undefined)[]) {
    this.#core = core;
    this.#candidates = candidates;
    this.#decision = decision;
    this.#peers = peers;
  }

  /** `order`: indexes of the candidates that can be used, in order of preference. */
  explain(selector: RouteSelector, order: readonly number[]): Explanation {
    const candidates = this.#candidates;
    const all = [...order];
    for (let i = 0; i < candidates.count; i++) if (!order.includes(i)) all.push(i);
    const eliminations = new Map<number, Elimination>();
    this.#decision.best(undefined, (elimination) => eliminations.set(elimination.loser, elimination));
    const ranks = all.map((index) => this.#decision.rows.map((row) => row.rank(candidates, index)));
    const neighbours = all.map((index) => candidates.neighbourAs(index));
    const { rows } = this.#decision;
    return {
      candidates: all.map((index) => {
        const out = eliminations.get(index);
        const lostTo = out && { path: all.indexOf(out.winner), deciding: decidingOf(out.row, candidates, out) };
        return {
          peer: this.#peers[candidates.sources[index]!]?.name,
          route: this.#object(candidates.ids[index]!),
          lostTo,
        };
      }),
      usable: order.length > 0,
      rejected: this.#rejected(selector),
      between: (a, b) => {
        const at = rows.findIndex(
          (row, i) => ranks[a]?.[i] !== ranks[b]?.[i] && !(row.perNeighbourAs && neighbours[a] !== neighbours[b]),
        );
        const row = rows[at];
        const [left, right] = [ranks[a]?.[at], ranks[b]?.[at]];
        if (row === undefined || left === undefined || right === undefined) return undefined;
        const winner = left < right ? a : b;
        const lost = row.format(Math.max(left, right));
        return { row: row.name, rfc: row.rfc, lost, won: row.format(Math.min(left, right)), winner };
      },
    };
  }

  #object(id: number): RouteObject {
    return new StoredRoute(this.#core, id).toObject();
  }

  #rejected(selector: RouteSelector): RejectedPath[] {
    const found: RejectedPath[] = [];
    for (const peer of this.#peers) {
      const route = peer?.in.get(selector);
      if (peer === undefined || route === undefined) continue;
      const { rejection } = peer.in.verdict(selector);
      if (rejection) found.push({ peer: peer.name, route: route.toObject(), rejection });
    }
    return found;
  }
}

function decidingOf(row: DecisionRow, candidates: Candidates, { loser, winner }: Elimination): Deciding {
  const [lost, won] = [row.format(row.rank(candidates, loser)), row.format(row.rank(candidates, winner))];
  return { row: row.name, rfc: row.rfc, lost, won };
}
