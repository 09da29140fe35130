import { Family, formatFamily } from '@mesh/bgp-wire';

type Words = readonly [afi: string, safi: string];

/** By family, made once: only for families of the codec, so that no peer can fill it. */
const WORDS: ReadonlyMap<Family, Words> = new Map(Object.values(Family).map((family) => [family, split(family)]));
const TEXTS: ReadonlyMap<Family, string> = new Map([...WORDS].map(([family, words]) => [family, words.join(' ')]));

/** Ours has a hyphen between the words, which both may hold; `bgp-ls` and a number are the only AFIs with one. */
function split(family: Family): Words {
  const [, afi = '', safi = ''] = /^(bgp-ls|afi-\d+|[^-]+)-(.+)$/.exec(formatFamily(family)) ?? [];
  return [afi, safi];
}

/** A family by ExaBGP's two words: `ipv4` and `mpls-vpn`. */
export function familyWords(family: Family): Words {
  return WORDS.get(family) ?? split(family);
}

/** `ipv4 mpls-vpn`. */
export function familyText(family: Family): string {
  return TEXTS.get(family) ?? split(family).join(' ');
}

/** `ipv4/mpls-vpn`. */
export function familyPath(family: Family): string {
  return familyWords(family).join('/');
}
