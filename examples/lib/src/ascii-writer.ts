const ZERO = 0x30;
const DOT = 0x2e;

/**
 * A growable buffer of ASCII text. Numbers become digits where they end up: a line of a large dump is never a string,
 * which would have to be joined, kept and turned into octets again.
 */
export class AsciiWriter {
  #octets = new Uint8Array(1 << 16);
  #length = 0;

  /** One character by its code. */
  character(code: number): void {
    this.#reserve(1);
    this.#octets[this.#length++] = code;
  }

  /** Text of ASCII characters. */
  text(text: string): void {
    const { length } = text;
    this.#reserve(length);
    for (let i = 0; i < length; i++) this.#octets[this.#length + i] = text.charCodeAt(i);
    this.#length += length;
  }

  /** An unsigned 32-bit number in decimal. */
  decimal(value: number): void {
    this.#reserve(10);
    this.#digits(value);
  }

  /** The dotted quad of the four octets at `offset`. */
  ipv4(bytes: Uint8Array, offset: number): void {
    this.#reserve(15);
    for (let i = 0; i < 4; i++) {
      if (i > 0) this.#octets[this.#length++] = DOT;
      this.#digits(bytes[offset + i]!);
    }
  }

  /** What another writer holds. */
  append(other: AsciiWriter): void {
    this.#reserve(other.#length);
    this.#octets.set(other.#octets.subarray(0, other.#length), this.#length);
    this.#length += other.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** A copy of what was written, which is forgotten. */
  take(): Uint8Array {
    const taken = this.#octets.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #digits(value: number): void {
    let end = this.#length + 1;
    for (let bound = 10; value >= bound; bound *= 10) end++;
    this.#length = end;
    for (let rest = value >>> 0; ; ) {
      const tenth = (rest / 10) >>> 0;
      this.#octets[--end] = ZERO + rest - 10 * tenth;
      if (tenth === 0) return;
      rest = tenth;
    }
  }

  #reserve(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#octets.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#octets.length));
    grown.set(this.#octets.subarray(0, this.#length));
    this.#octets = grown;
  }
}
