import { IdSet } from '../store/intern/id-set.js';
import type { RouteId } from '../store/route-table.js';
import type { SkipReason } from './skip-reason.js';

/** Told how far the routes that are followed have come. */
export interface DeliveryObserver {
  /** Not sent on the session there is, or there is none. */
  queued(id: RouteId): void;
  filtered(id: RouteId, reason: SkipReason): void;
  /** The stream has accepted the chunk that announces it. */
  written(id: RouteId): void;
  /** The peer has it no more; it is followed no more either. */
  withdrawn(id: RouteId): void;
  /** Another route of the key is wanted; it is followed no more. */
  replaced(id: RouteId): void;
}

/** What followed routes a chunk carries. */
interface Carried {
  readonly chunk: number;
  readonly announced: RouteId[];
  readonly withdrawn: RouteId[];
}

/**
 * How far some routes of one Adj-RIB-Out have come: those that somebody follows. A route that nobody follows costs a
 * look at a bitmap when it is sent, and nothing to keep.
 */
export class DeliveryLog {
  observer: DeliveryObserver | undefined;
  readonly #followed = new IdSet();
  /** Routes that are to go, by the route of their key that the peer has. */
  readonly #leaving = new Map<RouteId, RouteId>();
  #carried: Carried[] = [];

  /** Follows a wanted route from here on. */
  follow(id: RouteId): void {
    this.#followed.add(id);
  }

  /** The route is of no interest any more. */
  unfollow(id: RouteId): void {
    this.#followed.delete(id);
  }

  follows(id: RouteId): boolean {
    return this.#followed.has(id);
  }

  /** A chunk announces the route. */
  announced(id: RouteId, chunk: number): void {
    if (this.#followed.has(id)) this.#carriedBy(chunk).announced.push(id);
  }

  filtered(id: RouteId, reason: SkipReason): void {
    if (this.#followed.has(id)) this.observer?.filtered(id, reason);
  }

  /**
   * A route is wanted no more. The peer has `sent` of its key, 0 for nothing; `chunk` is the last one on its way, 0 for
   * none: the withdrawal of an earlier route of the key may be in it.
   */
  dropped(id: RouteId, replaced: boolean, sent: RouteId, chunk: number): void {
    if (!this.#followed.delete(id)) return;
    if (replaced) this.observer?.replaced(id);
    else if (sent !== 0) this.#leaving.set(sent, id);
    else if (chunk !== 0) this.#carriedBy(chunk).withdrawn.push(id);
    else this.observer?.withdrawn(id);
  }

  /** What the peer has is not withdrawn after all: another route takes its place. */
  kept(sent: RouteId): void {
    const id = this.#leaving.get(sent);
    if (id === undefined) return;
    this.#leaving.delete(sent);
    if (!this.#followed.has(id)) this.observer?.replaced(id);
  }

  /** A chunk withdraws what the peer has. */
  withdrawn(sent: RouteId, chunk: number): void {
    const id = this.#leaving.get(sent);
    if (id === undefined) return;
    this.#leaving.delete(sent);
    this.#carriedBy(chunk).withdrawn.push(id);
  }

  /** The stream has accepted this chunk and those before it. `stands`: the peer has the route as it is wanted. */
  accepted(chunk: number, stands: (id: RouteId) => boolean): void {
    while (this.#carried.length > 0 && this.#carried[0]!.chunk <= chunk) {
      const { announced, withdrawn } = this.#carried.shift()!;
      for (const id of withdrawn) this.#gone(id);
      for (const id of announced) if (this.#followed.has(id) && stands(id)) this.observer?.written(id);
    }
  }

  /** The session is over: the peer knows nothing. */
  closed(): void {
    const gone = [...this.#leaving.values(), ...this.#carried.flatMap(({ withdrawn }) => withdrawn)];
    this.#leaving.clear();
    this.#carried = [];
    for (const id of gone) this.#gone(id);
    for (let id = this.#followed.next(1); id !== 0; id = this.#followed.next(id + 1)) this.observer?.queued(id);
  }

  #gone(id: RouteId): void {
    if (!this.#followed.has(id)) this.observer?.withdrawn(id);
  }

  #carriedBy(chunk: number): Carried {
    const last = this.#carried.at(-1);
    if (last?.chunk === chunk) return last;
    const carried = { chunk, announced: [], withdrawn: [] };
    this.#carried.push(carried);
    return carried;
  }
}
