import type { CaptureCounters, CaptureStream, CloseCause, StreamEvent } from './event.js';

/** Called with each event; octets in it are borrowed until it returns. */
export type StreamHandler = (event: StreamEvent) => void;

/** Octets that came before their turn. */
interface Piece {
  readonly start: number;
  readonly octets: Uint8Array;
  readonly timestampNs: bigint;
}

/** What keeping a piece costs beside its octets, so that many small ones are bounded too. */
const PIECE_COST = 64;

/**
 * Puts one direction of a TCP connection back in order.
 *
 * The idea: sequence numbers become positions, plain numbers that count the octets of the stream from 0. The wrap
 * at 2³² stands in one line, everything else compares numbers.
 *
 * Invariants: every octet is handed over once, in order. Of two captures of the same octet the first wins, also where
 * an overlapping segment says something else. Pieces never overlap and all begin after `#next`. What is kept is
 * bounded: beyond the limit the missing octets before the first piece are given up, and told as a gap.
 *
 * Deliberate deviation: a SYN takes a sequence number (RFC 9293 §3.4), but programs that make captures from recorded
 * messages often forget it. The first data after a SYN may therefore begin one octet too early.
 */
export class StreamAssembler {
  readonly stream: CaptureStream;
  readonly #counters: CaptureCounters;
  readonly #maxBufferedOctets: number;
  readonly #pieces: Piece[] = [];
  #buffered = 0;
  /** Sequence number of position 0. */
  #origin: number | undefined;
  /** Position of the first octet not handed over. */
  #next = 0;
  #finAt: number | undefined;
  #followsSyn = false;
  #opened = false;
  #closed = false;

  constructor(stream: CaptureStream, counters: CaptureCounters, maxBufferedOctets: number) {
    this.stream = stream;
    this.#counters = counters;
    this.#maxBufferedOctets = maxBufferedOctets;
  }

  /** True where this SYN cannot belong to the stream as it is known. */
  contradicts(synSequence: number): boolean {
    return this.#closed || (this.#origin !== undefined && this.#position(synSequence) !== -1);
  }

  /** True where a segment brings something that comes after the end of the stream. */
  isAfterEnd(sequence: number, length: number): boolean {
    return this.#closed && length > 0 && this.#position(sequence) >= this.#next;
  }

  /** A SYN and what it carries: the first octet has the next sequence number. */
  synchronize(sequence: number, payload: Uint8Array, timestampNs: bigint, handler: StreamHandler): void {
    const first = (sequence + 1) >>> 0;
    const known = this.#origin !== undefined;
    if (!known) {
      this.#origin = first;
      this.#open(true, timestampNs, handler);
    }
    this.accept(first, payload, timestampNs, handler);
    this.#followsSyn = !known;
  }

  /** Octets of a segment that begins at `sequence`. */
  accept(sequence: number, payload: Uint8Array, timestampNs: bigint, handler: StreamHandler): void {
    if (payload.length === 0) return;
    if (this.#closed) {
      this.#counters.repeatedOctets += payload.length;
      return;
    }
    if (this.#origin === undefined) {
      this.#origin = sequence;
      this.#open(false, timestampNs, handler);
    }
    this.#forgiveSyn(sequence, payload.length);
    const position = this.#position(sequence);
    if (this.#pieces.length === 0 && position === this.#next) this.#deliver(payload, timestampNs, handler);
    else {
      this.#keep(position, payload, timestampNs);
      this.#drain(handler);
      while (this.#buffered > this.#maxBufferedOctets) this.#skipGap(handler);
    }
    this.#finish(timestampNs, handler);
  }

  /** A FIN: nothing comes after the octet before `sequence`. */
  finish(sequence: number, timestampNs: bigint, handler: StreamHandler): void {
    if (this.#closed || this.#origin === undefined) return;
    this.#finAt = this.#position(sequence);
    this.#finish(timestampNs, handler);
  }

  /** Nothing more will come: hands over what is kept, with the gaps in it. */
  close(cause: CloseCause, timestampNs: bigint, handler: StreamHandler): void {
    if (this.#closed) return;
    while (this.#pieces.length > 0) this.#skipGap(handler);
    this.#closed = true;
    if (this.#opened) handler({ kind: 'closed', timestampNs, stream: this.stream, cause });
  }

  /** The position of a sequence number: the one within 2³¹ of `#next`. */
  #position(sequence: number): number {
    return this.#next + ((sequence - (this.#origin ?? sequence) - this.#next) | 0);
  }

  #open(synchronized: boolean, timestampNs: bigint, handler: StreamHandler): void {
    this.#opened = true;
    handler({ kind: 'opened', timestampNs, stream: this.stream, synchronized });
  }

  /** One octet before its turn is also what a keep-alive looks like (RFC 9293 §3.8.4), but that has no more than it. */
  #forgiveSyn(sequence: number, length: number): void {
    if (!this.#followsSyn) return;
    this.#followsSyn = false;
    if (length > 1 && this.#position(sequence) === this.#next - 1) this.#origin = (this.#origin! - 1) >>> 0;
  }

  #deliver(octets: Uint8Array, timestampNs: bigint, handler: StreamHandler): void {
    this.#next += octets.length;
    handler({ kind: 'data', timestampNs, stream: this.stream, octets });
  }

  /** Keeps what no earlier segment has brought. */
  #keep(position: number, payload: Uint8Array, timestampNs: bigint): void {
    const end = position + payload.length;
    let start = Math.max(position, this.#next);
    let kept = 0;
    let at = this.#pieceAfter(start);
    for (; start < end; at++) {
      const following = this.#pieces[at];
      const stop = Math.min(end, following?.start ?? end);
      if (stop > start) {
        const octets = payload.slice(start - position, stop - position);
        this.#pieces.splice(at++, 0, { start, octets, timestampNs });
        this.#buffered += octets.length + PIECE_COST;
        kept += octets.length;
      }
      start = following ? Math.max(stop, following.start + following.octets.length) : end;
    }
    this.#counters.repeatedOctets += payload.length - kept;
  }

  /** Index of the first piece that ends after a position. */
  #pieceAfter(position: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle]!;
      if (piece.start + piece.octets.length > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #drain(handler: StreamHandler): void {
    let count = 0;
    for (let piece = this.#pieces[0]; piece?.start === this.#next; piece = this.#pieces[++count]) {
      this.#buffered -= piece.octets.length + PIECE_COST;
      this.#deliver(piece.octets, piece.timestampNs, handler);
    }
    this.#pieces.splice(0, count);
  }

  #skipGap(handler: StreamHandler): void {
    const { start, timestampNs } = this.#pieces[0]!;
    handler({ kind: 'gap', timestampNs, stream: this.stream, octets: start - this.#next });
    this.#next = start;
    this.#drain(handler);
  }

  #finish(timestampNs: bigint, handler: StreamHandler): void {
    if (this.#finAt !== undefined && this.#next >= this.#finAt) this.close('fin', timestampNs, handler);
  }
}
