import { attributeSet, createContext, formatHex, isMeshError, isPrefixNlri } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { formatRoute, parseRouteText, type RouteText } from '../../../src/index.js';
import { routeKeywords } from '../../../src/text/keywords/table.js';

const context = createContext();

const prefixOf = ({ nlri }: RouteText) => (isPrefixNlri(nlri) ? nlri.prefix : undefined);

function octets(keyword: string): string {
  const [route] = parseRouteText(`route 10.0.0.0/24 next-hop self ${keyword}`);
  return formatHex(attributeSet(route!.attributes, context));
}

/** Attribute octets from the formats of the RFCs: flags, type, length, value. */
const VECTORS: readonly (readonly [text: string, octets: string])[] = [
  ['origin igp', '40010100'], // RFC 4271 §5.1.1
  ['origin EGP', '40010101'],
  ['origin Incomplete', '40010102'],
  ['as-path 65001', '40020602010000fde9'], // RFC 4271 §4.3 b, RFC 6793
  ['as-path [ 65001 65002 ]', '40020a02020000fde90000fdea'],
  ['as-path [65001,65002]', '40020a02020000fde90000fdea'],
  ['as-path [ 1 ] ( 3 4 )', '40021002010000000101020000000300000004'],
  ['as-path [ ]', '400200'],
  ['as-path [ 4200000000 1.10 ]', '40020a0202fa56ea000001000a'], // asdot: RFC 5396
  ['as-path [{ 65001 }] [ 1 ]', '40020c03010000fde9020100000001'], // RFC 5065 §3
  ['as-path ({ 65001 })', '40020604010000fde9'],
  ['med 0', '80040400000000'],
  ['med 4294967295', '800404ffffffff'],
  ['local-preference 100', '40050400000064'],
  ['atomic-aggregate', '400600'],
  ['aggregator 18144:219.118.225.189', 'c00708000046e0db76e1bd'],
  ['aggregator ( 18144:219.118.225.189 )', 'c00708000046e0db76e1bd'],
  ['originator-id 192.0.2.1', '800904c0000201'], // RFC 4456 §8
  ['cluster-list 192.0.2.1', '800a04c0000201'],
  ['cluster-list [ 3.3.3.3 192.168.201.1 ]', '800a0803030303c0a8c901'],
  ['community 65000:1', 'c00804fde80001'], // RFC 1997
  ['community [ 65000:1 0x00020001 no-export blackhole ]', 'c00810fde8000100020001ffffff01ffff029a'],
  ['community 131073', 'c0080400020001'],
  ['large-community 65000:1:2', 'c0200c0000fde80000000100000002'], // RFC 8092
  ['large-community [ 1:2:3 10:11:12 1:2:3 ]', 'c020180000000100000002000000030000000a0000000b0000000c'],
  ['large-community 0x000000010000000200000003', 'c0200c000000010000000200000003'],
  ['extended-community target:65000:1', 'c010080002fde800000001'], // RFC 4360 §4
  ['extended-community origin:192.0.2.1:1', 'c010080103c00002010001'],
  ['extended-community [ target:70000:1 origin:65000L:2 ]', 'c01010020200011170000102030000fde80002'], // RFC 5668
  ['extended-community 65000:1', 'c010080002fde800000001'],
  ['extended-community 72:0.0.0.1', 'c010080002004800000001'],
  ['extended-community 0x0002FDE800000001', 'c010080002fde800000001'],
  ['extended-community [ action sample-terminal mark 10 ]', 'c010108007000000000003800900000000000a'], // RFC 8955 §7.3, §7.5
  [
    'extended-community [ rate-limit:0 interface-set:non-transitive:input:65001:1 ]',
    'c01010800600000000000047020000fde94001',
  ],
  ['attribute [ 0x63 0xc0 0x0102 ]', 'c063020102'],
  ['attribute [ 0x63 0xd0 0x ]', 'c06300'],
  ['attribute [ 0x05 0x40 0x00000064 ]', '40050400000064'],
  ['attribute [ 0x08 0xe0 0xfde80001 ]', 'e00804fde80001'],
  ['attribute [ 0x63 0xc0 0x01 ] attribute [ 0x64 0xc0 0x02 ]', 'c0630101c0640102'],
];

