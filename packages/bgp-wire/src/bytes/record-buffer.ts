/** How records stand in a stream: each begins with a header that tells the length of the whole. */
export interface RecordFormat {
  /** Octets from the start of a record that `lengthAt` needs; may change from record to record. */
  readonly headerLength: number;
  /** Octets of the whole record at `offset`, where `headerLength` octets are there; -1 where it cannot be one. */
  lengthAt(bytes: Uint8Array, offset: number): number;
}

/** Called with each whole record in `bytes[start, end)`, borrowed until it returns. False stops. */
export type RecordHandler = (bytes: Uint8Array, start: number, end: number) => boolean | undefined;

/**
 * Chunks in, whole records out. The length is judged before the rest of a record is buffered, no more than one record
 * is held, and room is made for octets that came, never for octets that were announced. Records that lie whole in a
 * chunk are not copied.
 *
 * After a length of -1, or once the handler has returned false, further chunks are dropped.
 */
export class RecordBuffer {
  readonly #format: RecordFormat;
  #held: Uint8Array = new Uint8Array(256);
  #length = 0;
  #stopped = false;

  constructor(format: RecordFormat) {
    this.#format = format;
  }

  /** Octets of an unfinished record. */
  get held(): number {
    return this.#length;
  }

  /** True once nothing is read any more. */
  get stopped(): boolean {
    return this.#stopped;
  }

  push(chunk: Uint8Array, handler: RecordHandler): void {
    let offset = 0;
    while (offset < chunk.length && !this.#stopped) {
      offset += this.#length > 0 ? this.#complete(chunk, offset, handler) : this.#direct(chunk, offset, handler);
    }
  }

  /** A record that begins in this chunk: handed over in place where it is whole, else kept. Returns octets taken. */
  #direct(chunk: Uint8Array, offset: number, handler: RecordHandler): number {
    const available = chunk.length - offset;
    const length = available >= this.#format.headerLength ? this.#format.lengthAt(chunk, offset) : available + 1;
    if (length < 0) this.#stopped = true;
    else if (length > available) this.#hold(chunk, offset, available);
    else if (handler(chunk, offset, offset + length) === false) this.#stopped = true;
    return length < 0 ? available : Math.min(length, available);
  }

  /** A record that began in an earlier chunk, one step: its header, then the rest. Returns octets taken. */
  #complete(chunk: Uint8Array, offset: number, handler: RecordHandler): number {
    const known = this.#length >= this.#format.headerLength;
    const wanted = known ? this.#format.lengthAt(this.#held, 0) : this.#format.headerLength;
    const taken = Math.min(Math.max(wanted - this.#length, 0), chunk.length - offset);
    this.#hold(chunk, offset, taken);
    if (this.#length < this.#format.headerLength) return taken;
    const length = this.#format.lengthAt(this.#held, 0);
    if (length < 0) this.#stopped = true;
    else if (length <= this.#length) {
      this.#length = 0;
      if (handler(this.#held, 0, length) === false) this.#stopped = true;
    }
    return taken;
  }

  #hold(chunk: Uint8Array, offset: number, length: number): void {
    const needed = this.#length + length;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#held.length));
      grown.set(this.#held.subarray(0, this.#length));
      this.#held = grown;
    }
    this.#held.set(chunk.subarray(offset, offset + length), this.#length);
    this.#length = needed;
  }
}
