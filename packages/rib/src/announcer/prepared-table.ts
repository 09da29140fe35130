import { MeshError } from '@mesh/bgp-wire';
import type { SkipReason } from '../adj-rib-out/skip-reason.js';
import type { EncodedTable, UpdateSender } from '../adj-rib-out/update-sender.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import type { Outlet } from './outlet.js';

/** A table of routes that is encoded for the sessions its peers had when it was prepared. Made by `RouteAnnouncer.prepare`. */
export interface PreparedTable {
  /** Routes in it. */
  readonly size: number;
  /** Octets that were encoded: once for all sessions that are sent the same. */
  readonly byteLength: number;
  /**
   * Its peers are to have its routes, each instead of any other of its key, and are sent them at once, before all that is
   * pending. Sessions that are not what they were when it was prepared get them as any other route. A table fires once:
   * throws `MESH_PREPARED_OVER`.
   */
  fire(): void;
  /** Its peers are to have its routes no more, those of them that were not replaced meanwhile. */
  withdraw(): void;
  /** Lets it go; what was fired stays announced. */
  discard(): void;
}

/** What a class of sessions is sent, and a sender that tells who belongs to it. */
interface EncodingClass extends EncodedTable {
  readonly encoder: UpdateSender;
}

/** What a table has its announcer do. */
interface TableSide {
  /** Makes a change of which no session is given a part. */
  together(change: () => void): void;
  /** As `together`, and the table takes the place of the handles of its keys. */
  fire(table: StandingTable, change: () => void): void;
}

const MAX_CHUNK = 65536;

export class StandingTable implements PreparedTable {
  readonly routes: RouteSet;
  readonly #core: StoreCore;
  readonly #outlets: readonly Outlet[];
  readonly #side: TableSide;
  #classes: EncodingClass[] = [];
  #state: 'ready' | 'fired' | 'discarded' = 'ready';

  constructor(core: StoreCore, outlets: readonly Outlet[], side: TableSide) {
    this.#core = core;
    this.routes = new RouteSet(core);
    this.#outlets = outlets;
    this.#side = side;
  }

  get size(): number {
    return this.routes.size;
  }

  get outlets(): readonly Outlet[] {
    return this.#outlets;
  }

  get byteLength(): number {
    return this.#classes.reduce((sum, { chunks }) => chunks.reduce((octets, { length }) => octets + length, sum), 0);
  }

  /** Encodes the table for each class of sessions, a chunk a step. */
  *encode(): Generator<void, void> {
    for (const { outbox } of this.#outlets) {
      const sender = outbox.encoder();
      if (!sender || this.#classOf(sender)) continue;
      const chunks: Uint8Array[] = [];
      const skipped: [RouteId, SkipReason][] = [];
      const encoder = sender.encoder(this.routes, (id, reason) => skipped.push([id, reason]));
      for (let chunk = encoder.next(MAX_CHUNK); chunk; chunk = encoder.next(MAX_CHUNK)) {
        chunks.push(chunk);
        yield;
      }
      this.#classes.push({ encoder, chunks, sent: encoder.sent, skipped });
    }
  }

  fire(): void {
    if (this.#state !== 'ready') {
      throw new MeshError('MESH_PREPARED_OVER', `this table was ${this.#state} before: prepare another`);
    }
    this.#state = 'fired';
    const outlets = this.#outlets.filter(({ gone }) => !gone);
    this.#side.fire(this, () => {
      const siblings: RouteId[] = [];
      this.#core.routes.retainAll(this.routes.ids, outlets.length, (id) => siblings.push(id));
      for (const { outbox } of outlets) outbox.fire(this.routes, siblings, (sender) => this.#classOf(sender));
    });
    this.#classes = [];
  }

  withdraw(): void {
    if (this.#state !== 'fired') return;
    this.#side.together(() => {
      for (const { gone, outbox } of this.#outlets) if (!gone) outbox.withdraw(this.routes.ids);
    });
  }

  discard(): void {
    this.#state = 'discarded';
    this.#classes = [];
    this.routes.clear();
  }

  #classOf(sender: UpdateSender): EncodingClass | undefined {
    return this.#classes.find(({ encoder }) => encoder.encodesAs(sender));
  }
}
