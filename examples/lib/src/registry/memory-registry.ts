import type { Cancel, Clock } from '@mesh/bgp-session';
import { checkKey, checkPrefix, checkRevision, checkTtl, valueOctets } from './check.js';
import { GeneratedWatch } from './generated-watch.js';
import { KeptLease } from './kept-lease.js';
import type {
  CallOptions,
  DeleteOptions,
  PutOptions,
  Registry,
  RegistryEntry,
  RegistryEvent,
  RegistryLease,
  RegistrySnapshot,
  RegistryWatch,
  Revision,
  WatchOptions,
} from './registry.js';
import { conflict, leaseLost, registryError } from './registry-error.js';

export interface MemoryRegistryOptions {
  /** Changes that are remembered for watches that resume. Default 10 000. */
  readonly history?: number | undefined;
}

interface Stored {
  readonly value: Uint8Array;
  readonly revision: Revision;
  readonly lease: string | undefined;
}

type Change = Exclude<RegistryEvent, { readonly type: 'snapshot' }>;

interface Granted {
  readonly ttlSeconds: number;
  lapse: Cancel;
}

const HISTORY = 10_000;
/** As etcd: an empty store has revision 1. */
const FIRST_REVISION = 1;

/** A store in the memory of this process, for one process alone or for many simulated ones; each connects for itself. */
export class MemoryRegistryStore {
  readonly clock: Clock;
  readonly #historyLimit: number;
  readonly #entries = new Map<string, Stored>();
  readonly #leases = new Map<string, Granted>();
  readonly #waiting = new Set<() => void>();
  #history: Change[] = [];
  #revision: Revision = FIRST_REVISION;
  #compacted: Revision = 0;
  #lastLease = 0;

  constructor(clock: Clock, options: MemoryRegistryOptions = {}) {
    this.clock = clock;
    this.#historyLimit = options.history ?? HISTORY;
  }

  connect(): MemoryRegistry {
    return new MemoryRegistry(this);
  }

  /** Forgets the changes up to a revision: watches that have not been told of them get a snapshot. */
  compact(revision: Revision): void {
    this.#compacted = Math.max(this.#compacted, Math.min(revision, this.#revision));
    this.#history = this.#history.filter((change) => change.revision > this.#compacted);
  }

  /** @internal */
  get(key: string): RegistryEntry | undefined {
    const stored = this.#entries.get(key);
    return stored && { key, value: stored.value.slice(), revision: stored.revision };
  }

