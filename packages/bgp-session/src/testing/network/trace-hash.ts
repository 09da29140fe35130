const FNV_PRIME = 0x01000193;
const FNV_BASIS = 0x811c9dc5;
/** Start of the second lane, so that the two do not say the same. */
const OTHER_BASIS = 0x2f0b4c47;

/**
 * A hash of what a network did, to tell two runs apart: two lanes of 32-bit FNV-1a, the second over the octets turned
 * over. Integer arithmetic and the IEEE 754 octets of times alone: the same in every engine. No defence against malice.
 */
export class TraceHash {
  #first = FNV_BASIS;
  #second = OTHER_BASIS;
  readonly #record = new DataView(new ArrayBuffer(20));
  readonly #octets = new Uint8Array(this.#record.buffer);

  /** Takes in octets that passed at a time from one host to another. */
  add(at: number, from: number, to: number, octets: Uint8Array): void {
    this.#record.setFloat64(0, at);
    this.#record.setUint32(8, from);
    this.#record.setUint32(12, to);
    this.#record.setUint32(16, octets.length);
    this.#mix(this.#octets);
    this.#mix(octets);
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(this.#first) + hex(this.#second);
  }

  #mix(octets: Uint8Array): void {
    let [first, second] = [this.#first, this.#second];
    for (let i = 0; i < octets.length; i++) {
      const octet = octets[i]!;
      first = Math.imul(first ^ octet, FNV_PRIME);
      second = Math.imul(second ^ (octet ^ 0xff), FNV_PRIME);
      second ^= second >>> 15;
    }
    this.#first = first;
    this.#second = second;
  }
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
