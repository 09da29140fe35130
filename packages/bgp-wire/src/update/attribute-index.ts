/** Numbers kept for each attribute: code, flags, start and end of its value. */
const FIELDS = 4;

/** Set beside the flag octet of an attribute that the RFC 7606 walk discarded. */
const DISCARDED = 0x100;

/**
 * Where the attributes of an UPDATE stand, in the order they came, in typed arrays, so that a reused view allocates
 * nothing. Duplicates after the first are left out (RFC 7606 §3.g), so 256 is the most there can be.
 */
export class AttributeIndex {
  #numbers = new Int32Array(FIELDS * 16);
  /**
   * Position by type code. What stands here of earlier messages is not cleared: a position counts only if the
   * attribute there has the code, so that emptying the index is one assignment.
   */
  readonly #positions = new Uint8Array(256);
  #count = 0;
  /** Bit n: type code n is there, for codes below 32. */
  #low = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
    this.#low = 0;
  }

  /** Adds an attribute whose code is not there yet. */
  add(code: number, flags: number, start: number, end: number): void {
    const at = FIELDS * this.#count;
    if (at === this.#numbers.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#positions[code] = this.#count++;
    if (code < 32) this.#low |= 1 << code;
    this.#numbers[at] = code;
    this.#numbers[at + 1] = flags;
    this.#numbers[at + 2] = start;
    this.#numbers[at + 3] = end;
  }

  /** Position of the attribute with a code, or -1. A discarded attribute is still found. */
  find(code: number): number {
    const i = this.#positions[code]!;
    return i < this.#count && this.#numbers[FIELDS * i] === code ? i : -1;
  }

  /** True where every type code whose bit is set in `codes` is there; codes below 32 only. */
  hasAll(codes: number): boolean {
    return (this.#low & codes) === codes;
  }

  /** True where any type code whose bit is set in `codes` is there; codes below 32 only. */
  hasAny(codes: number): boolean {
    return (this.#low & codes) !== 0;
  }

  code(i: number): number {
    return this.#numbers[FIELDS * i]!;
  }

  /** Flag octet as received. */
  flags(i: number): number {
    return this.#numbers[FIELDS * i + 1]! & 0xff;
  }

  start(i: number): number {
    return this.#numbers[FIELDS * i + 2]!;
  }

  end(i: number): number {
    return this.#numbers[FIELDS * i + 3]!;
  }

  /** Marks an attribute as one that the RFC 7606 walk discarded. */
  discard(i: number): void {
    this.#numbers[FIELDS * i + 1]! |= DISCARDED;
  }

  discarded(i: number): boolean {
    return (this.#numbers[FIELDS * i + 1]! & DISCARDED) !== 0;
  }
}
