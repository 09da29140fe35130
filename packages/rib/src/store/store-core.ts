import {
  type AttributeTable as AttributeRows,
  attributeSet,
  ByteWriter,
  type CodecContext,
  createContext,
  Family,
  type FamilyTable,
  MeshError,
  NO_PATH_ID,
  nextHopOctets,
  parsePrefix,
  writePrefix,
} from '@mesh/bgp-wire';
import { type AttributeId, AttributeTable } from './attribute-table.js';
import { KeySpaces } from './key-space.js';
import { type RouteSpec, StoredRoute } from './route.js';
import { type RouteIndex, RouteIndexReader } from './route-index.js';
import { type RouteId, RouteTable } from './route-table.js';

const SELF = new Uint8Array(0);

/** Names a route key: its index, or its prefix with what else is part of the key. */
export type RouteSelector = RouteIndex | Pick<RouteSpec, 'prefix' | 'pathId' | 'family'>;

/** The tables of a store and the ways into them; only this package sees it. */
export class StoreCore {
  readonly families: FamilyTable;
  /** Stored sets are decoded with it: 4-octet AS numbers, no rules of any session. */
  readonly context: CodecContext;
  readonly attributes: AttributeTable;
  readonly routes: RouteTable;
  readonly #reader = new RouteIndexReader();
  readonly #nlri = new ByteWriter(32);

  constructor(families: FamilyTable, rows: AttributeRows, seed: number) {
    this.families = families;
    this.context = createContext({ attributes: rows, familyTable: families });
    this.attributes = new AttributeTable(seed);
    this.routes = new RouteTable(new KeySpaces(families), this.attributes, seed);
  }

  /** Probes the key of a selector. False where it cannot be in the store. */
  probe(selector: RouteSelector): boolean {
    if (typeof selector === 'string') return this.#probeIndex(selector);
    this.#probeKey(selector);
    return true;
  }

  #probeIndex(index: RouteIndex): boolean {
    const reader = this.#reader;
    if (!reader.read(index)) {
      throw new MeshError('MESH_ROUTE_INDEX', `a route index is hexadecimal such as 0101180a000000, got ${index}`);
    }
    const number = this.routes.spaces.find(reader.family, reader.pathId !== NO_PATH_ID);
    if (number === 0 || this.routes.spaces.get(number).prefixBits !== reader.prefixBits) return false;
    this.routes.probe(reader.family, reader.bytes, reader.offset, reader.length, reader.pathId);
    return true;
  }

  #probeKey(key: Pick<RouteSpec, 'prefix' | 'pathId' | 'family'>): void {
    if (key instanceof StoredRoute && key.core === this) this.routes.probeKeyOf(key.assertHeld());
    else this.probePrefix(key);
  }

  /** Probes the key that a prefix and what goes with it name. */
  probePrefix({ prefix: text, pathId, family }: Pick<RouteSpec, 'prefix' | 'pathId' | 'family'>): void {
    const prefix = parsePrefix(text);
    if (!prefix) throw new RangeError(`a prefix is written 10.0.0.0/24 or 2001:db8::/32, got ${text}`);
    const unicast = prefix.address.length === 4 ? Family.IPV4_UNICAST : Family.IPV6_UNICAST;
    const chosen = family ?? unicast;
    const row = this.families.get(chosen);
    if (row?.prefixBits !== 8 * prefix.address.length) {
      throw new RangeError(`${row?.name ?? `family ${chosen}`} has no prefix such as ${text}`);
    }
    if (pathId !== undefined && !(Number.isInteger(pathId) && pathId >= 0 && pathId <= 0xffffffff)) {
      throw new RangeError(`a path identifier is 0 to 4294967295, got ${pathId}`);
    }
    this.#nlri.truncate(0);
    writePrefix(prefix, this.#nlri);
    this.routes.probe(chosen, this.#nlri.view(), 0, this.#nlri.length, pathId ?? NO_PATH_ID);
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
