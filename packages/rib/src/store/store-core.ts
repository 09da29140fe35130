import {
  type AttributeTable as AttributeRows,
  attributeSet,
  ByteWriter,
  type CodecContext,
  createContext,
  Family,
  type FamilyTable,
  formatFamily,
  isOpaqueNlri,
  MeshError,
  type Nlri,
  NO_PATH_ID,
  nextHopOctets,
  type Prefix,
  parsePrefix,
  writePrefix,
} from '@mesh/bgp-wire';
import { type AttributeId, AttributeTable, type AttributeTableState } from './attribute-table.js';
import type { Memory } from './intern/memory.js';
import { KeySpaces, type KeySpacesState } from './key-space.js';
import { type EncodedRoute, type RouteKeySpec, type RouteSpec, StoredRoute } from './route.js';
import { type RouteIndex, RouteIndexReader } from './route-index.js';
import { type RouteId, RouteTable, type RouteTableState } from './route-table.js';

const SELF = new Uint8Array(0);

/** Names a route key: its index, or its prefix or NLRI with what else is part of the key. */
export type RouteSelector = RouteIndex | RouteKeySpec;

export interface StoreCoreOptions {
  readonly families: FamilyTable;
  readonly attributes: AttributeRows;
  readonly seed: number;
  readonly memory: Memory;
}

/** What a `StoreCore` is made of, for another thread to take over. */
export interface StoreCoreState {
  readonly spaces: KeySpacesState;
  readonly attributes: AttributeTableState;
  readonly routes: RouteTableState;
}

/** The tables of a store and the ways into them; only this package sees it. */
export class StoreCore {
  readonly families: FamilyTable;
  /** Stored sets are decoded with it: 4-octet AS numbers, no rules of any session. */
  readonly context: CodecContext;
  readonly attributes: AttributeTable;
  readonly routes: RouteTable;
  readonly seed: number;
  readonly memory: Memory;
  readonly #reader = new RouteIndexReader();
  readonly #nlri = new ByteWriter(32);

  constructor({ families, attributes, seed, memory }: StoreCoreOptions, state?: StoreCoreState) {
    this.families = families;
    this.context = createContext({ attributes, familyTable: families });
    this.seed = seed;
    this.memory = memory;
    this.attributes = new AttributeTable(seed, memory, state?.attributes);
    const spaces = new KeySpaces(families, state?.spaces);
    this.routes = new RouteTable(spaces, this.attributes, seed, memory, state?.routes);
  }

  get state(): StoreCoreState {
    return { spaces: this.routes.spaces.state, attributes: this.attributes.state, routes: this.routes.state };
  }

  /** Probes the key of a selector. False where it cannot be in the store. */
  probe(selector: RouteSelector): boolean {
    if (typeof selector === 'string') return this.#probeIndex(selector);
    this.#probeKey(selector);
    return true;
  }

