import type { Candidates } from './candidates.js';
import { type DecisionRow, nextHopRow } from './decision-row.js';

/** Where a candidate went out: the row, and one that beat it there. */
export interface Elimination {
  readonly row: DecisionRow;
  readonly loser: number;
  readonly winner: number;
}

/*
 * The decision (RFC 4271 §9.1.2) as the RFC words it: a set of candidates from which each row removes all but the best.
 * So MED, which compares only routes of one neighbouring AS and is therefore no order, removes what has a better one
 * beside it in the set as it stands then, and the result does not depend on the order of arrival: what others call
 * deterministic MED.
 *
 * Nothing is allocated for a decision.
 */
export class Decision {
  readonly #candidates: Candidates;
  readonly rows: readonly DecisionRow[];
  #live = new Int32Array(16);
  /** Ranks of the live ones, and behind them who beat each. */
  #ranks = new Float64Array(32);
  #count = 0;

  constructor(candidates: Candidates, rows: readonly DecisionRow[]) {
    this.#candidates = candidates;
    this.rows = rows;
  }

  /** The index of the best candidate of those that `skip` does not take out, -1 where none has a next hop. */
  best(skip?: (index: number) => boolean, removed?: (elimination: Elimination) => void): number {
    this.#begin(skip);
    for (let i = 0; i < this.rows.length && this.#count > 1; i++) this.#apply(this.rows[i]!, removed);
    if (this.#count === 0) return -1;
    const best = this.#last();
    return nextHopRow.rank(this.#candidates, best) === 0 ? best : -1;
  }

  /** The candidates that tie with the best in all rows that do not only break ties; `visit` gets their indexes. */
  equals(visit: (index: number) => void): void {
    this.#begin(undefined);
    for (const row of this.rows) {
      if (row.breaksTie) break;
      if (this.#count > 1) this.#apply(row, undefined);
    }
    for (let i = 0; i < this.#count; i++) {
      if (nextHopRow.rank(this.#candidates, this.#live[i]!) === 0) visit(this.#live[i]!);
    }
  }

  #begin(skip: ((index: number) => boolean) | undefined): void {
    const { count } = this.#candidates;
    if (count > this.#live.length) {
      this.#live = new Int32Array(2 * count);
      this.#ranks = new Float64Array(4 * count);
    }
    this.#count = 0;
    for (let i = 0; i < count; i++) if (!skip?.(i)) this.#live[this.#count++] = i;
  }

  #apply(row: DecisionRow, removed: ((elimination: Elimination) => void) | undefined): void {
    if (row.tells?.(this.#candidates) === false) return;
    const live = this.#live;
    const ranks = this.#ranks;
    let lowest = Number.POSITIVE_INFINITY;
    let winner = live[0]!;
    for (let i = 0; i < this.#count; i++) {
      const rank = row.rank(this.#candidates, live[i]!);
      ranks[i] = rank;
      if (rank >= lowest) continue;
      lowest = rank;
      winner = live[i]!;
    }
    if (row.perNeighbourAs) {
      this.#applyPerNeighbour(row, removed);
      return;
    }
    let left = 0;
    for (let i = 0; i < this.#count; i++) {
      if (ranks[i]! <= lowest) live[left++] = live[i]!;
      else removed?.({ row, loser: live[i]!, winner });
    }
    this.#count = left;
  }

  /** Removes what has a lower rank beside it from the same neighbouring AS. */
  #applyPerNeighbour(row: DecisionRow, removed: ((elimination: Elimination) => void) | undefined): void {
    const live = this.#live;
    const ranks = this.#ranks;
    let left = 0;
    for (let i = 0; i < this.#count; i++) {
      const neighbour = this.#neighbour(live[i]!);
      let beaten = -1;
      for (let j = 0; j < this.#count; j++) {
        const lower = ranks[j]! < (beaten < 0 ? ranks[i]! : ranks[beaten]!);
        if (lower && this.#neighbour(live[j]!) === neighbour) beaten = j;
      }
      ranks[this.#count + i] = beaten;
    }
    for (let i = 0; i < this.#count; i++) {
      const beaten = ranks[this.#count + i]!;
      if (beaten >= 0) removed?.({ row, loser: live[i]!, winner: live[beaten]! });
    }
    for (let i = 0; i < this.#count; i++) if (ranks[this.#count + i]! < 0) live[left++] = live[i]!;
    this.#count = left;
  }

  #neighbour(index: number): number {
    return this.#candidates.neighbourAs(index);
  }

  /** The one that is left; of several that nothing tells apart the one with the lowest route id. */
  #last(): number {
    let best = this.#live[0]!;
    const { ids } = this.#candidates;
    for (let i = 1; i < this.#count; i++) if (ids[this.#live[i]!]! < ids[best]!) best = this.#live[i]!;
    return best;
  }
}
