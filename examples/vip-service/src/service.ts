import { type Cancel, type Clock, systemClock } from '@mesh/bgp-session';
import { isMeshError } from '@mesh/bgp-wire';
import type { PeerDelivery } from '@mesh/rib';
import type { Log } from '@mesh-examples/lib/log';
import { Failure } from './failure.js';
import type { PeerSettings, Settings } from './settings/settings.js';
import type { RouteChange } from './speaker.js';
import { type BgpTransport, VipSpeaker } from './speaker.js';
import { type RouteAttributes, type VipRecord, VipState } from './state.js';
import type { StateStore, StoredChange } from './store/state-store.js';
import { keyOf, type Vip } from './vip.js';

export interface VipServiceOptions {
  readonly transport: BgpTransport;
  readonly store: StateStore;
  readonly log: Log;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  /** The calendar: milliseconds since 1970. Default the host's. */
  readonly today?: (() => number) | undefined;
}

/** What is asked for of an address. */
export interface Advertisement extends Vip {
  /** Default: those of the settings. */
  readonly communities?: readonly string[] | undefined;
  readonly local_pref?: number | undefined;
  /** A lease: it is withdrawn so long after, unless it is advertised again. */
  readonly ttl_seconds?: number | undefined;
}

/** Something that happened to an address. */
export interface HistoryEntry {
  readonly at: number;
  readonly key: string;
  readonly what: 'advertised' | 'withdrawn' | 'lapsed';
}

/** Transitions that are remembered. */
const HISTORY = 500;
/** Addresses there may be. */
const MAX_ROUTES = 100_000;

/** Counts for `/metrics`. */
export interface ServiceCounts {
  advertised: number;
  withdrawn: number;
  lapsed: number;
}

/**
 * The service without its HTTP: addresses, what neighbours are told of them, leases, and what survives. A change is in
 * force at once and answered once it is stored, so that who was told of it can kill us and find it again.
 */
export class VipService {
  readonly state: VipState = new VipState();
  readonly counts: ServiceCounts = { advertised: 0, withdrawn: 0, lapsed: 0 };
  readonly #settings: Settings;
  readonly #options: VipServiceOptions;
  readonly #clock: Clock;
  readonly #today: () => number;
  readonly #history: HistoryEntry[] = [];
  /** Addresses that are withdrawn, and told to be leaving: what withdraws them at last. */
  readonly #leaving = new Map<string, Cancel>();
  #speaker: VipSpeaker | undefined;
  #lapse: Cancel | undefined;
  #stopping = false;

  constructor(settings: Settings, options: VipServiceOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#today = options.today ?? (() => Date.now());
  }

  /** Takes up what was announced before, then begins with the neighbours. Rejects as the store and the transport do. */
  async start(): Promise<void> {
    const { store, log, transport, random } = this.#options;
    const { routes, peers } = await store.load();
    const now = this.#today();
    const lapsed = routes.filter(({ advertised, expires = Number.POSITIVE_INFINITY }) => advertised && expires <= now);
    for (const record of routes) this.state.restore(record);
    const standing = routes.filter((record) => record.advertised && !lapsed.includes(record));
    const speaker = new VipSpeaker(this.#settings.bgp, {
      transport,
      clock: this.#clock,
      random,
      restarting: standing.length > 0,
      log: (event, fields) => log.info(event, fields),
    });
    this.#speaker = speaker;
    speaker.apply(standing.map((route) => ({ type: 'announce', route })));
    try {
      await speaker.start();
    } catch (error) {
      await speaker.stop('');
      throw error;
    }
    for (const peer of peers) if (!speaker.hasPeer(peer.address)) speaker.addPeer(peer);
    if (lapsed.length > 0) await this.#withdraw(lapsed, 'lapsed');
    store.watch?.((record) => this.#heard(record));
    this.#planLapse();
    log.info('bgp started', { routes: standing.length, peers: speaker.listPeers().length });
  }

