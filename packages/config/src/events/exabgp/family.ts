import { type Family, formatFamily } from '@mesh/bgp-wire';

const NAMES = new Map<Family, readonly [afi: string, safi: string]>();

/** A family by ExaBGP's two words: `ipv4` and `mpls-vpn`. */
export function familyWords(family: Family): readonly [afi: string, safi: string] {
  const known = NAMES.get(family);
  if (known) return known;
  // Ours with a hyphen between the words, which both may hold; `bgp-ls` is the only AFI with one.
  const [, afi = '', safi = ''] = /^(bgp-ls|afi-\d+|[^-]+)-(.+)$/.exec(formatFamily(family)) ?? [];
  const words = [afi, safi] as const;
  NAMES.set(family, words);
  return words;
}

/** `ipv4 mpls-vpn`. */
export function familyText(family: Family): string {
  return familyWords(family).join(' ');
}

/** `ipv4/mpls-vpn`. */
export function familyPath(family: Family): string {
  return familyWords(family).join('/');
}
