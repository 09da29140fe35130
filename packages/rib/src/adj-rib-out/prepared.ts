import { IdSet } from '../store/intern/id-set.js';
import type { RouteSet } from '../store/route-set.js';
import type { RouteId, RouteTable } from '../store/route-table.js';
import type { PreparedRoutes } from './delivery.js';
import { encodingKey } from './encoding.js';
import type { EncodingClass } from './encoding-class.js';
import { Lane, type LaneUser } from './lane.js';
import type { SourceNumbers } from './source-numbers.js';

/** Routes that are entered in one step of a preparation. */
const SLICE = 1 << 14;
/** Routes that fit a chunk of 64 KiB: an NLRI has an octet at least. */
const CHUNK_IDS = 1 << 16;

/** Messages that were packed in advance, with the routes in them. */
export interface PreparedChunk {
  readonly bytes: Uint8Array;
  readonly ids: Int32Array;
}

/** What a table does with routes that are fired. */
export interface PreparedUser {
  readonly routes: RouteTable;
  readonly wanted: RouteSet;
  readonly sources: SourceNumbers;
  readonly classes: readonly EncodingClass[];
  /** Others are being fired: what was packed for these has no place in the order of the log. */
  firing: boolean;
  putRoute(id: RouteId, source: number): RouteId;
  /** Wakes no session before the action is over. */
  batch(action: () => void): void;
}

/** Routes as one encoding has them. */
export class EncodedRoutes implements LaneUser {
  readonly chunks: PreparedChunk[] = [];
  /** Routes that stand in no chunk: they are not sent now, and skipped with their reason in a sweep. */
  readonly refused: IdSet = new IdSet();
  readonly #class: EncodingClass;
  readonly #filtering: number;
  readonly #lane: Lane;
  #ids: Int32Array;
  #count = 0;

  /** The routes of one source, packed without a change to the class. */
  constructor(into: EncodingClass, ids: IdSet, source: number) {
    this.#class = into;
    this.#filtering = into.filters?.changes ?? 0;
    this.#lane = new Lane(into.ports.core, into.encoding, this);
    this.#lane.pending.addAll(ids);
    this.#ids = new Int32Array(CHUNK_IDS);
    this.sourceOf = () => source;
  }