  /** Neighbours are told that we go. What is announced stays in the store. */
  async stop(text = 'vip-service stops'): Promise<void> {
    this.#stopping = true;
    this.#lapse?.();
    for (const cancel of this.#leaving.values()) cancel();
    await this.#speaker?.stop(text);
    await this.#options.store.close();
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** What keeps us from being ready; undefined: nothing does. */
  notReady(): string | undefined {
    if (this.#stopping) return 'stopping';
    if (this.#speaker === undefined) return 'starting';
    const problem = this.#options.store.problem();
    if (problem !== undefined) return `state is not stored: ${problem}`;
    if (this.#speaker.isUnheard) return 'no peer is established';
    return undefined;
  }

  /** Announces addresses, all or none, and tells which were not announced before. */
  async advertise(advertisements: readonly Advertisement[]): Promise<readonly boolean[]> {
    return (await this.change({ advertise: advertisements, withdraw: [] })).advertised;
  }

  /** Withdraws addresses and tells which were announced. */
  async withdraw(vips: readonly Vip[]): Promise<readonly boolean[]> {
    return (await this.change({ advertise: [], withdraw: vips })).withdrawn;
  }

  /** Both in one step: neighbours see all of it or nothing. */
  async change(changes: {
    readonly advertise: readonly Advertisement[];
    readonly withdraw: readonly Vip[];
  }): Promise<{ readonly advertised: readonly boolean[]; readonly withdrawn: readonly boolean[] }> {
    const speaker = this.#running();
    const { local_pref, communities } = this.#settings.bgp;
    const now = this.#today();
    const wanted = changes.advertise.map(({ ttl_seconds, vip, prefix_len, ...given }) => ({
      route: {
        vip,
        prefix_len,
        local_pref: given.local_pref ?? local_pref,
        communities: given.communities ?? communities,
      },
      expires: ttl_seconds === undefined ? undefined : now + 1000 * ttl_seconds,
    }));
    if (this.state.size + wanted.length > MAX_ROUTES) {
      throw new Failure('INVALID_REQUEST', `there may be ${MAX_ROUTES} routes, there are ${this.state.size}`);
    }
    const gone = changes.withdraw.filter((vip) => this.state.get(keyOf(vip))?.advertised);
    // What stands as it is asked for is not sent again.
    const news = wanted.filter(({ route }) => !this.#stands(route));
    this.#apply(speaker, [
      ...gone.map((vip) => this.#goodbye(vip)),
      ...news.map(({ route }): RouteChange => ({ type: 'announce', route })),
    ]);
    for (const { route } of news) this.#stay(keyOf(route));
    const withdrawn = changes.withdraw.map((vip) => this.state.withdraw(vip, now));
    const advertised = wanted.map(({ route, expires }) => this.state.advertise(route, route, now, expires));
    for (const [i, vip] of changes.withdraw.entries()) if (withdrawn[i]) this.#note(vip, 'withdrawn', now);
    for (const [i, { route }] of wanted.entries()) if (advertised[i]) this.#note(route, 'advertised', now);
    for (const vip of gone) this.#depart(vip);
    this.#planLapse();
    await this.#save([...changes.withdraw, ...wanted.map(({ route }) => route)].map((vip) => keyOf(vip)));
    return { advertised, withdrawn };
  }

  deliveries(key: string): ReadonlyMap<string, PeerDelivery> {
    return this.#speaker?.deliveries(key) ?? new Map();
  }

  /** The newest first. */
  history(): readonly HistoryEntry[] {
    return this.#history.toReversed();
  }

  peers(): ReturnType<VipSpeaker['listPeers']> {
    return this.#speaker?.listPeers() ?? [];
  }

  /** Begins with a neighbour, and with it again after a restart. */
  async addPeer(peer: PeerSettings): Promise<void> {
    const speaker = this.#running();
    if (speaker.hasPeer(peer.address)) throw new Failure('ALREADY_EXISTS', `there is a peer ${peer.address} already`);
    try {
      speaker.addPeer(peer);
    } catch (cause) {
      throw bgpFailure(cause);
    }
    await this.#store([{ type: 'peer', peer }]);
  }

  /** Ends with a neighbour. One of the settings is back after a restart. */
  async removePeer(address: string): Promise<void> {
    if (!this.#running().removePeer(address)) throw new Failure('NOT_FOUND', `there is no peer ${address}`);
    await this.#store([{ type: 'peer-removed', address }]);
  }

  #running(): VipSpeaker {
    if (this.#speaker === undefined || this.#stopping) throw new Failure('STOPPING', 'the service is not running');
    return this.#speaker;
  }

  #apply(speaker: VipSpeaker, changes: readonly RouteChange[]): void {
    if (changes.length === 0) return;
    try {
      speaker.apply(changes);
    } catch (cause) {
      throw bgpFailure(cause);
    }
  }

  #stands(route: Vip & RouteAttributes): boolean {
    const known = this.state.get(keyOf(route));
    return (
      known?.advertised === true &&
      known.local_pref === route.local_pref &&
      known.communities.join(' ') === route.communities.join(' ')
    );
  }

  /** What neighbours are told of an address that goes: that it leaves, where they get time to find another, or that it is gone. */
  #goodbye(vip: Vip): RouteChange {
    const record = this.state.get(keyOf(vip));
    if (this.#settings.bgp.graceful_shutdown === 0 || record === undefined) return { type: 'withdraw', vip };
    return { type: 'announce', route: record, leaving: true };
  }

  /** An address has been told to be leaving, and is to be gone in time. */
  #depart(vip: Vip): void {
    const { graceful_shutdown } = this.#settings.bgp;
    const key = keyOf(vip);
    if (graceful_shutdown === 0 || this.state.get(key)?.advertised) return;
    this.#stay(key);
    const cancel = this.#clock.after(1000 * graceful_shutdown, () => {
      this.#leaving.delete(key);
      this.#speaker?.withdrawRoute(vip);
    });
    this.#leaving.set(key, cancel);
  }

  /** An address that was leaving does so no more. */
  #stay(key: string): void {
    this.#leaving.get(key)?.();
    this.#leaving.delete(key);
  }

