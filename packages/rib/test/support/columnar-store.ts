import { RouteStore } from '../../src/index.js';
import { type HolderUnderTest, type RouteText, type StoreUnderTest, sorted, textOf } from './naive-store.js';

/** The store of the package behind the same face as the naive one. */
export class ColumnarStore implements StoreUnderTest {
  readonly store: RouteStore = new RouteStore({ seed: 7 });

  get size(): number {
    return this.store.size;
  }

  find(selector: Parameters<StoreUnderTest['find']>[0]): RouteText[] {
    return sorted([...this.store.find(selector)].map(textOf));
  }

  createHolder(): HolderUnderTest {
    const holder = this.store.createHolder();
    return {
      get size() {
        return holder.size;
      },
      set: (route) => {
        holder.set(route);
      },
      get: (selector) => {
        const route = holder.get(selector);
        return route && textOf(route);
      },
      delete: (selector) => holder.delete(selector),
      all: () => sorted([...holder.routes()].map(textOf)),
      clear: () => holder.clear(),
    };
  }
}
