import type { RouteIndex } from '@mesh/rib';
import type { RouteText } from '../text/route-text.js';

/** What a route of text has and a route of a store has no room for. */
export type RouteNote = Pick<RouteText, 'name' | 'watchdog' | 'withdrawn'>;

/** The note of a route; undefined where there is nothing to note, as with almost every route. */
export function noteOf({ name, watchdog, withdrawn }: RouteText): RouteNote | undefined {
  if (name === undefined && watchdog === undefined && !withdrawn) return undefined;
  return Object.freeze({
    ...(name === undefined ? {} : { name }),
    ...(watchdog === undefined ? {} : { watchdog }),
    ...(withdrawn ? { withdrawn } : {}),
  });
}

/** Notes as they were at one moment. */
export interface NotesSnapshot {
  get(index: RouteIndex): RouteNote | undefined;
  close(): void;
}

/**
 * The notes of one neighbour's routes, by index. Few routes have one, so that a million of routes without cost nothing.
 * A snapshot copies nothing: whoever changes a note leaves the old one with the snapshots that are open.
 */
export class RouteNotes {
  readonly #notes = new Map<RouteIndex, RouteNote>();
  readonly #snapshots = new Set<Map<RouteIndex, RouteNote | undefined>>();

  /** True where nobody need ask for an index. */
  get isEmpty(): boolean {
    return this.#notes.size === 0;
  }

  get(index: RouteIndex): RouteNote | undefined {
    return this.#notes.get(index);
  }

  entries(): IterableIterator<[RouteIndex, RouteNote]> {
    return this.#notes.entries();
  }

  set(index: RouteIndex, note: RouteNote | undefined): void {
    const before = this.#notes.get(index);
    if (before === undefined && note === undefined) return;
    for (const kept of this.#snapshots) if (!kept.has(index)) kept.set(index, before);
    if (note) this.#notes.set(index, note);
    else this.#notes.delete(index);
  }

  snapshot(): NotesSnapshot {
    const kept = new Map<RouteIndex, RouteNote | undefined>();
    this.#snapshots.add(kept);
    return {
      get: (index) => (kept.has(index) ? kept.get(index) : this.#notes.get(index)),
      close: () => void this.#snapshots.delete(kept),
    };
  }
}
