import { type Family, LONG_LIVED_GRACEFUL_RESTART, type OrfCollection } from '@mesh/bgp-wire';
import type { RibSession } from '../ports.js';
import type { AttributeId } from '../store/attribute-table.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId, RouteTable } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import type { DeliveryWatch, PreparedRoutes } from './delivery.js';
import { Encoding, type EncodingOptions, encodingKey } from './encoding.js';
import { type ClassPorts, EncodingClass } from './encoding-class.js';
import { Member, type MemberUser } from './member.js';
import { otcEgress } from './otc-egress.js';
import type { OutboundRules } from './outbound-attributes.js';
import { PrefixFilters } from './prefix-filter.js';
import { Preparation, PreparedTable, type PreparedUser } from './prepared.js';
import type { SkipReason } from './skip-reason.js';
import { SourceNumbers } from './source-numbers.js';

const WINDOW = 64;

/** How routes are sent, whoever puts them into the table. */
export interface OutboundOptions {
  readonly localAddress?: string | undefined;
  readonly localLinkLocal?: string | undefined;
  readonly localAs?: number | undefined;
  readonly peerAs?: number | undefined;
  readonly prependLocalAs?: boolean | undefined;
  readonly groupUpdates?: boolean | undefined;
  readonly nextHop?: 'given' | 'self' | undefined;
  readonly endOfRib?: boolean | undefined;
  /**
   * Routes with a source came from a peer: attributes that nobody here knows are passed on with Partial, or not at all
   * (RFC 4271 §5), and 4 KiB of them at most.
   */
  readonly readvertised?: boolean | undefined;
  /** Routes with the AS of an external peer in their path are not sent to it. */
  readonly withholdsLoops?: boolean | undefined;
  /** Chunks, of 64 KiB at most, that are kept for sessions that are behind, of each encoding. Default 64. */
  readonly window?: number | undefined;
  readonly skipped?: ((id: RouteId, reason: SkipReason) => void) | undefined;
}

/** What `open` gives a session: its source of UPDATEs. */
export interface RibUpdateSource {
  next(maxBytes: number): Uint8Array | undefined;
  accepted(chunk: Uint8Array): void;
  onReady(wake: () => void): void;
  /** Sends all of a family again (RFC 2918); `done` is called inside the `next` that hands out the last of it. */
  refresh(family: Family, done?: () => void): void;
  /**
   * Filters that the peer wants applied to a family (RFC 5291 §6). They hold for what is sent from now on; `refresh` has
   * what was sent judged anew: what they deny is withdrawn, what they permit is sent.
   */
  filter(family: Family, filters: readonly OrfCollection[]): void;
  /** Sends all there is again with GRACEFUL_SHUTDOWN, and so what is announced later (RFC 8326 §4.1). */
  gracefulShutdown(): void;
  close(reason: unknown): void;
}

/** A session that is open in a table. */
export type OutboundSession = Pick<Member, 'session' | 'pending' | 'deliveryOf' | 'flush'>;

/**
 * The routes that some sessions are to have, by id, and the sessions. What several of them have in common is packed once:
 * those of equal encoding are one class.
 */
export class OutboundTable implements ClassPorts, MemberUser, PreparedUser {
  readonly core: StoreCore;
  readonly wanted: RouteSet;
  readonly sources: SourceNumbers = new SourceNumbers();
  watch: DeliveryWatch | undefined;
  readonly window: number;
  batching = false;
  firing = false;
  readonly #options: OutboundOptions;
  readonly #shared = new Map<string, EncodingClass>();
  #classes: readonly EncodingClass[] = [];
  readonly #members = new Set<Member>();
  /** `flushed()` calls that no session has met yet. */
  #waiting: (() => void)[] = [];

  constructor(core: StoreCore, options: OutboundOptions = {}) {
    this.core = core;
    this.wanted = new RouteSet(core);
    this.#options = options;
    this.window = options.window ?? WINDOW;
  }

