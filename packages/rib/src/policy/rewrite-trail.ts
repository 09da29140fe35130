import { ByteWriter } from '@mesh/bgp-wire';
import { sameBytes } from '../store/intern/hash.js';

/** One rewrite of a set: other octets for one code, and the set that came of it. */
interface Rewrite {
  code: number;
  flags: number;
  readonly value: ByteWriter;
  readonly result: ByteWriter;
}

/*
 * The rewrites of one attribute set in their order. Routes of one UPDATE share the set, and a policy mostly does the
 * same to each: the second finds the sets that the first has written. Sets are told apart by their octets, so that
 * nothing is held in the store for it.
 */
export class RewriteTrail {
  readonly #origin = new ByteWriter(256);
  readonly #steps: Rewrite[] = [];
  /** Rewrites known of the origin, and how many of them the route at hand has taken. */
  #known = 0;
  #taken = 0;

  /** Goes to the beginning: `set[start, end)` is about to be rewritten for the first time. */
  begin(set: Uint8Array, start: number, end: number): void {
    this.#taken = 0;
    if (holds(this.#origin, set, start, end)) return;
    this.#origin.truncate(0);
    this.#origin.bytes(set, start, end);
    this.#known = 0;
  }

  /** The set after this rewrite, where it was the next one before too. */
  follow(code: number, flags: number, bytes: Uint8Array, start: number, end: number): ByteWriter | undefined {
    if (this.#taken === this.#known) return undefined;
    const next = this.#steps[this.#taken]!;
    if (next.code !== code || next.flags !== flags || !holds(next.value, bytes, start, end)) return undefined;
    this.#taken++;
    return next.result;
  }

  /** Takes down a rewrite instead of those that came next before; `write` puts the set that comes of it. */
  add(
    code: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    write: (writer: ByteWriter) => void,
  ): ByteWriter {
    this.#known = this.#taken;
    this.#steps[this.#taken] ??= { code, flags, value: new ByteWriter(64), result: new ByteWriter(256) };
    const step = this.#steps[this.#taken]!;
    step.code = code;
    step.flags = flags;
    step.value.truncate(0);
    step.value.bytes(bytes, start, end);
    step.result.truncate(0);
    write(step.result);
    this.#known = ++this.#taken;
    return step.result;
  }
}

function holds(writer: ByteWriter, bytes: Uint8Array, start: number, end: number): boolean {
  return writer.length === end - start && sameBytes(writer.buffer, 0, bytes, start, end - start);
}
