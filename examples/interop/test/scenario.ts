import { Family } from '@mesh/bgp-wire';
import type { DaemonSettings, LocalRoute } from '../lab/daemon.js';
import type { FamilyName, TableRoute } from '../lab/route.js';
import { sampleRoutes } from '../lab/sample.js';

/* Who takes part in the checks of a daemon, how long things may take, and the routes that go over the sessions. */

export const OUR_AS = 4_200_000_001;
export const THEIR_AS = 4_200_000_002;
export const OUR = { address: '10.99.0.1', address6: 'fd99::1', as: OUR_AS };
export const OTHER = { address: '10.99.0.7', address6: 'fd99::7', as: OUR_AS };
export const THEIR: Omit<DaemonSettings, 'holdTime' | 'peers'> = {
  address: '10.99.0.2',
  address6: 'fd99::2',
  as: THEIR_AS,
  routerId: '10.99.0.2',
};
/** Further addresses of ours, from 11 to 20. */
export function hostAddress(host: number): string {
  return `10.99.0.${host}`;
}
/** Some daemons dial only every few seconds. */
export const ESTABLISHED_MS = 20_000;
export const EXCHANGE_MS = 10_000;
export const SHORT_HOLD_SECONDS = 3;
export const FAMILIES: readonly FamilyName[] = ['ipv4', 'ipv6'];
export const FAMILY_NUMBERS: Readonly<Record<FamilyName, Family>> = {
  ipv4: Family.IPV4_UNICAST,
  ipv6: Family.IPV6_UNICAST,
};
/** The text of an Administrative Shutdown. */
export const FAREWELL = 'back at noon';

/** What a daemon originates. */
export const LOCAL_ROUTES: Readonly<Record<FamilyName, readonly LocalRoute[]>> = {
  ipv4: [
    { prefix: '10.128.0.0/16', med: 10 },
    { prefix: '10.129.0.0/24', med: 4_294_967_295, communities: ['64496:1', '64497:65535'] },
    { prefix: '10.130.1.1/32', med: 20, largeCommunities: ['4200000002:1:4294967295'] },
    { prefix: '10.131.0.0/20', med: 30, communities: ['64496:2'], largeCommunities: ['4200000002:2:0'] },
  ],
  ipv6: [
    { prefix: '2001:db8:128::/48', med: 10 },
    { prefix: '2001:db8:129::/64', med: 4_294_967_295, communities: ['64496:1', '64497:65535'] },
    { prefix: '2001:db8:130::1/128', med: 20, largeCommunities: ['4200000002:1:4294967295'] },
    { prefix: '2a10:131::/32', med: 30, communities: ['64496:2'], largeCommunities: ['4200000002:2:0'] },
  ],
};

/** Routes as a user writes them. */
export const ROUTE_TEXT = `
  route 10.64.0.0/16 next-hop 10.99.0.1 origin igp med 50 community [ 64496:1 no-export ]
  route 10.65.0.0/17 next-hop 10.99.0.1 origin egp as-path [ 4200000001 64500 4200000500 ] split /18
  route 2001:db8:64::/48 next-hop self origin incomplete large-community [ 4200000001:1:2 4200000001:3:4 ]
  route 2001:db8:65::/48 next-hop fd99::1 origin igp extended-community [ target:64496:1 ]
`;

/** What a daemon must make of the text. */
export const ROUTES_OF_TEXT: Readonly<Record<FamilyName, readonly TableRoute[]>> = {
  ipv4: [
    {
      ...{ prefix: '10.64.0.0/16', nextHop: OUR.address, origin: 'igp', asPath: String(OUR_AS), med: 50 },
      communities: ['64496:1', '65535:65281'],
    },
    ...['10.65.0.0/18', '10.65.64.0/18'].map((prefix) => ({
      ...{ prefix, nextHop: OUR.address, origin: 'egp' as const, asPath: `${OUR_AS} 64500 4200000500` },
    })),
  ],
  ipv6: [
    {
      ...{ prefix: '2001:db8:64::/48', nextHop: OUR.address6, origin: 'incomplete', asPath: String(OUR_AS) },
      largeCommunities: ['4200000001:1:2', '4200000001:3:4'],
    },
    {
      ...{ prefix: '2001:db8:65::/48', nextHop: OUR.address6, origin: 'igp', asPath: String(OUR_AS) },
      extendedCommunities: ['target:64496:1'],
    },
  ],
};

export function sample(family: FamilyName): readonly TableRoute[] {
  return sampleRoutes(family, {
    senderAs: OUR_AS,
    nextHop: family === 'ipv4' ? OUR.address : OUR.address6,
    count: 100,
  });
}