  /** Routes that the session with the most to hear has yet to be told of; without a session, all of them. */
  get pending(): number {
    if (this.#members.size === 0) return this.wanted.size;
    let most = 0;
    for (const { pending } of this.#members) most = Math.max(most, pending);
    return most;
  }

  get endOfRib(): boolean {
    return this.#options.endOfRib ?? true;
  }

  /** Octets that are kept for sessions that are behind. */
  get byteLength(): number {
    return this.#classes.reduce((sum, one) => sum + one.byteLength, 0);
  }

  get routes(): RouteTable {
    return this.core.routes;
  }

  get classes(): readonly EncodingClass[] {
    return this.#classes;
  }

  /** The sessions that are open. */
  sessions(): Iterable<OutboundSession> {
    return this.#members;
  }

  skipped(id: RouteId, reason: SkipReason): void {
    this.#options.skipped?.(id, reason);
  }

  /** Wants the probed key with these attributes. `source` is the number of the session it came from, 0 for none. */
  put(attributes: AttributeId, source = 0): RouteId {
    return this.became(this.wanted.put(attributes), source);
  }

  /** Wants a route that is there, instead of any other of its key. */
  putRoute(id: RouteId, source = 0): RouteId {
    return this.became(this.wanted.putRoute(id), source);
  }

  /** A route was put into `wanted` instead of the one that was held of its key. */
  became(id: RouteId, source: number): RouteId {
    const { held } = this.core.routes;
    if (id === held) {
      this.#moved(id, source);
      return id;
    }
    const began = this.#beginChange();
    if (held !== 0) this.#drop(held, true);
    const moved = this.sources.get(id) !== source;
    if (moved) this.sources.set(id, source);
    for (const one of this.#classes) one.wants(id, moved);
    if (began) this.endBatch();
    return id;
  }

  /** A route that is wanted has another source: that one must not have it, and the one before may. */
  #moved(id: RouteId, source: number): void {
    const before = this.sources.get(id);
    if (before === source) return;
    this.sources.set(id, source);
    const began = this.#beginChange();
    for (const one of this.#classes) one.moved(id);
    if (began) this.endBatch();
  }

  /** The probed key is wanted no more. False where it was not. */
  remove(): boolean {
    return this.removeRoute(this.wanted.find());
  }

  /** A route that is wanted is no more. False for 0. */
  removeRoute(id: RouteId): boolean {
    if (id !== 0) this.#drop(id, false);
    return id !== 0;
  }

  #drop(id: RouteId, replaced: boolean): void {
    this.wanted.take(id);
    const began = this.#beginChange();
    let taken = false;
    for (const one of this.#classes) if (one.dropped(id, replaced, taken)) taken = true;
    if (!taken) this.core.routes.release(id);
    if (began) this.endBatch();
    if (!replaced) this.#settleWaiting();
  }

  /** At most so many routes are wanted no more, of one family or of all. True where none is left. */
  clear(family?: Family, atMost: number = Number.POSITIVE_INFINITY): boolean {
    const { wanted } = this;
    const count = family === undefined ? wanted.size : wanted.sizeOf(family);
    this.batch(() => {
      if (count === wanted.size && count <= atMost) this.#clearAll();
      else this.#clearSome(family, Math.min(count, atMost));
    });
    return count <= atMost;
  }

  #clearSome(family: Family | undefined, count: number): void {
    const { routes } = this.core;
    let left = count;
    this.wanted.ids.scan(1, (id) => {
      if (left <= 0) return false;
      // Whoever is called back meanwhile may have withdrawn it.
      if (!this.wanted.ids.has(id)) return true;
      if (family !== undefined && routes.space(id).family !== family) return true;
      left--;
      this.#drop(id, false);
      return true;
    });
  }

  #clearAll(): void {
    const [first, ...others] = this.#classes;
    const { routes } = this.core;
    const gone = this.wanted.takeAll();
    gone.scan(1, (id) => {
      let taken = first?.sent.has(id) === true;
      for (const one of others) {
        if (!one.sent.has(id)) continue;
        if (taken) routes.retain(id);
        taken = true;
      }
      if (!taken) routes.release(id);
      return true;
    });
    for (const one of this.#classes) one.cleared();
    this.#settleWaiting();
  }

  /** Wakes no session before the action is over, so that all sees of it is its end. */
  batch(action: () => void): void {
    const began = this.beginBatch();
    try {
      action();
    } finally {
      if (began) this.endBatch();
    }
  }

  /** Wakes no session before `endBatch`. False where a batch is going on already, which another has to end. */
  beginBatch(): boolean {
    if (this.batching) return false;
    this.batching = true;
    return true;
  }

  /**
   * Of several classes none wakes its sessions before the last one knows of a change: a session that is woken may send,
   * and give back, what the next class has not taken its reference to.
   */
  #beginChange(): boolean {
    return this.#classes.length > 1 && this.beginBatch();
  }

  endBatch(): void {
    this.batching = false;
    for (const one of this.#classes) if (!one.idle || one.fired) one.ready();
  }

  /** Encodes routes now, at most one of a key, for the sessions there are; `source` is that of all of them. */
  prepare(ids: Iterable<RouteId>, source = 0): PreparedRoutes {
    const shared = new Preparation(this.core.routes, source);
    for (const id of ids) shared.add(id);
    const prepared = new PreparedTable(this, shared);
    for (const _step of prepared.encode());
    return prepared;
  }

  /** As `AdjRibOut.flushed`. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.#flush(resolve));
  }

  #flush(resolve: () => void): void {
    if (this.#members.size === 0) {
      if (this.wanted.size === 0) resolve();
      else this.#waiting.push(resolve);
      return;
    }
    let left = this.#members.size;
    for (const member of [...this.#members]) {
      member.flush(() => {
        if (--left === 0) resolve();
      });
    }
  }

  /** With nothing wanted and no session, nobody has anything to wait for. */
  #settleWaiting(): void {
    if (this.#waiting.length > 0 && this.wanted.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** True while sessions are open. */
  get isOpen(): boolean {
    return this.#members.size > 0;
  }

  /** Begins a session: the peer knows nothing. `source` is the number that its own routes have. */
  open(session: RibSession, source = 0): RibUpdateSource {
    const options = this.#encodingOptions(session);
    const key = encodingKey(options);
    const known = this.#shared.get(key);
    const shared = known ?? new EncodingClass(this, new Encoding(this.core, options), undefined);
    if (!known) {
      shared.lane.pending.addAll(this.wanted.ids);
      this.#shared.set(key, shared);
      this.#classes = [...this.#classes, shared];
    }
    const member = new Member(session, source, shared, this);
    this.#members.add(member);
    for (const resolve of this.#waiting.splice(0)) member.flush(resolve);
    return {
      next: (maxBytes) => member.next(maxBytes),
      accepted: () => member.accepted(),
      onReady: (wake) => member.onReady(wake),
      refresh: (family, done) => member.refresh(family, done),
      filter: (family, filters) => member.filter(family, filters),
      gracefulShutdown: () => member.gracefulShutdown(),
      close: () => member.close(),
    };
  }

  #encodingOptions(session: RibSession): EncodingOptions {
    const options = this.#options;
    const localAs = options.localAs ?? session.localAs;
    const peerAs = options.peerAs ?? session.peerAs;
    const overridden = options.localAs !== undefined && options.peerAs !== undefined;
    const internal = overridden ? localAs === peerAs : session.internal;
    const rules: OutboundRules = {
      localAs,
      internal,
      prependLocalAs: options.prependLocalAs ?? false,
      takesLongLivedStale: takesLongLivedStale(session),
      nextHop: options.nextHop ?? 'given',
      otc: otcEgress(session.localRole),
      readvertised: options.readvertised ?? false,
      loopAs: options.withholdsLoops === true && !internal ? peerAs : undefined,
      leaving: false,
    };
    const grouped = options.groupUpdates ?? true;
    const { localAddress = session.localAddress, localLinkLocal } = options;
    return { session, grouped, localAddress, localLinkLocal, rules };
  }

  isolate(member: Member, leaving: boolean): void {
    const old = member.class;
    const { options } = old.encoding;
    const rules = { ...options.rules, leaving: leaving || options.rules.leaving };
    const encoding = new Encoding(this.core, { ...options, rules });
    const fork = new EncodingClass(this, encoding, old.filters ?? new PrefixFilters());
    member.moveTo(fork);
    this.#classes = [...this.#classes, fork];
    this.#forget(old);
  }

  closed(member: Member): void {
    if (!this.#members.delete(member)) return;
    const unmet = member.dispose();
    this.watch?.closed?.(member.session);
    this.#forget(member.class);
    for (const fire of unmet) {
      if (this.#members.size > 0) fire();
      else this.#waiting.push(fire);
    }
    this.#settleWaiting();
  }

  /** A class without members is over. */
  #forget(one: EncodingClass): void {
    if (one.members.size > 0) return;
    this.#classes = this.#classes.filter((other) => other !== one);
    for (const [key, other] of this.#shared) if (other === one) this.#shared.delete(key);
  }
}

/** The peer has sent the Long-lived Graceful Restart Capability, whatever families it names, or nobody knows. */
function takesLongLivedStale({ peerOpen }: RibSession): boolean {
  return peerOpen?.capabilities.some(({ code }) => code === LONG_LIVED_GRACEFUL_RESTART.code) ?? true;
}
