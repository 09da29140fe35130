import { attribute, Family, isMeshError, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { formatRouteStatement, parseRouteStatements, type RouteStatement } from '../../src/index.js';

const plain = (statement: RouteStatement) => {
  if (statement.type === 'routes' || statement.type === 'attributes') throw new Error('a route');
  return formatRouteStatement(statement);
};

describe('parseRouteStatements', () => {
  it.each<readonly [string, RouteStatement]>([
    ['eor', { type: 'end-of-rib', family: Family.IPV4_UNICAST }],
    ['eor ipv6 flow', { type: 'end-of-rib', family: Family.IPV6_FLOW }],
    ['eor l2vpn vpls', { type: 'end-of-rib', family: Family.L2VPN_VPLS }],
    ['route-refresh ipv4 mpls-vpn', { type: 'route-refresh', family: Family.IPV4_VPN }],
    [
      'operational asm afi ipv4 safi unicast advisory "all is well"',
      { type: 'operational', kind: 'ASM', family: Family.IPV4_UNICAST, advisory: 'all is well' },
    ],
    [
      'operational rpcq afi ipv4 safi unicast sequence 5',
      { type: 'operational', kind: 'RPCQ', family: Family.IPV4_UNICAST, sequence: 5 },
    ],
    [
      'operational lpcp afi ipv6 safi unicast router-id 192.0.2.1 sequence 5 counter 100',
      {
        type: 'operational',
        kind: 'LPCP',
        family: Family.IPV6_UNICAST,
        routerId: 0xc0000201,
        sequence: 5,
        counter: 100,
      },
    ],
  ])('%s', (text, statement) => {
    expect(parseRouteStatements(text)).toEqual([statement]);
    expect(parseRouteStatements(plain(statement))).toEqual([statement]);
  });

  it('reads attributes without NLRI, and routes among other statements', () => {
    const statements = parseRouteStatements('attributes med 5\nroute 10.0.0.0/24 next-hop self\neor');
    expect(statements).toMatchObject([
      { type: 'attributes', attributes: [attribute(MULTI_EXIT_DISC, 5)] },
      { type: 'routes', routes: [{ nextHop: 'self' }] },
      { type: 'end-of-rib' },
    ]);
  });

  it.each([
    ['eor ipv4', /^expected what is in the family/],
    ['eor ipv4 unicast now', /^expected the end of the statement, got 'now'/],
    ['route-refresh', /^expected an address family/],
    ['operational nothing', /^expected a kind: adm, asm, rpcq/],
    ['operational asm afi ipv4 safi unicast', /^expected 'advisory'/],
    ['operational rpcq afi ipv4 safi unicast sequence 4294967296', /^expected a number from 0 to 4294967295/],
    [`operational asm afi ipv4 safi unicast advisory "${'é'.repeat(1025)}"`, /^the advisory is too long/],
  ])('refuses %s', (text, message) => {
    expect(() => parseRouteStatements(text)).toThrow(message);
  });

  it('withdraws routes alone', () => {
    for (const text of ['eor', 'route-refresh ipv4 unicast', 'operational asm']) {
      try {
        parseRouteStatements(text, 'withdraw');
        throw new Error('no error');
      } catch (error) {
        expect(isMeshError(error, 'MESH_TEXT_SYNTAX')).toBe(true);
      }
    }
  });
});
