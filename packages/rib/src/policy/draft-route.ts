import {
  type Asn,
  AttributeCode,
  AttributeFlag,
  type AttributeRow,
  ByteWriter,
  type Family,
  formatAddress,
  formatHex,
  NO_PATH_ID,
  nextHopOctets,
  type PathId,
  writeAttribute,
} from '@mesh/bgp-wire';
import type { AttributeId } from '../store/attribute-table.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import { firstAs, lastAs, pathLengthOf } from './as-path/octets.js';
import type { PolicyPeer, PolicyRoute, PolicyTracer } from './policy.js';

const NONE = new Uint8Array(0);
const CODES = 256;
const MAX_STAMP = 0x7fffffff;
const MAX_PREFIX_OCTETS = 16;
const MAX_VALUE_OCTETS = 0xffff;

/** Not part of an attribute set: they say where, and `nextHop` sets them. */
const OUTSIDE: ReadonlySet<number> = new Set([
  AttributeCode.NEXT_HOP,
  AttributeCode.MP_REACH_NLRI,
  AttributeCode.MP_UNREACH_NLRI,
]);

/*
 * The route that policies see. Unchanged, it reads the store's own octets; the first change writes the whole set anew
 * into one of two buffers, and each further one from one buffer into the other. Nothing reaches the store before
 * `intern`, so that a policy that throws leaves nothing behind.
 *
 * Attributes are found through an index of the 256 codes, made at the first question after each change; entries of an
 * older stamp are none.
 */
export class DraftRoute implements PolicyRoute {
  bytes: Uint8Array = NONE;
  start = 0;
  end = 0;
  peer!: PolicyPeer;
  source!: PolicyPeer;
  tracer: PolicyTracer | undefined = undefined;
  /** The attributes or the next hop are no longer those of the store. */
  changed = false;

