import { type Family, type OrfCollection, readU16 } from '@mesh/bgp-wire';
import type { RibSession } from '../ports.js';
import type { IdSet } from '../store/intern/id-set.js';
import type { RouteId } from '../store/route-table.js';
import type { Barrier } from './barrier.js';
import type { Delivery } from './delivery.js';
import type { EncodingClass } from './encoding-class.js';
import { Lane, type LaneUser } from './lane.js';
import type { LogEntry } from './update-log.js';
import { withoutSource } from './without-source.js';

/** Where the length of a message stands in it. */
const LENGTH_AT = 16;
/** The position of a member that has left the log. */
const AWAY = -1;

/** Routes of a chunk that the stream has yet to accept, for those who watch. */
interface InFlight {
  /** The chunk is accepted when so many are. */
  at: number;
  readonly announced: number[] | Int32Array;
  readonly withdrawn: readonly RouteId[];
}

/** What a member asks of its table. */
export interface MemberUser {
  /** Each family gets its End-of-RIB. */
  readonly endOfRib: boolean;
  /** Puts a member into a class of its own, whose routes are sent as about to go where `leaving` says so. */
  isolate(member: Member, leaving: boolean): void;
  closed(member: Member): void;
}

/*
 * One session of a class. As long as it takes the chunks of the log in time it is a position there. What it owes itself
 * beyond that stands in a lane of its own:
 *
 * - to announce: routes of the class's `sent` that it does not have: all of them where it came late, or was asked to send
 *   them again, or those in chunks that it missed;
 * - to withdraw: routes that it may have, where the class has sent nothing of their key, or what came from this session.
 *   Each with a reference.
 *
 * So in the end it has what the class has sent: what it owes is always true of the class's `sent` now, whatever chunks of
 * the log it has yet to take, for the last of these that speaks of a key says the same. Where the class announces or
 * withdraws, what a member owes of the key is cancelled: a later chunk says it.
 *
 * A member that has left the log (`away`) owes itself each chunk that is packed meanwhile, and is back at its end as soon
 * as it owes nothing. So it is told the newest only, and costs a bit a route.
 */
export class Member implements LaneUser {
  readonly session: RibSession;
  /** The number that routes from this session have, 0 for none. */
  readonly source: number;
  readonly #user: MemberUser;
  class: EncodingClass;
  /** The number of the next chunk of the log to take. */
  position: number;
  /** Made when there is something to owe. */
  #own: Lane | undefined;
  /** What it owes has its turn next. */
  #ownTurn = true;
  /** What is left of a chunk that was longer than asked for. */
  #rest: Uint8Array | undefined;
  #flight: InFlight | undefined;
  readonly #inFlight: InFlight[] = [];
  #barriers: Barrier[] = [];
  /** Families whose End-of-RIB has to follow all that there was when the session began. */
  readonly #endOfRib: Family[];
  #first: Barrier;
  #given = 0;
  #accepted = 0;
  #idle = false;
  #closed = false;
  #wake: () => void = () => {};

  constructor(session: RibSession, source: number, into: EncodingClass, user: MemberUser) {
    this.session = session;
    this.source = source;
    this.#user = user;
    this.class = into;
    this.position = into.log.head;
    this.#endOfRib = [...session.families];
    into.join(this);
    if (into.sent.size > 0) this.#owe().pending.addAll(into.sent);
    this.#first = this.#barrier(true, () => {});
  }

  /** It has left the log. */
  get away(): boolean {
    return this.position === AWAY;
  }

