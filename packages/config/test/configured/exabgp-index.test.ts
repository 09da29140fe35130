import { describe, expect, it } from 'vitest';
import { exabgpCompatIndex, parseRouteText, routeIndexOf } from '../../src/index.js';

const indexes = (text: string) => {
  const [route] = parseRouteText(text);
  return [routeIndexOf(route!), exabgpCompatIndex(route!)];
};

describe('[X6] the index of a route', () => {
  // The second of each is what ExaBGP at 4460078 prints: ASCII of `0101` twice, `disabled`, then the prefix.
  it.each([
    ['route 10.0.0.0/24 next-hop self', '0101180a000000', '303130313031303164697361626c6564180a0000'],
    ['route 10.1.0.0/24 next-hop self', '0101180a010000', '303130313031303164697361626c6564180a0100'],
    [
      'route 10.1.0.0/16 next-hop self path-information 1',
      '0101ff00000001100a010000',
      '303130313031303100000001100a01',
    ],
    ['ipv4 multicast 0.0.0.0/0 next-hop self', '01020000000000', '303130323031303264697361626c656400'],
    [
      'route 2001:db8::/32 next-hop self',
      '02012020010db8000000000000000000000000',
      '303230313032303164697361626c65642020010db8',
    ],
  ])('%s', (text, ours, exabgp) => {
    expect(indexes(text)).toEqual([ours, exabgp]);
  });

  it('has no form of ExaBGP for other families', () => {
    const [vpn] = parseRouteText('ipv4 mpls-vpn 10.0.0.0/24 rd 65000:1 label 100 next-hop self');
    expect(() => exabgpCompatIndex(vpn!)).toThrow(RangeError);
  });
});
