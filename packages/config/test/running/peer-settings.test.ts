import { createFsmOptions, localOpen } from '@mesh/bgp-session';
import {
  ADD_PATH,
  Afi,
  capabilityValue,
  EXTENDED_MESSAGE,
  EXTENDED_NEXT_HOP,
  Family,
  FOUR_OCTET_AS,
  FQDN,
  GRACEFUL_RESTART,
  ROUTE_REFRESH,
  SOFTWARE_VERSION,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Configuration, type NeighborSettings } from '../../src/index.js';
import { peerSettings } from '../../src/running/peer-settings.js';

const session = { peerAddress: '192.0.2.2', localAddress: '192.0.2.1', localAs: 65001, peerAs: 65002 };

function settingsOf(settings: Omit<NeighborSettings, 'session'>) {
  return peerSettings(
    Configuration.fromSettings({ neighbors: [{ session, families: 'ipv4 unicast', ...settings }] }).neighbors[0]!,
  );
}

/** The OPEN a session would send. */
function openOf(settings: Omit<NeighborSettings, 'session'>) {
  const {
    peerAddress: _address,
    peerPort: _port,
    localAddress: _local,
    passive: _passive,
    description: _description,
    ...session
  } = settingsOf(settings);
  return localOpen(createFsmOptions({ ...session, routerId: 1 }));
}

describe('the settings of a peer', () => {
  it('say where it is', () => {
    expect(settingsOf({})).toMatchObject({ peerAddress: '192.0.2.2', peerPort: 179, localAddress: '192.0.2.1' });
    const neighbor = {
      session: { ...session, localAddress: 'auto', routerId: '1.1.1.1', connect: 1790, passive: true },
    };
    expect(peerSettings(Configuration.fromSettings({ neighbors: [neighbor] }).neighbors[0]!)).toMatchObject({
      peerPort: 1790,
      localAddress: undefined,
      routerId: '1.1.1.1',
      passive: true,
    });
  });

  it('offer what the neighbour says', () => {
    const { capabilities, holdTime } = openOf({
      holdTime: 30,
      hostName: 'a',
      domainName: 'example',
      capability: { addPath: 'receive', nexthop: true, gracefulRestart: 60, softwareVersion: 'x/1' },
    });
    const family = Family.IPV4_UNICAST;
    expect(holdTime).toBe(30);
    expect(capabilityValue(capabilities, ADD_PATH)).toEqual([{ family, mode: 'receive' }]);
    expect(capabilityValue(capabilities, EXTENDED_NEXT_HOP)).toEqual([{ family, nextHopAfi: Afi.IPV6 }]);
    expect(capabilityValue(capabilities, GRACEFUL_RESTART)).toMatchObject({ restartTimeSeconds: 60 });
    expect(capabilityValue(capabilities, FQDN)).toEqual({ hostName: 'a', domainName: 'example' });
    expect(capabilityValue(capabilities, SOFTWARE_VERSION)).toBe('x/1');
  });

  it('offer IPv6 next hops for the families that RFC 8950 names', () => {
    const { capabilities } = openOf({ families: 'all', capability: { nexthop: true } });
    const offered = capabilityValue(capabilities, EXTENDED_NEXT_HOP)?.map(({ family }) => family);
    expect(offered).toEqual(
      expect.arrayContaining([Family.IPV4_UNICAST, Family.IPV4_LABELLED_UNICAST, Family.IPV4_VPN]),
    );
    expect(offered).not.toContain(Family.IPV4_FLOW);
    expect(offered).not.toContain(Family.IPV6_UNICAST);
  });

  it('leave out what it does not', () => {
    const { capabilities } = openOf({ capability: { asn4: false, extendedMessage: false, routeRefresh: false } });
    const rows = [
      FOUR_OCTET_AS,
      EXTENDED_MESSAGE,
      ROUTE_REFRESH,
      ADD_PATH,
      EXTENDED_NEXT_HOP,
      GRACEFUL_RESTART,
      FQDN,
      SOFTWARE_VERSION,
    ];
    expect(rows.map((row) => capabilityValue<unknown>(capabilities, row))).toEqual(rows.map(() => undefined));
  });

  it('take the hold time for a restart time of 0', () => {
    const { capabilities } = openOf({ holdTime: 30, capability: { gracefulRestart: 0 } });
    expect(capabilityValue(capabilities, GRACEFUL_RESTART)).toMatchObject({ restartTimeSeconds: 30 });
  });
});