  /** Routes the peer has to be told of. */
  get pending(): number {
    const { lane, log } = this.class;
    const behind = this.away || this.position === log.head ? 0 : log.routes - log.at(this.position).before;
    return lane.size + behind + (this.#own?.size ?? 0);
  }

  /** The route may be sent here: it did not come from here. */
  sees(id: RouteId): boolean {
    return this.source === 0 || this.class.ports.sources.get(id) !== this.source;
  }

  // What the session asks for.

  onReady(wake: () => void): void {
    this.#wake = wake;
  }

  wake(): void {
    if (!this.#idle) return;
    this.#idle = false;
    this.class.asleep--;
    this.#wake();
  }

  /** The next whole messages, at most `maxBytes` octets, or one message where that is more. */
  next(maxBytes: number): Uint8Array | undefined {
    if (this.#closed) return undefined;
    const bytes = this.#withEndOfRib(this.#split(this.#rest ?? this.#pull(maxBytes), maxBytes), maxBytes);
    if (bytes !== undefined) this.#given++;
    if (this.#rest === undefined) this.#handedOut();
    this.settle();
    if (bytes !== undefined || this.#closed) return bytes;
    // What was just called back may have given something to send.
    if (!this.class.idle || this.#owing || this.#behind) return this.next(maxBytes);
    if (!this.#idle) this.class.asleep++;
    this.#idle = true;
    return undefined;
  }

  accepted(): void {
    this.#accepted++;
    const { watch } = this.class.ports;
    while (this.#inFlight.length > 0 && this.#inFlight[0]!.at <= this.#accepted) {
      const { announced, withdrawn } = this.#inFlight.shift()!;
      if (watch === undefined || watch.ids.size === 0) continue;
      for (const id of announced) if (watch.ids.has(id)) watch.changed(id, 'written', this.session);
      for (const id of withdrawn) if (watch.ids.has(id)) watch.changed(id, 'withdrawn', this.session);
    }
    this.#fire();
  }

  refresh(family: Family, done: (() => void) | undefined): void {
    const shared = this.class;
    if (shared.encoding.families.has(family)) {
      if (shared.filters) shared.lane.resend(shared.ports.wanted.ids, family);
      else this.#owe().resend(shared.sent, family);
    }
    if (done) this.#barriers.push(this.#barrier(true, done));
    this.settle();
    if (!shared.idle || this.#owing) this.wake();
  }

  filter(family: Family, filters: readonly OrfCollection[]): void {
    // Again where it is alone already: what was prepared for the class went by the filters before.
    this.#user.isolate(this, false);
    this.class.filters?.apply(family, filters);
  }

  gracefulShutdown(): void {
    this.#user.isolate(this, true);
    for (const family of this.class.encoding.families) this.refresh(family, undefined);
  }

  close(): void {
    this.#closed = true;
    this.#wake = () => {};
    this.#user.closed(this);
  }

  /** Calls back when all that is pending now has been accepted by the stream. */
  flush(fire: () => void): void {
    this.#barriers.push(this.#barrier(false, fire));
    this.settle();
  }

  /** Leaves its class, and gives the calls that waited for the stream here. */
  dispose(): (() => void)[] {
    const { log } = this.class;
    for (let at = this.away ? log.head : this.position; at < log.head; at++) log.taken(at);
    this.position = AWAY;
    const { routes } = this.class.ports.core;
    this.#own?.withdrawn.scan(1, (id) => {
      routes.release(id);
      return true;
    });
    this.#own = undefined;
    if (this.#idle) this.class.asleep--;
    this.#idle = false;
    this.class.waiting -= this.#unswept();
    this.class.part(this);
    return this.#barriers.filter(({ handed }) => !handed).map(({ fire }) => fire);
  }

  /** How far a route has come; undefined where the peer is to have none of it, and has none. */
  deliveryOf(id: RouteId): Delivery | undefined {
    const { lane, sent, ports } = this.class;
    const queued = lane.pending.has(id) || this.#own?.pending.has(id) === true;
    if (!ports.wanted.ids.has(id)) {
      const leaving = queued || sent.has(id) || this.#own?.withdrawn.has(id) === true;
      return leaving || this.#flies(id, 'withdrawn') ? 'queued' : undefined;
    }
    if (!this.sees(id)) return { filtered: 'source' };
    if (queued) return 'queued';
    if (!sent.has(id) || lane.withdrawn.has(id)) return { filtered: this.class.refusalOf(id) };
    return this.#flies(id, 'announced') ? 'queued' : 'written';
  }

  /** A chunk that the stream has not accepted speaks of the route. */
  #flies(id: RouteId, what: 'announced' | 'withdrawn'): boolean {
    const { log } = this.class;
    for (let at = this.away ? log.head : this.position; at < log.head; at++)
      if (log.at(at)[what].includes(id)) return true;
    return this.#flight?.[what].includes(id) === true || this.#inFlight.some((one) => one[what].includes(id));
  }

  // What it takes from the log.

  /** There are chunks in the log for it. */
  get #behind(): boolean {
    return !this.away && this.position < this.class.log.head;
  }

  get #owing(): boolean {
    return this.#own !== undefined && !this.#own.idle;
  }

  #owe(): Lane {
    this.class.owing.add(this);
    this.#own ??= new Lane(this.class.ports.core, this.class.encoding, this);
    return this.#own;
  }

  /** The next octets, from the log and from what it owes by turns. */
  #pull(maxBytes: number): Uint8Array | undefined {
    for (;;) {
      if (this.#owing && (this.away || this.#ownTurn)) {
        this.#ownTurn = false;
        const bytes = this.#packOwn(maxBytes);
        if (bytes) return bytes;
      }
      this.#ownTurn = true;
      if (!this.#owing) this.#catchUp();
      if (this.away) continue;
      const entry = this.#behind ? this.class.log.at(this.position) : this.class.produce(maxBytes);
      const bytes = entry && this.#take(entry);
      if (bytes !== undefined && bytes.length > 0) return bytes;
      if (entry === undefined && !this.#owing) return undefined;
    }
  }

  #packOwn(maxBytes: number): Uint8Array | undefined {
    const packer = this.class.packer(maxBytes);
    this.#flight = this.class.ports.watch && { at: 0, announced: [], withdrawn: [] };
    this.#own?.pack(packer);
    return packer.take();
  }

  /** It owes nothing more: what the class has packed meanwhile is all it lacks. */
  #catchUp(): void {
    this.class.owing.delete(this);
    if (this.away) this.position = this.class.log.head;
  }

  #take(entry: LogEntry): Uint8Array {
    const { ports, log } = this.class;
    log.taken(this.position++);
    const mine = this.source === 0 ? [] : entry.marks.filter(({ source }) => source === this.source);
    if (ports.watch) {
      const announced = mine.length === 0 ? entry.announced : notOf(mine, entry.announced);
      this.#flight = { at: 0, announced, withdrawn: entry.withdrawn };
      this.#tellOwn(entry, mine);
    }
    return mine.length === 0 ? entry.bytes : withoutSource(entry, this.source, this.class.encoding.context);
  }

  /** Tells the watcher of routes that it does not get because they came from it. */
  #tellOwn({ announced }: LogEntry, mine: LogEntry['marks']): void {
    const { watch } = this.class.ports;
    for (const { from, to } of mine) {
      for (const id of announced.subarray(from, to)) {
        if (watch?.ids.has(id)) watch.changed(id, { filtered: 'source' }, this.session);
      }
    }
  }

