import type { RouteId } from '../store/route-table.js';
import type { PreparedRoutes } from './delivery.js';
import type { EncodingClass } from './encoding-class.js';
import { Lane, type LaneUser } from './lane.js';
import type { SourceMark } from './update-log.js';

/** Messages that were packed in advance, with the routes in them. */
export interface PreparedChunk {
  readonly bytes: Uint8Array;
  readonly ids: Int32Array;
  readonly marks: readonly SourceMark[];
  readonly owner: { used(): void };
}

/** What a table does with routes that are fired. */
export interface PreparedUser {
  put(id: RouteId, source: number): void;
  /** Wakes no session before the action is over. */
  batch(action: () => void): void;
  /** The number of the session that a route is said to come from. */
  readonly source: number;
}

/** Packs routes for one class without a change to it. */
class Preparation implements LaneUser {
  readonly chunks: PreparedChunk[] = [];
  readonly #class: EncodingClass;
  readonly #lane: Lane;
  readonly #source: number;
  #ids: RouteId[] = [];

  constructor(into: EncodingClass, ids: readonly RouteId[], source: number, owner: PreparedChunk['owner']) {
    this.#class = into;
    this.#source = source;
    const lane = new Lane(into.ports.core, into.encoding, this);
    this.#lane = lane;
    for (const id of ids) lane.pending.add(id);
    const packer = into.encoding.createPacker();
    for (;;) {
      lane.pack(packer);
      const bytes = packer.take();
      if (bytes === undefined) return;
      const to = this.#ids.length;
      const mark = { source, start: 0, end: bytes.length, from: 0, to, replaces: false };
      this.chunks.push({ bytes, ids: Int32Array.from(this.#ids), marks: source === 0 ? [] : [mark], owner });
      this.#ids = [];
    }
  }

  admits(id: RouteId): boolean {
    if (this.#class.earlyRefusal(id) === undefined) return true;
    this.#lane.pending.delete(id);
    return false;
  }

  sourceOf(): number {
    return this.#source;
  }

  marked(): void {}

  announced(id: RouteId): void {
    this.#ids.push(id);
  }

  withdrawn(): void {}

  /** It is not sent now, and skipped with its reason when the others have been. */
  skipped(): void {}

  swept(): void {}
}

/** Routes that are encoded for every class of a table, and a reference to each until the last class has sent them. */
export class PreparedTable implements PreparedRoutes {
  /** The classes there are now. */
  readonly #classes: () => readonly EncodingClass[];
  readonly #user: PreparedUser;
  readonly #release: (id: RouteId) => void;
  #ids: readonly RouteId[];
  #chunks: Map<EncodingClass, readonly PreparedChunk[]>;
  /** Chunks that a class has yet to send. */
  #unused = 0;

  constructor(
    ids: Iterable<RouteId>,
    classes: () => readonly EncodingClass[],
    routes: { retain(id: RouteId): void; release(id: RouteId): void },
    user: PreparedUser,
  ) {
    this.#ids = [...ids];
    this.#classes = classes;
    this.#user = user;
    this.#release = (id) => routes.release(id);
    for (const id of this.#ids) routes.retain(id);
    this.#chunks = new Map(
      classes().map((one) => [one, new Preparation(one, this.#ids, user.source, this).chunks] as const),
    );
  }

  get byteLength(): number {
    let sum = 0;
    for (const chunks of this.#chunks.values())
      for (const { bytes, ids } of chunks) sum += bytes.length + ids.byteLength;
    return sum;
  }

  fire(): void {
    const chunks = this.#chunks;
    this.#chunks = new Map();
    this.#unused = 1;
    this.#user.batch(() => {
      for (const one of this.#classes()) {
        for (const chunk of chunks.get(one) ?? []) {
          this.#unused++;
          one.prepared(chunk);
        }
      }
      for (const id of this.#ids) this.#user.put(id, this.#user.source);
    });
    this.used();
  }

  discard(): void {
    if (this.#unused > 0) return;
    this.#chunks = new Map();
    this.#unused = 1;
    this.used();
  }

  /** A chunk is sent, or never will be. */
  used(): void {
    if (--this.#unused > 0) return;
    for (const id of this.#ids) this.#release(id);
    this.#ids = [];
  }
}
