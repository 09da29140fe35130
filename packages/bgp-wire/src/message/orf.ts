import type { Family } from '../brand.js';
import { MAX_U8, MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { afiOf } from '../family.js';
import { Afi } from '../iana.js';
import { formatPrefixBits, requirePrefix, writePrefix } from '../nlri/prefix.js';

/*
 * Outbound route filters (RFC 5291) stand behind the fixed part of a ROUTE-REFRESH. `RouteRefreshMessage.rest` keeps
 * them as octets, because only a session that negotiated them may read them; `decodeOrf` and `encodeOrf` are what such
 * a session uses.
 */

/** ORF types by name; 128 is what speakers older than RFC 5292 use for 64. */
export const OrfType = { ADDRESS_PREFIX: 64, CISCO_ADDRESS_PREFIX: 128 } as const;

const ACTIONS = ['add', 'remove', 'remove-all'] as const;
const REFRESHES = [undefined, 'immediate', 'defer'] as const;

/** One filter on prefixes (RFC 5292 §2). */
export interface PrefixOrfEntry {
  readonly action: 'add' | 'remove';
  readonly match: 'permit' | 'deny';
  /** Filters are tried in ascending order. */
  readonly sequence: number;
  /** Shortest and longest prefix that is meant, in bits; 0: not said. */
  readonly minLength: number;
  readonly maxLength: number;
  readonly prefix: string;
}

/** Forget all filters of the type (RFC 5291 §4). */
export interface RemoveAllOrf {
  readonly action: 'remove-all';
}

/** Filters of one type: of prefixes, or as octets where the type has no model here. */
export type OrfCollection =
  | { readonly type: number; readonly entries: readonly (PrefixOrfEntry | RemoveAllOrf)[] }
  | { readonly type: number; readonly octets: Uint8Array };

/** What a ROUTE-REFRESH with filters asks for. */
export interface OrfRequest {
  /** Send the routes again at once, or wait for the next ROUTE-REFRESH. */
  readonly whenToRefresh: 'immediate' | 'defer';
  readonly collections: readonly OrfCollection[];
}

const PREFIX_TYPES: ReadonlySet<number> = new Set(Object.values(OrfType));
const DENY = 0x20;
/** Octets of an entry before its prefix: action, sequence, and two lengths. */
const ENTRY_FIXED = 7;

/** Octets of an address of a family, where prefixes of it can be filtered. */
function addressLength(family: Family): 4 | 16 | undefined {
  const afi = afiOf(family);
  return afi === Afi.IPV4 ? 4 : afi === Afi.IPV6 ? 16 : undefined;
}

/**
 * The filters in the octets behind a ROUTE-REFRESH, or undefined where they are malformed. Never reads outside.
 *
 * ```text
 * +---------------------+----------+------------+-----------+
 * | when to refresh (1) | type (1) | length (2) | entries … | …
 * +---------------------+----------+------------+-----------+
 * ```
 */
export function decodeOrf(rest: Uint8Array, family: Family): OrfRequest | undefined {
  const whenToRefresh = REFRESHES[rest[0] ?? 0];
  if (whenToRefresh === undefined) return undefined;
  const collections: OrfCollection[] = [];
  for (let at = 1; at < rest.length; ) {
    const next = at + 3 <= rest.length ? at + 3 + readU16(rest, at + 1) : rest.length + 1;
    if (next > rest.length) return undefined;
    const type = rest[at]!;
    const size = PREFIX_TYPES.has(type) ? addressLength(family) : undefined;
    const entries = size && decodeEntries(rest, at + 3, next, size);
    if (size && !entries) return undefined;
    collections.push(entries ? { type, entries } : { type, octets: rest.slice(at + 3, next) });
    at = next;
  }
  return { whenToRefresh, collections };
}

/**
 * ```text
 * +------------+-----------+--------------+--------------+---------+---------+------------+--------+
 * | action (2) | match (1) | reserved (5) | sequence (4) | min (1) | max (1) | length (1) | prefix |
 * +------------+-----------+--------------+--------------+---------+---------+------------+--------+
 *    the first three in bits; an entry that removes all ends after them
 * ```
 */
function decodeEntries(
  bytes: Uint8Array,
  start: number,
  end: number,
  size: 4 | 16,
): (PrefixOrfEntry | RemoveAllOrf)[] | undefined {
  const entries: (PrefixOrfEntry | RemoveAllOrf)[] = [];
  for (let at = start; at < end; ) {
    const action = ACTIONS[bytes[at]! >>> 6];
    if (action === undefined) return undefined;
    if (action === 'remove-all') {
      entries.push({ action });
      at += 1;
      continue;
    }
    const bits = at + ENTRY_FIXED < end ? bytes[at + ENTRY_FIXED]! : MAX_U8;
    const next = at + ENTRY_FIXED + 1 + ((bits + 7) >> 3);
    if (bits > 8 * size || next > end || bytes[at + 5]! > 8 * size || bytes[at + 6]! > 8 * size) return undefined;
    entries.push({
      action,
      match: (bytes[at]! & DENY) === 0 ? 'permit' : 'deny',
      sequence: readU32(bytes, at + 1),
      minLength: bytes[at + 5]!,
      maxLength: bytes[at + 6]!,
      prefix: formatPrefixBits(bytes, at + ENTRY_FIXED + 1, bits, size),
    });
    at = next;
  }
  return entries;
}

/** The octets that stand behind a ROUTE-REFRESH. Throws `RangeError` for filters that have no encoding. */
export function encodeOrf({ whenToRefresh, collections }: OrfRequest, family: Family): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(REFRESHES.indexOf(whenToRefresh));
  for (const collection of collections) {
    writer.u8(unsigned('an ORF type', collection.type, MAX_U8));
    const length = writer.reserve16();
    if ('octets' in collection) writer.bytes(collection.octets);
    else for (const entry of collection.entries) encodeEntry(entry, family, writer);
    writer.patch16(length);
  }
  return writer.take();
}

function encodeEntry(entry: PrefixOrfEntry | RemoveAllOrf, family: Family, writer: ByteWriter): void {
  const action = ACTIONS.indexOf(entry.action) << 6;
  if (entry.action === 'remove-all') {
    writer.u8(action);
    return;
  }
  const size = addressLength(family);
  if (size === undefined) throw new RangeError('only prefixes of IPv4 and IPv6 families can be filtered');
  writer.u8(action | (entry.match === 'deny' ? DENY : 0));
  writer.u32(unsigned('the sequence of an ORF entry', entry.sequence, MAX_U32));
  writer.u8(unsigned('the minimum length of an ORF entry', entry.minLength, 8 * size));
  writer.u8(unsigned('the maximum length of an ORF entry', entry.maxLength, 8 * size));
  writePrefix(requirePrefix(entry.prefix, size, 'an ORF entry'), writer);
}
