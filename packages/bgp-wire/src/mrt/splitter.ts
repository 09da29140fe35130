import { readU32 } from '../bytes/reader.js';
import { MRT_HEADER_LENGTH } from './format.js';

/**
 * Chunks in, whole records out. Chunks are kept as they are and joined once a record is whole, so that a record is
 * copied once at most, and never written over afterwards.
 */
export class RecordSplitter {
  readonly #maxLength: number;
  #parts: Uint8Array[] = [];
  #held = 0;
  #needed = MRT_HEADER_LENGTH;
  #excess: number | undefined;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Octets of an unfinished record, or of all that came after one that is too long. */
  get held(): number {
    return this.#held;
  }

  /** The length of a record beyond the limit, after which nothing is read any more. */
  get excess(): number | undefined {
    return this.#excess;
  }

  /** The unfinished record. */
  rest(): Uint8Array {
    return join(this.#parts, this.#held);
  }

  /** Takes a chunk and gives each record that is whole by now, header included. */
  *push(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    if (this.#excess !== undefined || chunk.length === 0) return;
    this.#parts.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#needed) return;
    const bytes = join(this.#parts, this.#held);
    let at = 0;
    for (;;) {
      const available = bytes.length - at;
      this.#needed = available < MRT_HEADER_LENGTH ? MRT_HEADER_LENGTH : MRT_HEADER_LENGTH + readU32(bytes, at + 8);
      if (this.#needed > this.#maxLength) this.#excess = this.#needed;
      if (available < this.#needed || this.#excess !== undefined) break;
      yield bytes.subarray(at, at + this.#needed);
      at += this.#needed;
    }
    this.#held = bytes.length - at;
    this.#parts = this.#held === 0 ? [] : [bytes.subarray(at)];
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