  #probeIndex(index: RouteIndex): boolean {
    const { spaces } = this.routes;
    const reader = this.#reader;
    if (reader.readIPv4(index)) {
      const number = spaces.find(reader.family, false);
      if (number === 0 || !spaces.get(number).inline) return false;
      this.routes.probeWord(number, reader.address, reader.bits);
      return true;
    }
    if (!reader.read(index)) {
      throw new MeshError('MESH_ROUTE_INDEX', `a route index is hexadecimal such as 0101180a000000, got ${index}`);
    }
    const number = spaces.find(reader.family, reader.pathId !== NO_PATH_ID);
    if (number === 0 || spaces.get(number).prefixBits !== reader.prefixBits) return false;
    this.routes.probeKey(reader.family, reader.bytes, reader.offset, reader.length, reader.pathId);
    return true;
  }

  #probeKey(key: RouteKeySpec): void {
    if (key instanceof StoredRoute && key.core === this) this.routes.probeKeyOf(key.assertHeld());
    else this.#probeKeySpec(key);
  }

  /** Probes what a spec names, to store it. Throws `RangeError` for a prefix, an NLRI or a path identifier that is none. */
  probeSpec(spec: RouteKeySpec): void {
    const { family, pathId } = this.#writeSpec(spec);
    const { buffer, length } = this.#nlri;
    this.#check(family, buffer, length);
    this.routes.probe(family, buffer, 0, length, pathId);
  }

  /** Probes the key that a spec names, to find it: an NLRI may be without labels here. */
  #probeKeySpec(spec: RouteKeySpec): void {
    const { family, pathId } = this.#writeSpec(spec);
    const { buffer, length } = this.#nlri;
    this.routes.probe(family, buffer, 0, length, pathId, isUnlabelled(spec.nlri));
  }

  #writeSpec({ prefix, nlri, pathId, family }: RouteKeySpec): { family: Family; pathId: number } {
    const id = pathId ?? nlri?.pathId;
    if (id !== undefined && !(Number.isInteger(id) && id >= 0 && id <= 0xffffffff)) {
      throw new RangeError(`a path identifier is 0 to 4294967295, got ${id}`);
    }
    this.#nlri.truncate(0);
    return {
      family: nlri === undefined ? this.#writePrefix(prefix, family) : this.#writeNlri(nlri),
      pathId: id ?? NO_PATH_ID,
    };
  }

  /** Writes the NLRI that a prefix is in a family, and returns the family. */
  #writePrefix(text: string | undefined, family: Family | undefined): Family {
    const prefix = requirePrefix(text);
    const chosen = family ?? unicastOf(prefix);
    const row = this.families.get(chosen);
    if (row?.prefixBits !== 8 * prefix.address.length) {
      throw new RangeError(
        `${row?.name ?? formatFamily(chosen)} takes more than a prefix such as ${text}: give its nlri`,
      );
    }
    writePrefix(prefix, this.#nlri);
    return chosen;
  }

  #writeNlri(nlri: Nlri): Family {
    if (isOpaqueNlri(nlri)) {
      this.#nlri.bytes(nlri.bytes);
      return nlri.family;
    }
    const row = this.families.get(nlri.family);
    if (!row)
      throw new RangeError(`${formatFamily(nlri.family)} has no row in the family table: give its NLRI as octets`);
    row.encode(nlri, this.#nlri);
    return nlri.family;
  }

  /** Probes a route in octets. Throws `RangeError` where they are no NLRI of the family. */
  probeEncoded({ family, nlri, pathId }: EncodedRoute): void {
    this.#check(family, nlri, nlri.length);
    this.routes.probe(family, nlri, 0, nlri.length, pathId);
  }

  #check(family: Family, bytes: Uint8Array, length: number): void {
    const row = this.families.get(family);
    if (length === 0 || (row !== undefined && row.measure(bytes, 0, length, false) !== length)) {
      throw new RangeError(`${length} octets are no NLRI of ${row?.name ?? formatFamily(family)}`);
    }
  }

  /** Interns the attributes and next hop of a spec, with one reference for the caller. */
  internSpec(spec: RouteSpec): AttributeId {
    const hop =
      spec.nextHop === 'self'
        ? SELF
        : nextHopOctets(
            spec.linkLocal === undefined
              ? { address: spec.nextHop }
              : { address: spec.nextHop, linkLocal: spec.linkLocal },
          );
    return this.attributes.intern(hop, 0, hop.length, attributeSet(spec.attributes ?? [], this.context));
  }

  route(id: RouteId): StoredRoute {
    return new StoredRoute(this, id);
  }
}

/** True for an NLRI with labels that has none, as withdrawals may be written. */
function isUnlabelled(nlri: Nlri | undefined): boolean {
  return nlri !== undefined && 'labels' in nlri && Array.isArray(nlri.labels) && nlri.labels.length === 0;
}

export function requirePrefix(text: string | undefined): Prefix {
  const prefix = text === undefined ? undefined : parsePrefix(text);
  if (!prefix) throw new RangeError(`a prefix is written 10.0.0.0/24 or 2001:db8::/32, got ${text}`);
  return prefix;
}

/** The unicast family of a prefix. */
export function unicastOf({ address }: Prefix): Family {
  return address.length === 4 ? Family.IPV4_UNICAST : Family.IPV6_UNICAST;
}

/** Families of which a store has, or had, routes. */
export function familiesIn({ routes }: StoreCore): Set<Family> {
  const { spaces } = routes;
  return new Set(Array.from({ length: spaces.count - 1 }, (_, i) => spaces.get(i + 1).family));
}