  readonly #core: StoreCore;
  #id: RouteId = 0;
  #set: Uint8Array = NONE;
  #setStart = 0;
  #setEnd = 0;
  #hop: Uint8Array = NONE;
  #hopStart = 0;
  #hopEnd = 0;
  readonly #starts = new Int32Array(CODES);
  readonly #ends = new Int32Array(CODES);
  readonly #stamps = new Int32Array(CODES);
  #stamp = 0;
  #indexed = false;
  #buffer = new ByteWriter(512);
  #spare = new ByteWriter(512);
  readonly #value = new ByteWriter(256);
  readonly #prefix = new Uint8Array(MAX_PREFIX_OCTETS);
  #prefixLength = 0;
  #prefixKnown = false;
  readonly #takePrefix = (bytes: Uint8Array, offset: number, length: number): void => {
    this.#prefixLength = bytes[offset]!;
    for (let i = 1; i < length; i++) this.#prefix[i - 1] = bytes[offset + i]!;
  };

  constructor(core: StoreCore) {
    this.#core = core;
  }

  /** Takes up a route that is held meanwhile. */
  begin(id: RouteId, peer: PolicyPeer, source: PolicyPeer): void {
    const { routes, attributes } = this.#core;
    attributes.locate(routes.attributes(id));
    this.#id = id;
    this.peer = peer;
    this.source = source;
    this.#set = attributes.bytes;
    this.#setStart = attributes.setStart;
    this.#setEnd = attributes.setEnd;
    this.#hop = attributes.bytes;
    this.#hopStart = attributes.hopStart;
    this.#hopEnd = attributes.setStart;
    this.#indexed = false;
    this.#prefixKnown = false;
    this.changed = false;
  }

  /** Puts what the route has become into the store, with one reference for the caller. */
  intern(): AttributeId {
    const set = this.#set.subarray(this.#setStart, this.#setEnd);
    return this.#core.attributes.intern(this.#hop, this.#hopStart, this.#hopEnd - this.#hopStart, set);
  }

  /** A copy of the set as it stands. */
  toSet(): Uint8Array {
    return this.#set.slice(this.#setStart, this.#setEnd);
  }

  get family(): Family {
    return this.#core.routes.space(this.#id).family;
  }

  get prefix(): string {
    const { routes, families } = this.#core;
    const row = families.get(this.family);
    return routes.withNlri(this.#id, (bytes, offset, length) =>
      row
        ? row.format(row.decode(bytes, offset, offset + length, NO_PATH_ID, false))
        : formatHex(bytes, offset, offset + length),
    );
  }

  get prefixLength(): number {
    return this.#readPrefix() ? this.#prefixLength : -1;
  }

  get pathId(): PathId | undefined {
    const pathId = this.#core.routes.pathId(this.#id);
    return pathId === NO_PATH_ID ? undefined : pathId;
  }

  get nextHop(): string {
    const [hop, start, length] = [this.#hop, this.#hopStart, this.#hopEnd - this.#hopStart];
    if (length === 0) return 'self';
    return length === 4 || length >= 16
      ? formatAddress(hop, start, start + Math.min(length, 16))
      : formatHex(hop, start, this.#hopEnd);
  }

  set nextHop(text: string) {
    const octets = text === 'self' ? NONE : nextHopOctets({ address: text });
    this.#hop = octets;
    this.#hopStart = 0;
    this.#hopEnd = octets.length;
    this.changed = true;
  }

  get<T>(row: AttributeRow<T>): T | undefined {
    if (!this.locate(row.code)) return undefined;
    const { bytes, start, end } = this;
    const { context } = this.#core;
    return row.check(bytes, start, end, context) === undefined ? row.decode(bytes, start, end, context) : undefined;
  }

  has(row: AttributeRow<unknown>): boolean {
    return this.locate(row.code);
  }

  set<T>(row: AttributeRow<T>, value: T): void {
    if (OUTSIDE.has(row.code)) throw new RangeError(`${row.name} is no attribute of a route: set its nextHop`);
    const { context } = this.#core;
    const writer = this.#value;
    writer.truncate(0);
    row.encode(value, writer, context);
    this.#put(row, writer.buffer, 0, writer.length);
  }

  setOctets(row: AttributeRow<unknown>, bytes: Uint8Array, start: number, end: number): void {
    if (OUTSIDE.has(row.code)) throw new RangeError(`${row.name} is no attribute of a route: set its nextHop`);
    this.#put(row, bytes, start, end);
  }

  #put(row: AttributeRow<unknown>, bytes: Uint8Array, start: number, end: number): void {
    if (end - start > MAX_VALUE_OCTETS) {
      throw new RangeError(`${row.name} has at most ${MAX_VALUE_OCTETS} octets, got ${end - start}`);
    }
    const finding = row.check(bytes, start, end, this.#core.context);
    if (finding === undefined) this.#rewrite(row.code, row.flags, bytes, start, end);
    else if (end === start) this.delete(row);
    else throw new RangeError(finding.reason);
  }

  delete(row: AttributeRow<unknown>): boolean {
    if (!this.locate(row.code)) return false;
    this.#rewrite(row.code, -1, NONE, 0, 0);
    return true;
  }

  locate(code: number): boolean {
    if (!this.#indexed) this.#index();
    if (this.#stamps[code] !== this.#stamp) return false;
    this.bytes = this.#set;
    this.start = this.#starts[code]!;
    this.end = this.#ends[code]!;
    return true;
  }

  locatePrefix(): boolean {
    if (!this.#readPrefix()) return false;
    this.bytes = this.#prefix;
    this.start = 0;
    this.end = (this.#prefixLength + 7) >> 3;
    return true;
  }

  locateNextHop(): boolean {
    this.bytes = this.#hop;
    this.start = this.#hopStart;
    this.end = this.#hopEnd;
    return this.end > this.start;
  }

  get originAs(): Asn | undefined {
    return this.locate(AttributeCode.AS_PATH) ? lastAs(this.bytes, this.start, this.end) : undefined;
  }

  get neighbourAs(): Asn | undefined {
    return this.locate(AttributeCode.AS_PATH) ? firstAs(this.bytes, this.start, this.end) : undefined;
  }

  get pathLength(): number {
    return this.locate(AttributeCode.AS_PATH) ? pathLengthOf(this.bytes, this.start, this.end) : 0;
  }

  /** Copies the prefix out of the key, once a route: other readers of the table share the place it stands in. */
  #readPrefix(): boolean {
    const { routes } = this.#core;
    if (routes.space(this.#id).prefixBits === 0) return false;
    if (!this.#prefixKnown) routes.withNlri(this.#id, this.#takePrefix);
    this.#prefixKnown = true;
    return true;
  }

  #index(): void {
    if (this.#stamp === MAX_STAMP) {
      this.#stamps.fill(0);
      this.#stamp = 0;
    }
    const stamp = ++this.#stamp;
    const [set, end] = [this.#set, this.#setEnd];
    for (let at = this.#setStart; at < end; ) {
      const code = set[at + 1]!;
      const extended = (set[at]! & AttributeFlag.EXTENDED_LENGTH) !== 0;
      const start = at + (extended ? 4 : 3);
      at = start + (extended ? (set[at + 2]! << 8) | set[at + 3]! : set[at + 2]!);
      this.#starts[code] = start;
      this.#ends[code] = at;
      this.#stamps[code] = stamp;
    }
    this.#indexed = true;
  }

  /**
   * Writes the set anew with other octets for one code; flags below 0 leave it out. A Partial bit that is set stays
   * (RFC 4271 §5).
   */
  #rewrite(code: number, flags: number, bytes: Uint8Array, start: number, stop: number): void {
    const [set, end, writer] = [this.#set, this.#setEnd, this.#spare];
    writer.truncate(0);
    let at = this.#setStart;
    while (at < end && set[at + 1]! < code) at = nextAttribute(set, at);
    writer.bytes(set, this.#setStart, at);
    const partial = at < end && set[at + 1] === code ? set[at]! & AttributeFlag.PARTIAL : 0;
    if (flags >= 0) writeAttribute(code, flags | partial, bytes, start, stop, writer);
    while (at < end && set[at + 1] === code) at = nextAttribute(set, at);
    writer.bytes(set, at, end);
    this.#spare = this.#buffer;
    this.#buffer = writer;
    this.#set = writer.buffer;
    this.#setStart = 0;
    this.#setEnd = writer.length;
    this.#indexed = false;
    this.changed = true;
  }
}

/** Where the attribute after the one at `at` begins. */
function nextAttribute(set: Uint8Array, at: number): number {
  return (set[at]! & AttributeFlag.EXTENDED_LENGTH) !== 0
    ? at + 4 + ((set[at + 2]! << 8) | set[at + 3]!)
    : at + 3 + set[at + 2]!;
}
