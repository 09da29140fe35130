import { ADD_PATH, EXTENDED_NEXT_HOP, type Family, formatFamily, MULTIPROTOCOL } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  addRouteToConfig,
  Configuration,
  createConfigurationWithRoutes,
  createMinimalConfiguration,
  parseFamily,
} from '../src/index.js';
import { apiLab, neighborAt } from './support/api-lab.js';

/* What a configuration made by a program is to a connected peer. */

const THEM = '127.0.0.1';

/** The OPEN that the only peer gets. */
async function openOf(configuration: Configuration) {
  const { establish, close } = await apiLab(configuration);
  const [open] = (await establish(THEM)).received;
  await close();
  if (open?.type !== 'OPEN') throw new Error('no OPEN');
  const values = (code: number) => open.capabilities.filter((one) => one.code === code).map(({ value }) => value);
  return { ...open, families: values(MULTIPROTOCOL.code) as Family[], values };
}

describe('createMinimalConfiguration', () => {
  it('[B2] opens a session of AS 65533 with 127.0.0.1 for IPv4 unicast', async () => {
    const { myAs, holdTime, routerId, families, values } = await openOf(createMinimalConfiguration());
    expect({ myAs, holdTime, routerId, families: families.map(formatFamily) }).toEqual({
      myAs: 65533,
      holdTime: 180,
      routerId: 0x7f000001,
      families: ['ipv4-unicast'],
    });
    expect([values(ADD_PATH.code), values(EXTENDED_NEXT_HOP.code)]).toEqual([[], []]);
  });

  it('[B2] offers several paths for the families listed, and with all IPv6 next hops too', async () => {
    const two = await openOf(createMinimalConfiguration({ families: 'ipv4 unicast ipv6 unicast', addPath: true }));
    expect(two.values(ADD_PATH.code)).toEqual([
      [
        { family: 0x000101, mode: 'both' },
        { family: 0x000201, mode: 'both' },
      ],
    ]);
    expect(two.values(EXTENDED_NEXT_HOP.code)).toEqual([]);
    const every = await openOf(createMinimalConfiguration({ families: 'all' }));
    expect([...every.families].sort()).toEqual([...parseFamily('all')].sort());
    expect(every.values(EXTENDED_NEXT_HOP.code)).toEqual([
      expect.arrayContaining([{ family: 0x000101, nextHopAfi: 2 }]),
    ]);
  });
});

describe('createConfigurationWithRoutes', () => {
  it('[B4] has its routes announced, with an End-of-RIB behind them', async () => {
    const configuration = createConfigurationWithRoutes('route 10.0.0.0/23 next-hop self split /24', {
      families: 'ipv4 unicast',
    });
    const { establish, heard, close } = await apiLab(configuration);
    expect(await heard(await establish(THEM))).toEqual(['+ 10.0.0.0/24', '+ 10.0.1.0/24', 'eor ipv4-unicast']);
    await close();
  });
});

describe('a configuration from settings', () => {
  it('[B3] [B5] [B6] is what its peers are told, and what was only read they are not', async () => {
    const configuration = Configuration.fromSettings({
      neighbors: [
        neighborAt('10.0.0.2', { routes: 'route 10.2.0.0/24 next-hop self', families: 'ipv4 unicast' }),
        neighborAt('10.0.0.3'),
      ],
    });
    expect(configuration.validate()).toBe('');
    configuration.parseRouteText('route 10.9.0.0/24 next-hop self');
    expect(addRouteToConfig(configuration, 'route 2001:db8::/32 next-hop 2001:db8::1')).toBe(true);
    expect(addRouteToConfig(configuration, 'route 10.1.0.0/24 next-hop self')).toBe(true);
    expect(addRouteToConfig(configuration, 'ipv4 multicast 10.0.0.0/8 next-hop self')).toBe(false);
    const { establish, heard, close } = await apiLab(configuration);
    const [two, three] = [await establish('10.0.0.2'), await establish('10.0.0.3')];
    expect((await heard(two)).sort()).toEqual(['+ 10.1.0.0/24', '+ 10.2.0.0/24', 'eor ipv4-unicast']);
    expect((await heard(three)).sort()).toEqual([
      '+ 10.1.0.0/24',
      '+ 2001:db8::/32',
      'eor ipv4-unicast',
      'eor ipv6-unicast',
    ]);
    await close();
  });
});