const REFUSED: readonly (readonly [text: string, message: RegExp])[] = [
  ['origin foo', /expected igp, egp or incomplete, got 'foo'/],
  ['as-path [ 0 ]', /expected an AS number from 1 to 4294967295, got '0'/],
  ['as-path 4294967296', /AS number from 1/],
  ['as-path 1.65536', /AS number from 1/],
  ['as-path ( 1 ]', /expected an AS number/],
  ['as-path [{ 1 ]', /expected an AS number/],
  ['aggregator 65000', /expected an AS number and an IPv4 address/],
  ['aggregator ( 65000:192.0.2.1', /expected '\)'/],
  ['originator-id 2001:db8::1', /expected an IPv4 address/],
  ['cluster-list [ ]', /expected an IPv4 address, got '\]'/],
  ['community 65536:1', /expected a community/],
  ['community [ 1:1 2:2', /expected a community .* got the end/],
  ['large-community 4294967296:1:1', /expected a large community/],
  ['large-community 0x1000000000000000000000000', /expected a large community/],
  ['extended-community nothing:1:1', /expected an extended community/],
  ['extended-community target:65536L:65536', /expected an extended community/],
  ['path-information 4294967296', /expected a number from 0 to 4294967295 or a dotted quad/],
  ['next-hop 192.0.2.256', /next-hop stands twice/],
  ['attribute [ 99 0xc0 0x01 ]', /expected the type code in hexadecimal/],
  ['attribute [ 0x63 0xc0 0x0 ]', /expected the value in hexadecimal/],
  ['attribute [ 0x03 0x40 0xc0000201 ]', /path attribute 3 is made by the session.*[\s\S]*write next-hop/],
  ['attribute [ 0x0e 0x80 0x00 ]', /path attribute 14 is made by the session/],
  ['attribute [ 0x05 0x40 0x0064 ]', /LOCAL_PREF has length 4, got 2 \(RFC 7606 §7\.5\)/],
  ['med 5 attribute [ 0x04 0x80 0x00000005 ]', /path attribute 4 stands twice/],
  ['attribute [ 0x04 0x80 0x00000005 ] med 5', /path attribute 4 stands twice/],
  ['name [', /expected a name, got '\['/],
  ['split 25', /expected a prefix length such as \/24/],
  ['split /23', /a prefix of length 24 cannot be split into \/23/],
  ['split /33', /cannot be split into \/33/],
];

describe('route keywords', () => {
  it.each(VECTORS)('%s', (text, expected) => {
    expect(octets(text)).toBe(expected);
  });

  it.each(VECTORS)('%s prints as a text of the same octets', (text, expected) => {
    const [route] = parseRouteText(`route 10.0.0.0/24 next-hop self ${text}`);
    const printed = formatRoute(route!);
    expect(octets(printed.replace('route 10.0.0.0/24 next-hop self ', ''))).toBe(expected);
    expect(parseRouteText(printed)).toEqual([route]);
  });

  it.each(REFUSED)('refuses %s', (text, message) => {
    try {
      parseRouteText(`route 10.0.0.0/24 next-hop self ${text}`);
    } catch (error) {
      expect(isMeshError(error, 'MESH_TEXT_SYNTAX')).toBe(true);
      expect((error as Error).message).toMatch(message);
      return;
    }
    throw new Error('no error');
  });

  it('reads path-information as a number and as a dotted quad', () => {
    const ids = ['0', '4294967295', '0.0.0.10'].map(
      (id) => parseRouteText(`route 10.0.0.0/24 next-hop self path-information ${id}`)[0]!.nlri.pathId,
    );
    expect(ids).toEqual([0, 4294967295, 10]);
  });

  it('keeps name, watchdog and withdraw', () => {
    const [route] = parseRouteText('route 10.0.0.0/24 next-hop self name "first one" watchdog dog withdraw');
    expect(route).toMatchObject({ name: 'first one', watchdog: 'dog', withdrawn: true });
    expect(formatRoute(route!)).toBe('route 10.0.0.0/24 next-hop self name "first one" watchdog dog withdraw');
  });

  it('splits a prefix', () => {
    expect(parseRouteText('route 172.16.252.0/22 next-hop self split /24').map(prefixOf)).toEqual([
      '172.16.252.0/24',
      '172.16.253.0/24',
      '172.16.254.0/24',
      '172.16.255.0/24',
    ]);
    expect(parseRouteText('route 0.0.0.0/0 next-hop self split /1').map(prefixOf)).toEqual([
      '0.0.0.0/1',
      '128.0.0.0/1',
    ]);
    expect(parseRouteText('route 2001:db8::/126 next-hop self split /128').map(prefixOf)).toEqual([
      '2001:db8::/128',
      '2001:db8::1/128',
      '2001:db8::2/128',
      '2001:db8::3/128',
    ]);
    expect(parseRouteText('route 10.0.0.0/24 next-hop self split /24')).toHaveLength(1);
    expect(() => parseRouteText('route ::/0 next-hop self split /64')).toThrow(
      'split /64 makes 18446744073709552000 routes, the limit is 1048576 in a text',
    );
  });

  it('has each keyword once', () => {
    const names = routeKeywords.map(({ keyword }) => keyword);
    expect(new Set(names).size).toBe(names.length);
  });
});
