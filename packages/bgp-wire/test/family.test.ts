import { describe, expect, it } from 'vitest';
import { Family, familyOf, formatFamily, parseFamilyName, standardFamilies } from '../src/index.js';

describe('names of families', () => {
  it.each(standardFamilies.rows.map(({ family }) => [formatFamily(family), family] as const))(
    '%s in its spellings',
    (name, family) => {
      const [afi, safi] = [family >>> 8, family & 0xff];
      for (const text of [name, name.toUpperCase(), ` ${name} `, `${afi}/${safi}`, `afi-${afi}-safi-${safi}`]) {
        expect(parseFamilyName(text), text).toBe(family);
      }
    },
  );

  it.each([
    ['ipv4 unicast', Family.IPV4_UNICAST],
    ['ipv4/unicast', Family.IPV4_UNICAST],
    ['IPv6_Unicast', Family.IPV6_UNICAST],
    ['ipv4 labeled-unicast', Family.IPV4_LABELLED_UNICAST],
    ['ipv6 flowspec', Family.IPV6_FLOW],
    ['ipv4 vpn', Family.IPV4_VPN],
    ['ipv4 mvpn', Family.IPV4_MCAST_VPN],
    ['64769 mpls-vpn', familyOf(64769, 128)],
  ])('%s', (text, family) => {
    expect(parseFamilyName(text)).toBe(family);
  });

  it.each(['', 'ipv4', 'unicast', 'ipv4 sideways', 'bgp-ls', '65536/1', '1/256', 'afi-65536-safi-1', '-1/1'])(
    '%j names none',
    (text) => {
      expect(parseFamilyName(text)).toBeUndefined();
    },
  );
});
