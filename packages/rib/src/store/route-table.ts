import { ByteWriter, type Family, MeshError, NO_PATH_ID, readU32, writeU32 } from '@mesh/bgp-wire';
import type { AttributeId, AttributeTable } from './attribute-table.js';
import {
  BUCKET_SHIFT,
  Buckets,
  type BucketsState,
  ENTRIES,
  PAGE_MASK as HEAD_MASK,
  PAGE_SHIFT as HEAD_SHIFT,
  ID_MASK,
  TAG_SHIFT,
} from './intern/buckets.js';
import { ByteArena, type ByteArenaState } from './intern/byte-arena.js';
import { hashBytes, hashWords, sameBytes } from './intern/hash.js';
import { IdSet, type IdSetState } from './intern/id-set.js';
import type { Memory } from './intern/memory.js';
import { PAGE_MASK, PAGE_SHIFT, RECORD_SHIFT, RecordPages, type RecordPagesState } from './intern/record-pages.js';
import type { KeySpace, KeySpaces } from './key-space.js';

/** Names a pair of route key and attributes, from 1 up. */
export type RouteId = number;

/*
 * The routes there are, each once, however many hold it: pairs of an NLRI and an attribute set. One record is a pair,
 * and the pairs of one *key* lie in one bucket of the hash table: a holder finds its own route of a key by asking,
 * for each of them, the bit of its set. So a holder costs one bit a route and needs no table of its own.
 *
 * Record of four words: key · tag (8) space (8) siblings (1) generation (15) · attributes · references. An IPv4 prefix
 * without path identifier lies in the record: key is the address, tag the length. Of any other route the key is a
 * handle in an arena, and tag is eight bits of its hash. There lie:
 *
 * - where all octets of the NLRI are the key: length (2) · path identifier (4, where there is one) · NLRI;
 * - where the family's row tells key and payload apart (labels, ESI, gateway): length of the key (2) · of the NLRI (2) ·
 *   path identifier (4, where there is one) · key · NLRI. Routes of one key with other labels are pairs of their own.
 *
 * A key is first *probed*: made canonical (host bits cleared, payload left out) and hashed, once. `resolve`, `first` and
 * `next` then speak of the probed key, `resolve` and `pair` of the payload that came with it too. Nothing is
 * allocated on the way.
 *
 * Generations are drawn from one counter of 15 bits, so that a route freed and a route put in its place differ. The
 * siblings bit says that other pairs of the key may be there: without it, sharing a route needs no look at its bucket.
 *
 * While a snapshot is open, a pair that nobody holds any more leaves the table but keeps its record, attributes and
 * octets: it is dead, `references` is below 0 and links it to the one that died before. Later calls free a few each.
 */
const KEY = 0;
const HEAD = 1;
const ATTRIBUTES = 2;
const REFERENCES = 3;
const SIBLINGS = 0x8000;
const GENERATION = 0x7fff;
const MAX_KEY_OCTETS = 0xffff;
/** Dead pairs that are freed by a call that releases one or closes a snapshot. */
const REAPED = 4;
const REAPED_AT_CLOSE = 4096;

/** What a `RouteTable` is made of, for another thread to take over. */
export interface RouteTableState {
  readonly records: RecordPagesState;
  readonly buckets: BucketsState;
  readonly keys: ByteArenaState;
  readonly ids: IdSetState;
  readonly generation: number;
  readonly references: number;
}

