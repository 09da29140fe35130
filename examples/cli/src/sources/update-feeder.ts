import { ByteWriter, type RouteVisitor, type UpdateView, visitRoutes, writeCanonicalAttributes } from '@mesh/bgp-wire';
import type { RouteTarget } from './route-source.js';

/** Hands over what UPDATEs do to routes, octets for octets, with their RFC 7606 outcome. */
export class UpdateFeeder implements RouteVisitor {
  readonly #target: RouteTarget;
  readonly #set = new ByteWriter();
  #attributes: Uint8Array = new Uint8Array(0);
  #nextHop: Uint8Array = new Uint8Array(0);

  constructor(target: RouteTarget) {
    this.#target = target;
  }

  feed(view: UpdateView): void {
    this.#set.truncate(0);
    writeCanonicalAttributes(view, this.#set);
    this.#attributes = this.#set.view();
    visitRoutes(view, this);
  }

  withdraw(family: number, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    this.#target.withdraw(family, bytes, offset, length, pathId);
  }

  nextHop(_family: number, bytes: Uint8Array, offset: number, length: number): void {
    this.#nextHop = bytes.subarray(offset, offset + length);
  }

  announce(family: number, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    this.#target.announce(family, bytes, offset, length, pathId, this.#attributes, this.#nextHop);
  }
}
