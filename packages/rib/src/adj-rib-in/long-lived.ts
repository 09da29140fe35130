import {
  AttributeFlag,
  ByteWriter,
  COMMUNITIES,
  forEachAttribute,
  readU32,
  WellKnownCommunity,
  writeAttribute,
} from '@mesh/bgp-wire';
import type { AttributeId } from '../store/attribute-table.js';
import type { StoreCore } from '../store/store-core.js';

const LLGR_STALE = WellKnownCommunity['llgr-stale'];
const NO_LLGR = WellKnownCommunity['no-llgr'];

/** A canonical attribute set with the LLGR_STALE community; undefined where NO_LLGR forbids to keep the route (RFC 9494 §4.2). */
export function longLivedSet(set: Uint8Array): Uint8Array | undefined {
  const writer = new ByteWriter(set.length + 8);
  let [written, forbidden] = [false, false];
  const writeStale = (flags: number, bytes: Uint8Array, start: number, end: number): void => {
    const value = new ByteWriter(end - start + 4);
    let marked = false;
    for (let at = start; at < end; at += 4) {
      const community = readU32(bytes, at);
      if (community === NO_LLGR) forbidden = true;
      if (community === LLGR_STALE) marked = true;
    }
    value.bytes(bytes, start, end);
    if (!marked) value.u32(LLGR_STALE);
    writeAttribute(COMMUNITIES.code, flags, value.view(), 0, value.length, writer);
    written = true;
  };
  forEachAttribute(set, (code, flags, bytes, start, end) => {
    if (code > COMMUNITIES.code && !written) writeStale(FLAGS, bytes, start, start);
    if (code === COMMUNITIES.code) writeStale(flags, bytes, start, end);
    else writeAttribute(code, flags, bytes, start, end, writer);
  });
  if (!written) writeStale(FLAGS, set, 0, 0);
  return forbidden ? undefined : writer.take();
}

const FLAGS = AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE;

/** The attributes of routes that become long-lived stale, worked out once for all that share them. */
export class LongLivedAttributes {
  readonly #core: StoreCore;
  readonly #known = new Map<AttributeId, AttributeId>();

  constructor(core: StoreCore) {
    this.#core = core;
  }

  /** The attributes to keep a route with instead of its own; 0 where it is not to be kept. */
  of(id: AttributeId): AttributeId {
    const { attributes } = this.#core;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const hop = attributes.nextHop(id).slice();
    const set = longLivedSet(attributes.set(id));
    const longLived = set === undefined ? 0 : attributes.intern(hop, 0, hop.length, set);
    // Held meanwhile: an id that is free could come to mean something else.
    attributes.retain(id);
    this.#known.set(id, longLived);
    return longLived;
  }

  release(): void {
    for (const [id, longLived] of this.#known) {
      this.#core.attributes.release(id);
      if (longLived !== 0) this.#core.attributes.release(longLived);
    }
    this.#known.clear();
  }
}
