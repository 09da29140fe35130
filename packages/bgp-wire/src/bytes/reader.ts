const EMPTY = new Uint8Array(0);

/**
 * A cursor over a slice of octets, in network order. Reading past the end returns zeros and sets `failed`, which
 * stays set: a decoder reads all its fields and asks once (nothing throws on the peer's bytes).
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  offset: number;
  failed = false;

  constructor(bytes: Uint8Array, start: number = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.offset = start;
    this.end = Math.min(end, bytes.length);
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  u8(): number {
    return this.#take(1) ? this.bytes[this.offset - 1]! : 0;
  }

  u16(): number {
    if (!this.#take(2)) return 0;
    return (this.bytes[this.offset - 2]! << 8) | this.bytes[this.offset - 1]!;
  }

  u24(): number {
    if (!this.#take(3)) return 0;
    return (this.bytes[this.offset - 3]! << 16) | (this.bytes[this.offset - 2]! << 8) | this.bytes[this.offset - 1]!;
  }

  u32(): number {
    return this.#take(4) ? readU32(this.bytes, this.offset - 4) : 0;
  }

  /** A view of the next `length` octets (not a copy); empty where there are fewer. */
  view(length: number): Uint8Array {
    return this.#take(length) ? this.bytes.subarray(this.offset - length, this.offset) : EMPTY;
  }

  /** A copy of the next `length` octets; empty where there are fewer. */
  copy(length: number): Uint8Array {
    return this.#take(length) ? this.bytes.slice(this.offset - length, this.offset) : EMPTY;
  }

  #take(length: number): boolean {
    if (this.failed || length > this.end - this.offset) {
      this.failed = true;
      return false;
    }
    this.offset += length;
    return true;
  }
}

/** The unsigned 16-bit number at `offset`, network order. The caller has checked that two octets are there. */
export function readU16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

/** The unsigned 32-bit number at `offset`, network order. The caller has checked that four octets are there. */
export function readU32(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0;
}