  /** Leaves the log and owes itself what it has not taken. */
  leaveLog(): void {
    if (this.away) return;
    const { log } = this.class;
    const from = this.position;
    this.position = AWAY;
    for (let at = from; at < log.head; ) {
      const entry = log.at(at);
      this.#miss(entry);
      log.taken(at++);
    }
    if (from === log.head) return;
    for (const barrier of this.#unmet()) if (barrier.sweep === 0) this.#waitForOwn(barrier);
  }

  #miss({ announced, withdrawn, marks }: LogEntry): void {
    const { sent, ports } = this.class;
    const own = this.#owe();
    for (const id of announced) if (sent.has(id) && this.sees(id)) own.pending.add(id);
    for (const { source, from, to, replaces } of marks) {
      if (source !== this.source || !replaces) continue;
      for (const id of announced.subarray(from, to)) if (sent.has(id) && !this.sees(id)) this.#oweWithdrawal(id);
    }
    for (const id of withdrawn) {
      const now = ports.core.routes.heldWith(id, sent);
      if (now === 0 || !this.sees(now)) this.#oweWithdrawal(id);
    }
  }

  #oweWithdrawal(id: RouteId): void {
    if (this.#owe().withdrawn.add(id)) this.class.ports.core.routes.retain(id);
  }