  /** @internal */
  list(prefix: string): RegistrySnapshot {
    const keys = [...this.#entries.keys()].filter((key) => key.startsWith(prefix)).sort(compareOctets);
    return { revision: this.#revision, entries: keys.map((key) => this.get(key)!) };
  }

  /** @internal */
  put(key: string, value: Uint8Array, lease: string | undefined, ifRevision: Revision | undefined): Revision {
    if (lease !== undefined && !this.#leases.has(lease)) throw leaseLost(lease, 'the store has none such');
    this.#compare(key, ifRevision);
    const revision = ++this.#revision;
    this.#entries.set(key, { value, revision, lease });
    this.#tell([{ type: 'put', key, value, revision }]);
    return revision;
  }

  /** @internal */
  delete(key: string, ifRevision: Revision | undefined): boolean {
    this.#compare(key, ifRevision);
    return this.#drop([key]);
  }

  /** @internal */
  grant(ttlSeconds: number): string {
    const id = `${++this.#lastLease}`;
    this.#leases.set(id, { ttlSeconds, lapse: this.#lapseAfter(id, ttlSeconds) });
    return id;
  }

  /** Seconds the lease lives from now on; 0 where there is none. @internal */
  renew(id: string): number {
    const lease = this.#leases.get(id);
    if (lease === undefined) return 0;
    lease.lapse();
    lease.lapse = this.#lapseAfter(id, lease.ttlSeconds);
    return lease.ttlSeconds;
  }

  /** All keys of a lease go at one revision. @internal */
  revoke(id: string): void {
    this.#leases.get(id)?.lapse();
    if (!this.#leases.delete(id)) return;
    this.#drop([...this.#entries].filter(([, { lease }]) => lease === id).map(([key]) => key));
  }

  /** Changes from a revision on; undefined where some of them are forgotten. @internal */
  since(from: Revision): readonly Change[] | undefined {
    if (from <= this.#compacted) return undefined;
    let [low, high] = [0, this.#history.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#history[middle]!.revision < from) low = middle + 1;
      else high = middle;
    }
    return this.#history.slice(low);
  }

  /** Resolves at the next change, or when the signal says so. @internal */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  /** Wakes what waits for a change, although there may be none. @internal */
  wake(): void {
    for (const done of [...this.#waiting]) done();
  }

  #compare(key: string, ifRevision: Revision | undefined): void {
    const revision = this.#entries.get(key)?.revision ?? 0;
    if (ifRevision !== undefined && ifRevision !== revision) throw conflict(key, ifRevision, revision);
  }

  #drop(keys: readonly string[]): boolean {
    const gone = keys.filter((key) => this.#entries.delete(key)).sort(compareOctets);
    if (gone.length === 0) return false;
    const revision = ++this.#revision;
    this.#tell(gone.map((key) => ({ type: 'delete', key, revision })));
    return true;
  }

  #lapseAfter(id: string, ttlSeconds: number): Cancel {
    return this.clock.after(ttlSeconds * 1000, () => this.revoke(id));
  }

  #tell(changes: readonly Change[]): void {
    for (const change of changes) this.#history.push(change);
    // Twice the limit, so that the array is copied once in a while only.
    if (this.#history.length > 2 * this.#historyLimit)
      this.compact(this.#history.at(-this.#historyLimit - 1)!.revision);
    this.wake();
  }
}

/** One client of a store in memory. `disconnect` is what a broken network does to it. */
export class MemoryRegistry implements Registry {
  readonly #store: MemoryRegistryStore;
  readonly #closing = new AbortController();
  readonly #leases = new Set<KeptLease>();
  #connected = true;

  /** By `MemoryRegistryStore.connect`. */
  constructor(store: MemoryRegistryStore) {
    this.#store = store;
  }

  /** Calls fail and watches hear nothing until `reconnect`; leases lapse meanwhile. */
  disconnect(): void {
    this.#connected = false;
  }

  reconnect(): void {
    this.#connected = true;
    this.#store.wake();
  }

  async get(key: string, options: CallOptions = {}): Promise<RegistryEntry | undefined> {
    checkKey(key);
    return this.#reach(options).get(key);
  }

  async list(prefix: string, options: CallOptions = {}): Promise<RegistrySnapshot> {
    checkPrefix(prefix);
    return this.#reach(options).list(prefix);
  }

  async put(key: string, value: Uint8Array | string, options: PutOptions = {}): Promise<Revision> {
    checkKey(key);
    checkRevision('ifRevision', options.ifRevision);
    return this.#reach(options).put(key, valueOctets(value), options.lease?.id, options.ifRevision);
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<boolean> {
    checkKey(key);
    checkRevision('ifRevision', options.ifRevision);
    return this.#reach(options).delete(key, options.ifRevision);
  }

  watch(prefix: string, options: WatchOptions = {}): RegistryWatch {
    checkPrefix(prefix);
    checkRevision('from', options.from);
    if (this.#closing.signal.aborted) throw closed();
    const run = (signal: AbortSignal) => this.#events(prefix, options.from, signal);
    return new GeneratedWatch(run, [this.#closing.signal, options.signal]);
  }

  async lease(options: { readonly ttlSeconds: number } & CallOptions): Promise<RegistryLease> {
    const { ttlSeconds } = options;
    checkTtl(ttlSeconds);
    const id = this.#reach(options).grant(ttlSeconds);
    const { clock } = this.#store;
    const lease = new KeptLease({
      id,
      ttlSeconds,
      grantedAt: clock.now(),
      clock,
      renew: async () => this.#reach().renew(id),
      revoke: async () => {
        this.#leases.delete(lease);
        this.#reach().revoke(id);
      },
    });
    this.#leases.add(lease);
    lease.lost.addEventListener('abort', () => this.#leases.delete(lease));
    return lease;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const lease of this.#leases) lease.stop();
    this.#leases.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #reach(options: CallOptions = {}): MemoryRegistryStore {
    options.signal?.throwIfAborted();
    if (this.#closing.signal.aborted) throw closed();
    if (!this.#connected) throw registryError('MESH_REGISTRY_UNAVAILABLE', 'the store is out of reach');
    return this.#store;
  }

  async *#events(prefix: string, from: Revision | undefined, signal: AbortSignal): AsyncGenerator<RegistryEvent, void> {
    for (let next = from; !signal.aborted; ) {
      if (!this.#connected) {
        await this.#store.changed(signal);
        continue;
      }
      const changes = next === undefined ? undefined : this.#store.since(next);
      if (changes === undefined) {
        const snapshot = this.#store.list(prefix);
        next = snapshot.revision + 1;
        yield { type: 'snapshot', ...snapshot };
        continue;
      }
      for (const change of changes) {
        next = change.revision + 1;
        if (change.key.startsWith(prefix))
          yield change.type === 'put' ? { ...change, value: change.value.slice() } : change;
      }
      if (changes.length === 0) await this.#store.changed(signal);
    }
  }
}

function closed() {
  return registryError('MESH_REGISTRY_CLOSED', 'the registry is closed');
}

function compareOctets(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
