import { type CodecContext, type Family, nextHopOctets, UpdatePacker } from '@mesh/bgp-wire';
import type { RibSession } from '../ports.js';
import { IdSet } from '../store/intern/id-set.js';
import type { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import { OutboundAttributes } from './outbound-attributes.js';
import { type PendingSet, PendingWindow } from './pending.js';

/** Why a route is not sent on a session. */
export type SkipReason =
  /** The session does not speak its family. */
  | 'family'
  /** `self` with no local address of the family, or an address that the family cannot carry on the session. */
  | 'next-hop'
  /** It does not fit one message with its attributes. */
  | 'too-large'
  /** It has LLGR_STALE, and the peer does not know long-lived graceful restart (RFC 9494 §4.3). */
  | 'long-lived-stale';

/*
 * What one session has sent, is to send and is sending. Three bitmaps over the store's ids say all of it; there is no
 * queue, so memory is bounded by routes and the newest always wins:
 *
 * - `sent`      what the peer has: at most one route a key;
 * - `pending`   routes to announce: wanted, and not (or not again) sent;
 * - `withdrawn` routes to withdraw: sent, and nothing of their key is wanted.
 *
 * A route that was sent and is wanted no more keeps its reference here (`superseded` counts them) until another of its
 * key, or its withdrawal, takes its place. A withdrawal that meets a new announcement in time is never sent; an
 * announcement withdrawn in time neither.
 *
 * Sending goes in *sweeps*: withdrawals, then announcements in the order of their attribute sets, a window at a time.
 * So routes announced in any order share their UPDATEs, and what was pending when a sweep began has gone out when it
 * ends. From that follow End-of-RIB (the end of the first sweep), `flushed()` and refresh (the end of the next).
 *
 * Deliberate: without ADD-PATH a route's path identifier is left out; of two paths of a prefix the later one stands.
 */
export class UpdateSender {
  readonly #core: StoreCore;
  readonly #wanted: RouteSet;
  readonly #context: CodecContext;
  readonly #families: ReadonlySet<Family>;
  readonly #attributes: OutboundAttributes;
  readonly #self: Uint8Array;
  readonly #grouped: boolean;
  readonly #skipped: (id: RouteId, reason: SkipReason) => void;
  readonly #sent = new IdSet();
  readonly #pending: PendingSet;
  readonly #withdrawn = new IdSet();
  readonly #window: PendingWindow;
  #superseded = 0;
  /** Wanted routes from this id up have not been looked at since the session began; 0 once all have. */
  #unqueued: RouteId;
  #packer: UpdatePacker | undefined;
  #packerSize = 0;
  /** Sweeps begun, and whether the last one is still going on. */
  #sweep = 0;
  #sweeping = false;
  #withdrawing = false;
  /** Families whose End-of-RIB has to follow the first sweep. */
  readonly #endOfRib: Family[];
  #given = 0;
  #accepted = 0;
  #barriers: Barrier[] = [];
  #wake: () => void = () => {};
  #idle = false;

  constructor(options: SenderOptions) {
    const { session, core, wanted } = options;
    this.#core = core;
    this.#wanted = wanted;
    this.#context = session.tx;
    this.#families = new Set(session.families);
    this.#endOfRib = [...session.families];
    this.#attributes = new OutboundAttributes(session.tx, options.rules);
    this.#self = ownNextHop(options.localAddress);
    this.#grouped = options.grouped;
    this.#skipped = options.skipped;
    this.#window = new PendingWindow(core.routes);
    this.#pending = this.#window.pending;
    this.#unqueued = wanted.ids.next(1);
  }

  /** Routes the peer has to be told of. */
  get pending(): number {
    const announcements = this.#unqueued === 0 ? this.#pending.size : Math.max(this.#wanted.size - this.#sent.size, 1);
    return announcements + this.#withdrawn.size;
  }

  /** A route has become wanted; the one of its key that was, if any, has been `dropped` before. */
  announced(id: RouteId): void {
    if (this.#sent.has(id)) {
      this.#withdrawn.delete(id);
      this.#superseded--;
      this.#core.routes.release(id);
      return;
    }
    if (this.#queue(id)) {
      if (this.#withdrawn.size > 0) this.#withdrawn.delete(this.#sentOf(id));
      this.#ready();
    }
  }

  /** A route is wanted no more; its reference is the sender's now. `replaced`: another of its key is. */
  dropped(id: RouteId, replaced: boolean): void {
    this.#pending.delete(id);
    if (this.#sent.has(id)) {
      this.#superseded++;
      if (!replaced) this.#withdraw(id);
      return;
    }
    if (!replaced && this.#superseded > 0) {
      const older = this.#sentOf(id);
      if (older !== 0) this.#withdraw(older);
    }
    this.#core.routes.release(id);
  }

  #withdraw(id: RouteId): void {
    this.#withdrawn.add(id);
    this.#ready();
  }

  #sendable(id: RouteId): boolean {
    return this.#families.has(this.#core.routes.space(id).family);
  }

  /** False where the session does not speak the family. */
  #queue(id: RouteId): boolean {
    if (!this.#sendable(id)) {
      this.#skipped(id, 'family');
      return false;
    }
    this.#pending.add(id);
    return true;
  }

  /** The route of the same key that the peer has, 0 for none. */
  #sentOf(id: RouteId): RouteId {
    return this.#core.routes.heldWith(id, this.#sent);
  }

  /** Sends all of a family again; `done` is called as soon as the last of it has been handed out by `next`. */
  refresh(family: Family, done: (() => void) | undefined): void {
    if (this.#families.has(family)) for (const id of this.#wanted.walk(family)) this.#pending.add(id);
    if (done) this.#barriers.push({ sweep: this.#sweep + 1, chunk: undefined, handed: true, fire: done });
    if (this.#settled) this.#settle(true, this.#given);
    else this.#ready();
  }

  /** Sends all there is again, as about to go (RFC 8326 §4.1). */
  gracefulShutdown(): void {
    this.#attributes.gracefulShutdown();
    for (const family of this.#families) this.refresh(family, undefined);
  }

  /** Calls back when all that is pending now has been accepted by the stream. */
  barrier(fire: () => void): void {
    this.#barriers.push({ sweep: this.#sweep + 1, chunk: undefined, handed: false, fire });
    if (this.#settled) this.#settle(true, this.#given);
  }

  /** The peer has been told everything. */
  get #settled(): boolean {
    return this.pending === 0 && !this.#sweeping && this.#endOfRib.length === 0;
  }

  onReady(wake: () => void): void {
    this.#wake = wake;
  }

  accepted(): void {
    this.#accepted++;
    this.#fire();
  }

  /** Packs whole messages up to `maxBytes`, or one message where that is more. */
  next(maxBytes: number): Uint8Array | undefined {
    const packer = this.#packerOf(maxBytes);
    this.#window.forgetGroup();
    if (this.#unqueued !== 0) this.#start(packer);
    while (this.#unqueued === 0 && this.#beginSweep() && this.#packSweep(packer)) this.#endSweep(packer);
    const chunk = packer.take();
    if (chunk) this.#given++;
    else this.#idle = true;
    return chunk;
  }

  /** The session is over: lets go what only the peer had, and returns the barriers that nobody will meet here. */
  close(): Barrier[] {
    const { routes } = this.#core;
    if (this.#superseded > 0) {
      for (let id = this.#sent.next(1); id !== 0; id = this.#sent.next(id + 1)) {
        if (!this.#wanted.ids.has(id)) routes.release(id);
      }
    }
    this.#sent.clear();
    this.#wake = () => {};
    return this.#barriers.filter(({ handed }) => !handed);
  }

  #ready(): void {
    if (!this.#idle) return;
    this.#idle = false;
    this.#wake();
  }

  #packerOf(maxBytes: number): UpdatePacker {
    if (this.#packer === undefined || this.#packerSize !== maxBytes) {
      this.#packer = new UpdatePacker(this.#context, {
        chunkSize: Math.min(maxBytes, MAX_CHUNK),
        grouped: this.#grouped,
      });
      this.#packerSize = maxBytes;
    }
    return this.#packer;
  }

  /**
   * Looks at a slice of what is wanted, and has a few routes to show for it: a session must get something to send, or it
   * would wait to be woken. What the first sweep then groups is nearly all.
   */
  #start(packer: UpdatePacker): void {
    while (this.#unqueued !== 0 && packer.length === 0) {
      let left = SLICE;
      this.#unqueued = this.#wanted.ids.scan(this.#unqueued, (id) => {
        if (left-- === 0) return false;
        if (!this.#sent.has(id)) this.#queue(id);
        return true;
      });
      if (this.#unqueued === 0) return;
      this.#window.take(FEW);
      this.#packAnnouncements(packer);
    }
  }

  /** Begins a sweep unless one is going on. False where there is nothing to send. */
  #beginSweep(): boolean {
    if (this.#sweeping) return true;
    if (this.pending === 0 && this.#endOfRib.length === 0) return false;
    this.#sweeping = true;
    this.#sweep++;
    this.#withdrawing = true;
    this.#window.beginSweep();
    return true;
  }

  /** Packs what is left of the sweep. False where the chunk is full. */
  #packSweep(packer: UpdatePacker): boolean {
    if (this.#withdrawing && !this.#packWithdrawals(packer)) return false;
    this.#withdrawing = false;
    while (!this.#window.empty || this.#window.refill()) if (!this.#packAnnouncements(packer)) return false;
    while (this.#endOfRib.length > 0) {
      if (!packer.endOfRib(this.#endOfRib[0]!)) return false;
      this.#endOfRib.shift();
    }
    return true;
  }

  /** The barriers that waited for the sweep, or all where nothing is left, now wait for the last chunk only. */
  #endSweep(packer: UpdatePacker): void {
    this.#sweeping = false;
    this.#settle(this.pending === 0, packer.length > 0 ? this.#given + 1 : this.#given);
  }

  #packWithdrawals(packer: UpdatePacker): boolean {
    const { routes } = this.#core;
    for (const family of this.#families) {
      for (let id = this.#withdrawn.next(1); id !== 0; id = this.#withdrawn.next(id + 1)) {
        if (routes.space(id).family !== family) continue;
        packer.withdraw(family);
        const pathId = routes.pathId(id);
        if (!routes.withNlri(id, (bytes, offset, length) => packer.add(bytes, offset, length, pathId))) return false;
        this.#forget(id);
      }
    }
    return true;
  }

  /** The peer has a route no more that is not wanted either. */
  #forget(id: RouteId): void {
    this.#withdrawn.delete(id);
    this.#sent.delete(id);
    this.#superseded--;
    this.#core.routes.release(id);
  }

  #packAnnouncements(packer: UpdatePacker): boolean {
    const { routes } = this.#core;
    const window = this.#window;
    for (; !window.empty; window.shift()) {
      const id = window.first;
      if (!this.#pending.has(id)) continue;
      if (window.group !== routes.attributes(id) || window.groupFamily !== routes.space(id).family) {
        if (!this.#beginGroup(packer, id)) continue;
      }
      const pathId = routes.pathId(id);
      const added = routes.withNlri(id, (bytes, offset, length) =>
        packer.add(bytes, offset, length, pathId) ? 'added' : packer.fits(length) ? 'full' : 'too-large',
      );
      if (added === 'full') return false;
      if (added === 'too-large') this.#skip(id, 'too-large');
      else this.#announce(id);
    }
    return true;
  }

  /** Opens the group of a route's attributes. False where the session cannot send its next hop, or is not to send the route. */
  #beginGroup(packer: UpdatePacker, id: RouteId): boolean {
    const { routes, attributes } = this.#core;
    const { family } = routes.space(id);
    const group = routes.attributes(id);
    const given = attributes.nextHop(group);
    const hop = given.length === 0 ? this.#self : given;
    if (!this.#carries(family, hop.length)) {
      this.#skip(id, 'next-hop');
      return false;
    }
    const set = this.#attributes.encode(attributes.set(group));
    if (set === undefined) {
      this.#skip(id, 'long-lived-stale');
      return false;
    }
    packer.announce(family, set, hop);
    this.#window.group = group;
    this.#window.groupFamily = family;
    return true;
  }

  /** A family may be announced on the session with a next hop of this length. */
  #carries(family: Family, length: number): boolean {
    const row = this.#context.familyTable.get(family);
    if (row === undefined || length === 0) return false;
    if (row.nextHopLengths.includes(length)) return true;
    return this.#context.extendedNextHop.has(family) && row.extendedNextHopLengths.includes(length);
  }

  /** A route that cannot go out; what the peer had instead of it goes. */
  #skip(id: RouteId, reason: SkipReason): void {
    this.#pending.delete(id);
    if (this.#superseded > 0) {
      const older = this.#sentOf(id);
      if (older !== 0 && older !== id) this.#withdrawn.add(older);
    }
    this.#skipped(id, reason);
  }

  #announce(id: RouteId): void {
    this.#pending.delete(id);
    if (this.#superseded > 0) {
      const older = this.#sentOf(id);
      if (older !== 0 && older !== id) this.#forget(older);
    }
    this.#sent.add(id);
  }

  #settle(all: boolean, chunk: number): void {
    for (const barrier of this.#barriers) {
      if (all || barrier.sweep <= this.#sweep) barrier.chunk ??= chunk;
    }
    this.#fire();
  }

  #fire(): void {
    if (this.#barriers.length === 0) return;
    const met = this.#barriers.filter(
      ({ chunk, handed }) => chunk !== undefined && (handed || chunk <= this.#accepted),
    );
    if (met.length === 0) return;
    this.#barriers = this.#barriers.filter((barrier) => !met.includes(barrier));
    for (const { fire } of met) fire();
  }
}

const MAX_CHUNK = 65536;
/** Routes looked at in one go when a session begins, and routes sent meanwhile. */
const SLICE = 1 << 16;
const FEW = 64;

/** Something that waits for the end of a sweep. */
export interface Barrier {
  readonly sweep: number;
  /** Chunks handed out when the sweep had ended. */
  chunk: number | undefined;
  /** Waits for the hand-out only, not for the stream. */
  readonly handed: boolean;
  readonly fire: () => void;
}

export interface SenderOptions {
  readonly core: StoreCore;
  readonly wanted: RouteSet;
  readonly session: Pick<RibSession, 'families' | 'tx'>;
  readonly grouped: boolean;
  readonly localAddress: string | undefined;
  readonly rules: ConstructorParameters<typeof OutboundAttributes>[1];
  readonly skipped: (id: RouteId, reason: SkipReason) => void;
}

/** Our address in octets. The zone of one that is link-local means something on this host alone (RFC 4007 §11). */
function ownNextHop(localAddress: string | undefined): Uint8Array {
  if (localAddress === undefined) return new Uint8Array(0);
  return nextHopOctets({ address: localAddress.replace(/%.*$/, '') });
}
