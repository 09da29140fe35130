import { Afi, afiOf, nextHopOctets, parseAddress } from '@mesh/bgp-wire';
import type { Option } from '../options/option.js';
import type { RouteTarget } from '../sources/route-source.js';

/** What stands in for the next hops of a source: nothing, our own address, or an address for each address family. */
export interface NextHopRule {
  readonly base: 'keep' | 'self';
  readonly ipv4?: Uint8Array;
  readonly ipv6?: Uint8Array;
}

const SELF = new Uint8Array(0);

/** `--next-hop`: a word for all routes, an address for those of its kind; both may stand together. */
export function nextHopOption(section: string): Option<NextHopRule> {
  return {
    section,
    placeholder: 'self|keep|ADDRESS',
    help: 'next hop to send instead of that of the source; an address counts for routes of its kind',
    expected: 'self, keep, or an IPv4 or IPv6 address',
    repeatable: true,
    initial: { base: 'keep' },
    initialText: 'keep',
    parse(text, previous = { base: 'keep' }) {
      if (text === 'self' || text === 'keep') return { ...previous, base: text };
      if (parseAddress(text) === undefined) return undefined;
      return { ...previous, [text.includes(':') ? 'ipv6' : 'ipv4']: nextHopOctets({ address: text }) };
    },
  };
}

/** A target that sees the next hops the rule gives. */
export function withNextHops(rule: NextHopRule, target: RouteTarget): RouteTarget {
  const base = rule.base === 'self' ? SELF : undefined;
  return {
    announce(family, bytes, offset, length, pathId, attributes, given) {
      const address = afiOf(family) === Afi.IPV6 ? rule.ipv6 : rule.ipv4;
      target.announce(family, bytes, offset, length, pathId, attributes, address ?? base ?? given);
    },
    withdraw: (family, bytes, offset, length, pathId) => target.withdraw(family, bytes, offset, length, pathId),
  };
}
