import {
  ByteWriter,
  type Family,
  type RouteVisitor,
  type UpdateView,
  visitRoutes,
  writeCanonicalAttributes,
} from '@mesh/bgp-wire';
import type { AttributeId } from './attribute-table.js';
import type { StoreCore } from './store-core.js';

/** What an UPDATE asks of a table, one route at a time; the store has probed the route's key. */
export interface IntakeTarget {
  announced(attributes: AttributeId): void;
  withdrawn(): void;
}

/**
 * Reads UPDATEs into a table without an allocation a route: the attribute set is made canonical and interned once a
 * message and next hop, each NLRI is probed where it lies.
 */
export class UpdateIntake implements RouteVisitor {
  readonly #core: StoreCore;
  readonly #target: IntakeTarget;
  readonly #set = new ByteWriter(512);
  #view: UpdateView | undefined;
  /** The set of the message is written. */
  #written = false;
  #attributes: AttributeId = 0;

  constructor(core: StoreCore, target: IntakeTarget) {
    this.#core = core;
    this.#target = target;
  }

  /** Applies an UPDATE with its RFC 7606 outcome. */
  apply(view: UpdateView): void {
    this.#view = view;
    this.#written = false;
    try {
      visitRoutes(view, this);
    } finally {
      this.#view = undefined;
      this.#release();
    }
  }

  nextHop(_family: Family, bytes: Uint8Array, offset: number, length: number): void {
    if (!this.#written && this.#view) {
      this.#set.truncate(0);
      writeCanonicalAttributes(this.#view, this.#set);
      this.#written = true;
    }
    this.#release();
    this.#attributes = this.#core.attributes.intern(bytes, offset, length, this.#set.view());
  }

  announce(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    this.#core.routes.probe(family, bytes, offset, length, pathId);
    this.#target.announced(this.#attributes);
  }

  withdraw(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    this.#core.routes.probe(family, bytes, offset, length, pathId, true);
    this.#target.withdrawn();
  }

  #release(): void {
    if (this.#attributes !== 0) this.#core.attributes.release(this.#attributes);
    this.#attributes = 0;
  }
}