  /** Packs them, a chunk a step. */
  *pack(): Generator<void, void> {
    const packer = this.#class.encoding.createPacker();
    for (;;) {
      this.#lane.pack(packer);
      const bytes = packer.take();
      if (bytes === undefined) break;
      this.chunks.push({ bytes, ids: this.#ids.slice(0, this.#count) });
      this.#count = 0;
      yield;
    }
    this.#ids = new Int32Array(0);
  }

  get byteLength(): number {
    return this.chunks.reduce((sum, { bytes, ids }) => sum + bytes.length + ids.byteLength, 0);
  }

  /** The peer has changed its filters since. */
  get outdated(): boolean {
    return (this.#class.filters?.changes ?? 0) !== this.#filtering;
  }

  readonly sourceOf: () => number;

  admits(id: RouteId): boolean {
    if (this.#class.earlyRefusal(id) === undefined) return true;
    this.#lane.pending.delete(id);
    this.refused.add(id);
    return false;
  }

  marked(): void {}

  announced(id: RouteId): void {
    this.#ids[this.#count++] = id;
  }

  withdrawn(): void {}

  skipped(id: RouteId): void {
    this.refused.add(id);
  }

  swept(): void {}
}

/** What tables have in common that the same routes are prepared for: whose keys have other routes, and each encoding once. */
export class Preparation {
  readonly ids: IdSet = new IdSet();
  readonly source: number;
  /** Routes by number of their key space. */
  readonly counts: number[] = [];
  readonly #routes: RouteTable;
  readonly #encodings = new Map<string, EncodedRoutes>();
  readonly #siblings = new IdSet();
  #paired: number;

  constructor(routes: RouteTable, source: number) {
    this.#routes = routes;
    this.source = source;
    this.#paired = routes.paired;
  }

  add(id: RouteId): void {
    if (!this.ids.add(id)) return;
    const number = this.#routes.spaceNumber(id);
    this.counts[number] = (this.counts[number] ?? 0) + 1;
    if (this.#routes.hasSiblings(id)) this.#siblings.add(id);
  }

  /** Routes of keys that may have others. It looks at all of them, unless no key has got a second one meanwhile. */
  get siblings(): IdSet {
    const routes = this.#routes;
    if (this.#paired === routes.paired) return this.#siblings;
    this.#paired = routes.paired;
    this.ids.scan(1, (id) => {
      if (routes.hasSiblings(id)) this.#siblings.add(id);
      return true;
    });
    return this.#siblings;
  }

  /** The routes as a class has them, and the steps it takes to pack them where no other has done so. */
  encodedFor(one: EncodingClass): {
    readonly encoded: EncodedRoutes;
    readonly steps: Generator<void, void> | undefined;
  } {
    const key = one.filters === undefined ? encodingKey(one.encoding.options) : undefined;
    const known = key === undefined ? undefined : this.#encodings.get(key);
    if (known) return { encoded: known, steps: undefined };
    const encoded = new EncodedRoutes(one, this.ids, this.source);
    if (key !== undefined) this.#encodings.set(key, encoded);
    return { encoded, steps: encoded.pack() };
  }
}

/**
 * Routes that are encoded for every class of a table, with a reference to each, which is that of the table's `wanted`
 * once they are fired.
 */
export class PreparedTable implements PreparedRoutes {
  readonly #user: PreparedUser;
  readonly #shared: Preparation;
  /** Routes with a reference here. */
  readonly #ids = new IdSet();
  readonly #encoded = new Map<EncodingClass, EncodedRoutes>();
  #over = false;

  constructor(user: PreparedUser, shared: Preparation) {
    this.#user = user;
    this.#shared = shared;
  }

  /** Prepares the routes for the classes there are now, in steps. */
  *encode(): Generator<void, void> {
    const { routes } = this.#user;
    const { ids } = this.#shared;
    for (let from = 1; from !== 0; ) {
      let left = SLICE;
      from = ids.scan(from, (id) => {
        if (left-- === 0) return false;
        if (this.#ids.add(id)) routes.retain(id);
        return true;
      });
      yield;
    }
    for (const one of this.#user.classes) {
      const { encoded, steps } = this.#shared.encodedFor(one);
      if (steps) yield* steps;
      this.#encoded.set(one, encoded);
    }
  }

  get byteLength(): number {
    let sum = 0;
    for (const encoded of this.#encoded.values()) sum += encoded.byteLength;
    return sum;
  }

  fire(): void {
    if (this.#over) return;
    this.#over = true;
    const user = this.#user;
    const nested = user.firing;
    if (nested) this.#encoded.clear();
    user.firing = true;
    try {
      user.batch(() => this.#fire());
    } finally {
      user.firing = nested;
    }
    this.#encoded.clear();
    this.#ids.clear();
  }

  /*
   * Most routes are new to the table, and of keys that have no other route: they are entered a word of the bitmaps at a
   * time, and their references given over. The others are put one by one, and entered one by one into what is sent.
   */
  #fire(): void {
    const { routes, wanted, sources, classes } = this.#user;
    const { source, counts } = this.#shared;
    const apart = this.#apart();
    const fresh = this.#ids.copy();
    fresh.deleteAll(apart);
    const left = [...counts];
    apart.scan(1, (id) => {
      left[routes.spaceNumber(id)]!--;
      return true;
    });
    wanted.adopt(fresh, left);
    sources.setAll(fresh, source);
    const fired = classes.map((one) => one.fire(fresh, this.#encoded.get(one), source));
    if (apart.size === 0) return;
    apart.scan(1, (id) => {
      this.#user.putRoute(id, source);
      return true;
    });
    classes.forEach((one, i) => {
      for (const entry of fired[i]!) one.fireApart(entry, apart);
    });
    apart.scan(1, (id) => {
      routes.release(id);
      return true;
    });
  }

  /** Routes that the table, one of its classes or a session knows, or whose key may have others. */
  #apart(): IdSet {
    const { wanted, classes } = this.#user;
    const apart = this.#shared.siblings.copy();
    apart.addCommon(this.#ids, wanted.ids);
    for (const one of classes) {
      apart.addCommon(this.#ids, one.sent);
      for (const member of one.owing) member.addOwed(this.#ids, apart);
    }
    return apart;
  }

  discard(): void {
    if (this.#over) return;
    this.#over = true;
    this.#encoded.clear();
    this.#ids.scan(1, (id) => {
      this.#user.routes.release(id);
      return true;
    });
    this.#ids.clear();
  }
}
