import type { RouteId } from '../store/route-table.js';

/** Messages of one source within a chunk: `bytes[start, end)`. */
export interface SourceMark {
  readonly source: number;
  readonly start: number;
  end: number;
  /** The announced routes of the chunk that they are: `announced[from, to)`. */
  readonly from: number;
  to: number;
  /** At least one of the routes takes the place of another that was sent. */
  replaces: boolean;
  /** The same of one that did not come from the source, which so has it. */
  replacesOthers: boolean;
}

/** A chunk of whole messages and what is in it. */
export interface LogEntry {
  readonly bytes: Uint8Array;
  /** Empty where nobody needs them: nobody is behind, and nobody watches. */
  readonly announced: Int32Array;
  readonly withdrawn: readonly RouteId[];
  /** Where the messages of sources stand that a member of the class is. */
  readonly marks: readonly SourceMark[];
  /** Routes in it, and in all chunks before it. */
  readonly routes: number;
  readonly before: number;
  /** It does not count for the window: it was prepared, and is held anyhow. */
  readonly prepared: boolean;
  /** Members that have yet to take it. */
  readers: number;
}

/** The last chunks of a class, numbered from 0 on, as long as a member has yet to take them. */
export class UpdateLog {
  /** The number of the next chunk. */
  head = 0;
  /** Routes in all chunks there were. */
  routes = 0;
  readonly #entries: LogEntry[] = [];
  readonly #freed: (entry: LogEntry) => void;
  #counted = 0;

  constructor(freed: (entry: LogEntry) => void) {
    this.#freed = freed;
  }

  /** Chunks that count for the window. */
  get length(): number {
    return this.#counted;
  }

  /** The number of the oldest chunk there is, `head` for none. */
  get tail(): number {
    return this.head - this.#entries.length;
  }

  get byteLength(): number {
    return this.#entries.reduce((sum, { bytes, announced }) => sum + bytes.length + announced.byteLength, 0);
  }

  at(position: number): LogEntry {
    return this.#entries[position - this.tail]!;
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry);
    this.head++;
    this.routes += entry.routes;
    if (!entry.prepared) this.#counted++;
    this.#trim();
  }

  /** A member has taken a chunk, or does not want it. */
  taken(position: number): void {
    this.at(position).readers--;
    this.#trim();
  }

  #trim(): void {
    while (this.#entries.length > 0 && this.#entries[0]!.readers === 0) {
      const entry = this.#entries.shift()!;
      if (!entry.prepared) this.#counted--;
      this.#freed(entry);
    }
  }
}
