import type { PeerSettings } from '../settings/settings.js';
import type { VipRecord } from '../state.js';

/** What a service is to know again after a restart. */
export interface StoredState {
  readonly routes: readonly VipRecord[];
  /** Neighbours that were added over HTTP. */
  readonly peers: readonly PeerSettings[];
}

/** A change that is to survive. */
export type StoredChange =
  | { readonly type: 'route'; readonly record: VipRecord }
  | { readonly type: 'peer'; readonly peer: PeerSettings }
  | { readonly type: 'peer-removed'; readonly address: string };

/**
 * Where the state of a service survives. Several instances may share one: then `watch` tells of what the others have
 * changed, and each announces it to neighbours of its own.
 */
export interface StateStore {
  /** What was kept. Called once, first. */
  load(): Promise<StoredState>;
  /** Resolves once the changes survive the end of this process. */
  save(changes: readonly StoredChange[]): Promise<void>;
  /** What others have changed, from `load` on. A store that nobody shares has none. */
  watch?(changed: (record: VipRecord) => void): void;
  /** For `/ready` and `/metrics`; undefined: all is well. */
  problem(): string | undefined;
  close(): Promise<void>;
}

/** Keeps nothing beyond the process. */
export class MemoryStore implements StateStore {
  async load(): Promise<StoredState> {
    return { routes: [], peers: [] };
  }

  async save(): Promise<void> {}

  problem(): undefined {}

  async close(): Promise<void> {}
}
