/** Octets up to which a loop copies faster than `set`, which needs a view of its source. */
const LOOP_LENGTH = 96;

/**
 * A growable buffer that writes in network order. Lengths are never multiplied by hand: `reserve16()` leaves room,
 * `patch16(at)` writes there how many octets have followed.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.#grow(2);
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value;
  }

  u24(value: number): void {
    this.u8(value >>> 16);
    this.u16(value);
  }

  u32(value: number): void {
    this.#grow(4);
    writeU32(this.#bytes, this.#length, value);
    this.#length += 4;
  }

  bytes(source: Uint8Array, start: number = 0, end: number = source.length): void {
    const length = end - start;
    this.#grow(length);
    const [target, at] = [this.#bytes, this.#length];
    if (length <= LOOP_LENGTH) for (let i = 0; i < length; i++) target[at + i] = source[start + i]!;
    else target.set(source.subarray(start, end), at);
    this.#length = at + length;
  }

  /** Leaves one octet for a length and returns its place. */
  reserve8(): number {
    this.u8(0);
    return this.#length - 1;
  }

  /** Leaves two octets for a length and returns their place. */
  reserve16(): number {
    this.u16(0);
    return this.#length - 2;
  }

  /** Writes at `at` how many octets followed it. Throws `RangeError` where they do not fit in one octet. */
  patch8(at: number): void {
    const length = this.#length - at - 1;
    if (length > 0xff) throw new RangeError(`a field of ${length} octets does not fit a 1-octet length`);
    this.#bytes[at] = length;
  }

  /** Writes at `at` how many octets followed it. Throws `RangeError` where they do not fit in two octets. */
  patch16(at: number): void {
    this.overwrite16(at, this.#length - at - 2);
  }

  /** Writes a 16-bit number over what stands at `at`. */
  overwrite16(at: number, value: number): void {
    if (value > 0xffff) throw new RangeError(`${value} octets do not fit a 2-octet length`);
    this.#bytes[at] = value >>> 8;
    this.#bytes[at + 1] = value;
  }

  /** Forgets everything after `length`. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  /** The octets written, from 0 to `length`, and room behind them: what `view` gives without an object for it. */
  get buffer(): Uint8Array {
    return this.#bytes;
  }

  /** A view of what was written; the next write may change it. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Writes an unsigned 32-bit number in network order. */
export function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}
