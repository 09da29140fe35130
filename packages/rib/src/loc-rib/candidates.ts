import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import { type AttributeFacts, Fact, FactFlag } from './attribute-facts.js';
import type { NextHops } from './next-hops.js';
import type { PeerFacts } from './peer-facts.js';

/**
 * The candidates of one destination: pairs of route and peer, in columns that are used again for each decision. Their
 * facts are asked by index.
 */
export class Candidates {
  readonly #core: StoreCore;
  readonly #facts: AttributeFacts;
  readonly #nextHops: NextHops;
  readonly #peers: readonly (PeerFacts | undefined)[];
  ids: Int32Array = new Int32Array(16);
  sources: Int32Array = new Int32Array(16);
  count = 0;
  /** `FactFlag` bits that some candidate has. */
  flags = 0;
  /** Some candidate begins here. */
  hasLocal = false;
  /** Some candidate's peer has a weight. */
  hasWeight = false;
  /** Where the facts of each lie. */
  readonly #pages: Int32Array[] = [];
  #offsets: Int32Array = new Int32Array(16);
  /** The best path so far, 0 for none. */
  #existing: RouteId = 0;
  #existingSource = 0;

  constructor(core: StoreCore, facts: AttributeFacts, nextHops: NextHops, peers: readonly (PeerFacts | undefined)[]) {
    this.#core = core;
    this.#facts = facts;
    this.#nextHops = nextHops;
    this.#peers = peers;
  }

  /** Begins a destination. */
  begin(): void {
    this.count = 0;
    this.flags = 0;
    this.hasLocal = false;
    this.hasWeight = false;
  }

  /** Says what the best path has been so far, 0 for none. */
  setExisting(id: RouteId, source: number): void {
    this.#existing = id;
    this.#existingSource = source;
  }

  add(id: RouteId, source: number): void {
    if (this.count === this.ids.length) this.#grow();
    this.ids[this.count] = id;
    this.sources[this.count] = source;
    const attributes = this.#core.routes.attributes(id);
    const page = this.#facts.page(attributes);
    const offset = this.#facts.offset(attributes);
    this.#pages[this.count] = page;
    this.#offsets[this.count] = offset;
    this.count++;
    this.flags |= page[offset]!;
    const { kind, weight } = this.#peers[source]!;
    if (kind === 'local') this.hasLocal = true;
    if (weight !== 0) this.hasWeight = true;
  }

  peer(index: number): PeerFacts {
    return this.#peers[this.sources[index]!]!;
  }

  fact(index: number, fact: number): number {
    return this.#pages[index]![this.#offsets[index]! + fact]!;
  }

  unsigned(index: number, fact: number): number {
    return this.fact(index, fact) >>> 0;
  }

  has(index: number, flag: number): boolean {
    return (this.fact(index, Fact.FLAGS) & flag) !== 0;
  }

  /** Metric of the way to the next hop; infinite where there is none. */
  metric(index: number): number {
    return this.#nextHops.metrics[this.fact(index, Fact.NEXT_HOP)]!;
  }

  /** Accumulated metric and the way to the next hop together (RFC 7311 §4.1), not exact to the last digits above 2^53; infinite without. */
  aigp(index: number): number {
    if (!this.has(index, FactFlag.AIGP)) return Number.POSITIVE_INFINITY;
    const high = this.unsigned(index, Fact.AIGP_HIGH);
    return high * 2 ** 32 + this.unsigned(index, Fact.AIGP_LOW) + this.metric(index);
  }

  /** ORIGINATOR_ID, where there is one, else the peer's BGP Identifier (RFC 4456 §9). */
  identifier(index: number): number {
    return this.has(index, FactFlag.ORIGINATOR_ID)
      ? this.unsigned(index, Fact.ORIGINATOR_ID)
      : this.peer(index).routerId;
  }

  /** The AS the route was received from; 0 for our own, and for what began in it (RFC 4271 §9.1.2.2 c). */
  neighbourAs(index: number): number {
    const asn = this.unsigned(index, Fact.NEIGHBOUR_AS);
    return asn === 0 && this.peer(index).external ? this.peer(index).asn : asn;
  }

  pathId(index: number): number {
    return this.peer(index).pathId(this.ids[index]!);
  }

  /** The external best path so far. */
  isExisting(index: number): boolean {
    return (
      this.ids[index] === this.#existing && this.sources[index] === this.#existingSource && this.peer(index).external
    );
  }

  #grow(): void {
    const wider = (column: Int32Array): Int32Array => {
      const next = new Int32Array(2 * column.length);
      next.set(column);
      return next;
    };
    this.ids = wider(this.ids);
    this.sources = wider(this.sources);
    this.#offsets = wider(this.#offsets);
  }
}
