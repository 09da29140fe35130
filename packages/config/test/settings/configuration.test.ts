import { isMeshError, standardFamilies } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  Configuration,
  type ConfigurationSettings,
  type NeighborSettings,
  type SessionSettings,
  validateSettings,
} from '../../src/index.js';

const session: SessionSettings = { peerAddress: '192.0.2.2', localAddress: '192.0.2.1', localAs: 65001, peerAs: 65002 };

function check(neighbor: object): string {
  // What callers without types can hand over.
  return validateSettings({ neighbors: [neighbor as NeighborSettings] });
}

describe('settings', () => {
  it('fill in the defaults', () => {
    expect(Configuration.fromSettings({ neighbors: [{ session }] }).neighbors).toEqual([
      {
        session: { ...session, routerId: '192.0.2.1', connect: 0, listen: 0, passive: false },
        description: '',
        holdTime: 180,
        hostName: '',
        domainName: '',
        adjRibIn: true,
        groupUpdates: true,
        api: { processes: [] },
        capability: {
          asn4: true,
          extendedMessage: true,
          routeRefresh: true,
          addPath: 'disabled',
          nexthop: false,
          gracefulRestart: false,
          softwareVersion: '',
        },
        families: standardFamilies.rows.map(({ family }) => family),
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
    [{ session: { ...session, peerAs: 0 } }, 'neighbor[0]: session peer-as must be 1-4294967295'],
    [{ session: { ...session, localAs: '65001' } }, 'neighbor[0]: session local-as must be 1-4294967295'],
    [{ session: { ...session, connect: 65536 } }, 'neighbor[0]: session connect must be 0-65535'],
    [{ session: { ...session, passive: 1 } }, 'neighbor[0]: session passive must be true or false'],
    [{ session: { ...session, md5Password: 'secret' } }, "neighbor[0]: session has no setting 'md5Password'"],
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
  ])('refuse %j', (neighbor, message) => {
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
    const settings: object[] = [{}, { neighbors: 1 }, { neighbors: [null] }, { neighbors: [], processes: [] }];
    expect(settings.map((one) => validateSettings(one as ConfigurationSettings))).toEqual([
      'configuration neighbors missing',
      'configuration neighbors must be a list',
      'neighbor[0]: neighbor must be an object',
      "configuration has no setting 'processes'",
    ]);
  });

  it('throw what validate says', () => {
    expect(() => Configuration.fromSettings({ neighbors: [{ session, holdTime: 1 }] })).toThrow(
      expect.toSatisfy((error) => isMeshError(error, 'MESH_SETTINGS_INVALID')),
    );
    expect(Configuration.fromSettings({ neighbors: [{ session }] }).validate()).toBe('');
  });
});
