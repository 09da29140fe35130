import { type Clock, systemClock } from '@mesh/bgp-session';
import { parseJson } from '@mesh/config/storage';
import type { Registry, RegistryEvent, RegistryWatch, Revision } from '@mesh-examples/lib/registry';
import type { VipRecord } from '../state.js';
import { keyOf, parseKey } from '../vip.js';
import { recordSchema } from './record-schema.js';
import type { StateStore, StoredChange, StoredState } from './state-store.js';

export interface RegistryStoreOptions {
  readonly registry: Registry;
  /** What all keys of this service begin with. Default `/vip-service/`. */
  readonly prefix?: string | undefined;
  /** What this instance has for itself: its neighbours, and the routes as it knew them last. */
  readonly local: StateStore;
  readonly clock?: Clock | undefined;
  /** How long the start waits for the registry before it goes by what is known here. Default 3 s. */
  readonly startMs?: number | undefined;
}

/** What of a key is under way here. */
interface Pending {
  /** Puts that have no answer yet. */
  count: number;
  /** Of our last put. */
  revision: Revision;
  /** What others have said meanwhile: of that only the latest counts. */
  heard: { readonly revision: Revision; readonly record: VipRecord } | undefined;
  /** The put that goes before the next. */
  last: Promise<unknown>;
  /** What the registry has not taken. */
  missing: VipRecord | undefined;
}

const RETRY_MS = 1_000;

/**
 * Routes that several instances of a service have in common, in a registry. The registry's order of changes decides: what
 * was put last stands everywhere. An instance hears its own changes as well, and passes over those: while puts of a key
 * are under way, and up to the revision that they got, nothing that is heard of it is news.
 *
 * Where the registry is out of reach, changes are in force here, their callers are told that they are not stored, and
 * they are put again until they are.
 */
export class RegistryStore implements StateStore {
  readonly #registry: Registry;
  readonly #prefix: string;
  readonly #options: RegistryStoreOptions;
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();
  /** What the registry has, as it was heard. */
  readonly #known = new Map<string, VipRecord>();
  #watch: RegistryWatch | undefined;
  /** Whoever is told; what comes before there is anybody waits. */
  #changed: ((record: VipRecord) => void) | undefined;
  readonly #missed: VipRecord[] = [];
  #problem: string | undefined;
  #cancelRetry: (() => void) | undefined;
  #closed = false;
  /** What the registry had at the start has been given. */
  #loaded = false;

  constructor(options: RegistryStoreOptions) {
    this.#options = options;
    this.#registry = options.registry;
    this.#prefix = `${options.prefix ?? '/vip-service/'}routes/`;
    this.#clock = options.clock ?? systemClock();
  }

  async load(): Promise<StoredState> {
    const local = await this.#options.local.load();
    const watch = this.#registry.watch(this.#prefix);
    this.#watch = watch;
    const first = watch.next();
    let cancel = () => {};
    const late = new Promise<undefined>((resolve) => {
      cancel = this.#clock.after(this.#options.startMs ?? 3_000, () => resolve(undefined));
    });
    const event = await Promise.race([first, late]);
    cancel();
    if (event?.value?.type === 'snapshot') this.#learn(event.value);
    this.#loaded = true;
    if (event === undefined) {
      this.#problem = 'the registry is out of reach';
      for (const record of local.routes) this.#known.set(keyOf(record), record);
      void this.#follow(first);
      return local;
    }
    void this.#follow();
    return { routes: [...this.#known.values()], peers: local.peers };
  }

  async save(changes: readonly StoredChange[]): Promise<void> {
    const puts = changes.flatMap((change) => (change.type === 'route' ? [this.#put(change.record)] : []));
    // All of it is tried, whatever becomes of a part.
    const results = await Promise.allSettled([this.#options.local.save(changes), ...puts]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  watch(changed: (record: VipRecord) => void): void {
    this.#changed = changed;
    for (const record of this.#missed.splice(0)) changed(record);
  }

  problem(): string | undefined {
    return this.#problem ?? this.#options.local.problem();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    await this.#watch?.return();
    await this.#registry.close();
    await this.#options.local.close();
  }

  /** One put of a key after the other, so that the last one stands. */
  #put(record: VipRecord): Promise<void> {
    const key = keyOf(record);
    const pending = this.#pending.get(key) ?? {
      count: 0,
      revision: 0,
      heard: undefined,
      last: Promise.resolve(),
      missing: undefined,
    };
    this.#pending.set(key, pending);
    pending.count++;
    const put = pending.last.then(() => this.#registry.put(this.#prefix + key, JSON.stringify(record)));
    const settled = put.then(
      (revision) => {
        pending.revision = revision;
        pending.missing = undefined;
        this.#problem = undefined;
        this.#settle(key, pending);
      },
      (error: unknown) => {
        pending.missing = record;
        this.#problem = 'the registry is out of reach';
        this.#settle(key, pending);
        this.#planRetry();
        throw error;
      },
    );
    pending.last = settled.catch(() => {});
    return settled;
  }

  #settle(key: string, pending: Pending): void {
    if (--pending.count > 0) return;
    const { heard } = pending;
    pending.heard = undefined;
    if (heard !== undefined && heard.revision > pending.revision && pending.missing === undefined)
      this.#tell(key, heard.record);
  }

  #planRetry(): void {
    if (this.#closed || this.#cancelRetry) return;
    this.#cancelRetry = this.#clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      for (const { missing, count } of this.#pending.values()) {
        if (missing !== undefined && count === 0) this.#put(missing).catch(() => {});
      }
    });
  }

  /** Takes what is told, from the event that is waited for already on. Ends with the watch. */
  async #follow(first?: Promise<IteratorResult<RegistryEvent, undefined>>): Promise<void> {
    const watch = this.#watch!;
    for (let next = await (first ?? watch.next()); !next.done; next = await watch.next()) {
      if (this.#closed) return;
      this.#problem = undefined;
      this.#learn(next.value);
    }
  }

  #learn(event: RegistryEvent): void {
    if (event.type === 'put') this.#hear(event.key, event.revision, recordOf(event.value));
    else if (event.type === 'delete') this.#hear(event.key, event.revision, undefined);
    else {
      const there = new Set(event.entries.map(({ key }) => key));
      for (const key of this.#known.keys())
        if (!there.has(this.#prefix + key)) this.#hear(this.#prefix + key, event.revision, undefined);
      for (const { key, value, revision } of event.entries) this.#hear(key, revision, recordOf(value));
    }
  }

  /** A key has a value, or none. What is no record of ours, under its key, is passed over. */
  #hear(path: string, revision: Revision, value: VipRecord | undefined): void {
    const key = path.slice(this.#prefix.length);
    if (parseKey(key) === undefined || (value !== undefined && keyOf(value) !== key)) return;
    const known = this.#known.get(key);
    const record = value ?? (known && { ...known, advertised: false });
    if (record === undefined) return;
    const pending = this.#pending.get(key);
    if (pending !== undefined && revision <= pending.revision) return;
    if (pending !== undefined && (pending.count > 0 || pending.missing !== undefined))
      pending.heard = { revision, record };
    else this.#tell(key, record);
  }

  #tell(key: string, record: VipRecord): void {
    this.#known.set(key, record);
    if (this.#changed) this.#changed(record);
    else if (this.#loaded) this.#missed.push(record);
  }
}

function recordOf(value: Uint8Array): VipRecord | undefined {
  try {
    return recordSchema.parse(
      parseJson(new TextDecoder('utf-8', { fatal: true }).decode(value), { maxLength: 65_536 }),
    );
  } catch {
    return undefined;
  }
}
