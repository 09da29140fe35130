/**
 * Where the attributes of an UPDATE stand, in the order they came: four numbers an attribute in one typed array, so
 * that a reused view allocates nothing. Duplicates after the first are left out (RFC 7606 §3.g).
 */
export class AttributeIndex {
  #numbers = new Int32Array(4 * 16);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  add(code: number, flags: number, start: number, end: number): void {
    const at = 4 * this.#count++;
    if (at === this.#numbers.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[at] = code;
    this.#numbers[at + 1] = flags;
    this.#numbers[at + 2] = start;
    this.#numbers[at + 3] = end;
  }

  /** Position of the attribute with a code, or -1. A discarded attribute is still found. */
  find(code: number): number {
    for (let i = 0, at = 0; i < this.#count; i++, at += 4) if (this.#numbers[at] === code) return i;
    return -1;
  }

  code(i: number): number {
    return this.#numbers[4 * i]!;
  }

  /** Flag octet as received. */
  flags(i: number): number {
    return this.#numbers[4 * i + 1]! & 0xff;
  }

  start(i: number): number {
    return this.#numbers[4 * i + 2]!;
  }

  end(i: number): number {
    return this.#numbers[4 * i + 3]!;
  }

  /** Marks an attribute as one that the RFC 7606 walk discarded. */
  discard(i: number): void {
    this.#numbers[4 * i + 1]! |= 0x100;
  }

  discarded(i: number): boolean {
    return (this.#numbers[4 * i + 1]! & 0x100) !== 0;
  }
}