export class RouteTable {
  readonly spaces: KeySpaces;
  readonly #attributes: AttributeTable;
  readonly #seed: number;
  readonly #memory: Memory;
  #records: RecordPages;
  #buckets: Buckets;
  #keys: ByteArena;
  /** The pairs there are. */
  readonly ids: IdSet;
  #generation: number;
  #references: number;
  #snapshots = 0;
  /** The pair that died last, and how many are dead. */
  #dead: RouteId = 0;
  #deaths = 0;
  /** How often a pair was made of a key that had another. */
  paired = 0;
  /** What `resolve` found the set to hold for the probed key, 0 for nothing. */
  held: RouteId = 0;
  // The probed key.
  #space = 0;
  #hash = 0;
  #head = 0;
  #inline = false;
  #key = 0;
  #bytes: Uint8Array = new Uint8Array(64);
  #length = 0;
  /** The NLRI that the key was probed with, of a space that has payload. */
  #keyed = false;
  #nlri: Uint8Array = new Uint8Array(64);
  #nlriLength = 0;
  readonly #writer = new ByteWriter(64);
  readonly #prefix = new Uint8Array(5);
  #splitHeads = new Int32Array(0);

  constructor(spaces: KeySpaces, attributes: AttributeTable, seed: number, memory: Memory, state?: RouteTableState) {
    this.spaces = spaces;
    this.#attributes = attributes;
    this.#seed = seed;
    this.#memory = memory;
    this.#records = new RecordPages(memory, state?.records);
    this.#buckets = new Buckets(memory, this.#hashAll, state?.buckets);
    this.#keys = new ByteArena(memory, state?.keys);
    this.ids = new IdSet(memory, state?.ids);
    this.#generation = state?.generation ?? 0;
    this.#references = state?.references ?? 0;
  }

  get state(): RouteTableState {
    return {
      records: this.#records.state,
      buckets: this.#buckets.state,
      keys: this.#keys.state,
      ids: this.ids.state,
      generation: this.#generation,
      references: this.#references,
    };
  }

  /** Pairs there are. */
  get size(): number {
    return this.ids.size;
  }

  /** References to all pairs together. */
  get totalReferences(): number {
    return this.#references;
  }

  /** Pairs that nobody holds, kept for a snapshot. */
  get dead(): number {
    return this.#deaths;
  }

  /** Snapshots that are open. */
  get snapshots(): number {
    return this.#snapshots;
  }

  get byteLength(): number {
    return this.#records.byteLength + this.#buckets.byteLength + this.#keys.byteLength + this.ids.byteLength;
  }

  /**
   * Takes the key of an NLRI (octets without path identifier) for the calls that follow. `withdrawn`: the NLRI stands in
   * a field of withdrawn routes, where a label may mean none.
   */
  probe(
    family: Family,
    bytes: Uint8Array,
    offset: number,
    length: number,
    pathId: number,
    withdrawn: boolean = false,
  ): void {
    const number = this.spaces.of(family, pathId);
    const space = this.spaces.get(number);
    if (space.inline) this.#probePrefix(number, bytes, offset);
    else if (space.keyed === undefined) this.#probeOctets(number, space, bytes, offset, length, pathId);
    else {
      const writer = this.#writer;
      writer.truncate(0);
      space.keyed.writeKey(bytes, offset, offset + length, withdrawn, writer);
      this.#probeOctets(number, space, writer.buffer, 0, writer.length, pathId);
      this.#keepNlri(bytes, offset, length);
    }
  }

  /** Takes a key as such, for calls that find routes: what the row of a family with payload writes as its key. */
  probeKey(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    const number = this.spaces.of(family, pathId);
    const space = this.spaces.get(number);
    if (space.inline) this.#probePrefix(number, bytes, offset);
    else this.#probeOctets(number, space, bytes, offset, length, pathId);
  }

  /** Takes an IPv4 prefix, of a space whose keys lie in the record; host bits are 0. */
  probeWord(number: number, address: number, bits: number): void {
    this.#space = number;
    this.#inline = true;
    this.#keyed = false;
    this.#key = address;
    this.#head = (bits << 8) | number;
    this.#hash = hashWords(address, this.#head, this.#seed);
  }

