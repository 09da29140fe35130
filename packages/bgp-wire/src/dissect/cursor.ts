import { formatAddress } from '../bytes/address.js';
import { formatHex } from '../bytes/hex.js';
import type { Fault } from '../fault.js';
import type { Span } from './span.js';

/** A span while it is being made. */
export interface Draft extends Span {
  readonly children: Draft[];
  faults?: Fault[];
  /** It only holds others: a fault at its first octet is one of theirs. */
  readonly isContainer?: true;
  /** Type code of the attribute it is. */
  readonly attribute?: number;
}

/** What may be said of a span beside its name. */
export interface SpanDetail {
  readonly value?: string;
  readonly note?: string;
}

interface GroupDetail extends SpanDetail {
  readonly isContainer?: true;
  readonly attribute?: number;
}

/**
 * Names octets, one field after another. Whatever is asked for, spans never leave `bytes[offset, end)` and never
 * overlap, and `finish` names what is left: so the leaves of a tree cover all octets once, of any octets at all.
 */
export class SpanCursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly spans: Draft[] = [];
  #offset: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.#offset = start;
    this.end = Math.min(end, bytes.length);
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.end - this.#offset;
  }

  /** The octet `ahead` of the next one, without taking it; 0 where there is none. */
  peek(ahead: number = 0): number {
    return ahead < this.remaining ? this.bytes[this.#offset + ahead]! : 0;
  }

  /** The 32-bit number `ahead` of the next octet, without taking it; octets that are not there are 0. */
  peek32(ahead: number = 0): number {
    return (
      ((this.peek(ahead) << 24) | (this.peek(ahead + 1) << 16) | (this.peek(ahead + 2) << 8) | this.peek(ahead + 3)) >>>
      0
    );
  }

  /** A field of `length` octets, or of as many as there are; none where nothing is left. */
  field(name: string, length: number, value?: string, note?: string): void {
    const start = this.#offset;
    const taken = this.#take(length);
    if (taken === 0) return;
    const short = taken < length ? `${length} octets, but ${taken} are left` : note;
    this.spans.push({
      name,
      start,
      end: start + taken,
      ...detail(taken < length ? undefined : value, short),
      children: [],
    });
  }

  /** A number of up to four octets; `say` tells what it means. Returns it, 0 where it is cut short. */
  number(name: string, length: 1 | 2 | 3 | 4, say: (value: number) => string = String): number {
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 0x100 + this.peek(i);
    const isWhole = this.remaining >= length;
    this.field(name, length, say(value));
    return isWhole ? value : 0;
  }

  /** An IPv4 or IPv6 address by its length; octets of any other. */
  address(name: string, length: number): void {
    const isAddress = (length === 4 || length === 16) && this.remaining >= length;
    this.field(name, length, isAddress ? formatAddress(this.bytes, this.#offset, this.#offset + length) : undefined);
  }

  /** Octets as hexadecimal text. */
  octets(name: string, length: number, note?: string): void {
    const end = Math.min(this.end, this.#offset + length);
    this.field(name, length, `0x${formatHex(this.bytes, this.#offset, end)}`, note);
  }

  /** A span of `length` octets with spans inside, or of as many octets as there are. */
  group(name: string, length: number, build: (inside: SpanCursor) => void, more: GroupDetail = {}): void {
    const start = this.#offset;
    const taken = this.#take(length);
    if (taken === 0 && !more.isContainer) return;
    const inside = new SpanCursor(this.bytes, start, start + taken);
    build(inside);
    inside.finish();
    const { value, note, ...rest } = more;
    const short = taken < length ? `${length} octets, but ${taken} are left` : note;
    this.spans.push({ name, start, end: start + taken, ...detail(value, short), ...rest, children: inside.spans });
  }

  /** Names what nobody asked for. */
  finish(): void {
    this.field(this.spans.length === 0 ? 'octets' : 'further octets', this.remaining);
  }

  #take(length: number): number {
    const taken = Math.min(Math.max(0, length), this.remaining);
    this.#offset += taken;
    return taken;
  }
}

function detail(value: string | undefined, note: string | undefined): SpanDetail {
  return { ...(value === undefined ? {} : { value }), ...(note === undefined ? {} : { note }) };
}
