import { BucketHeads, type BucketHeadsState } from './intern/bucket-heads.js';
import { ByteArena, type ByteArenaState } from './intern/byte-arena.js';
import { hashBytes, sameBytes } from './intern/hash.js';
import type { Memory } from './intern/memory.js';
import { PAGE_MASK, PAGE_SHIFT, RECORD_SHIFT, RecordPages, type RecordPagesState } from './intern/record-pages.js';

/** Names an interned attribute set together with its next hop, from 1 up. */
export type AttributeId = number;

/*
 * What routes share: the canonical attribute set and, beside it, the next hop (no octets for `self`). Both are one
 * entry, for a message announces them together: routes of one id can stand in one UPDATE.
 *
 * Record: link · hash · arena handle · references. Octets: set length (2) · next hop length (1) · next hop · set.
 */
const HASH = 1;
const HANDLE = 2;
const REFERENCES = 3;
const HEADER = 3;
const LOAD = 1.5;
const MAX_SET_OCTETS = 0xffff;
/** Entries from which on an empty table gives its memory back. */
const LARGE = 4096;

/** What an `AttributeTable` is made of, for another thread to take over. */
export interface AttributeTableState {
  readonly records: RecordPagesState;
  readonly heads: BucketHeadsState;
  readonly arena: ByteArenaState;
  readonly size: number;
}

export class AttributeTable {
  readonly #seed: number;
  readonly #memory: Memory;
  #records: RecordPages;
  #heads: BucketHeads;
  #arena: ByteArena;
  #size = 0;
  /** What was asked for last: routes that come together mostly share it. */
  #last: AttributeId = 0;
  readonly #freed: ((id: AttributeId) => void)[] = [];
  /** What `locate` found: the next hop in `bytes[hopStart, setStart)`, the set in `bytes[setStart, setEnd)`. */
  bytes: Uint8Array = new Uint8Array(0);
  hopStart = 0;
  setStart = 0;
  setEnd = 0;

  constructor(seed: number, memory: Memory, state?: AttributeTableState) {
    this.#seed = seed;
    this.#memory = memory;
    this.#records = new RecordPages(memory, state?.records);
    this.#heads = new BucketHeads(memory, state?.heads);
    this.#arena = new ByteArena(memory, state?.arena);
    this.#size = state?.size ?? 0;
  }

  get state(): AttributeTableState {
    return { records: this.#records.state, heads: this.#heads.state, arena: this.#arena.state, size: this.#size };
  }

  /** Entries there are. */
  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return this.#records.byteLength + this.#heads.byteLength + this.#arena.byteLength;
  }

