import { type Family, type OrfCollection, OrfType, type PrefixOrfEntry, parsePrefix } from '@mesh/bgp-wire';
import type { RouteId, RouteTable } from '../store/route-table.js';

/** An entry with its prefix in octets. */
interface Entry extends PrefixOrfEntry {
  readonly octets: Uint8Array;
  readonly bits: number;
}

const PREFIX_TYPES: ReadonlySet<number> = new Set(Object.values(OrfType));

/*
 * What a peer wants of the routes it is sent (RFC 5291), by prefix (RFC 5292): of each family a list in the order of its
 * sequence numbers. The first entry that matches decides; a route that none matches is denied, and with no entries
 * everything is permitted. Filters of types without a model are ignored.
 */
export class PrefixFilters {
  readonly #lists = new Map<Family, readonly Entry[]>();
  /** How often they were changed. */
  changes = 0;

  /** Applies what a ROUTE-REFRESH asks for, in its order (RFC 5291 §5.2). */
  apply(family: Family, collections: readonly OrfCollection[]): void {
    this.changes++;
    for (const collection of collections) {
      if (!PREFIX_TYPES.has(collection.type) || !('entries' in collection)) continue;
      for (const entry of collection.entries) {
        if (entry.action === 'remove-all') this.#lists.delete(family);
        else this.#change(family, entry);
      }
    }
  }

  #change(family: Family, entry: PrefixOrfEntry): void {
    const rest = (this.#lists.get(family) ?? []).filter((one) => !sameEntry(one, entry));
    const prefix = parsePrefix(entry.prefix);
    if (entry.action === 'add' && prefix !== undefined) {
      rest.push({ ...entry, octets: prefix.address, bits: prefix.bits });
      rest.sort((a, b) => a.sequence - b.sequence);
    }
    if (rest.length === 0) this.#lists.delete(family);
    else this.#lists.set(family, rest);
  }

  /** True unless the peer does not want the route. */
  permits(routes: RouteTable, id: RouteId): boolean {
    const { family, prefixBits } = routes.space(id);
    const list = this.#lists.get(family);
    if (list === undefined || prefixBits === 0) return true;
    return routes.withNlri(id, (bytes, offset) => {
      const length = bytes[offset]!;
      const found = list.find((entry) => matches(entry, bytes, offset + 1, length));
      return found?.match === 'permit';
    });
  }
}

function sameEntry(a: PrefixOrfEntry, b: PrefixOrfEntry): boolean {
  return (
    a.sequence === b.sequence &&
    a.match === b.match &&
    a.minLength === b.minLength &&
    a.maxLength === b.maxLength &&
    a.prefix === b.prefix
  );
}

/** The prefix at `bytes[offset]` lies in the entry's, and is as long as it asks for: exactly so long where it says nothing. */
function matches(entry: Entry, bytes: Uint8Array, offset: number, length: number): boolean {
  const { minLength, maxLength, octets, bits } = entry;
  if (length < bits) return false;
  if (minLength === 0 && maxLength === 0 ? length !== bits : length < minLength) return false;
  if (maxLength !== 0 && length > maxLength) return false;
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) if (bytes[offset + i] !== octets[i]) return false;
  const rest = bits & 7;
  return rest === 0 || ((bytes[offset + whole]! ^ octets[whole]!) & (0xff << (8 - rest)) & 0xff) === 0;
}
