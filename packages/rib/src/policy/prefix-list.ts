import { Afi, afiOf, hasHostBits, MeshError, parsePrefix } from '@mesh/bgp-wire';
import { named } from './named.js';
import type { Match } from './policy.js';
import { type PrefixRange, PrefixTrie } from './prefix-trie.js';

/** One entry of a prefix list. */
export interface PrefixListEntry {
  readonly prefix: string;
  /** Shortest length taken; that of the prefix if left out. */
  readonly ge?: number;
  /** Longest length taken; with `ge` the longest there is, without it that of the prefix, if left out. */
  readonly le?: number;
  /** What the entry takes is not in the list, whatever comes after. */
  readonly deny?: boolean;
}

/**
 * True for routes whose prefix is in the list. Entries are `10.0.0.0/8`, `10.0.0.0/8 ge 16 le 24`,
 * `10.0.0.0/8 orlonger`, with `deny` or `permit` in front, or objects. The first entry that takes a prefix decides;
 * what none takes is not in the list. Both address families may stand in one list; routes of families without
 * prefixes are in none.
 *
 * Thousands of entries cost no more than one: a question looks at each bit of the prefix once. Throws
 * `MESH_PREFIX_LIST` for an entry that is none, with its number in `details.entry`.
 */
export function prefixList(entries: readonly (string | PrefixListEntry)[], name = ''): Match {
  const ranges = entries.map((entry, i) => rangeOf(typeof entry === 'string' ? read(entry, i + 1) : entry, i + 1));
  const ipv4 = new PrefixTrie(
    ranges.filter(({ address }) => address.length === 4),
    32,
  );
  const ipv6 = new PrefixTrie(
    ranges.filter(({ address }) => address.length === 16),
    128,
  );
  return named(name === '' ? 'prefix list' : `prefix list ${name}`, (route) => {
    if (!route.locatePrefix()) return false;
    return (afiOf(route.family) === Afi.IPV4 ? ipv4 : ipv6).has(route.bytes, route.start, route.prefixLength);
  });
}

const ENTRY = /^(?:(permit|deny) +)?(\S+)(?: +(orlonger)| +ge +(\d+)(?: +le +(\d+))?| +le +(\d+))?$/;

function read(text: string, number: number): PrefixListEntry {
  const [, action, prefix, orLonger, ge, geLe, le] = ENTRY.exec(text.trim()) ?? [];
  if (prefix === undefined) {
    throw failure(number, `an entry is written 10.0.0.0/8 ge 16 le 24 or 10.0.0.0/8 orlonger, got ${text}`);
  }
  const longest = geLe ?? le;
  return {
    prefix,
    ...(orLonger === undefined ? {} : { le: prefix.includes(':') ? 128 : 32 }),
    ...(ge === undefined ? {} : { ge: Number(ge) }),
    ...(longest === undefined ? {} : { le: Number(longest) }),
    deny: action === 'deny',
  };
}

function rangeOf({ prefix: text, ge, le, deny = false }: PrefixListEntry, number: number): PrefixRange {
  const prefix = parsePrefix(text);
  if (!prefix) throw failure(number, `prefix is written 10.0.0.0/24 or 2001:db8::/32, got ${text}`);
  if (hasHostBits(prefix)) throw failure(number, `prefix must have no bits behind its length, got ${text}`);
  const { address, bits } = prefix;
  const longest = 8 * address.length;
  const from = ge ?? bits;
  const to = le ?? (ge === undefined ? bits : longest);
  if (!isLength(from, bits, longest)) throw failure(number, `ge of ${text} must be ${bits}–${longest}, got ${from}`);
  if (!isLength(to, from, longest)) throw failure(number, `le of ${text} must be ${from}–${longest}, got ${to}`);
  return { address, bits, from, to, permit: !deny };
}

function isLength(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

function failure(entry: number, rule: string): MeshError {
  return new MeshError('MESH_PREFIX_LIST', `entry ${entry} of a prefix list: ${rule}`, { details: { entry } });
}
