import type { Family, UpdatePacker } from '@mesh/bgp-wire';
import type { AttributeId } from '../store/attribute-table.js';
import { IdSet } from '../store/intern/id-set.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import type { Encoding } from './encoding.js';
import type { SkipReason } from './skip-reason.js';
import { SweepOrder } from './sweep-order.js';

/** Routes looked at in one go, and routes sent meanwhile, so that nobody waits for what takes long. */
const SLICE = 1 << 16;
const FEW = 64;

/** What a lane tells of the routes it packs. It has taken them out of its own sets before. */
export interface LaneUser {
  /** False for a route that is not to be sent; the user has cancelled it then. */
  admits(id: RouteId): boolean;
  /** The number that the messages of a route must have in common, beside attributes and family. */
  sourceOf(id: RouteId): number;
  /** The messages of a source begin at this octet of the chunk. */
  marked(source: number, offset: number): void;
  announced(id: RouteId): void;
  withdrawn(id: RouteId): void;
  skipped(id: RouteId, reason: SkipReason): void;
  /** What was there when a sweep began has been packed, whatever came meanwhile. */
  swept(sweep: number): void;
}

/*
 * What is to be announced and withdrawn, and the order in which it is packed. Two bitmaps say what; there is no queue, so
 * the newest always wins. Sending goes in *sweeps*: withdrawals, then announcements in the order of their attribute sets.
 * What was there when a sweep began has been packed when it ends.
 *
 * Every `pack` is short: a walk over many routes goes on in the next, and a few routes are packed meanwhile, for a session
 * that gets nothing would wait to be woken.
 */
export class Lane {
  readonly pending: IdSet = new IdSet();
  readonly withdrawn: IdSet = new IdSet();
  /** Sweeps begun, and whether the last one is still going on. */
  sweep = 0;
  sweeping = false;
  readonly #core: StoreCore;
  readonly #encoding: Encoding;
  readonly #user: LaneUser;
  readonly #order: SweepOrder;
  /** Families whose routes in `#again` are to be sent again, and where the walk over them goes on. */
  readonly #families = new Set<Family>();
  #again: IdSet = this.pending;
  #from: RouteId = 0;
  #withdrawing = false;
  /** Where the walk over withdrawals goes on, the family that it packs, and whether it met others. */
  #cursor: RouteId = 0;
  #family: Family = 0;
  #others = false;
  /** What the open message has in common; attribute ids may mean something else after each `pack`. */
  #group: AttributeId = 0;
  #groupFamily: Family = 0;
  #groupSource = 0;
  readonly #admits: (id: RouteId) => boolean;

  constructor(core: StoreCore, encoding: Encoding, user: LaneUser) {
    this.#core = core;
    this.#encoding = encoding;
    this.#user = user;
    this.#order = new SweepOrder(core.routes, this.pending);
    this.#admits = (id) => user.admits(id);
  }

  /** Routes to be announced or withdrawn; at least one while some of a family are still looked for. */
  get size(): number {
    return this.pending.size + this.withdrawn.size + (this.#from === 0 ? 0 : 1);
  }

  get idle(): boolean {
    return !this.sweeping && this.size === 0;
  }

  /** Families that are looked for to be sent again. */
  get resending(): ReadonlySet<Family> {
    return this.#families;
  }

  /** Sends the routes of a family in a set again. */
  resend(routes: IdSet, family: Family): void {
    this.#families.add(family);
    this.#again = routes;
    this.#from = 1;
  }

  /** Packs until the chunk is full, nothing is left, or there is something to show for a slice of work. */
  pack(packer: UpdatePacker): void {
    this.#group = 0;
    while (this.#from !== 0) if (!this.#find(packer)) return;
    while (this.#begin()) {
      if (!this.#packSweep(packer)) return;
      this.sweeping = false;
      this.#order.end();
      this.#user.swept(this.sweep);
    }
  }

  /** Looks for routes to be sent again. False where there is something to show for it. */
  #find(packer: UpdatePacker): boolean {
    const { routes } = this.#core;
    let left = SLICE;
    this.#from = this.#again.scan(this.#from, (id) => {
      if (left-- === 0) return false;
      if (this.#families.has(routes.space(id).family)) this.pending.add(id);
      return true;
    });
    if (this.#from === 0) {
      this.#families.clear();
      return true;
    }
    return this.#packFew(packer);
  }

  /** Begins a sweep unless one is going on. False where there is nothing to send. */
  #begin(): boolean {
    if (this.sweeping) return true;
    if (this.size === 0) return false;
    this.sweeping = true;
    this.sweep++;
    this.#withdrawing = this.withdrawn.size > 0;
    this.#cursor = 1;
    this.#family = 0;
    this.#order.begin(this.#admits);
    return true;
  }