  async #withdraw(vips: readonly Vip[], what: 'withdrawn' | 'lapsed'): Promise<void> {
    const now = this.#today();
    const gone = vips.filter((vip) => this.state.get(keyOf(vip))?.advertised);
    this.#apply(
      this.#running(),
      gone.map((vip) => this.#goodbye(vip)),
    );
    for (const vip of gone) {
      this.state.withdraw(vip, now);
      this.#note(vip, what, now);
      this.#depart(vip);
    }
    await this.#save(gone.map(keyOf));
  }

  /** Another instance has changed an address. */
  #heard(record: VipRecord): void {
    const key = keyOf(record);
    const known = this.state.get(key);
    if (this.#stopping || this.#speaker === undefined) return;
    if (JSON.stringify(known) === JSON.stringify(record)) return;
    const change: RouteChange = record.advertised ? { type: 'announce', route: record } : this.#goodbye(record);
    const isNews = record.advertised ? !this.#stands(record) : known?.advertised === true;
    if (isNews) this.#apply(this.#speaker, [change]);
    if (record.advertised) this.#stay(key);
    this.state.restore(record);
    if (isNews && record.advertised !== known?.advertised) {
      this.#note(record, record.advertised ? 'advertised' : 'withdrawn', this.#today());
    }
    if (isNews && !record.advertised) this.#depart(record);
    this.#planLapse();
  }

  /** One timer for all leases: for the one that lapses first. */
  #planLapse(): void {
    this.#lapse?.();
    this.#lapse = undefined;
    let first = Number.POSITIVE_INFINITY;
    for (const { expires } of this.state.getAllRoutes()) if (expires !== undefined && expires < first) first = expires;
    if (first === Number.POSITIVE_INFINITY || this.#stopping) return;
    this.#lapse = this.#clock.after(Math.min(MAX_TIMER_MS, Math.max(0, first - this.#today())), () => {
      const now = this.#today();
      const due = this.state.getAllRoutes().filter(({ expires }) => expires !== undefined && expires <= now);
      this.#withdraw(due, 'lapsed').catch((error) => this.#options.log.error('lapse not stored', { code: error.code }));
      this.#planLapse();
    });
  }

  #note(vip: Vip, what: HistoryEntry['what'], at: number): void {
    const key = keyOf(vip);
    this.#history.push({ at, key, what });
    if (this.#history.length > HISTORY) this.#history.shift();
    this.counts[what]++;
    this.#options.log.info(what, { route: key });
  }

  #save(keys: readonly string[]): Promise<void> {
    return this.#store(
      [...new Set(keys)].flatMap((key) => {
        const record = this.state.get(key);
        return record === undefined ? [] : [{ type: 'route' as const, record }];
      }),
    );
  }

  /** In force is what was asked for, whatever comes of storing it: a failure says so. */
  async #store(changes: readonly StoredChange[]): Promise<void> {
    if (changes.length === 0) return;
    try {
      await this.#options.store.save(changes);
    } catch (cause) {
      throw new Failure('INTERNAL', 'the change is in force, but is not stored', { cause });
    }
  }
}

/** Twelve hours: a timer of the host takes no more than 2^31 ms. */
const MAX_TIMER_MS = 43_200_000;

/** What BGP refuses. The message names no more than the caller has given. */
function bgpFailure(cause: unknown): Failure {
  const message = isMeshError(cause) || cause instanceof RangeError ? cause.message : 'BGP refuses the change';
  return new Failure('BGP_ERROR', message, { cause });
}
