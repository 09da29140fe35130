import {
  afiOf,
  ByteWriter,
  type Family,
  type FamilyTable,
  familyOf,
  formatHex,
  NO_PATH_ID,
  type PathId,
  readU32,
  safiOf,
  standardFamilies,
} from '@mesh/bgp-wire';

/**
 * The public, stable name of a route key (family, path identifier, NLRI) as lower-case hexadecimal:
 * `0101180a000000` is 10.0.0.0/24 of IPv4 unicast.
 *
 * ```text
 * +--------------------+----------+---------------------+-------------------------------------------+
 * | AFI (1)            | SAFI (1) | nothing             | bits (1, 00–80) | whole address (4 or 16)  |
 * | or ff and AFI (2)  |          | or ff and id (4)    | or fe and the octets of any other key     |
 * +--------------------+----------+---------------------+-------------------------------------------+
 * ```
 */
export type RouteIndex = string;

/** What a `RouteIndex` says. */
export interface RouteKey {
  readonly family: Family;
  readonly pathId?: PathId;
  /**
   * The octets of the key, without path identifier: of a prefix length octet and prefix, host bits 0; of a family whose
   * row has a `writeKey` what that writes; of any other its NLRI as in an UPDATE.
   */
  readonly key: Uint8Array;
}

const ESCAPE = 0xff;
const OPAQUE = 0xfe;
const MAX_PREFIX_BITS = 128;

/** The index of a key. Families whose row says that their NLRI are prefixes show the whole address. */
export function formatRouteIndex(key: RouteKey, families: FamilyTable = standardFamilies): RouteIndex {
  const prefixBits = families.get(key.family)?.prefixBits ?? 0;
  return formatKey(key.family, prefixBits, key.key, 0, key.key.length, key.pathId ?? NO_PATH_ID);
}

/** The key of an index; undefined for text that is none. Only the canonical text is an index. */
export function parseRouteIndex(text: string): RouteKey | undefined {
  const reader = new RouteIndexReader();
  if (!reader.read(text)) return undefined;
  const { family, pathId, bytes, offset, length } = reader;
  const key = bytes.slice(offset, offset + length);
  return pathId === NO_PATH_ID ? { family, key } : { family, pathId, key };
}

/** The key of an NLRI in octets as they stand in an UPDATE, path identifier apart. */
export function routeKeyOf(
  family: Family,
  nlri: Uint8Array,
  pathId?: PathId,
  families: FamilyTable = standardFamilies,
): RouteKey {
  const row = families.get(family);
  const writer = new ByteWriter(nlri.length);
  if (row?.writeKey) row.writeKey(nlri, 0, nlri.length, false, writer);
  else writer.bytes(nlri);
  const key = writer.take();
  return pathId === undefined ? { family, key } : { family, pathId, key };
}

/** The index of a key at `bytes[offset, offset + length)`; `prefixBits` is 0 for a family of other NLRI. */
export function formatKey(
  family: Family,
  prefixBits: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  pathId: number,
): RouteIndex {
  const afi = afiOf(family);
  let text = afi > 0 && afi < ESCAPE ? hex(afi, 1) : `ff${hex(afi, 2)}`;
  text += hex(safiOf(family), 1);
  if (pathId !== NO_PATH_ID) text += `ff${hex(pathId, 4)}`;
  if (prefixBits === 0) return `${text}fe${formatHex(bytes, offset, offset + length)}`;
  const address = new Uint8Array(prefixBits >> 3);
  address.set(bytes.subarray(offset + 1, offset + length));
  const bits = bytes[offset]!;
  if ((bits & 7) !== 0) address[bits >> 3]! &= 0xff00 >> (bits & 7);
  return text + hex(bits, 1) + formatHex(address);
}

function hex(value: number, octets: number): string {
  return value.toString(16).padStart(2 * octets, '0');
}