  /** Packs what is left of the sweep. False where the chunk is full, or enough has been done. */
  #packSweep(packer: UpdatePacker): boolean {
    while (this.#withdrawing) {
      if (!this.#packWithdrawals(packer)) return false;
      this.#withdrawing = this.#others;
    }
    while (!this.#order.ready) {
      this.#order.look(SLICE, this.#admits);
      if (!this.#order.ready && !this.#packFew(packer)) return false;
    }
    for (const order = this.#order; !order.empty; order.shift()) if (!this.#packOne(packer, order.first)) return false;
    return true;
  }

  /** Packs the withdrawals of one family, those of the first route there is. False where the chunk is full. */
  #packWithdrawals(packer: UpdatePacker): boolean {
    const { routes } = this.#core;
    if (this.#family === 0) {
      this.#cursor = this.withdrawn.next(1);
      this.#others = false;
      if (this.#cursor === 0) return true;
      this.#family = routes.space(this.#cursor).family;
    }
    packer.withdraw(this.#family);
    this.#group = 0;
    this.#user.marked(0, packer.length);
    this.#cursor = this.withdrawn.scan(this.#cursor, (id) => {
      if (!this.withdrawn.has(id)) return true;
      if (routes.space(id).family !== this.#family) {
        this.#others = true;
        return true;
      }
      const pathId = routes.pathId(id);
      const added = routes.withWithdrawn(id, (bytes, offset, length) => packer.add(bytes, offset, length, pathId));
      if (!added) return false;
      this.withdrawn.delete(id);
      this.#user.withdrawn(id);
      return true;
    });
    if (this.#cursor !== 0) return false;
    this.#family = 0;
    return true;
  }

  /** Packs a few of the routes there are, in no order. False where that gave something to send. */
  #packFew(packer: UpdatePacker): boolean {
    for (let left = FEW, id = this.pending.next(1); packer.length === 0 && left > 0 && id !== 0; left--) {
      if (this.#admits(id)) this.#packOne(packer, id);
      id = this.pending.next(id + 1);
    }
    return packer.length === 0;
  }

  /** Packs a route, unless it was cancelled. False where the chunk is full. */
  #packOne(packer: UpdatePacker, id: RouteId): boolean {
    if (!this.pending.has(id)) return true;
    const { routes } = this.#core;
    const source = this.#user.sourceOf(id);
    const fits =
      this.#group === routes.attributes(id) &&
      this.#groupFamily === routes.space(id).family &&
      this.#groupSource === source;
    if (!fits && !this.#beginGroup(packer, id, source)) return true;
    const pathId = routes.pathId(id);
    const added = routes.withNlri(id, (bytes, offset, length) =>
      packer.add(bytes, offset, length, pathId) ? 'added' : packer.fits(length) ? 'full' : 'too-large',
    );
    if (added === 'full') return false;
    this.pending.delete(id);
    if (added === 'added') this.#user.announced(id);
    else this.#user.skipped(id, 'too-large');
    return true;
  }

  /** Opens the group of a route's attributes. False where the session is not to have the route. */
  #beginGroup(packer: UpdatePacker, id: RouteId, source: number): boolean {
    const { routes } = this.#core;
    const { family } = routes.space(id);
    const group = routes.attributes(id);
    const refused = this.#encoding.announce(packer, family, group, source);
    if (refused !== undefined) {
      this.pending.delete(id);
      this.#user.skipped(id, refused);
      return false;
    }
    this.#group = group;
    this.#groupFamily = family;
    this.#groupSource = source;
    this.#user.marked(source, packer.length);
    return true;
  }
}
