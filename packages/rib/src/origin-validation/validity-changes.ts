/** Called with a prefix: its 4 or 16 octets, borrowed, and its length. */
export type PrefixVisitor = (address: Uint8Array, bits: number) => void;

/**
 * The prefixes below which routes may have another validity than before: every such route has one of these as its own
 * prefix or a shorter one that covers it. A prefix may come twice. Yours to work off at your own pace.
 */
export interface ValidityChanges {
  /** Prefixes that are left. Where they are many, to look at all routes is cheaper than at those below each. */
  readonly size: number;
  /** Takes at most `max` of them; false once none is left. */
  take(max: number, visitor: PrefixVisitor): boolean;
}

const PAGE_ENTRIES = 1024;

/** A queue of prefixes in pages: 18 octets each (octets of the address, length, address). */
export class ChangedPrefixes implements ValidityChanges {
  #pages: Uint8Array[] = [];
  #first = 0;
  #last = 0;
  readonly #address = { 4: new Uint8Array(4), 16: new Uint8Array(16) };

  get size(): number {
    return this.#last - this.#first;
  }

  add(address: Uint8Array, bits: number): void {
    const at = this.#last % PAGE_ENTRIES;
    if (at === 0) this.#pages.push(new Uint8Array(PAGE_ENTRIES * 18));
    const page = this.#pages.at(-1)!;
    page[18 * at] = address.length;
    page[18 * at + 1] = bits;
    page.set(address, 18 * at + 2);
    this.#last++;
  }

  /** The same once more, to be worked off on its own; neither may be added to afterwards. */
  copy(): ChangedPrefixes {
    const copy = new ChangedPrefixes();
    copy.#pages = [...this.#pages];
    copy.#first = this.#first;
    copy.#last = this.#last;
    return copy;
  }

  take(max: number, visitor: PrefixVisitor): boolean {
    for (let left = Math.min(max, this.size); left > 0; left--) {
      const at = 18 * (this.#first % PAGE_ENTRIES);
      const page = this.#pages[0]!;
      const address = this.#address[page[at] as 4 | 16];
      for (let i = 0; i < address.length; i++) address[i] = page[at + 2 + i]!;
      const bits = page[at + 1]!;
      if (++this.#first % PAGE_ENTRIES === 0) this.#pages.shift();
      visitor(address, bits);
    }
    return this.size > 0;
  }
}