  // What the class does meanwhile.

  /** The class announces a route; `older` of its key was sent, 0 for none. */
  classAnnounced(id: RouteId, older: RouteId): void {
    const own = this.#own;
    if (own === undefined) return;
    own.pending.delete(older);
    own.pending.delete(id);
    const seen = this.sees(id);
    const { routes } = this.class.ports.core;
    const owed = own.withdrawn.size > 0 ? routes.heldWith(id, own.withdrawn) : 0;
    if (owed !== 0 && seen) {
      own.withdrawn.delete(owed);
      routes.release(owed);
    }
    if (!this.away) return;
    if (seen) own.pending.add(id);
    else if (older !== 0 && owed === 0) this.#oweWithdrawal(id);
  }

  /** The class has put routes into the log of whose keys neither it nor this member knew any. */
  classFired(ids: IdSet, source: number): void {
    if (this.away && (source === 0 || source !== this.source)) this.#owe().pending.addAll(ids);
  }

  /** Adds those of a set that it has yet to withdraw to another set. */
  addOwed(ids: IdSet, into: IdSet): void {
    if (this.#own) into.addCommon(ids, this.#own.withdrawn);
  }

  /** The class withdraws a route. */
  classWithdrew(id: RouteId): void {
    this.#own?.pending.delete(id);
    if (this.away) this.#oweWithdrawal(id);
  }

  /** A sweep of the class has ended, at the end of the log; `all`: nothing is left there. */
  classSwept(sweep: number, all: boolean): void {
    for (const barrier of this.#unmet()) {
      if (barrier.sweep === 0 || (!all && barrier.sweep > sweep)) continue;
      barrier.sweep = 0;
      this.class.waiting--;
      if (this.away) this.#waitForOwn(barrier);
      else barrier.position = this.class.log.head;
    }
  }

  // What its own lane tells.

  admits(id: RouteId): boolean {
    if (this.sees(id)) return true;
    this.#own?.pending.delete(id);
    return false;
  }

  sourceOf(id: RouteId): number {
    return this.class.sourceOf(id);
  }

  marked(): void {}

  announced(id: RouteId): void {
    (this.#flight?.announced as RouteId[] | undefined)?.push(id);
  }

  withdrawn(id: RouteId): void {
    (this.#flight?.withdrawn as RouteId[] | undefined)?.push(id);
    this.class.ports.core.routes.release(id);
  }

  skipped(): void {}

  swept(): void {}

  // Moving to a class of its own.

  moveTo(fork: EncodingClass): void {
    const old = this.class;
    this.leaveLog();
    fork.copyFrom(old, this);
    const own = this.#own;
    if (own) {
      own.pending.scan(1, (id) => {
        if (fork.ports.wanted.ids.has(id) && this.sees(id)) fork.lane.pending.add(id);
        return true;
      });
      own.withdrawn.scan(1, (id) => {
        fork.maybeSent(id);
        return true;
      });
      for (const family of own.resending) fork.lane.resend(fork.ports.wanted.ids, family);
    }
    this.#own = undefined;
    old.waiting -= this.#unswept();
    if (this.#idle) old.asleep--;
    old.part(this);
    this.class = fork;
    this.position = fork.log.head;
    fork.join(this);
    if (this.#idle) fork.asleep++;
    for (const barrier of this.#unmet()) {
      Object.assign(barrier, { sweep: fork.lane.idle ? 0 : 1, position: 0, own: 0 });
      if (barrier.sweep > 0) fork.waiting++;
    }
  }

  // Who waits.

  #barrier(handed: boolean, fire: () => void): Barrier {
    const { lane, log } = this.class;
    const sweep = this.class.idle ? 0 : lane.sweep + 1;
    if (sweep > 0) this.class.waiting++;
    const barrier: Barrier = { sweep, position: log.head, own: 0, chunk: undefined, handed, fire };
    if (this.away) barrier.position = 0;
    if (this.#owing) barrier.own = this.#own!.sweep + 1;
    return barrier;
  }

  #waitForOwn(barrier: Barrier): void {
    barrier.position = 0;
    barrier.own = this.#owing ? this.#own!.sweep + 1 : 0;
  }

  /** Barriers that wait for something to be packed. */
  #unmet(): Barrier[] {
    return [this.#first, ...this.#barriers].filter(({ chunk }) => chunk === undefined);
  }

  #unswept(): number {
    return this.#unmet().filter(({ sweep }) => sweep > 0).length;
  }

  #isMet({ sweep, position, own }: Barrier): boolean {
    if (sweep > 0 || (position > 0 && (this.away || this.position < position)) || this.#rest !== undefined)
      return false;
    const lane = this.#own;
    if (own === 0 || lane === undefined || lane.idle) return true;
    return lane.sweep > own || (lane.sweep === own && !lane.sweeping);
  }

  /** Calls back whoever has waited for what has been handed out, or for what need not be any more. */
  settle(): void {
    if (this.#barriers.length === 0) return;
    if (this.#endOfRib.length === 0) {
      for (const barrier of this.#unmet()) if (this.#isMet(barrier)) barrier.chunk = this.#given;
    }
    this.#fire();
  }

  #fire(): void {
    if (this.#barriers.length === 0) return;
    const met: Barrier[] = [];
    const left: Barrier[] = [];
    for (const barrier of this.#barriers) {
      const { chunk, handed } = barrier;
      (chunk !== undefined && (handed || chunk <= this.#accepted) ? met : left).push(barrier);
    }
    if (met.length === 0) return;
    this.#barriers = left;
    for (const { fire } of met) fire();
  }

  // What it hands out.

  /** At most `maxBytes` octets of whole messages; the rest is for the next time. */
  #split(bytes: Uint8Array | undefined, maxBytes: number): Uint8Array | undefined {
    this.#rest = undefined;
    if (bytes === undefined || bytes.length <= maxBytes) return bytes;
    let end = readU16(bytes, LENGTH_AT);
    for (let next = end; next <= maxBytes; next += readU16(bytes, next + LENGTH_AT)) end = next;
    if (end < bytes.length) this.#rest = bytes.subarray(end);
    return bytes.subarray(0, end);
  }

  /** The chunk as it is, or with the End-of-RIBs behind it where it ends what there was when the session began. */
  #withEndOfRib(bytes: Uint8Array | undefined, maxBytes: number): Uint8Array | undefined {
    if (this.#endOfRib.length === 0 || !this.#isMet(this.#first)) return bytes;
    const packer = this.class.packer(maxBytes);
    if (!this.#user.endOfRib) this.#endOfRib.length = 0;
    while (this.#endOfRib.length > 0 && packer.endOfRib(this.#endOfRib[0]!)) this.#endOfRib.shift();
    const marks = packer.take();
    if (this.#endOfRib.length === 0) this.#first.chunk = this.#given;
    if (bytes === undefined || marks === undefined) return bytes ?? marks;
    if (bytes.length + marks.length > maxBytes) {
      this.#rest = marks;
      return bytes;
    }
    const joined = new Uint8Array(bytes.length + marks.length);
    joined.set(bytes);
    joined.set(marks, bytes.length);
    return joined;
  }

  /** A chunk has been handed out to its end. */
  #handedOut(): void {
    const flight = this.#flight;
    this.#flight = undefined;
    if (flight === undefined || flight.announced.length + flight.withdrawn.length === 0) return;
    flight.at = this.#given;
    this.#inFlight.push(flight);
  }
}

/** The announced routes of a chunk that are in none of some marks. */
function notOf(marks: LogEntry['marks'], announced: Int32Array): Int32Array {
  return announced.filter((_, i) => !marks.some(({ from, to }) => from <= i && i < to));
}
