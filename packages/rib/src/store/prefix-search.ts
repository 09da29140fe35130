import { ByteWriter, type Family, NO_PATH_ID, type Prefix, writePrefix } from '@mesh/bgp-wire';
import type { IdSet } from './intern/id-set.js';
import type { RouteId } from './route-table.js';
import type { StoreCore } from './store-core.js';

/*
 * Routes by the prefix they are for, out of a table that is hashed: for a prefix there are at most 33 (IPv4) or 129
 * lengths of what covers it, the table counts which of them occur, and each is one look-up. With path identifiers
 * that does not go, for those of a prefix are not known: there every route of the family is looked at.
 */

/** The longest prefix among the members that covers `prefix`, in routes: several only where paths or pairs differ. */
export function longestMatch(core: StoreCore, members: IdSet, family: Family, prefix: Prefix): RouteId[] {
  const plain = matches(core, members, family, prefix, -1);
  const paths = pathMatches(core, members, family, prefix);
  const all = [...plain, ...paths];
  const longest = all.reduce((bits, id) => Math.max(bits, bitsOf(core, id)), 0);
  return all.filter((id) => bitsOf(core, id) === longest).sort((a, b) => pathOf(core, a) - pathOf(core, b));
}

/** All routes among the members whose prefixes cover `prefix` or equal it, the shortest first. */
export function covering(core: StoreCore, members: IdSet, family: Family, prefix: Prefix): RouteId[] {
  const plain = matches(core, members, family, prefix, 1);
  const paths = pathMatches(core, members, family, prefix);
  if (paths.length === 0) return plain;
  return [...plain, ...paths].sort((a, b) => bitsOf(core, a) - bitsOf(core, b) || pathOf(core, a) - pathOf(core, b));
}

/** Matches without path identifier; `step` 1: all, the shortest first; -1: the longest only. */
function matches(core: StoreCore, members: IdSet, family: Family, { address, bits }: Prefix, step: 1 | -1): RouteId[] {
  const { routes } = core;
  const number = routes.spaces.find(family, false);
  if (number === 0) return [];
  const { lengths } = routes.spaces.get(number);
  const writer = new ByteWriter(17);
  const found: RouteId[] = [];
  for (let at = step === 1 ? 0 : bits; at >= 0 && at <= bits; at += step) {
    if (lengths[at] === 0) continue;
    writer.truncate(0);
    writePrefix({ address, bits: at }, writer);
    routes.probe(family, writer.buffer, 0, writer.length, NO_PATH_ID);
    for (let id = routes.first(); id !== 0; id = routes.next(id)) if (members.has(id)) found.push(id);
    if (step === -1 && found.length > 0) break;
  }
  return found;
}

/** Matches with path identifier, in the order of their ids. */
function pathMatches(core: StoreCore, members: IdSet, family: Family, { address, bits }: Prefix): RouteId[] {
  const { routes } = core;
  const number = routes.spaces.find(family, true);
  const found: RouteId[] = [];
  if (number === 0 || routes.spaces.get(number).lengths.every((count) => count === 0)) return found;
  members.scan(1, (id) => {
    if (routes.spaceNumber(id) !== number) return true;
    const covers = routes.withKey(id, (bytes, offset) => {
      const length = bytes[offset]!;
      return length <= bits && sharesBits(bytes, offset + 1, address, length);
    });
    if (covers) found.push(id);
    return true;
  });
  return found;
}

/** True where the first `bits` bits of `a[i]` on and of an address are the same. */
export function sharesBits(a: Uint8Array, i: number, address: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let n = 0; n < whole; n++) if (a[i + n] !== address[n]) return false;
  const rest = bits & 7;
  return rest === 0 || ((a[i + whole]! ^ address[whole]!) & (0xff00 >> rest) & 0xff) === 0;
}

/** Length of a route's prefix. */
function bitsOf({ routes }: StoreCore, id: RouteId): number {
  return routes.withKey(id, (bytes, offset) => bytes[offset]!);
}

function pathOf({ routes }: StoreCore, id: RouteId): number {
  return routes.pathId(id);
}
