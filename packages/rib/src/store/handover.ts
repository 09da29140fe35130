import { MeshError } from '@mesh/bgp-wire';
import type { IdCountsState } from './intern/id-counts.js';
import type { RouteSet, RouteSetState } from './route-set.js';
import type { StoreCore, StoreCoreState } from './store-core.js';

/**
 * A whole store with its holders, on its way to another thread: what `postMessage` takes, and `RouteStore.adopt` makes
 * a store of. There is one writer at a time, for the store that gave it is empty from then on.
 */
export interface StoreHandover {
  /** The holders' sizes, in the order in which they were given. */
  readonly sizes: readonly number[];
  /** What to give to `postMessage` beside it: the buffers of a store that is not shared. None of one that is. */
  readonly transfer: ArrayBuffer[];
}

/** The same with what it is made of. */
export interface HandoverState extends StoreHandover {
  readonly version: typeof VERSION;
  readonly seed: number;
  readonly shared: boolean;
  readonly core: StoreCoreState;
  readonly retained: IdCountsState;
  readonly holders: readonly RouteSetState[];
}

const VERSION = 1;

/** Takes a store's tables out of it. Throws `MESH_STORE_HELD` where somebody else holds routes, or a snapshot is open. */
export function handOver(core: StoreCore, retained: IdCountsState, sets: readonly RouteSet[]): HandoverState {
  const { routes, attributes, memory, seed } = core;
  const others = routes.totalReferences - retained.sum - sets.reduce((sum, { size }) => sum + size, 0);
  if (others !== 0 || routes.snapshots > 0) {
    throw new MeshError(
      'MESH_STORE_HELD',
      `${others} routes are held outside the holders given, ${routes.snapshots} snapshots are open: hand over all, close them`,
    );
  }
  routes.reap(Number.POSITIVE_INFINITY);
  const holders = sets.map((set) => set.state);
  const state = { core: core.state, retained, holders };
  const handover = {
    ...state,
    version: VERSION,
    seed,
    shared: memory.shared,
    sizes: sets.map(({ size }) => size),
    transfer: memory.shared ? [] : buffersOf(state),
  } as const;
  routes.abandon();
  attributes.abandon();
  for (const set of sets) set.abandon();
  return handover;
}

/** What a handover is made of. Throws `MESH_STORE_HANDOVER` for anything else. */
export function readHandover(handover: StoreHandover): HandoverState {
  const state = handover as Partial<HandoverState>;
  if (state.version === VERSION && state.core && state.holders) return state as HandoverState;
  throw new MeshError('MESH_STORE_HANDOVER', `a store is adopted from what handOver() gave, of version ${VERSION}`);
}

/** The buffers of the large tables. */
function buffersOf({ core, retained, holders }: Pick<HandoverState, 'core' | 'retained' | 'holders'>): ArrayBuffer[] {
  const { routes, attributes } = core;
  const pages = [
    ...routes.records.pages,
    ...routes.buckets.pages,
    ...routes.buckets.overflow,
    ...routes.keys.pages,
    ...routes.ids.pages,
    ...attributes.records.pages,
    ...attributes.heads.pages,
    ...attributes.arena.pages,
    ...retained.pages,
    ...holders.flatMap(({ ids }) => ids.pages),
  ];
  return pages.flatMap((page) => (page?.buffer instanceof ArrayBuffer ? [page.buffer] : []));
}
