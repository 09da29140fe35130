import { AttributeCode, readU16, readU32, WellKnownCommunity } from '@mesh/bgp-wire';
import { AttributeOctets } from '../adj-rib-in/attribute-octets.js';
import type { AttributeId } from '../store/attribute-table.js';
import type { StoreCore } from '../store/store-core.js';
import type { NextHops } from './next-hops.js';

/*
 * What decisions ask of an attribute set, read once and kept in columns by its id, as long as the id means it. One
 * record of twelve words; numbers that may exceed 31 bits are read with `>>> 0`.
 */
const STRIDE = 12;
const PAGE_SHIFT = 12;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;

/** Words of a record. */
export const Fact = {
  FLAGS: 0,
  LOCAL_PREF: 1,
  PATH_LENGTH: 2,
  ORIGIN: 3,
  MED: 4,
  NEIGHBOUR_AS: 5,
  ORIGINATOR_ID: 6,
  CLUSTERS: 7,
  NEXT_HOP: 8,
  AIGP_HIGH: 9,
  AIGP_LOW: 10,
  BANDWIDTH: 11,
} as const;

/** Bits of the word `FLAGS`. */
export const FactFlag = {
  KNOWN: 1,
  MED: 2,
  ORIGINATOR_ID: 4,
  AIGP: 8,
  BANDWIDTH: 16,
  LLGR_STALE: 32,
  NO_EXPORT: 64,
  NO_ADVERTISE: 128,
  NO_EXPORT_SUBCONFED: 256,
  NO_PEER: 512,
  OTC: 1024,
} as const;

const COMMUNITY_FLAGS: ReadonlyMap<number, number> = new Map([
  [WellKnownCommunity['llgr-stale'], FactFlag.LLGR_STALE],
  [WellKnownCommunity['no-export'], FactFlag.NO_EXPORT],
  [WellKnownCommunity['no-advertise'], FactFlag.NO_ADVERTISE],
  [WellKnownCommunity['no-export-subconfed'], FactFlag.NO_EXPORT_SUBCONFED],
  [WellKnownCommunity['no-peer'], FactFlag.NO_PEER],
]);

/** LOCAL_PREF of a route that has none: what other implementations take by custom, the RFC leaves it open. */
export const DEFAULT_LOCAL_PREF = 100;
/** ORIGIN of a set without one: worse than any. */
const NO_ORIGIN = 3;
/** Link bandwidth: transitive or not, two-octet AS (RFC 10005). */
const BANDWIDTH_TYPES: ReadonlySet<number> = new Set([0x0004, 0x4004]);
const AIGP_TLV = 1;

export class AttributeFacts {
  readonly #core: StoreCore;
  readonly #nextHops: NextHops;
  readonly #octets = new AttributeOctets();
  #pages: (Int32Array | undefined)[] = [];
  readonly #unlisten: () => void;

  constructor(core: StoreCore, nextHops: NextHops) {
    this.#core = core;
    this.#nextHops = nextHops;
    this.#unlisten = core.attributes.onFreed((id) => this.#forget(id));
  }

  get byteLength(): number {
    return this.#pages.reduce((sum, page) => sum + (page?.byteLength ?? 0), 0);
  }

  /** A fact of a set. */
  get(id: AttributeId, fact: number): number {
    return this.page(id)[this.offset(id) + fact]!;
  }

  has(id: AttributeId, flag: number): boolean {
    return (this.get(id, Fact.FLAGS) & flag) !== 0;
  }

  /** Where the facts of a set lie, from `offset` on, as long as the set is held. */
  page(id: AttributeId): Int32Array {
    const page = this.#pages[id >>> PAGE_SHIFT];
    return page === undefined || page[this.offset(id)] === 0 ? this.#read(id) : page;
  }

  offset(id: AttributeId): number {
    return (id & PAGE_MASK) * STRIDE;
  }

  close(): void {
    this.#unlisten();
    this.#pages = [];
  }

