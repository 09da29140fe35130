import type { UpdatePacker } from '@mesh/bgp-wire';
import { IdSet } from '../store/intern/id-set.js';
import type { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import type { DeliveryWatch } from './delivery.js';
import type { Encoding } from './encoding.js';
import { Lane, type LaneUser } from './lane.js';
import type { Member } from './member.js';
import type { PrefixFilters } from './prefix-filter.js';
import type { EncodedRoutes } from './prepared.js';
import type { SkipReason } from './skip-reason.js';
import type { SourceNumbers } from './source-numbers.js';
import { type LogEntry, type SourceMark, UpdateLog } from './update-log.js';

/** The end of a mark whose messages are being packed. */
const OPEN = -1;
const NO_IDS = new Int32Array(0);
const NOTHING_REPLACED = { replaces: false, replacesOthers: false };

/** What the classes of a table share. */
export interface ClassPorts {
  readonly core: StoreCore;
  readonly wanted: RouteSet;
  readonly sources: SourceNumbers;
  readonly watch: DeliveryWatch | undefined;
  /** Chunks that are kept for members that are behind. */
  readonly window: number;
  /** Changes are under way that sessions are to see together. */
  readonly batching: boolean;
  skipped(id: RouteId, reason: SkipReason): void;
}

/*
 * What sessions of one encoding have been told together, are to be told and are being told. Bitmaps over the store's ids
 * say all of it, so memory is bounded by routes:
 *
 * - `sent`             what a member has that has taken every chunk: at most one route a key;
 * - `lane.pending`     routes to announce: wanted, and not (or not again) sent;
 * - `lane.withdrawn`   routes to withdraw: sent, and nothing of their key is to be sent.
 *
 * A route that is sent and wanted no more keeps a reference here (`superseded` counts them) until another of its key, or
 * its withdrawal, takes its place. A withdrawal that meets a new announcement in time is never sent; an announcement
 * withdrawn in time neither.
 *
 * A chunk is packed once, when the first member asks for it, and stands in the log until all members have taken it. So a
 * member that keeps pace is a position in the log and costs nothing a route. One that falls behind the window leaves the
 * log and owes itself what it missed, in bitmaps of its own (`Member`); the log never holds more for it.
 *
 * The class of a session that is told something of its own (the peer filters, or we are leaving it) has that member only.
 *
 * Deliberate: without ADD-PATH a route's path identifier is left out; of two paths of a prefix the later one stands.
 */
export class EncodingClass implements LaneUser {
  readonly encoding: Encoding;
  readonly ports: ClassPorts;
  /** Filters of the only member; undefined where the class may have others. */
  readonly filters: PrefixFilters | undefined;
  readonly members: Set<Member> = new Set();
  /** Members that have something of their own to send, or have left the log. */
  readonly owing: Set<Member> = new Set();
  readonly sent: IdSet = new IdSet();
  /** Routes of `sent` that were to be sent again for another source when they were wanted no more. */
  readonly #due = new IdSet();
  readonly lane: Lane;
  readonly log: UpdateLog;
  superseded = 0;
  /** Members that have been told everything and wait to be woken. */
  asleep = 0;
  /** Calls that wait for a sweep, of all members. */
  waiting = 0;
  /** Members that routes come from. */
  sourced = 0;
  /** Chunks were put into the log that those who sleep have not been woken for. */
  fired = false;
  #packer: UpdatePacker | undefined;
  #packerSize = 0;
  // The chunk that is being packed.
  #recording = false;
  #announced = NO_IDS;
  #announcedCount = 0;
  #withdrawn: RouteId[] = [];
  #routes = 0;
  #marks: SourceMark[] = [];
  #swept = 0;
  #packing = false;

  constructor(ports: ClassPorts, encoding: Encoding, filters: PrefixFilters | undefined) {
    this.ports = ports;
    this.encoding = encoding;
    this.filters = filters;
    this.lane = new Lane(ports.core, encoding, this);
    this.log = new UpdateLog((entry) => {
      for (const id of entry.withdrawn) ports.core.routes.release(id);
    });
  }

  /** Nothing is left to pack. */
  get idle(): boolean {
    return this.lane.idle;
  }

  /** Octets that are kept for members that are behind. */
  get byteLength(): number {
    return this.log.byteLength;
  }

  // What is wanted changes.

  /**
   * A route has become wanted; the one of its key that was, if any, has been `dropped` before. `moved`: it came from
   * another session when it was wanted before, so that one member must not have it now and one may.
   */
  wants(id: RouteId, moved: boolean): void {
    const { routes } = this.ports.core;
    if (this.sent.has(id)) {
      const due = this.#due.delete(id);
      this.lane.withdrawn.delete(id);
      this.superseded--;
      routes.release(id);
      if (this.filters === undefined && !moved && !due) return;
    } else if (!this.encoding.families.has(routes.space(id).family)) {
      this.skipped(id, 'family');
      return;
    }
    this.lane.pending.add(id);
    if (this.lane.withdrawn.size > 0) this.lane.withdrawn.delete(this.sentOf(id));
    this.ready();
  }

  /** A route that is wanted comes from another session now. */
  moved(id: RouteId): void {
    if (!this.encoding.families.has(this.ports.core.routes.space(id).family)) return;
    this.lane.pending.add(id);
    this.ready();
  }

  /**
   * A route is wanted no more; `replaced`: another of its key is. True where its reference stays here: the caller's,
   * unless that is `taken`.
   */
  dropped(id: RouteId, replaced: boolean, taken: boolean): boolean {
    const due = this.lane.pending.delete(id);
    let kept = false;
    if (this.sent.has(id)) {
      if (due) this.#due.add(id);
      kept = true;
      if (taken) this.ports.core.routes.retain(id);
      this.superseded++;
      if (!replaced) this.#withdraw(id);
    } else if (!replaced && this.superseded > 0) {
      const older = this.sentOf(id);
      if (older !== 0) this.#withdraw(older);
    }
    if (this.waiting > 0 && this.idle) this.#settle();
    return kept;
  }

  #withdraw(id: RouteId): void {
    this.lane.withdrawn.add(id);
    this.ready();
  }

  /** The route of the same key that the members have, 0 for none. */
  sentOf(id: RouteId): RouteId {
    return this.ports.core.routes.heldWith(id, this.sent);
  }

  /** Wakes whoever has been told everything; later where a batch is going on. */
  ready(): void {
    if (this.ports.batching) return;
    this.fired = false;
    if (this.asleep === 0) return;
    for (const member of [...this.members]) member.wake();
  }

  // Packing.

  /** The next chunk, which is then the last of the log; undefined where there is nothing to send. */
  produce(maxBytes: number): LogEntry | undefined {
    this.#recording = this.members.size > 1 || this.ports.watch !== undefined;
    this.#announcedCount = this.#routes = this.#swept = 0;
    this.#withdrawn = [];
    this.#marks = [];
    const entry = this.#pack(maxBytes);
    if (this.#swept > 0 || (this.waiting > 0 && this.idle))
      for (const member of [...this.members]) member.classSwept(this.#swept, this.idle);
    return entry;
  }

  #pack(maxBytes: number): LogEntry | undefined {
    const packer = this.packer(maxBytes);
    this.#packing = true;
    try {
      this.lane.pack(packer);
    } finally {
      this.#packing = false;
    }
    const bytes = packer.take();
    if (bytes === undefined) return undefined;
    this.#closeMark(bytes.length);
    const announced = this.#recording ? this.#announced.slice(0, this.#announcedCount) : NO_IDS;
    const [withdrawn, marks, routes] = [this.#withdrawn, this.#marks, this.#routes];
    return this.#append({ bytes, announced, withdrawn, marks, routes, prepared: false });
  }

  packer(maxBytes: number): UpdatePacker {
    if (this.#packer === undefined || this.#packerSize !== maxBytes) {
      this.#packer = this.encoding.createPacker(maxBytes);
      this.#packerSize = maxBytes;
    }
    return this.#packer;
  }

  #append(packed: Omit<LogEntry, 'before' | 'readers'>): LogEntry {
    const readers = [...this.members].filter((member) => !member.away).length;
    const entry: LogEntry = { ...packed, before: this.log.routes, readers };
    this.log.append(entry);
    while (this.log.length > this.ports.window) this.#dismissLast();
    return entry;
  }

  /** The members that have the most to take leave the log. */
  #dismissLast(): void {
    const { tail } = this.log;
    for (const member of this.members) if (member.position === tail) member.leaveLog();
  }

  // What the lane tells.

  admits(id: RouteId): boolean {
    const refused = this.earlyRefusal(id);
    if (refused === undefined) return true;
    this.lane.pending.delete(id);
    this.skipped(id, refused);
    return false;
  }

  /** What can be told of a route without its attributes. */
  earlyRefusal(id: RouteId): SkipReason | undefined {
    const { core } = this.ports;
    if (this.filters !== undefined) for (const member of this.members) if (!member.sees(id)) return 'source';
    if (!this.encoding.families.has(core.routes.space(id).family)) return 'family';
    return this.filters?.permits(core.routes, id) === false ? 'orf' : undefined;
  }

  /** Why a route that is wanted and was looked at is not sent. */
  refusalOf(id: RouteId): SkipReason {
    const { routes } = this.ports.core;
    const { family } = routes.space(id);
    return (
      this.earlyRefusal(id) ??
      this.encoding.refusal(family, routes.attributes(id), this.ports.sources.get(id)) ??
      'too-large'
    );
  }

  sourceOf(id: RouteId): number {
    return this.sourced > 0 || this.encoding.options.rules.readvertised ? this.ports.sources.get(id) : 0;
  }

  marked(source: number, offset: number): void {
    this.#closeMark(offset);
    if (source === 0 || this.sourced === 0) return;
    const count = this.#announcedCount;
    this.#marks.push({ ...NOTHING_REPLACED, source, start: offset, end: OPEN, from: count, to: 0 });
  }

  #closeMark(offset: number): void {
    const last = this.#marks.at(-1);
    if (last === undefined || last.end !== OPEN) return;
    last.end = offset;
    last.to = this.#announcedCount;
  }

  announced(id: RouteId): void {
    const older = this.sent.has(id) ? id : this.superseded > 0 ? this.sentOf(id) : 0;
    this.#became(id, older, this.#marks.at(-1));
    this.#routes++;
    if (!this.#recording) return;
    if (this.#announcedCount === this.#announced.length) this.#growAnnounced();
    this.#announced[this.#announcedCount++] = id;
  }

  /** A route stands in a chunk; the members had the older one of its key, 0 for none. */
  #became(id: RouteId, older: RouteId, mark: SourceMark | undefined): void {
    if (mark !== undefined && older !== 0) this.#markReplaced(mark, id, older);
    if (older !== id) {
      if (older !== 0) {
        this.#forget(older);
        this.ports.core.routes.release(older);
      }
      this.sent.add(id);
    } else this.lane.withdrawn.delete(id);
    if (this.owing.size > 0) for (const member of this.owing) member.classAnnounced(id, older);
  }

  /**
   * Where the older route came from the same session, that one never had it, unless it was sent for another source: it is
   * sent again, or was to be.
   */
  #markReplaced(mark: SourceMark, id: RouteId, older: RouteId): void {
    mark.replaces = true;
    const again = older === id || this.#due.has(older) || this.lane.pending.has(older);
    if (again || this.ports.sources.get(older) !== mark.source) mark.replacesOthers = true;
  }

  #growAnnounced(): void {
    const grown = new Int32Array(Math.max(4096, 2 * this.#announced.length));
    grown.set(this.#announced);
    this.#announced = grown;
  }

  withdrawn(id: RouteId): void {
    const { routes } = this.ports.core;
    if (this.ports.wanted.ids.has(id)) routes.retain(id);
    this.#forget(id);
    if (this.owing.size > 0) for (const member of this.owing) member.classWithdrew(id);
    this.#routes++;
    if (this.#recording) this.#withdrawn.push(id);
    else routes.release(id);
  }

  /** The members have a route no more; its reference, where it was not wanted, is the caller's. */
  #forget(id: RouteId): void {
    this.lane.withdrawn.delete(id);
    this.sent.delete(id);
    this.#due.delete(id);
    if (!this.ports.wanted.ids.has(id)) this.superseded--;
  }

  /** A route that cannot go out; what the members had of its key goes. */
  skipped(id: RouteId, reason: SkipReason): void {
    const older = this.sent.has(id) ? id : this.superseded > 0 ? this.sentOf(id) : 0;
    if (older !== 0) this.lane.withdrawn.add(older);
    this.ports.skipped(id, reason);
    const { watch } = this.ports;
    if (!watch?.ids.has(id)) return;
    for (const { session } of this.members) watch.changed(id, { filtered: reason }, session);
  }

  swept(sweep: number): void {
    this.#swept = sweep;
  }

  /** All that was waited for was taken back. */
  #settle(): void {
    for (const member of [...this.members]) {
      member.classSwept(this.lane.sweep, true);
      member.settle();
    }
  }

  // What was prepared.

  /**
   * Routes have become wanted that the class knows nothing of. Those that were packed in advance stand in the log from
   * here on; what is being packed was begun before, so that they would overtake it: then they are announced as any other.
   * Gives the entries of the log.
   */
  fire(fresh: IdSet, encoded: EncodedRoutes | undefined, source: number): readonly LogEntry[] {
    if (encoded === undefined || encoded.outdated || this.#packing || this.members.size === 0) {
      this.lane.pending.addAll(fresh);
      this.ready();
      return [];
    }
    const refused = new IdSet();
    refused.addCommon(fresh, encoded.refused);
    this.lane.pending.addAll(refused);
    const sent = refused.size === 0 ? fresh : fresh.copy();
    sent.deleteAll(refused);
    this.sent.addAll(sent);
    for (const member of this.owing) member.classFired(sent, source);
    const entries = encoded.chunks.map(({ bytes, ids }) => {
      const mark = { ...NOTHING_REPLACED, source, start: 0, end: bytes.length, from: 0, to: ids.length };
      const marks = source === 0 || this.sourced === 0 ? [] : [mark];
      return this.#append({ bytes, announced: ids, withdrawn: [], marks, routes: ids.length, prepared: true });
    });
    this.fired = entries.length > 0;
    this.ready();
    return entries;
  }

  /** Takes some routes of a fired chunk for sent that were put one by one, with what has changed since it was made. */
  fireApart({ announced, marks }: LogEntry, apart: IdSet): void {
    if (this.members.size === 0) return;
    const { core, wanted } = this.ports;
    for (const id of announced) {
      if (!apart.has(id)) continue;
      this.lane.pending.delete(id);
      const older = this.sentOf(id);
      const current = core.routes.heldWith(id, wanted.ids);
      if (older !== id && current !== id) {
        core.routes.retain(id);
        this.superseded++;
      }
      if (older !== 0 && older === current && older !== id) core.routes.retain(older);
      this.#became(id, older, marks[0]);
      if (current === 0) this.lane.withdrawn.add(id);
      else if (current !== id) this.lane.pending.add(current);
    }
  }

  // Sessions come and go.

  join(member: Member): void {
    this.members.add(member);
    if (member.source !== 0) this.sourced++;
  }

  /** A member is no more of this class; without members it lets go what only they had. */
  part(member: Member): void {
    this.members.delete(member);
    this.owing.delete(member);
    if (member.source !== 0) this.sourced--;
    if (this.members.size > 0) return;
    if (this.superseded > 0) {
      this.sent.scan(1, (id) => {
        if (!this.ports.wanted.ids.has(id)) this.ports.core.routes.release(id);
        return true;
      });
    }
    this.sent.clear();
  }

  /** Begins a class of one member, which has what the members of another have. */
  copyFrom(other: EncodingClass, member: Member): void {
    const { core, wanted } = this.ports;
    this.sent.addAll(other.sent);
    this.lane.pending.addAll(other.lane.pending);
    this.lane.withdrawn.addAll(other.lane.withdrawn);
    for (const family of other.lane.resending) this.lane.resend(wanted.ids, family);
    if (member.source !== 0) {
      this.sent.scan(1, (id) => {
        // It may have come from elsewhere when it was sent: a withdrawal too many does no harm.
        if (!member.sees(id)) this.lane.withdrawn.add(id);
        return true;
      });
    }
    if (other.superseded === 0) return;
    this.sent.scan(1, (id) => {
      if (wanted.ids.has(id)) return true;
      core.routes.retain(id);
      this.superseded++;
      return true;
    });
  }

  /** The only member may have a route that is to be withdrawn; its reference is this class's now. */
  maybeSent(id: RouteId): void {
    if (this.sent.add(id) && !this.ports.wanted.ids.has(id)) this.superseded++;
    else this.ports.core.routes.release(id);
    this.lane.withdrawn.add(id);
  }

  /** Everything is wanted no more; the caller keeps the references that stay here. */
  cleared(): void {
    this.lane.pending.scan(1, (id) => {
      if (this.sent.has(id)) this.#due.add(id);
      return true;
    });
    this.lane.pending.clear();
    this.lane.withdrawn.addAll(this.sent);
    this.superseded = this.sent.size;
    if (this.lane.withdrawn.size > 0) this.ready();
    if (this.waiting > 0 && this.idle) this.#settle();
  }
}