  /** The id of a next hop and a canonical set, with one reference more. */
  intern(hop: Uint8Array, hopStart: number, hopLength: number, set: Uint8Array): AttributeId {
    if (set.length > MAX_SET_OCTETS || hopLength > 0xff) {
      throw new RangeError(`an attribute set has at most ${MAX_SET_OCTETS} octets, got ${set.length}`);
    }
    if (this.#last !== 0 && this.#holds(this.#handle(this.#last), hop, hopStart, hopLength, set)) {
      this.retain(this.#last);
      return this.#last;
    }
    const hash = hashBytes(set, 0, set.length, hashBytes(hop, hopStart, hopStart + hopLength, this.#seed));
    const bucket = this.#heads.bucket(hash);
    const { pages } = this.#records;
    let id = this.#heads.get(bucket);
    while (id !== 0) {
      const page = pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) << RECORD_SHIFT;
      if (page[at + HASH] === hash && this.#holds(page[at + HANDLE]!, hop, hopStart, hopLength, set)) {
        page[at + REFERENCES]!++;
        this.#last = id;
        return id;
      }
      id = page[at]!;
    }
    return this.#insert(hash, bucket, hop, hopStart, hopLength, set);
  }

  retain(id: AttributeId): void {
    this.#records.pages[id >>> PAGE_SHIFT]![((id & PAGE_MASK) << RECORD_SHIFT) + REFERENCES]!++;
  }

  /** Gives one reference back; the last one frees the entry. */
  release(id: AttributeId): void {
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) << RECORD_SHIFT;
    if (--page[at + REFERENCES]! > 0) return;
    if (id === this.#last) this.#last = 0;
    for (const listener of this.#freed) listener(id);
    const bucket = this.#heads.bucket(page[at + HASH]!);
    this.#unlink(bucket, id, page[at]!);
    const handle = page[at + HANDLE]!;
    const bytes = this.#arena.page(handle);
    const offset = this.#arena.offset(handle);
    this.#arena.free(handle, HEADER + bytes[offset + 2]! + ((bytes[offset]! << 8) | bytes[offset + 1]!));
    this.#records.free(id);
    if (--this.#size === 0 && this.#records.last >= LARGE) this.abandon();
  }

  /**
   * Calls back with each id whose entry goes, before the id can come to mean anything else: whoever keeps facts about
   * an id forgets them then. Returns what ends it.
   */
  onFreed(listener: (id: AttributeId) => void): () => void {
    this.#freed.push(listener);
    return () => {
      const at = this.#freed.indexOf(listener);
      if (at >= 0) this.#freed.splice(at, 1);
    };
  }

  /** The octets of the next hop, borrowed; none for `self`. */
  nextHop(id: AttributeId): Uint8Array {
    const handle = this.#handle(id);
    const offset = this.#arena.offset(handle);
    const bytes = this.#arena.page(handle);
    return bytes.subarray(offset + HEADER, offset + HEADER + bytes[offset + 2]!);
  }

  /** The octets of the canonical set, borrowed. */
  set(id: AttributeId): Uint8Array {
    const handle = this.#handle(id);
    const offset = this.#arena.offset(handle);
    const bytes = this.#arena.page(handle);
    const start = offset + HEADER + bytes[offset + 2]!;
    return bytes.subarray(start, start + ((bytes[offset]! << 8) | bytes[offset + 1]!));
  }

  /** Says where an entry lies, without a view of it; the octets stay there as long as the entry is held. */
  locate(id: AttributeId): void {
    const handle = this.#handle(id);
    const offset = this.#arena.offset(handle);
    const bytes = this.#arena.page(handle);
    this.bytes = bytes;
    this.hopStart = offset + HEADER;
    this.setStart = this.hopStart + bytes[offset + 2]!;
    this.setEnd = this.setStart + ((bytes[offset]! << 8) | bytes[offset + 1]!);
  }

  #handle(id: AttributeId): number {
    return this.#records.pages[id >>> PAGE_SHIFT]![((id & PAGE_MASK) << RECORD_SHIFT) + HANDLE]!;
  }

  #holds(handle: number, hop: Uint8Array, hopStart: number, hopLength: number, set: Uint8Array): boolean {
    const bytes = this.#arena.page(handle);
    const at = this.#arena.offset(handle);
    return (
      ((bytes[at]! << 8) | bytes[at + 1]!) === set.length &&
      bytes[at + 2] === hopLength &&
      sameBytes(bytes, at + HEADER, hop, hopStart, hopLength) &&
      sameBytes(bytes, at + HEADER + hopLength, set, 0, set.length)
    );
  }

  #insert(
    hash: number,
    bucket: number,
    hop: Uint8Array,
    hopStart: number,
    hopLength: number,
    set: Uint8Array,
  ): AttributeId {
    const handle = this.#arena.allocate(HEADER + hopLength + set.length);
    const bytes = this.#arena.page(handle);
    const offset = this.#arena.offset(handle);
    bytes[offset] = set.length >>> 8;
    bytes[offset + 1] = set.length;
    bytes[offset + 2] = hopLength;
    for (let i = 0; i < hopLength; i++) bytes[offset + HEADER + i] = hop[hopStart + i]!;
    bytes.set(set, offset + HEADER + hopLength);
    const id = this.#records.allocate();
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) << RECORD_SHIFT;
    page[at] = this.#heads.get(bucket);
    page[at + HASH] = hash;
    page[at + HANDLE] = handle;
    page[at + REFERENCES] = 1;
    this.#heads.set(bucket, id);
    this.#last = id;
    if (++this.#size > LOAD * this.#heads.count) this.#split();
    return id;
  }

  #unlink(bucket: number, id: AttributeId, successor: number): void {
    const { pages } = this.#records;
    let before = this.#heads.get(bucket);
    if (before === id) {
      this.#heads.set(bucket, successor);
      return;
    }
    for (;;) {
      const page = pages[before >>> PAGE_SHIFT]!;
      const at = (before & PAGE_MASK) << RECORD_SHIFT;
      if (page[at] === id) {
        page[at] = successor;
        return;
      }
      before = page[at]!;
    }
  }

  /** Divides one chain between its bucket and a new one. */
  #split(): void {
    const from = this.#heads.grow();
    const to = this.#heads.count - 1;
    let id = this.#heads.get(from);
    let kept = 0;
    let moved = 0;
    while (id !== 0) {
      const page = this.#records.pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) << RECORD_SHIFT;
      const next = page[at]!;
      if (this.#heads.bucket(page[at + HASH]!) === from) {
        page[at] = kept;
        kept = id;
      } else {
        page[at] = moved;
        moved = id;
      }
      id = next;
    }
    this.#heads.set(from, kept);
    this.#heads.set(to, moved);
  }

  /** Becomes empty and leaves the memory to whoever has its `state`; a table that was large does so when it is empty. */
  abandon(): void {
    if (this.#size > 0 && this.#freed.length > 0) this.#tellAllFreed();
    this.#records = new RecordPages(this.#memory);
    this.#heads = new BucketHeads(this.#memory);
    this.#arena = new ByteArena(this.#memory);
    this.#size = 0;
    this.#last = 0;
  }

  #tellAllFreed(): void {
    for (let id = 1; id <= this.#records.last; id++) {
      const page = this.#records.pages[id >>> PAGE_SHIFT]!;
      if (page[((id & PAGE_MASK) << RECORD_SHIFT) + REFERENCES]! <= 0) continue;
      for (const listener of this.#freed) listener(id);
    }
  }
}
