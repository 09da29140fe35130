/*
 * What several processes agree on: keys with values, told to whoever watches, and gone with the process that holds their
 * lease. A port: adapters are `MemoryRegistryStore` in this folder and `EtcdRegistry` beside it.
 */

/** Grows by one with each change of the store; the store begins at 1. Whole numbers up to 2^53 - 1. */
export type Revision = number;

export interface RegistryEntry {
  readonly key: string;
  /** Yours: no one else writes to it. */
  readonly value: Uint8Array;
  /** Of the change that gave the key this value. */
  readonly revision: Revision;
}

/** All keys with a prefix as they were at one revision, in the order of their octets. */
export interface RegistrySnapshot {
  readonly revision: Revision;
  readonly entries: readonly RegistryEntry[];
}

/**
 * What a watch tells. A `snapshot` replaces everything told before: keys that are missing in it are gone. It comes first
 * where the watch has no `from`, and again where changes were compacted away before they could be told.
 */
export type RegistryEvent =
  | ({ readonly type: 'snapshot' } & RegistrySnapshot)
  | ({ readonly type: 'put' } & RegistryEntry)
  | { readonly type: 'delete'; readonly key: string; readonly revision: Revision };

/** Events in the order of their revisions, none left out, none twice; ends, without an error, when it is aborted or closed. */
export interface RegistryWatch extends AsyncIterableIterator<RegistryEvent, undefined>, AsyncDisposable {
  return(): Promise<IteratorResult<RegistryEvent, undefined>>;
}

/** Kept alive until it is revoked, the registry is closed, or the store cannot be reached for as long as the lease lives. */
export interface RegistryLease extends AsyncDisposable {
  readonly id: string;
  /** As the store granted it, which may be longer than asked. */
  readonly ttlSeconds: number;
  /**
   * Aborted, with `MESH_REGISTRY_LEASE_LOST` as the reason, once the store has dropped the lease or may have: its keys
   * are gone, and what depends on them must be put again under a new lease. Not aborted by `revoke`.
   */
  readonly lost: AbortSignal;
  /** Ends the lease and deletes its keys. Nothing where it has ended already. */
  revoke(): Promise<void>;
}

export interface CallOptions {
  /** Gives up the call, which then throws the signal's reason; whether the store has carried it out is unknown. */
  readonly signal?: AbortSignal | undefined;
}

export interface PutOptions extends CallOptions {
  /** The key is deleted when this lease ends. Without, the key has no lease, also where it had one. */
  readonly lease?: RegistryLease | undefined;
  /** Only where the key has this revision; 0: only where there is no such key. */
  readonly ifRevision?: Revision | undefined;
}

export interface DeleteOptions extends CallOptions {
  readonly ifRevision?: Revision | undefined;
}

export interface WatchOptions extends CallOptions {
  /** The first revision whose changes are told, such as `snapshot.revision + 1`; without, a snapshot comes first. */
  readonly from?: Revision | undefined;
}

/**
 * Every call may throw a `MeshError`:
 *
 * - `MESH_REGISTRY_INVALID`: a key, value, TTL or revision that cannot be;
 * - `MESH_REGISTRY_CONFLICT`: the key does not have the revision of `ifRevision`; `details.revision` is the one it has;
 * - `MESH_REGISTRY_LEASE_LOST`: there is no such lease any more;
 * - `MESH_REGISTRY_UNAVAILABLE`: the store could not be reached in time; a change may have been made all the same;
 * - `MESH_REGISTRY_REFUSED`: the store says no, for a reason of its own;
 * - `MESH_REGISTRY_CLOSED`: `close` was called.
 */
export interface Registry extends AsyncDisposable {
  /** The entry of a key as of now, never an older one. */
  get(key: string, options?: CallOptions): Promise<RegistryEntry | undefined>;
  /** All entries whose keys begin with the prefix; an empty one is of all keys. */
  list(prefix: string, options?: CallOptions): Promise<RegistrySnapshot>;
  /** Gives a key a value, text as UTF-8, and resolves to the revision of that. */
  put(key: string, value: Uint8Array | string, options?: PutOptions): Promise<Revision>;
  /** Resolves to whether the key was there. */
  delete(key: string, options?: DeleteOptions): Promise<boolean>;
  /** Goes on by itself when the store cannot be reached for a while. */
  watch(prefix: string, options?: WatchOptions): RegistryWatch;
  /** `ttlSeconds`, a whole number, is how long the keys outlive a process that is gone. */
  lease(options: { readonly ttlSeconds: number } & CallOptions): Promise<RegistryLease>;
  /** Ends watches and calls, and keeps leases alive no more: they lapse by themselves, or `revoke` them before. */
  close(): Promise<void>;
}