/** Reads indexes without allocating; the fields speak of the last one that `read` took. */
export class RouteIndexReader {
  family: Family = 0;
  pathId: number = NO_PATH_ID;
  /** Longest prefix of an address of this size; 0 for other NLRI. */
  prefixBits = 0;
  bytes: Uint8Array = new Uint8Array(64);
  /** NLRI octets, without path identifier: `bytes[offset, offset + length)`. */
  offset = 0;
  length = 0;
  /** What `readIPv4` found: the address, as a signed number, and the length of the prefix. */
  address = 0;
  bits = 0;
  #end = 0;

  /**
   * Reads the index of an IPv4 prefix without path identifier and of an AFI below 255, the shortest and most frequent of all.
   * False for any other text, index or not.
   */
  readIPv4(text: string): boolean {
    if (text.length !== 14) return false;
    const afi = octetAt(text, 0);
    const safi = octetAt(text, 2);
    const bits = octetAt(text, 4);
    const high = (octetAt(text, 6) << 8) | octetAt(text, 8);
    const low = (octetAt(text, 10) << 8) | octetAt(text, 12);
    if (bits > 32 || afi === 0 || afi === ESCAPE || (afi | safi | bits | high | low) < 0) return false;
    const address = (high << 16) | low;
    if (bits < 32 && (address & (-1 >>> bits)) !== 0) return false;
    this.family = familyOf(afi, safi);
    this.address = address;
    this.bits = bits;
    return true;
  }

  /** False where the text is no index. */
  read(text: string): boolean {
    if (!this.#octets(text)) return false;
    let at = 0;
    let afi = this.#at(at++);
    if (afi === ESCAPE) {
      afi = (this.#at(at) << 8) | this.#at(at + 1);
      if (afi > 0 && afi < ESCAPE) return false;
      at += 2;
    } else if (afi === 0) return false;
    this.family = familyOf(afi, this.#at(at++));
    this.pathId = NO_PATH_ID;
    if (this.#at(at) === ESCAPE) {
      this.pathId = readU32(this.bytes, at + 1);
      at += 5;
    }
    if (at >= this.#end) return false;
    if (this.bytes[at] === OPAQUE) {
      this.prefixBits = 0;
      this.offset = at + 1;
      this.length = this.#end - at - 1;
      return this.length > 0;
    }
    this.offset = at;
    return this.#prefix(at);
  }

  /** The length octet at `at` and the whole address behind it, host bits 0. */
  #prefix(at: number): boolean {
    const bits = this.bytes[at]!;
    this.prefixBits = 8 * (this.#end - at - 1);
    if ((this.prefixBits !== 32 && this.prefixBits !== MAX_PREFIX_BITS) || bits > this.prefixBits) return false;
    this.length = 1 + ((bits + 7) >> 3);
    if ((bits & 7) !== 0 && (this.bytes[at + this.length - 1]! & (0xff >> (bits & 7))) !== 0) return false;
    for (let i = at + this.length; i < this.#end; i++) if (this.bytes[i] !== 0) return false;
    return true;
  }

  /** Turns hexadecimal into octets. */
  #octets(text: string): boolean {
    const length = text.length >> 1;
    if ((text.length & 1) !== 0 || length < 4) return false;
    if (length > this.bytes.length) this.bytes = new Uint8Array(2 * length);
    for (let i = 0; i < length; i++) {
      const octet = (digit(text.charCodeAt(2 * i)) << 4) | digit(text.charCodeAt(2 * i + 1));
      if (octet < 0) return false;
      this.bytes[i] = octet;
    }
    this.#end = length;
    return true;
  }

  /** The octet at `i`, -1 behind the end. */
  #at(i: number): number {
    return i < this.#end ? this.bytes[i]! : -1;
  }
}

/** Values of the lower-case hexadecimal digits by code unit, -1 for everything else. */
const DIGITS: Int8Array = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code)),
);

/** The octet that two digits at `i` are; below 0 where they are none. */
function octetAt(text: string, i: number): number {
  return (digit(text.charCodeAt(i)) << 4) | digit(text.charCodeAt(i + 1));
}

function digit(code: number): number {
  return code < 128 ? DIGITS[code]! : -1;
}
