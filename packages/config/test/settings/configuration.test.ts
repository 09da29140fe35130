import { Family, isMeshError, standardFamilies } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  Configuration,
  type ConfigurationSettings,
  formatRoute,
  type NeighborSettings,
  parseRouteText,
  type SessionSettings,
  validateSettings,
} from '../../src/index.js';

const session: SessionSettings = { peerAddress: '192.0.2.2', localAddress: '192.0.2.1', localAs: 65001, peerAs: 65002 };

function check(neighbor: object): string {
  // What callers without types can hand over.
  return validateSettings({ neighbors: [neighbor as NeighborSettings] });
}

describe('settings', () => {
  it('[B7] [B10] fill in the defaults', () => {
    expect(Configuration.fromSettings({ neighbors: [{ session }] }).neighbors).toEqual([
      {
        session: { ...session, routerId: '192.0.2.1', connect: 0, listen: 0, passive: false, md5Base64: false },
        description: '',
        holdTime: 180,
        rateLimit: 0,
        hostName: '',
        domainName: '',
        groupUpdates: true,
        autoFlush: true,
        adjRibIn: true,
        adjRibOut: true,
        manualEor: false,
        operational: [],
        api: [],
        capability: {
          asn4: true,
          extendedMessage: true,
          routeRefresh: true,
          addPath: 'disabled',
          pathsLimit: 0,
          nexthop: false,
          gracefulRestart: false,
          multiSession: false,
          operational: false,
          aigp: false,
          linkLocalNexthop: false,
          linkLocalPrefer: false,
          softwareVersion: '',
        },
        families: standardFamilies.rows.map(({ family }) => family),
        nexthops: [],
        addpaths: [],
        routes: [],
      },
    ]);
  });

  it('are frozen through and through, and written in one spelling', () => {
    const [neighbor] = Configuration.fromSettings({
      neighbors: [
        { session: { ...session, peerAddress: 'FE80:0::1%eth0', localAddress: 'auto', routerId: '1.1.1.1' } },
      ],
    }).neighbors;
    expect(neighbor!.session.peerAddress).toBe('fe80::1%eth0');
    expect([neighbor, neighbor!.session, neighbor!.capability, neighbor!.families].every(Object.isFrozen)).toBe(true);
  });

  it.each([
    [{}, 'neighbor[0]: neighbor session missing'],
    [{ session: {} }, 'neighbor[0]: session peer-address missing'],
    [{ session: { peerAddress: '192.0.2.2' } }, 'neighbor[0]: session local-as missing'],
    [{ session: { peerAddress: '192.0.2.2', localAs: 1 } }, 'neighbor[0]: session peer-as missing'],
    [
      { session: { ...session, localAddress: 'auto', listen: 1790, routerId: '1.1.1.1' } },
      'neighbor[0]: session local-address required when listen is set',
    ],
    [
      { session: { ...session, localAddress: undefined } },
      'neighbor[0]: session router-id missing: only an IPv4 local-address can stand in for it',
    ],
    [
      { session: { ...session, localAddress: '2001:db8::1' } },
      'neighbor[0]: session local-address 2001:db8::1 and peer-address 192.0.2.2 are of two IP versions',
    ],
    [
      { session: { ...session, peerAddress: '192.0.2.256' } },
      "neighbor[0]: session peer-address must be an IPv4 or IPv6 address, got '192.0.2.256'",
    ],
    [
      { session: { ...session, localAddress: 'here' } },
      'neighbor[0]: session local-address must be an IPv4 or IPv6 address, or auto',
    ],
    [
      { session: { ...session, routerId: '0.0.0.0' } },
      "neighbor[0]: session router-id must be an IPv4 address other than 0.0.0.0, got '0.0.0.0'",
    ],
    [
      { session: { ...session, peerAs: 'auto', localAs: 'auto' } },
      'neighbor[0]: session local-as must be a number where peer-as is auto',
    ],
    [{ session: { ...session, peerAs: 'any' } }, 'neighbor[0]: session peer-as must be 1-4294967295'],
    [{ session: { ...session, outgoingTtl: 0 } }, 'neighbor[0]: session outgoing-ttl must be 1-255'],
    [{ session: { ...session, incomingTtl: 256 } }, 'neighbor[0]: session incoming-ttl must be 1-255'],
    [
      { session: { ...session, incomingTtl: 255, outgoingTtl: 64 } },
      'neighbor[0]: session outgoing-ttl must be 255 beside incoming-ttl (RFC 5082)',
    ],
    [
      { session: { ...session, sourceInterface: 'a-name-too-long-for-it' } },
      'neighbor[0]: session source-interface must be the name of a network interface, 1-15 characters',
    ],
    [
      { session: { ...session, localLinkLocal: '2001:db8::1' } },
      "neighbor[0]: session local-link-local must be an IPv6 link-local address (fe80::/10), got '2001:db8::1'",
    ],
    [{ session, rateLimit: -1 }, 'neighbor[0]: neighbor rate-limit must be 0-4294967295'],
    [{ session, autoFlush: 'no' }, 'neighbor[0]: neighbor auto-flush must be true or false'],
    [{ session, manualEor: 1 }, 'neighbor[0]: neighbor manual-eor must be true or false'],
    [{ session, adjRibOut: null }, 'neighbor[0]: neighbor adj-rib-out must be true or false'],
    [{ session, capability: { pathsLimit: 65536 } }, 'neighbor[0]: capability paths-limit must be 0-65535'],
    [{ session, capability: { multisession: true } }, "neighbor[0]: capability has no setting 'multisession'"],
    [{ session, nexthops: [{ family: 'ipv4 unicast' }] }, 'neighbor[0]: nexthops[0] nexthop missing'],
    [
      { session, families: 'ipv4 unicast', nexthops: [{ family: 'ipv4 mpls-vpn', nexthop: 'ipv6' }] },
      'neighbor[0]: neighbor nexthops has ipv4-mpls-vpn, which is not among families',
    ],
    [
      { session, families: 'ipv4 unicast', addpaths: [{ family: 'ipv6 unicast', mode: 'both' }] },
      'neighbor[0]: neighbor addpaths has ipv6-unicast, which is not among families',
    ],
    [
      { session, addpaths: [{ family: 'ipv4 unicast ipv6 unicast' }] },
      'neighbor[0]: addpaths[0] family must be one family, got 2',
    ],
    [{ session, api: [{ receive: { opne: true } }] }, "neighbor[0]: receive has no setting 'opne'"],
    [{ session, api: { processes: 'one' } }, 'neighbor[0]: api[0] processes must be a list'],
    [{ session, api: { processes: ['one'] } }, "neighbor[0]: api processes has 'one', which is no process"],
    [{ session, template: 'edge' }, 'neighbor[0]: neighbor template "edge" is not there, there is none'],
    [{ session, template: 'toString' }, 'neighbor[0]: neighbor template "toString" is not there, there is none'],
    [{ session: { ...session, peerAs: 0 } }, 'neighbor[0]: session peer-as must be 1-4294967295'],
    [{ session: { ...session, localAs: '65001' } }, 'neighbor[0]: session local-as must be 1-4294967295'],
    [{ session: { ...session, connect: 65536 } }, 'neighbor[0]: session connect must be 0-65535'],
    [{ session: { ...session, passive: 1 } }, 'neighbor[0]: session passive must be true or false'],
    [{ session: { ...session, md5Pasword: 'secret' } }, "neighbor[0]: session has no setting 'md5Pasword'"],
    [{ session, holdTme: 90 }, "neighbor[0]: neighbor has no setting 'holdTme'"],
    [{ session, holdTime: 65536 }, 'neighbor[0]: neighbor hold-time must be 0-65535'],
    [{ session, holdTime: -1 }, 'neighbor[0]: neighbor hold-time must be 0-65535'],
    [{ session, holdTime: 2 }, 'neighbor[0]: neighbor hold-time must be 0 (disabled) or >= 3'],
    [{ session, capability: { addPath: 3 } }, 'neighbor[0]: capability add-path must be disabled, receive, send, both'],
    [
      { session, capability: { gracefulRestart: 4096 } },
      'neighbor[0]: capability graceful-restart must be false or 0-4095',
    ],
    [{ session, families: 'ipv4' }, /^neighbor\[0\]: neighbor families: Invalid family format: ipv4/],
    [
      { session, routes: 'route 10.0.0.0/24' },
      /^neighbor\[0\]: neighbor routes: the route has no next hop, at line 1, column 1/,
    ],
    [
      { session, families: 'ipv4 unicast', routes: 'route 2001:db8::/32 next-hop self' },
      'neighbor[0]: route 2001:db8::/32 needs the family ipv6-unicast',
    ],
  ])('[B7] [B10] refuse %j', (neighbor, message) => {
    if (typeof message === 'string') expect(check(neighbor)).toBe(message);
    else expect(check(neighbor)).toMatch(message);
  });

  it.each([0, 3, 65535])('take a hold time of %i', (holdTime) => {
    expect(check({ session, holdTime })).toBe('');
  });

  it('name the neighbour that is wrong', () => {
    expect(
      validateSettings({ neighbors: [{ session }, { session: { ...session, peerAs: -1, peerAddress: '192.0.2.3' } }] }),
    ).toBe('neighbor[1]: session peer-as must be 1-4294967295');
    expect(validateSettings({ neighbors: [{ session }, { session }] })).toBe(
      'neighbor[1]: session peer-address and connect are those of neighbor[0]',
    );
  });

  it('refuse what is no configuration', () => {
    const settings: object[] = [{}, { neighbors: 1 }, { neighbors: [null] }, { neighbors: [], process: [] }];
    expect(settings.map((one) => validateSettings(one as ConfigurationSettings))).toEqual([
      'configuration neighbors missing',
      'configuration neighbors must be a list',
      'neighbor[0]: neighbor must be an object',
      "configuration has no setting 'process'",
    ]);
  });

  it('[B7] take the AS of the peer for ours, and any for the peer', () => {
    const asOf = (settings: Partial<SessionSettings>) => {
      const { localAs, peerAs } = Configuration.fromSettings({ neighbors: [{ session: { ...session, ...settings } }] })
        .neighbors[0]!.session;
      return [localAs, peerAs];
    };
    expect(asOf({ localAs: 'auto' })).toEqual([65002, 65002]);
    expect(asOf({ peerAs: 'auto' })).toEqual([65001, 'auto']);
  });

  it('[B13] take families, next hops and paths one by one', () => {
    const [neighbor] = Configuration.fromSettings({
      neighbors: [
        {
          session,
          families: ['ipv4 unicast', 'ipv6 unicast ipv4-mpls-vpn'],
          capability: { addPath: 'receive', pathsLimit: 8 },
          nexthops: [{ family: 'ipv4/unicast', nexthop: 'ipv6' }],
          addpaths: [{ family: 'ipv4 unicast' }, { family: 'ipv6 unicast', mode: 'both', pathsLimit: 2 }],
        },
      ],
    }).neighbors;
    expect(neighbor).toMatchObject({
      families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_VPN],
      capability: { nexthop: true },
      nexthops: [{ family: Family.IPV4_UNICAST, nextHopAfi: 2 }],
      addpaths: [
        { family: Family.IPV4_UNICAST, mode: 'receive', pathsLimit: 8 },
        { family: Family.IPV6_UNICAST, mode: 'both', pathsLimit: 2 },
      ],
    });
  });

  it('take routes as text, as a list, and read already', () => {
    const [read] = parseRouteText('route 10.0.2.0/24 next-hop self');
    const [neighbor] = Configuration.fromSettings({
      neighbors: [{ session, routes: ['route 10.0.0.0/24 next-hop self; route 10.0.1.0/24 next-hop self', read!] }],
    }).neighbors;
    expect(neighbor!.routes.map((route) => formatRoute(route))).toEqual([
      'route 10.0.0.0/24 next-hop self',
      'route 10.0.1.0/24 next-hop self',
      'route 10.0.2.0/24 next-hop self',
    ]);
  });

  it('have programs, each name once', () => {
    const one = { name: 'one', run: ['/usr/bin/env', 'python3'] };
    expect(
      Configuration.fromSettings({ neighbors: [{ session, api: { processes: ['one'] } }], processes: [one] }).processes,
    ).toEqual([{ ...one, encoder: 'text', respawn: true }]);
    expect(validateSettings({ neighbors: [], processes: [one, one] })).toBe("process 'one' is there twice");
    expect(validateSettings({ neighbors: [], processes: [{ name: 'one', run: [] }] })).toBe(
      'processes[0] run must name a program',
    );
  });

  it('have what their templates say where they say nothing', () => {
    const configuration = Configuration.fromSettings({
      templates: {
        edge: {
          session: { localAs: 65001, localAddress: '192.0.2.1', passive: true },
          holdTime: 30,
          capability: { addPath: 'send', asn4: false },
          families: 'ipv4 unicast',
          routes: 'route 10.0.0.0/24 next-hop self',
        },
        slow: { holdTime: 240 },
      },
      neighbors: [
        {
          template: ['edge', 'slow'],
          // What callers without templates have to give as well.
          session: { peerAddress: '192.0.2.2', peerAs: 65002, passive: false } as SessionSettings,
          capability: { addPath: 'both' },
          routes: 'route 10.0.1.0/24 next-hop self',
        },
      ],
    });
    const [neighbor] = configuration.neighbors;
    expect(neighbor).toMatchObject({
      session: { localAs: 65001, localAddress: '192.0.2.1', passive: false },
      holdTime: 240,
      capability: { addPath: 'both', asn4: false },
    });
    expect(neighbor!.routes.map((route) => formatRoute(route))).toEqual([
      'route 10.0.0.0/24 next-hop self',
      'route 10.0.1.0/24 next-hop self',
    ]);
  });

  it('[B6] throw what validate says, and say nothing where all is well', () => {
    for (const neighbors of [[{ session, holdTime: 1 }], [{ session }, { session: { ...session, localAs: 0 } }]]) {
      const said = validateSettings({ neighbors });
      expect(said).toMatch(/^neighbor\[[01]\]: (?:neighbor|session) /);
      expect(() => Configuration.fromSettings({ neighbors })).toThrow(said);
    }
    expect(() => Configuration.fromSettings({ neighbors: [{ session, holdTime: 1 }] })).toThrow(
      expect.toSatisfy((error) => isMeshError(error, 'MESH_SETTINGS_INVALID')),
    );
    expect(Configuration.fromSettings({ neighbors: [{ session }] }).validate()).toBe('');
  });
});
