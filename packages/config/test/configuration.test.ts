import { isMeshError, standardFamilies } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  addRouteToConfig,
  Configuration,
  createConfigurationWithRoutes,
  createMinimalConfiguration,
  formatRoute,
  type RouteAction,
} from '../src/index.js';

const session = { peerAddress: '192.0.2.2', localAddress: '192.0.2.1', localAs: 65001, peerAs: 65002 };

function routes(configuration: Configuration, neighbor = 0): string[] {
  return [...configuration.routesOf(configuration.neighbors[neighbor]!)].map(formatRoute);
}

describe('Configuration', () => {
  const configuration = () =>
    Configuration.fromSettings({
      neighbors: [
        { session, families: 'ipv4 unicast', routes: 'route 10.0.0.0/24 next-hop self' },
        { session: { ...session, peerAddress: '192.0.2.3' }, families: 'ipv4 unicast ipv6 unicast' },
      ],
    });

  it('[B5] parses route text without changing anything', () => {
    const config = configuration();
    expect(config.parseRouteText('route 10.9.0.0/16 next-hop self split /18')).toHaveLength(4);
    expect(config.parseRouteText('route 10.9.0.0/16', 'withdraw')).toHaveLength(1);
    const several =
      'route 10.1.0.0/24 next-hop self; route 10.2.0.0/23 next-hop self split /24; ipv6 unicast ::/0 next-hop ::1';
    expect(config.parseRouteText(several).map(formatRoute)).toEqual([
      'route 10.1.0.0/24 next-hop self',
      'route 10.2.0.0/24 next-hop self',
      'route 10.2.1.0/24 next-hop self',
      'route ::/0 next-hop ::1',
    ]);
    expect(config.store.size).toBe(1);
    expect(routes(config)).toEqual(['route 10.0.0.0/24 next-hop self']);
  });

  it('[B5] throws for text it does not understand', () => {
    expect(() => configuration().parseRouteText('route 10.0.0.0/24 next-hop')).toThrow(
      expect.toSatisfy((error) => isMeshError(error, 'MESH_TEXT_SYNTAX')),
    );
  });

  it('[B3] gives routes to the neighbours that have the family', () => {
    const config = configuration();
    expect(addRouteToConfig(config, 'route 10.1.0.0/24 next-hop self; route 2001:db8::/32 next-hop self')).toBe(true);
    expect(routes(config, 0)).toEqual(['route 10.0.0.0/24 next-hop self', 'route 10.1.0.0/24 next-hop self']);
    expect(routes(config, 1)).toEqual(['route 10.1.0.0/24 next-hop self', 'route 2001:db8::/32 next-hop self']);
    expect(addRouteToConfig(config, 'ipv4 multicast 10.0.0.0/8 next-hop self')).toBe(false);
  });

  it('replaces the route of a prefix and path identifier', () => {
    const config = configuration();
    addRouteToConfig(config, 'route 10.0.0.0/24 next-hop self med 5');
    addRouteToConfig(config, 'route 10.0.0.0/24 next-hop self path-information 7');
    expect(routes(config)).toEqual([
      'route 10.0.0.0/24 next-hop self med 5',
      'route 10.0.0.0/24 next-hop self path-information 7',
    ]);
  });

  it('takes routes away', () => {
    const config = configuration();
    expect(addRouteToConfig(config, 'route 10.0.0.0/24', 'withdraw')).toBe(true);
    expect(routes(config)).toEqual([]);
  });

  it('refuses another action', () => {
    expect(() =>
      addRouteToConfig(configuration(), 'route 10.0.0.0/24 next-hop self', 'anounce' as RouteAction),
    ).toThrow("action must be announce or withdraw, got 'anounce'");
  });

  it('knows only its own neighbours', () => {
    expect(() => configuration().routesOf(configuration().neighbors[0]!)).toThrow(RangeError);
  });
});

describe('createMinimalConfiguration', () => {
  it('[B2] has the documented defaults', () => {
    const [neighbor] = createMinimalConfiguration().neighbors;
    expect(neighbor).toMatchObject({
      session: {
        peerAddress: '127.0.0.1',
        localAddress: '127.0.0.1',
        localAs: 65533,
        peerAs: 65533,
        routerId: '127.0.0.1',
      },
      families: [0x000101],
      capability: { addPath: 'disabled', nexthop: false },
    });
  });

  it('[B2] offers ADD-PATH for the families listed, and IPv6 next hops with all', () => {
    expect(createMinimalConfiguration({ families: 'all', addPath: true }).neighbors[0]).toMatchObject({
      families: standardFamilies.rows.map(({ family }) => family),
      capability: { addPath: 'both', nexthop: true },
    });
  });

  it('[B2] refuses wrong settings', () => {
    expect(() => createMinimalConfiguration({ localAs: 4294967296 })).toThrow('session local-as must be 1-4294967295');
    expect(() => createMinimalConfiguration({ families: 'ipv4' })).toThrow('Invalid family format: ipv4');
  });
});

describe('createConfigurationWithRoutes', () => {
  it('[B4] has the routes', () => {
    expect(routes(createConfigurationWithRoutes('route 10.0.0.0/24 next-hop self'))).toEqual([
      'route 10.0.0.0/24 next-hop self',
    ]);
  });

  it('[B4] names the text that does not parse, and keeps the place', () => {
    const make = () => createConfigurationWithRoutes('route 10.0.0.0/24 next-hop nowhere');
    expect(make).toThrow(
      /^Failed to parse route: route 10\.0\.0\.0\/24 next-hop nowhere\nexpected an IPv4 or IPv6 address/,
    );
    expect(make).toThrow(
      expect.toSatisfy((error) => isMeshError(error, 'MESH_TEXT_SYNTAX') && error.details['column'] === 28),
    );
  });

  it('[B4] refuses a route that nobody would get', () => {
    expect(() => createConfigurationWithRoutes('route 2001:db8::/32 next-hop ::1')).toThrow(
      'route 2001:db8::/32 needs the family ipv6-unicast, families has ipv4-unicast',
    );
  });
});