  #forget(id: AttributeId): void {
    const page = this.#pages[id >>> PAGE_SHIFT];
    const at = (id & PAGE_MASK) * STRIDE;
    if (page === undefined || page[at] === 0) return;
    this.#nextHops.release(page[at + Fact.NEXT_HOP]!);
    page[at] = 0;
  }

  #read(id: AttributeId): Int32Array {
    const number = id >>> PAGE_SHIFT;
    while (this.#pages.length <= number) this.#pages.push(undefined);
    const page = this.#pages[number] ?? new Int32Array(STRIDE << PAGE_SHIFT);
    this.#pages[number] = page;
    const { attributes } = this.#core;
    const octets = this.#octets;
    octets.load(attributes.set(id), attributes.nextHop(id));
    const at = (id & PAGE_MASK) * STRIDE;
    const med = octets.u32(AttributeCode.MULTI_EXIT_DISC);
    const originator = octets.u32(AttributeCode.ORIGINATOR_ID);
    page[at] = FactFlag.KNOWN | communityFlags(octets);
    if (med !== undefined) page[at]! |= FactFlag.MED;
    if (originator !== undefined) page[at]! |= FactFlag.ORIGINATOR_ID;
    if (octets.has(AttributeCode.OTC)) page[at]! |= FactFlag.OTC;
    page[at + Fact.LOCAL_PREF] = octets.u32(AttributeCode.LOCAL_PREF) ?? DEFAULT_LOCAL_PREF;
    page[at + Fact.PATH_LENGTH] = octets.pathLength;
    const origin = octets.start(AttributeCode.ORIGIN);
    page[at + Fact.ORIGIN] = origin === 0 ? NO_ORIGIN : octets.bytes[origin]!;
    page[at + Fact.MED] = med ?? 0;
    page[at + Fact.NEIGHBOUR_AS] = octets.neighbourAs;
    page[at + Fact.ORIGINATOR_ID] = originator ?? 0;
    page[at + Fact.CLUSTERS] = octets.has(AttributeCode.CLUSTER_LIST)
      ? (octets.end(AttributeCode.CLUSTER_LIST) - octets.start(AttributeCode.CLUSTER_LIST)) >> 2
      : 0;
    page[at + Fact.NEXT_HOP] = this.#nextHops.use(octets.nextHop);
    readAigp(octets, page, at);
    readBandwidth(octets, page, at);
    return page;
  }
}

function communityFlags(octets: AttributeOctets): number {
  const start = octets.start(AttributeCode.COMMUNITIES);
  if (start === 0) return 0;
  const end = octets.end(AttributeCode.COMMUNITIES);
  let flags = 0;
  for (let at = start; at + 4 <= end; at += 4) {
    // All well-known ones are in 0xffff0000–0xffffffff: nothing else is looked up.
    if (octets.bytes[at] === 0xff) flags |= COMMUNITY_FLAGS.get(readU32(octets.bytes, at)) ?? 0;
  }
  return flags;
}

/** The first TLV of type 1 counts (RFC 7311 §3). */
function readAigp(octets: AttributeOctets, page: Int32Array, at: number): void {
  if (!octets.has(AttributeCode.AIGP)) return;
  const { bytes } = octets;
  const end = octets.end(AttributeCode.AIGP);
  for (let tlv = octets.start(AttributeCode.AIGP); tlv + 3 <= end; ) {
    const length = readU16(bytes, tlv + 1);
    if (length < 3) return;
    if (bytes[tlv] === AIGP_TLV && tlv + 11 <= end) {
      page[at]! |= FactFlag.AIGP;
      page[at + Fact.AIGP_HIGH] = readU32(bytes, tlv + 3);
      page[at + Fact.AIGP_LOW] = readU32(bytes, tlv + 7);
      return;
    }
    tlv += length;
  }
}

/** The first link bandwidth community counts, as the bits of its float. */
function readBandwidth(octets: AttributeOctets, page: Int32Array, at: number): void {
  if (!octets.has(AttributeCode.EXTENDED_COMMUNITIES)) return;
  const { bytes } = octets;
  const end = octets.end(AttributeCode.EXTENDED_COMMUNITIES);
  for (let start = octets.start(AttributeCode.EXTENDED_COMMUNITIES); start + 8 <= end; start += 8) {
    if (!BANDWIDTH_TYPES.has(readU16(bytes, start))) continue;
    page[at]! |= FactFlag.BANDWIDTH;
    page[at + Fact.BANDWIDTH] = readU32(bytes, start + 4);
    return;
  }
}