  #probePrefix(space: number, bytes: Uint8Array, offset: number): void {
    const bits = bytes[offset]!;
    let address = 0;
    if (bits > 0) address = bytes[offset + 1]! << 24;
    if (bits > 8) address |= bytes[offset + 2]! << 16;
    if (bits > 16) address |= bytes[offset + 3]! << 8;
    if (bits > 24) address |= bytes[offset + 4]!;
    if (bits < 32) address &= ~(-1 >>> bits);
    this.probeWord(space, address, bits);
  }

  #probeOctets(
    number: number,
    space: KeySpace,
    bytes: Uint8Array,
    offset: number,
    length: number,
    pathId: number,
  ): void {
    const start = space.addPath ? 4 : 0;
    this.#space = number;
    this.#inline = false;
    this.#keyed = false;
    this.#length = start + length;
    if (this.#length > MAX_KEY_OCTETS) throw new RangeError(`a route key has at most ${MAX_KEY_OCTETS} octets`);
    if (this.#length > this.#bytes.length) this.#bytes = new Uint8Array(MAX_KEY_OCTETS + 1);
    const key = this.#bytes;
    if (space.addPath) writeU32(key, 0, pathId);
    for (let i = 0; i < length; i++) key[start + i] = bytes[offset + i]!;
    const spare = -bytes[offset]! & 7;
    if (space.prefixBits > 0 && spare > 0) key[this.#length - 1]! &= 0xff << spare;
    this.#hash = hashBytes(key, 0, this.#length, this.#seed + number);
    this.#head = ((this.#hash >>> 24) << 8) | number;
  }

  /** Keeps the NLRI of the probed key, for its payload. */
  #keepNlri(bytes: Uint8Array, offset: number, length: number): void {
    if (length > MAX_KEY_OCTETS) throw new RangeError(`an NLRI has at most ${MAX_KEY_OCTETS} octets`);
    if (length > this.#nlri.length) this.#nlri = new Uint8Array(MAX_KEY_OCTETS + 1);
    for (let i = 0; i < length; i++) this.#nlri[i] = bytes[offset + i]!;
    this.#nlriLength = length;
    this.#keyed = true;
  }

  /** True where the record at `at` has the probed key. */
  #matches(page: Int32Array, at: number): boolean {
    if (page[at + HEAD]! >>> 16 !== this.#head) return false;
    if (this.#inline) return page[at + KEY] === this.#key;
    const handle = page[at + KEY]!;
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    const header = this.spaces.get(this.#space).keyed === undefined ? 2 : 4;
    return (
      ((bytes[offset]! << 8) | bytes[offset + 1]!) === this.#length &&
      sameBytes(bytes, offset + header, this.#bytes, 0, this.#length)
    );
  }

  /** True where the record at `at`, which has the probed key, has the probed payload too. */
  #hasPayload(page: Int32Array, at: number): boolean {
    if (!this.#keyed) return true;
    const handle = page[at + KEY]!;
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    return (
      ((bytes[offset + 2]! << 8) | bytes[offset + 3]!) === this.#nlriLength &&
      sameBytes(bytes, offset + 4 + this.#length, this.#nlri, 0, this.#nlriLength)
    );
  }

  /**
   * The pair of the probed NLRI and an attribute set, made where it is missing: with no reference yet, which the
   * caller adds at once. `held` is then what the set has for the probed key.
   */
  resolve(attributes: AttributeId, set: IdSet): RouteId {
    const { pages } = this.#records;
    const tag = this.#hash;
    let found = 0;
    let sibling = 0;
    this.held = 0;
    const bucket = this.#buckets.bucket(tag);
    let line = this.#buckets.pages[bucket >>> HEAD_SHIFT]!;
    let from = (bucket & HEAD_MASK) << BUCKET_SHIFT;
    for (;;) {
      let i = from;
      for (; i < from + ENTRIES; i++) {
        const entry = line[i]!;
        if (entry === 0) break;
        if ((entry ^ tag) >>> TAG_SHIFT !== 0) continue;
        const id = entry & ID_MASK;
        const page = pages[id >>> PAGE_SHIFT]!;
        const at = (id & PAGE_MASK) << RECORD_SHIFT;
        if (!this.#matches(page, at)) continue;
        sibling = id;
        if (page[at + ATTRIBUTES] === attributes && this.#hasPayload(page, at)) found = id;
        if (set.has(id)) this.held = id;
      }
      const overflow = line[from + ENTRIES]!;
      if (overflow === 0 || i < from + ENTRIES) break;
      line = this.#buckets.overflow[overflow >>> HEAD_SHIFT]!;
      from = (overflow & HEAD_MASK) << BUCKET_SHIFT;
    }
    return found === 0 ? this.#insert(attributes, sibling) : found;
  }

  /** The pair of the probed NLRI and an attribute set, made where it is missing. */
  pair(attributes: AttributeId): RouteId {
    const sibling = this.first();
    for (let id = sibling; id !== 0; id = this.next(id)) {
      const page = this.#records.pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) << RECORD_SHIFT;
      if (page[at + ATTRIBUTES] === attributes && this.#hasPayload(page, at)) return id;
    }
    return this.#insert(attributes, sibling);
  }

  /** First pair of the probed key, 0 for none. */
  first(): RouteId {
    return this.#seek(0);
  }

  /** The pair of the probed key after one that `first` or `next` gave and that is still there, 0 for none. */
  next(id: RouteId): RouteId {
    return this.#seek(id);
  }

  /** The first pair of the probed key behind another one, or of all where that is 0. */
  #seek(after: RouteId): RouteId {
    const { pages } = this.#records;
    const tag = this.#hash;
    let passed = after === 0;
    const bucket = this.#buckets.bucket(tag);
    let line = this.#buckets.pages[bucket >>> HEAD_SHIFT]!;
    let from = (bucket & HEAD_MASK) << BUCKET_SHIFT;
    for (;;) {
      for (let i = from; i < from + ENTRIES; i++) {
        const entry = line[i]!;
        if (entry === 0) return 0;
        if ((entry ^ tag) >>> TAG_SHIFT !== 0) continue;
        const id = entry & ID_MASK;
        if (!passed) passed = id === after;
        else if (this.#matches(pages[id >>> PAGE_SHIFT]!, (id & PAGE_MASK) << RECORD_SHIFT)) return id;
      }
      const overflow = line[from + ENTRIES]!;
      if (overflow === 0) return 0;
      line = this.#buckets.overflow[overflow >>> HEAD_SHIFT]!;
      from = (overflow & HEAD_MASK) << BUCKET_SHIFT;
    }
  }

  /** What a set has of the probed key, 0 for nothing. */
  find(set: IdSet): RouteId {
    let id = this.#seek(0);
    while (id !== 0 && !set.has(id)) id = this.#seek(id);
    return id;
  }

  /** What a set has of the key of a route that is there, 0 for nothing. */
  heldWith(id: RouteId, set: IdSet): RouteId {
    if (set.has(id)) return id;
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    if ((page[((id & PAGE_MASK) << RECORD_SHIFT) + HEAD]! & SIBLINGS) === 0) return 0;
    this.probeKeyOf(id);
    return this.find(set);
  }

  /** The key of a pair may have others. */
  hasSiblings(id: RouteId): boolean {
    return (this.#word(id, HEAD) & SIBLINGS) !== 0;
  }

  /** `sibling` is another pair of the probed key, 0 for none. */
  #insert(attributes: AttributeId, sibling: RouteId): RouteId {
    const key = this.#inline ? this.#key : this.#keep();
    const id = this.#records.allocate();
    if (id > ID_MASK) throw new RangeError(`a store holds at most ${ID_MASK} routes`);
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) << RECORD_SHIFT;
    this.#generation = (this.#generation + 1) & GENERATION;
    page[at + KEY] = key;
    page[at + HEAD] = (this.#head << 16) | (sibling === 0 ? 0 : SIBLINGS) | this.#generation;
    if (sibling !== 0) {
      this.paired++;
      this.#records.pages[sibling >>> PAGE_SHIFT]![((sibling & PAGE_MASK) << RECORD_SHIFT) + HEAD]! |= SIBLINGS;
    }
    page[at + ATTRIBUTES] = attributes;
    page[at + REFERENCES] = 0;
    this.#attributes.retain(attributes);
    this.ids.add(id);
    this.#count(id, 1);
    this.#buckets.add(this.#hash, id, this.ids.size);
    return id;
  }

  /** Puts the probed key, and its NLRI where that has payload, in the arena. */
  #keep(): number {
    const keyed = this.spaces.get(this.#space).keyed !== undefined;
    if (keyed && !this.#keyed) throw new RangeError('a route is made of its NLRI, its key does not suffice');
    const header = keyed ? 4 : 2;
    const handle = this.#keys.allocate(header + this.#length + (keyed ? this.#nlriLength : 0));
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    bytes[offset] = this.#length >>> 8;
    bytes[offset + 1] = this.#length;
    let at = offset + header;
    for (let i = 0; i < this.#length; i++) bytes[at++] = this.#bytes[i]!;
    if (!keyed) return handle;
    bytes[offset + 2] = this.#nlriLength >>> 8;
    bytes[offset + 3] = this.#nlriLength;
    for (let i = 0; i < this.#nlriLength; i++) bytes[at++] = this.#nlri[i]!;
    return handle;
  }

  /** Counts the length of a route's prefix. */
  #count(id: RouteId, change: 1 | -1): void {
    const { inline, prefixBits, lengths } = this.space(id);
    if (prefixBits === 0) return;
    if (inline) lengths[this.#word(id, HEAD) >>> 24]! += change;
    else lengths[this.withNlri(id, firstOctet)]! += change;
  }

  retain(id: RouteId): void {
    this.#references++;
    this.#records.pages[id >>> PAGE_SHIFT]![((id & PAGE_MASK) << RECORD_SHIFT) + REFERENCES]!++;
  }

  /** Gives one reference back; the last one frees the pair. Throws `MESH_ROUTE_RELEASED` where there is none. */
  release(id: RouteId): void {
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) << RECORD_SHIFT;
    const references = page[at + REFERENCES]! - 1;
    if (references < 0) throw new MeshError('MESH_ROUTE_RELEASED', `route ${id} has no reference left to give back`);
    page[at + REFERENCES] = references;
    this.#references--;
    if (references > 0) return;
    this.#buckets.remove(this.#hashOf(id), id);
    this.ids.delete(id);
    this.#count(id, -1);
    if (this.#snapshots > 0) {
      page[at + REFERENCES] = -1 - this.#dead;
      this.#dead = id;
      this.#deaths++;
      return;
    }
    this.#free(id);
    if (this.#dead !== 0) this.#reap(REAPED);
    else if (this.ids.size === 0) this.#reset();
  }

  /** Lets a record go that nobody can find any more. */
  #free(id: RouteId): void {
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) << RECORD_SHIFT;
    this.#attributes.release(page[at + ATTRIBUTES]!);
    const { inline, keyed } = this.space(id);
    if (!inline) {
      const handle = page[at + KEY]!;
      const length = this.#keyLength(handle);
      this.#keys.free(handle, keyed === undefined ? 2 + length : 4 + length + this.#nlriLengthOf(handle));
    }
    page[at + HEAD] = 0;
    page[at + REFERENCES] = 0;
    this.#records.free(id);
  }

  /** From here on pairs that nobody holds any more keep their records, until `closeSnapshot` is called as often. */
  openSnapshot(): void {
    this.#snapshots++;
  }

  closeSnapshot(): void {
    if (--this.#snapshots === 0) this.#reap(REAPED_AT_CLOSE);
  }

  /** Frees at most so many of the dead, unless a snapshot is open. True where none is left. */
  reap(atMost: number): boolean {
    if (this.#snapshots > 0) return this.#dead === 0;
    this.#reap(atMost);
    return this.#dead === 0;
  }

  #reap(atMost: number): void {
    for (let left = atMost; left > 0 && this.#dead !== 0; left--) {
      const id = this.#dead;
      this.#dead = -1 - this.#word(id, REFERENCES);
      this.#deaths--;
      this.#free(id);
    }
    if (this.ids.size === 0 && this.#dead === 0) this.#reset();
  }

  /** References a pair has; 0 for one that is dead. */
  references(id: RouteId): number {
    return Math.max(0, this.#word(id, REFERENCES));
  }

  attributes(id: RouteId): AttributeId {
    return this.#records.pages[id >>> PAGE_SHIFT]![((id & PAGE_MASK) << RECORD_SHIFT) + ATTRIBUTES]!;
  }

  /** Tells this pair from others that had, or will have, its id. */
  generation(id: RouteId): number {
    return this.#word(id, HEAD) & GENERATION;
  }

  /** True where the id names a pair of this generation that is there. */
  lives(id: RouteId, generation: number): boolean {
    return this.exists(id) && this.generation(id) === generation;
  }

  /** True where the record of a pair can be read: it is there, or kept for a snapshot. */
  isKept(id: RouteId, generation: number): boolean {
    const page = this.#records.pages[id >>> PAGE_SHIFT];
    if (page === undefined) return false;
    const head = page[((id & PAGE_MASK) << RECORD_SHIFT) + HEAD]!;
    return head >>> 16 !== 0 && (head & GENERATION) === generation;
  }

  /** True where the id names a pair that is there. */
  exists(id: RouteId): boolean {
    return id > 0 && this.ids.has(id);
  }

  /** The largest id a pair may have now. */
  get lastId(): RouteId {
    return this.#records.last;
  }

  spaceNumber(id: RouteId): number {
    return (this.#word(id, HEAD) >>> 16) & 0xff;
  }

  space(id: RouteId): KeySpace {
    return this.spaces.get(this.spaceNumber(id));
  }

  /** Path identifier of a route, `NO_PATH_ID` where it has none. */
  pathId(id: RouteId): number {
    const { addPath, keyed } = this.space(id);
    if (!addPath) return NO_PATH_ID;
    const handle = this.#word(id, KEY);
    return readU32(this.#keys.page(handle), this.#keys.offset(handle) + (keyed === undefined ? 2 : 4));
  }

  /** Hands the NLRI octets (without path identifier, with labels and all payload) to `use`, borrowed for the call. */
  withNlri<T>(id: RouteId, use: (bytes: Uint8Array, offset: number, length: number) => T): T {
    const { keyed } = this.space(id);
    if (keyed === undefined) return this.withKey(id, use);
    const handle = this.#word(id, KEY);
    const bytes = this.#keys.page(handle);
    return use(bytes, this.#keys.offset(handle) + 4 + this.#keyLength(handle), this.#nlriLengthOf(handle));
  }

  /** Hands the NLRI octets that withdraw the route (without path identifier) to `use`, borrowed for the call. */
  withWithdrawn<T>(id: RouteId, use: (bytes: Uint8Array, offset: number, length: number) => T): T {
    const { keyed } = this.space(id);
    if (keyed?.writeWithdrawn === undefined) return this.withNlri(id, use);
    const writer = this.#writer;
    writer.truncate(0);
    this.withNlri(id, (bytes, offset, length) => keyed.writeWithdrawn?.(bytes, offset, offset + length, writer));
    return use(writer.buffer, 0, writer.length);
  }

  /** Hands the octets of the key (without path identifier and payload) to `use`, borrowed for the call. */
  withKey<T>(id: RouteId, use: (bytes: Uint8Array, offset: number, length: number) => T): T {
    const { inline, addPath, keyed } = this.space(id);
    if (inline) {
      const bits = this.#word(id, HEAD) >>> 24;
      this.#prefix[0] = bits;
      writeU32(this.#prefix, 1, this.#word(id, KEY));
      return use(this.#prefix, 0, 1 + ((bits + 7) >> 3));
    }
    const handle = this.#word(id, KEY);
    const skipped = addPath ? 4 : 0;
    const start = this.#keys.offset(handle) + (keyed === undefined ? 2 : 4) + skipped;
    return use(this.#keys.page(handle), start, this.#keyLength(handle) - skipped);
  }

  /** Probes the key of a route whose record is kept, and its payload. */
  probeKeyOf(id: RouteId): void {
    const space = this.space(id);
    if (space.inline) {
      this.probeWord(this.spaceNumber(id), this.#word(id, KEY), this.#word(id, HEAD) >>> 24);
      return;
    }
    const pathId = this.pathId(id);
    this.withKey(id, (bytes, offset, length) => this.probeKey(space.family, bytes, offset, length, pathId));
    if (space.keyed) this.withNlri(id, (bytes, offset, length) => this.#keepNlri(bytes, offset, length));
  }

  /** Pairs in the bucket of the probed key: what an operation on it looks at. */
  get chainLength(): number {
    return this.#buckets.chainLength(this.#buckets.bucket(this.#hash));
  }

  #word(id: RouteId, word: number): number {
    return this.#records.pages[id >>> PAGE_SHIFT]![((id & PAGE_MASK) << RECORD_SHIFT) + word]!;
  }

  /** Octets of path identifier and key. */
  #keyLength(handle: number): number {
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    return (bytes[offset]! << 8) | bytes[offset + 1]!;
  }

  #nlriLengthOf(handle: number): number {
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    return (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
  }

  /** First what lies in the records, then the rest of the work: so the processor waits once for all of them. */
  readonly #hashAll = (entries: Int32Array, hashes: Int32Array, count: number): void => {
    const { pages } = this.#records;
    if (count > this.#splitHeads.length) this.#splitHeads = new Int32Array(entries.length);
    const heads = this.#splitHeads;
    for (let i = 0; i < count; i++) {
      const id = entries[i]! & ID_MASK;
      const page = pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) << RECORD_SHIFT;
      hashes[i] = page[at + KEY]!;
      heads[i] = page[at + HEAD]!;
    }
    for (let i = 0; i < count; i++) hashes[i] = this.#rehash(hashes[i]!, heads[i]! >>> 16);
  };

  #hashOf(id: RouteId): number {
    return this.#rehash(this.#word(id, KEY), this.#word(id, HEAD) >>> 16);
  }

  /** The hash of a key from what its record has: `key`, and `tag` with `space`. */
  #rehash(key: number, head: number): number {
    const number = head & 0xff;
    const { inline, keyed } = this.spaces.get(number);
    if (inline) return hashWords(key, head, this.#seed);
    const start = this.#keys.offset(key) + (keyed === undefined ? 2 : 4);
    return hashBytes(this.#keys.page(key), start, start + this.#keyLength(key), this.#seed + number);
  }

  /** A table that was large and is empty gives everything back. */
  #reset(): void {
    if (this.#records.last >= LARGE) this.abandon();
  }

  /** Becomes empty and leaves the memory to whoever has its `state`. */
  abandon(): void {
    this.#references = 0;
    this.spaces.clear();
    this.#records = new RecordPages(this.#memory);
    this.#buckets = new Buckets(this.#memory, this.#hashAll);
    this.#keys = new ByteArena(this.#memory);
    this.ids.clear();
  }
}

/** Records from which on an empty table gives its memory back. */
const LARGE = 4096;

function firstOctet(bytes: Uint8Array, offset: number): number {
  return bytes[offset]!;
}
