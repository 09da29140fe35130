import {
  type AttributeRow,
  type Family,
  forEachAttribute,
  formatAddress,
  formatHex,
  MeshError,
  NO_PATH_ID,
  type PathAttribute,
  type PathId,
} from '@mesh/bgp-wire';
import { formatKey, type RouteIndex } from './route-index.js';
import type { RouteId } from './route-table.js';
import type { StoreCore } from './store-core.js';

/** A route as plain data: what a store takes, and what `toObject()` gives. */
export interface RouteSpec {
  /** `10.0.0.0/24`, `2001:db8::/32`; without length the whole address. Host bits are cleared. */
  readonly prefix: string;
  /** An address, or `self`: our end of each session, put in when the route is sent. */
  readonly nextHop: string;
  /** The link-local next hop beside a global one (RFC 2545 §3). */
  readonly linkLocal?: string | undefined;
  /** In any order; NEXT_HOP and MP_REACH_NLRI are left out of it. None if left out. */
  readonly attributes?: readonly PathAttribute[] | undefined;
  /** Path identifier (RFC 7911), part of what names the route. */
  readonly pathId?: PathId | undefined;
  /** Unicast of the prefix's address family if left out. */
  readonly family?: Family | undefined;
}

/** A route in octets, as readers and writers of tables have it. They are borrowed for the call that takes it. */
export interface EncodedRoute {
  readonly family: Family;
  /** Well-formed NLRI octets without path identifier. */
  readonly nlri: Uint8Array;
  /** `NO_PATH_ID` where there is none. */
  readonly pathId: number;
  /** A canonical attribute set, as `writeCanonicalAttributes` writes it. */
  readonly attributes: Uint8Array;
  /** 4, 16 or 32 octets; none for `self`. */
  readonly nextHop: Uint8Array;
}

/**
 * A route of a store: a name for octets that the store keeps, read on demand. It takes no reference: once its last
 * holder let it go, every member but `id` and `released` throws `MESH_ROUTE_RELEASED`. `toObject()` outlives it.
 */
export interface Route extends RouteSpec {
  readonly family: Family;
  readonly linkLocal: string | undefined;
  readonly pathId: PathId | undefined;
  /** In ascending order of their codes, without NEXT_HOP and MP_REACH_NLRI. */
  readonly attributes: readonly PathAttribute[];
  /** Names the route's key, the same in every store and every run. */
  readonly index: RouteIndex;
  /** Names the pair of key and attributes in this store, as long as it is held. */
  readonly id: number;
  /** Holders there are. */
  readonly references: number;
  /** The last holder let it go. */
  readonly released: boolean;
  /** The model of one attribute, undefined where it is absent or malformed. */
  get<T>(row: AttributeRow<T>): T | undefined;
  /** An owned copy. */
  toObject(): RouteObject;
  /** An owned copy in octets, as writers of tables take it. */
  toEncoded(): EncodedRoute;
}

/** An owned copy of a route, ready for JSON or for another store. */
export interface RouteObject extends RouteSpec {
  readonly family: Family;
  readonly attributes: readonly PathAttribute[];
  readonly index: RouteIndex;
}

/** The flyweight: an id, and the generation that proves it still means the same route. */
export class StoredRoute implements Route {
  readonly core: StoreCore;
  readonly id: RouteId;
  readonly #generation: number;

  constructor(core: StoreCore, id: RouteId) {
    this.core = core;
    this.id = id;
    this.#generation = core.routes.generation(id);
  }

  get released(): boolean {
    return !this.core.routes.lives(this.id, this.#generation);
  }

  /** Throws `MESH_ROUTE_RELEASED` unless someone holds the route. */
  assertHeld(): RouteId {
    if (this.released) {
      throw new MeshError(
        'MESH_ROUTE_RELEASED',
        `route ${this.id} was released by its last holder: retain it, or keep toObject()`,
      );
    }
    return this.id;
  }

  get family(): Family {
    return this.core.routes.space(this.assertHeld()).family;
  }

  get prefix(): string {
    const { routes, families } = this.core;
    const row = families.get(this.family);
    return routes.withNlri(this.id, (bytes, offset, length) =>
      row
        ? row.format(row.decode(bytes, offset, offset + length, NO_PATH_ID, false))
        : formatHex(bytes, offset, offset + length),
    );
  }

  get pathId(): PathId | undefined {
    const pathId = this.core.routes.pathId(this.assertHeld());
    return pathId === NO_PATH_ID ? undefined : pathId;
  }

  get nextHop(): string {
    const hop = this.#nextHop();
    if (hop.length === 0) return 'self';
    return hop.length === 4 ? formatAddress(hop) : hop.length >= 16 ? formatAddress(hop, 0, 16) : formatHex(hop);
  }

  get linkLocal(): string | undefined {
    const hop = this.#nextHop();
    return hop.length === 32 ? formatAddress(hop, 16, 32) : undefined;
  }

  get attributes(): readonly PathAttribute[] {
    const list: PathAttribute[] = [];
    forEachAttribute(this.#set(), (code, flags, bytes, start, end) => {
      const row = this.core.context.attributes.get(code);
      list.push({ code, flags, value: row ? this.#model(row, bytes, start, end) : bytes.slice(start, end) });
    });
    return list;
  }

  get<T>(row: AttributeRow<T>): T | undefined {
    let found: T | undefined;
    forEachAttribute(this.#set(), (code, _flags, bytes, start, end) => {
      if (code !== row.code) return;
      const value = this.#model(row, bytes, start, end);
      if (!(value instanceof Uint8Array)) found = value;
    });
    return found;
  }

  get index(): RouteIndex {
    const { routes } = this.core;
    const { family, prefixBits } = routes.space(this.assertHeld());
    const pathId = routes.pathId(this.id);
    return routes.withNlri(this.id, (bytes, offset, length) =>
      formatKey(family, prefixBits, bytes, offset, length, pathId),
    );
  }

  get references(): number {
    return this.core.routes.references(this.assertHeld());
  }

  toObject(): RouteObject {
    const { family, prefix, pathId, nextHop, linkLocal, attributes, index } = this;
    return {
      index,
      family,
      prefix,
      ...(pathId === undefined ? {} : { pathId }),
      nextHop,
      ...(linkLocal === undefined ? {} : { linkLocal }),
      attributes,
    };
  }

  toEncoded(): EncodedRoute {
    const { family, core, id } = this;
    return {
      family,
      nlri: core.routes.withNlri(id, (bytes, offset, length) => bytes.slice(offset, offset + length)),
      pathId: core.routes.pathId(id),
      attributes: this.#set().slice(),
      nextHop: this.#nextHop().slice(),
    };
  }

  toJSON(): RouteObject {
    return this.toObject();
  }

  #nextHop(): Uint8Array {
    return this.core.attributes.nextHop(this.core.routes.attributes(this.assertHeld()));
  }

  #set(): Uint8Array {
    return this.core.attributes.set(this.core.routes.attributes(this.assertHeld()));
  }

  /** The model of a value; its octets where a harness stored what the row finds malformed. */
  #model<T>(row: AttributeRow<T>, bytes: Uint8Array, start: number, end: number): T | Uint8Array {
    const { context } = this.core;
    return row.check(bytes, start, end, context) === undefined
      ? row.decode(bytes, start, end, context)
      : bytes.slice(start, end);
  }
}
