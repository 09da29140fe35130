import { ByteWriter } from '@mesh/bgp-wire';
import {
  type CommunityKind,
  CommunityPatterns,
  communityOctets,
  EXTENDED,
  LARGE,
  STANDARD,
} from './community-pattern.js';
import { named } from './named.js';
import type { Match, Policy } from './policy.js';

/*
 * Matches and actions on communities of the three kinds. Patterns name one (`65000:1`, `no-export`), all of an AS
 * (`65000:*`), or a range (`65000:100-199`). What is added stands behind what is there; what is there already is not
 * added again. Each throws `MESH_COMMUNITY` for text that is no community or no pattern.
 */

/** True for routes with a community that is any of the patterns (RFC 1997). */
export const hasCommunity = (...patterns: readonly string[]): Match => has(STANDARD, patterns);
/** True for routes with an extended community that is any of the patterns (RFC 4360): `target:65000:*`, `target:*`. */
export const hasExtendedCommunity = (...patterns: readonly string[]): Match => has(EXTENDED, patterns);
/** True for routes with a large community that is any of the patterns (RFC 8092): `65000:1:*`. */
export const hasLargeCommunity = (...patterns: readonly string[]): Match => has(LARGE, patterns);

export const addCommunities = (...texts: readonly string[]): Policy => add(STANDARD, texts);
export const addExtendedCommunities = (...texts: readonly string[]): Policy => add(EXTENDED, texts);
export const addLargeCommunities = (...texts: readonly string[]): Policy => add(LARGE, texts);

/** These and no others; without any the attribute goes. */
export const setCommunities = (...texts: readonly string[]): Policy => set(STANDARD, texts);
/** These and no others; without any the attribute goes. */
export const setExtendedCommunities = (...texts: readonly string[]): Policy => set(EXTENDED, texts);
/** These and no others; without any the attribute goes. */
export const setLargeCommunities = (...texts: readonly string[]): Policy => set(LARGE, texts);

/** Takes those away that are any of the patterns. */
export const deleteCommunities = (...patterns: readonly string[]): Policy => remove(STANDARD, patterns);
/** Takes those away that are any of the patterns. */
export const deleteExtendedCommunities = (...patterns: readonly string[]): Policy => remove(EXTENDED, patterns);
/** Takes those away that are any of the patterns. */
export const deleteLargeCommunities = (...patterns: readonly string[]): Policy => remove(LARGE, patterns);

function has(kind: CommunityKind, texts: readonly string[]): Match {
  const patterns = new CommunityPatterns(kind, texts);
  const { code } = kind.row;
  return named(
    `${kind.name} ${texts.join(' ')}`,
    (route) => route.locate(code) && patterns.foundIn(route.bytes, route.start, route.end),
  );
}

function add(kind: CommunityKind, texts: readonly string[]): Policy {
  const octets = communityOctets(kind, texts);
  const size = kind.octets;
  const writer = new ByteWriter();
  return named(`add ${kind.name} ${texts.join(' ')}`, (route) => {
    writer.truncate(0);
    if (route.locate(kind.row.code)) writer.bytes(route.bytes, route.start, route.end);
    const before = writer.length;
    for (let at = 0; at < octets.length; at += size) {
      if (!contains(writer.buffer, writer.length, octets, at, size)) writer.bytes(octets, at, at + size);
    }
    if (writer.length > before) route.setOctets(kind.row, writer.buffer, 0, writer.length);
  });
}

/** True where the `size` octets at `at` stand among those of `list[0, length)`. */
function contains(list: Uint8Array, length: number, bytes: Uint8Array, at: number, size: number): boolean {
  for (let place = 0; place < length; place += size) {
    let same = 0;
    while (same < size && list[place + same] === bytes[at + same]) same++;
    if (same === size) return true;
  }
  return false;
}

function set(kind: CommunityKind, texts: readonly string[]): Policy {
  const octets = communityOctets(kind, texts);
  return named(`set ${kind.name} ${texts.join(' ')}`, (route) => route.setOctets(kind.row, octets, 0, octets.length));
}

function remove(kind: CommunityKind, texts: readonly string[]): Policy {
  const patterns = new CommunityPatterns(kind, texts);
  const size = kind.octets;
  const writer = new ByteWriter();
  return named(`delete ${kind.name} ${texts.join(' ')}`, (route) => {
    if (!route.locate(kind.row.code)) return;
    const { bytes, start, end } = route;
    writer.truncate(0);
    for (let at = start; at + size <= end; at += size) {
      if (!patterns.has(bytes, at)) writer.bytes(bytes, at, at + size);
    }
    if (writer.length < end - start) route.setOctets(kind.row, writer.buffer, 0, writer.length);
  });
}
