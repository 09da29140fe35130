import type { Clock } from '@mesh/bgp-session';

/** What a file is written from. A chunk may be of any size: a line, a thousand routes, everything. */
export type Chunks = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** A slice ends at so many chunks, at so much time, or at so many octets, whichever comes first. */
const SLICE_CHUNKS = 1_000;
const SLICE_MS = 8;
const SLICE_OCTETS = 0x10000;
/** Characters that are encoded at once. */
const PIECE = 0x8000;

/**
 * The octets of the chunks, in slices: after each of them the event loop has its turn, so that sessions live on while a
 * million routes are written. Text is UTF-8; a surrogate pair may be cut between two chunks. Throws `RangeError` for a
 * surrogate without its other half, which UTF-8 can't say.
 */
export async function* octetsOf(chunks: Chunks, clock: Clock): AsyncGenerator<Uint8Array> {
  const slice = new Slice(clock);
  let carried = '';
  for await (const chunk of each(chunks, slice)) {
    if (typeof chunk !== 'string') {
      carried = whole(carried, '');
      for (let at = 0; at < chunk.length; at += SLICE_OCTETS) {
        slice.add(chunk.subarray(at, at + SLICE_OCTETS));
        if (slice.isFull()) yield* slice.take();
      }
      continue;
    }
    const text = carried + chunk;
    let at = 0;
    while (at < text.length) {
      const end = endOfPiece(text, at);
      if (end === at) break;
      slice.add(encode(text.slice(at, end)));
      if (slice.isFull()) yield* slice.take();
      at = end;
    }
    carried = text.slice(at);
    if (slice.isFull()) yield* slice.take();
  }
  whole(carried, '');
  yield* slice.take();
}

/** Async iterators are awaited, sync ones are not: a promise a line would cost more than the line. */
async function* each(chunks: Chunks, slice: Slice): AsyncGenerator<string | Uint8Array> {
  if (typeof chunks === 'string' || chunks instanceof Uint8Array) yield chunks;
  else if (!(Symbol.asyncIterator in chunks)) yield* joined(chunks, slice);
  else {
    for await (const chunk of chunks) {
      slice.count();
      yield chunk;
    }
  }
}

/** Chunks of a sync iterator, short texts joined as far as a slice allows. */
function* joined(chunks: Iterable<string | Uint8Array>, slice: Slice): Generator<string | Uint8Array> {
  let text = '';
  for (const chunk of chunks) {
    if (typeof chunk !== 'string') {
      if (text !== '') yield text;
      text = '';
      slice.count();
      yield chunk;
      continue;
    }
    text += chunk;
    slice.count();
    if (!slice.isFull() && text.length < PIECE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** Collects octets until the loop is to have its turn. */
class Slice {
  readonly #clock: Clock;
  #parts: Uint8Array[] = [];
  #octets = 0;
  #chunks = 0;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#octets += part.length;
  }

  /** One more chunk was taken. */
  count(): void {
    this.#chunks++;
  }

  isFull(): boolean {
    if (this.#octets >= SLICE_OCTETS || this.#chunks >= SLICE_CHUNKS) return true;
    return this.#clock.now() - this.#since >= SLICE_MS;
  }

  /** The octets as one, then the loop's turn. */
  async *take(): AsyncGenerator<Uint8Array> {
    if (this.#octets > 0) yield concatenated(this.#parts, this.#octets);
    await new Promise<void>((resolve) => this.#clock.defer(resolve));
    this.#parts = [];
    this.#octets = 0;
    this.#chunks = 0;
    this.#since = this.#clock.now();
  }
}

function concatenated(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const encoder = new TextEncoder();

function encode(text: string): Uint8Array {
  return encoder.encode(whole(text, text));
}

/** Returns `value` unless the text has half a surrogate pair. */
function whole(text: string, value: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new RangeError('the text has half of a surrogate pair');
  return value;
}

/** Not between the halves of a pair. */
function endOfPiece(text: string, at: number): number {
  const end = Math.min(at + PIECE, text.length);
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
