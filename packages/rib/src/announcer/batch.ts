import { MeshError } from '@mesh/bgp-wire';
import type { EncodedRoute, RouteSpec } from '../store/route.js';
import type { AnnouncedRoute, AnnounceOptions, StandingRoute } from './announced-route.js';

/** Which announced routes: those of a tag, or those a predicate is true for. */
export type AnnouncedChoice = { readonly tag: string } | ((route: AnnouncedRoute) => boolean);

/** What is collected for `RouteAnnouncer.batch`. Nothing of it is seen by a peer before the batch is complete. */
export interface Batch {
  /** As `RouteAnnouncer.announce`; what it refuses it throws here. The handle stands once the batch is applied. */
  announce(route: RouteSpec | EncodedRoute, options?: AnnounceOptions): AnnouncedRoute;
  /** Withdraws one route, or those that are chosen when the batch is applied, with what it announced before this. */
  withdraw(which: AnnouncedRoute | AnnouncedChoice): void;
}

/** What a batch needs of its announcer. */
interface BatchSide {
  draft(route: RouteSpec | EncodedRoute, options: AnnounceOptions): StandingRoute;
  stand(route: StandingRoute): void;
  /** The routes that are meant, of those that stand and these beside. */
  choose(which: AnnouncedRoute | AnnouncedChoice, beside: () => readonly StandingRoute[]): readonly StandingRoute[];
  withdraw(routes: readonly StandingRoute[]): void;
  discard(route: StandingRoute): void;
}

/** Collects changes, then applies all of them in order, or none. */
export class OpenBatch implements Batch {
  readonly #side: BatchSide;
  /** Each asks what the host has to say, and gives the change to make. */
  readonly #steps: (() => () => void)[] = [];
  readonly #drafts: StandingRoute[] = [];
  #over = false;

  constructor(side: BatchSide) {
    this.#side = side;
  }

  announce(route: RouteSpec | EncodedRoute, options: AnnounceOptions = {}): AnnouncedRoute {
    this.#assertOpen();
    const draft = this.#side.draft(route, options);
    this.#drafts.push(draft);
    this.#steps.push(() => () => this.#side.stand(draft));
    return draft;
  }

  withdraw(which: AnnouncedRoute | AnnouncedChoice): void {
    this.#assertOpen();
    const count = this.#drafts.length;
    this.#steps.push(() => {
      const routes = this.#side.choose(which, () => this.#drafts.slice(0, count));
      return () => this.#side.withdraw(routes);
    });
  }

  /** Takes nothing more, and gives the changes to make. Throws what a predicate throws, before any was made. */
  complete(): readonly (() => void)[] {
    this.#over = true;
    return this.#steps.map((step) => step());
  }

  discard(): void {
    this.#over = true;
    for (const draft of this.#drafts) this.#side.discard(draft);
  }

  #assertOpen(): void {
    if (this.#over) throw new MeshError('MESH_BATCH_OVER', 'this batch has been applied or given up: begin another');
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
