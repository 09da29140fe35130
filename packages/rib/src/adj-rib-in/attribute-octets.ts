import { AttributeCode, AttributeFlag, readU16, readU32 } from '@mesh/bgp-wire';

const AS_SET = 1;
const AS_SEQUENCE = 2;
const AS_CONFED_SEQUENCE = 3;

/**
 * Questions to a canonical attribute set, answered from its octets. One object serves one set after another; the
 * octets are borrowed.
 */
export class AttributeOctets {
  bytes: Uint8Array = new Uint8Array(0);
  /** Octets of the next hop beside the set; none for `self`. */
  nextHop: Uint8Array = new Uint8Array(0);
  readonly #starts = new Int32Array(256);
  readonly #ends = new Int32Array(256);
  /** Codes the set has, so that the next set finds them absent. */
  readonly #codes = new Uint8Array(256);
  #count = 0;

  load(set: Uint8Array, nextHop: Uint8Array): void {
    for (let i = 0; i < this.#count; i++) this.#starts[this.#codes[i]!] = 0;
    this.#count = 0;
    this.bytes = set;
    this.nextHop = nextHop;
    for (let at = 0; at < set.length; ) {
      const code = set[at + 1]!;
      const extended = (set[at]! & AttributeFlag.EXTENDED_LENGTH) !== 0;
      const start = at + (extended ? 4 : 3);
      at = start + (extended ? readU16(set, at + 2) : set[at + 2]!);
      this.#codes[this.#count++] = code;
      this.#starts[code] = start;
      this.#ends[code] = at;
    }
  }

  has(code: number): boolean {
    return this.#starts[code] !== 0;
  }

  /** Where the value of an attribute begins; 0 where it is absent. */
  start(code: number): number {
    return this.#starts[code]!;
  }

  /** Where the value ends; only of an attribute that is there. */
  end(code: number): number {
    return this.#ends[code]!;
  }

  /** The first four octets of an attribute, undefined where it is absent or shorter. */
  u32(code: number): number | undefined {
    const start = this.start(code);
    return start === 0 || this.end(code) - start < 4 ? undefined : readU32(this.bytes, start);
  }

  /** True where a list of 32-bit numbers (communities, clusters) has this one. */
  lists(code: number, value: number): boolean {
    const start = this.start(code);
    if (start === 0) return false;
    const end = this.end(code);
    for (let at = start; at + 4 <= end; at += 4) if (readU32(this.bytes, at) === value) return true;
    return false;
  }

  /** How often an AS number stands in AS_PATH, confederation segments included or alone. */
  occurrences(asn: number, segments: 'all' | 'confederation'): number {
    const end = this.#pathEnd();
    let count = 0;
    for (let at = this.start(AttributeCode.AS_PATH); at < end; ) {
      const wanted = segments === 'all' || this.bytes[at]! >= AS_CONFED_SEQUENCE;
      const next = at + 2 + 4 * this.bytes[at + 1]!;
      if (wanted) for (let i = at + 2; i < next; i += 4) if (readU32(this.bytes, i) === asn) count++;
      at = next;
    }
    return count;
  }

  /** AS numbers in AS_PATH, each member of a set counted. */
  get pathNumbers(): number {
    const end = this.#pathEnd();
    let count = 0;
    for (let at = this.start(AttributeCode.AS_PATH); at < end; at += 2 + 4 * this.bytes[at + 1]!) {
      count += this.bytes[at + 1]!;
    }
    return count;
  }

  /** Hops as the decision counts them: a set is one, confederation segments are none (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3). */
  get pathLength(): number {
    const end = this.#pathEnd();
    let length = 0;
    for (let at = this.start(AttributeCode.AS_PATH); at < end; at += 2 + 4 * this.bytes[at + 1]!) {
      if (this.bytes[at] === AS_SEQUENCE) length += this.bytes[at + 1]!;
      else if (this.bytes[at] === AS_SET) length++;
    }
    return length;
  }

  /** Leftmost AS number of the path, whatever its segment; 0 for an empty path. */
  get firstAs(): number {
    const start = this.start(AttributeCode.AS_PATH);
    return this.#pathEnd() - start < 6 ? 0 : readU32(this.bytes, start + 2);
  }

  /**
   * The neighbouring AS the route was received from (RFC 4271 §9.1.2.2 c): the first of the leftmost AS_SEQUENCE,
   * confederation segments passed over (RFC 5065 §5.3). 0 where the path begins here or with a set.
   */
  get neighbourAs(): number {
    const end = this.#pathEnd();
    for (let at = this.start(AttributeCode.AS_PATH); at < end; at += 2 + 4 * this.bytes[at + 1]!) {
      if (this.bytes[at]! >= AS_CONFED_SEQUENCE) continue;
      return this.bytes[at] === AS_SEQUENCE ? readU32(this.bytes, at + 2) : 0;
    }
    return 0;
  }

  #pathEnd(): number {
    return this.has(AttributeCode.AS_PATH) ? this.end(AttributeCode.AS_PATH) : 0;
  }
}
