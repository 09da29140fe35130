import {
  type AttributeRow,
  type Family,
  forEachAttribute,
  formatAddress,
  formatHex,
  isOpaqueNlri,
  isPrefixNlri,
  MeshError,
  type Nlri,
  NO_PATH_ID,
  type OpaqueNlri,
  type PathAttribute,
  type PathId,
} from '@mesh/bgp-wire';
import { addressIn } from './next-hop-address.js';
import { formatKey, type RouteIndex } from './route-index.js';
import type { RouteId } from './route-table.js';
import type { StoreCore } from './store-core.js';

/** What names a route: its prefix, or the NLRI of any family; and what else is part of the key. */
export type RouteKeySpec = PrefixKeySpec | NlriKeySpec;

export interface PrefixKeySpec {
  /** `10.0.0.0/24`, `2001:db8::/32`; without length the whole address. Host bits are cleared. */
  readonly prefix: string;
  /** Names the route instead of the prefix, where it is given. */
  readonly nlri?: Nlri | undefined;
  /** Path identifier (RFC 7911), part of what names the route. */
  readonly pathId?: PathId | undefined;
  /** Unicast of the prefix's address family if left out. */
  readonly family?: Family | undefined;
}

export interface NlriKeySpec {
  /** The NLRI as its family's row has it, or `{ family, bytes }` of a family without row. */
  readonly nlri: Nlri;
  /** Ignored beside `nlri`. */
  readonly prefix?: string | undefined;
  /** Path identifier (RFC 7911); that of the NLRI if left out. */
  readonly pathId?: PathId | undefined;
  /** Ignored beside `nlri`, which says it. */
  readonly family?: Family | undefined;
}

/** A route as plain data: what a store takes, and what `toObject()` gives. */
export type RouteSpec = RouteKeySpec & RouteValue;

/** What a route says of its key. */
export interface RouteValue {
  /** An address, or `self`: our end of each session, put in when the route is sent. */
  readonly nextHop: string;
  /** The link-local next hop beside a global one (RFC 2545 §3). */
  readonly linkLocal?: string | undefined;
  /** In any order; NEXT_HOP and MP_REACH_NLRI are left out of it. None if left out. */
  readonly attributes?: readonly PathAttribute[] | undefined;
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

export function isEncodedRoute(route: RouteSpec | EncodedRoute): route is EncodedRoute {
  return route.nlri instanceof Uint8Array;
}

/**
 * A route of a store: a name for octets that the store keeps, read on demand. It takes no reference: once its last
 * holder let it go, every member but `id` and `released` throws `MESH_ROUTE_RELEASED`. `toObject()` outlives it.
 */
export interface Route extends RouteValue {
  readonly family: Family;
  /** The NLRI as a person writes it: `10.0.0.0/24`, `rd 65000:1 10.0.0.0/24 label 16`. */
  readonly prefix: string;
  /** The NLRI with all it carries, labels and other payload included. */
  readonly nlri: Nlri;
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
export interface RouteObject extends RouteValue {
  readonly family: Family;
  readonly prefix: string;
  /** Where the family's NLRI are more than a prefix. */
  readonly nlri?: Nlri | undefined;
  readonly pathId?: PathId | undefined;
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

  /** True where the route can be read. */
  protected get readable(): boolean {
    return !this.released;
  }

  protected get generation(): number {
    return this.#generation;
  }

  /** Throws `MESH_ROUTE_RELEASED` unless someone holds the route. */
  assertHeld(): RouteId {
    if (!this.readable) {
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
    const { nlri } = this;
    if (isOpaqueNlri(nlri)) return formatHex(nlri.bytes);
    return this.core.families.get(nlri.family)!.format(nlri);
  }

  get nlri(): Nlri | OpaqueNlri {
    const { family } = this;
    const { routes, families } = this.core;
    const row = families.get(family);
    const pathId = routes.pathId(this.id);
    return routes.withNlri(this.id, (bytes, offset, length): Nlri | OpaqueNlri => {
      if (row) return row.decode(bytes, offset, offset + length, pathId, false);
      const nlri = { family, bytes: bytes.slice(offset, offset + length) };
      return pathId === NO_PATH_ID ? nlri : { ...nlri, pathId };
    });
  }

  get pathId(): PathId | undefined {
    const pathId = this.core.routes.pathId(this.assertHeld());
    return pathId === NO_PATH_ID ? undefined : pathId;
  }

  get nextHop(): string {
    const hop = this.#nextHop();
    if (hop.length === 0) return 'self';
    const address = addressIn(hop);
    return address ? formatAddress(hop, address.start, address.end) : formatHex(hop);
  }

  get linkLocal(): string | undefined {
    const hop = this.#nextHop();
    const at = addressIn(hop)?.linkLocal;
    return at === undefined ? undefined : formatAddress(hop, at, at + 16);
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
    return routes.withKey(this.id, (bytes, offset, length) =>
      formatKey(family, prefixBits, bytes, offset, length, pathId),
    );
  }

  get references(): number {
    return this.core.routes.references(this.assertHeld());
  }

  toObject(): RouteObject {
    const { family, prefix, nlri, pathId, nextHop, linkLocal, attributes, index } = this;
    return {
      index,
      family,
      prefix,
      ...(isPrefixNlri(nlri) ? {} : { nlri }),
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
