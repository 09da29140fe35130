import {
  AS_PATH,
  attribute,
  COMMUNITIES,
  Family,
  isMeshError,
  isPrefixNlri,
  LOCAL_PREF,
  type MeshError,
  MULTI_EXIT_DISC,
  ORIGIN,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { formatRoute, parseRouteText, type RouteText } from '../../src/index.js';

const prefixOf = ({ nlri }: RouteText) => (isPrefixNlri(nlri) ? nlri.prefix : undefined);

function errorOf(text: string): MeshError {
  try {
    parseRouteText(text);
  } catch (error) {
    if (isMeshError(error, 'MESH_TEXT_SYNTAX')) return error;
    throw error;
  }
  throw new Error(`no error in: ${text}`);
}

describe('parseRouteText', () => {
  it('reads a route with its attributes in ascending type code', () => {
    expect(
      parseRouteText(
        'route 10.0.0.0/24 next-hop self local-preference 200 med 5 as-path [ 65001 4200000000 ] origin egp community [65000:1 no-export]',
      ),
    ).toEqual([
      {
        nlri: { prefix: '10.0.0.0/24', family: Family.IPV4_UNICAST },
        nextHop: 'self',
        attributes: [
          attribute(ORIGIN, 'egp'),
          attribute(AS_PATH, [{ type: 'AS_SEQUENCE', asns: [65001, 4200000000] }]),
          attribute(MULTI_EXIT_DISC, 5),
          attribute(LOCAL_PREF, 200),
          attribute(COMMUNITIES, [0xfde80001, 0xffffff01]),
        ],
      },
    ]);
  });

  it.each([
    ['route 10.0.0.1 next-hop 192.0.2.1', '10.0.0.1/32', Family.IPV4_UNICAST],
    ['route 2001:DB8:0::/32 next-hop self', '2001:db8::/32', Family.IPV6_UNICAST],
    ['route 224.0.0.0/4 next-hop self', '224.0.0.0/4', Family.IPV4_MULTICAST],
    ['route ff0e::/16 next-hop self', 'ff0e::/16', Family.IPV6_MULTICAST],
    ['route 0.0.0.0/0 next-hop self', '0.0.0.0/0', Family.IPV4_UNICAST],
    ['ipv4 multicast 10.0.0.0/8 next-hop self', '10.0.0.0/8', Family.IPV4_MULTICAST],
    ['ipv6 unicast 2001:db8::1 next-hop self', '2001:db8::1/128', Family.IPV6_UNICAST],
  ])('takes the family of %s', (text, prefix, family) => {
    expect(parseRouteText(text)).toMatchObject([{ nlri: { prefix, family } }]);
  });

  it('reads several statements, separated by ; or by lines', () => {
    const text = `
      # two on a line, then one a line
      route 10.0.0.0/24 next-hop self; route 10.0.1.0/24 next-hop self;
      route 10.0.2.0/24 next-hop self
      route 10.0.3.0/24 next-hop self
        med 5
    `;
    expect(parseRouteText(text).map(prefixOf)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24']);
    expect(parseRouteText('')).toEqual([]);
    expect(parseRouteText(' ; # nothing\n ;')).toEqual([]);
  });

  it('reads the block form', () => {
    const text =
      'route 10.0.0.0/24 {\n  next-hop 192.0.2.1;\n  med 5;\n  as-path [{ 65001 }]\n}\nroute 10.0.1.0/24 next-hop self';
    expect(parseRouteText(text).map(formatRoute)).toEqual([
      'route 10.0.0.0/24 next-hop 192.0.2.1 as-path [{ 65001 }] med 5',
      'route 10.0.1.0/24 next-hop self',
    ]);
  });

  it('gives every prefix of an attributes statement the same attributes', () => {
    const routes = parseRouteText(
      'attributes next-hop 192.0.2.1 med 5 path-information 7 nlri 10.0.0.0/24 10.0.1.0/24, 10.0.2.1',
    );
    expect(routes.map((route) => [prefixOf(route), route.nlri.pathId, route.nextHop])).toEqual([
      ['10.0.0.0/24', 7, '192.0.2.1'],
      ['10.0.1.0/24', 7, '192.0.2.1'],
      ['10.0.2.1/32', 7, '192.0.2.1'],
    ]);
    expect(new Set(routes.map(({ attributes }) => attributes)).size).toBe(1);
  });

  it('needs a next hop to announce, none to withdraw', () => {
    expect(errorOf('route 10.0.0.0/24 med 5').message).toMatch(/^the route has no next hop, at line 1, column 1\n/);
    expect(parseRouteText('route 10.0.0.0/24', 'withdraw')).toEqual([
      { nlri: { prefix: '10.0.0.0/24', family: Family.IPV4_UNICAST }, attributes: [] },
    ]);
  });

  it('takes IPv6 next hops for IPv4 prefixes (RFC 8950), not the other way round', () => {
    expect(parseRouteText('route 10.0.0.0/24 next-hop 2001:DB8::1')[0]!.nextHop).toBe('2001:db8::1');
    const error = errorOf('route 2001:db8::/32 next-hop 192.0.2.1');
    expect(error.message).toMatch(/^an IPv6 route cannot have the IPv4 next hop 192\.0\.2\.1, at line 1, column 30\n/);
    expect(error.details['hint']).toContain('::ffff:192.0.2.1');
  });

  it('gives frozen routes', () => {
    const [route] = parseRouteText('route 10.0.0.0/24 next-hop self med 5');
    expect([route, route!.attributes, route!.attributes[0]].every(Object.isFrozen)).toBe(true);
  });

  it('reads a long text', () => {
    const prefixes = Array.from({ length: 50_000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    expect(parseRouteText(`attributes next-hop self nlri ${prefixes.join(' ')}`)).toHaveLength(50_000);
    const lines = prefixes.map((prefix) => `route ${prefix} next-hop self`);
    expect(parseRouteText(lines.join('\n'))).toHaveLength(50_000);
    expect(errorOf(`${lines.join('\n')} med`).details).toMatchObject({ line: 50_000 });
  });

  it.each([
    ['route', 1, 6, '', /^expected a prefix such as 10\.0\.0\.0\/24 or 2001:db8::\/32, got the end of the text/],
    [
      'rout 10.0.0.0/24 next-hop self',
      1,
      1,
      'rout',
      /^expected a route: route, .*, got 'rout'.*[\s\S]*did you mean route\?/,
    ],
    ['announce route 10.0.0.0/24', 1, 1, 'announce', /whether it is announced or withdrawn is said beside it/],
    [
      'route 10.0.0.1/24 next-hop self',
      1,
      7,
      '10.0.0.1/24',
      /^'10\.0\.0\.1\/24' is not a valid network.*\n.*\n.*\n.*10\.0\.0\.0\/24$/,
    ],
    ['route 10.0.0.0/33 next-hop self', 1, 7, '10.0.0.0/33', /^'10\.0\.0\.0\/33' is not a valid network/],
    ['route 10.0.0.0/024 next-hop self', 1, 7, '10.0.0.0/024', /is not a valid network/],
    ['ipv4 unicast 2001:db8::/32 next-hop self', 1, 14, '2001:db8::/32', /^expected an ipv4 prefix/],
    ['ipv4 evpn 10.0.0.0/8', 1, 6, 'evpn', /^expected unicast, multicast, nlri-mpls, .*, flow-vpn, got 'evpn'/],
    ['route 10.0.0.0/24\n  nexthop self', 2, 3, 'nexthop', /did you mean next-hop\?/],
    [
      'route 10.0.0.0/24 frobnicate 65000:1',
      1,
      19,
      'frobnicate',
      /keywords are rd, route-distinguisher, label, split, next-hop/,
    ],
    ['route 10.0.0.0/24 rd 65000:1 next-hop self', 1, 1, 'route', /^the route has no label/],
    ['ipv4 unicast 10.0.0.0/24 label 5 next-hop self', 1, 26, 'label', /^expected a keyword, got 'label'/],
    ['ipv6 mpls-vpn 2001:db8::/32 rd 1:1 label 5 next-hop 192.0.2.1', 1, 53, '192.0.2.1', /an IPv6 route cannot have/],
    ['route 10.0.0.0/24 next-hop self med 1 med 2', 1, 39, 'med', /^med stands twice/],
    [
      'route 10.0.0.0/24 community 1:1 community 2:2',
      1,
      33,
      'community',
      /put all values in one list: community \[ a b \]/,
    ],
    ['route 10.0.0.0/24 next-hop self med 4294967296', 1, 37, '4294967296', /^expected a number from 0 to 4294967295/],
    ['route 10.0.0.0/24 next-hop self med 1e3', 1, 37, '1e3', /^expected a number/],
    ['route 10.0.0.0/24 next-hop self as-path [ 1 2', 1, 46, '', /^expected an AS number/],
    ['route 10.0.0.0/24 { next-hop self', 1, 34, '', /^expected a keyword, got the end of the text/],
    ['attributes next-hop self', 1, 25, '', /^expected nlri and the prefixes/],
    ['attributes next-hop self nlri', 1, 30, '', /^expected a prefix/],
  ])('names the place of the error in %j', (text, line, column, token, message) => {
    const error = errorOf(text);
    expect(error.details).toMatchObject({ line, column, token });
    expect(error.message).toMatch(message);
    expect(typeof error.details['expected']).toBe('string');
  });
});
