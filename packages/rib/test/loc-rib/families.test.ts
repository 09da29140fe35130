// Families beside unicast go through a router from octets to octets.
import {
  AS_PATH,
  attribute,
  CLUSTER_LIST,
  Family,
  LOCAL_PREF,
  type NextHop,
  type Nlri,
  ORIGIN,
  type PathAttribute,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type NeighbourOptions, Router } from '../support/router.js';

const internal: readonly PathAttribute[] = [
  attribute(ORIGIN, 'igp'),
  attribute(AS_PATH, []),
  attribute(LOCAL_PREF, 100),
];
const RD = '65000:1';
const ZERO = '0:0';

const vpn4 = { family: Family.IPV4_VPN, rd: RD, prefix: '10.1.0.0/16', labels: [16] } as Nlri;
const vpn6 = { family: Family.IPV6_VPN, rd: RD, prefix: '2001:db8::/32', labels: [16] } as Nlri;
const evpn = {
  family: Family.L2VPN_EVPN,
  routeType: 2,
  rd: RD,
  esi: '00:00:00:00:00:00:00:00:00:00',
  ethernetTag: 0,
  mac: '02:00:00:00:00:01',
  label: 100,
} as Nlri;
const flow = { family: Family.IPV4_FLOW, components: [{ type: 1, prefix: '192.0.2.0/24' }] } as Nlri;
const labelled = { family: Family.IPV4_LABELLED_UNICAST, prefix: '10.2.0.0/16', labels: [17] } as Nlri;

const rows: readonly [string, Nlri, NextHop, string, string][] = [
  ['VPNv4', vpn4, { rd: ZERO, address: '198.51.100.7' }, '198.51.100.7', '192.0.2.254'],
  ['VPNv6', vpn6, { rd: ZERO, address: '2001:db8::7' }, '2001:db8::7', '2001:db8::254'],
  ['EVPN', evpn, { address: '198.51.100.7' }, '198.51.100.7', '192.0.2.254'],
  ['flow', flow, { bytes: new Uint8Array(0) }, 'self', 'self'],
  ['labelled unicast', labelled, { address: '198.51.100.7' }, '198.51.100.7', '192.0.2.254'],
];

describe.each(rows)('%s', (_name, nlri, nextHop, hop, ours) => {
  const of = (host: number, kind: NeighbourOptions['kind']): NeighbourOptions => ({
    host,
    kind: kind!,
    families: [nlri.family],
    ...(ours.includes(':') ? { localAddress: ours } : {}),
  });

  it('is reflected, with its next hop, and withdrawn', () => {
    const asked: string[] = [];
    const router = new Router({
      nextHopMetric: (address) => {
        asked.push(address);
        return 1;
      },
    });
    const from = router.neighbour('from', of(1, 'client'));
    const to = router.neighbour('to', of(2, 'client'));
    from.announceNlri(nlri, internal, nextHop);
    const [told] = to.receive();
    expect(told?.nlri).toMatchObject(nlri);
    expect([told?.nextHop, told?.get(CLUSTER_LIST)]).toEqual([hop, ['192.0.2.254']]);
    expect([...new Set(asked)]).toEqual(hop === 'self' ? [] : [hop]);
    expect(from.receive()).toEqual([]);
    from.withdrawNlri(nlri);
    expect(from.receive()).toEqual([]);
    expect([to.receive(), router.store.size, router.store.attributeSets]).toEqual([[], 0, 0]);
  });

  it('goes to another AS with our next hop', () => {
    const router = new Router();
    const from = router.neighbour('from', of(1, 'internal'));
    const to = router.neighbour('to', of(2, 'external'));
    from.announceNlri(nlri, internal, nextHop);
    const [told] = to.receive();
    expect(told?.nlri).toMatchObject(nlri);
    expect([told?.nextHop, told?.get(LOCAL_PREF)]).toEqual([ours, undefined]);
  });

  it('is not taken with our own next hop (RFC 4271 §6.3)', () => {
    if (hop === 'self') return;
    const router = new Router();
    const from = router.neighbour('from', { ...of(1, 'internal'), ownAddresses: [hop] });
    from.announceNlri(nlri, internal, nextHop);
    expect([from.peer.in.size(), from.peer.in.acceptedSize()]).toEqual([1, 0]);
  });
});

it('does not mistake the beginning of an IPv6 next hop for our own IPv4 address', () => {
  const router = new Router();
  const from = router.neighbour('from', { host: 1, ownAddresses: ['32.1.13.184'] });
  from.announceNlri(
    { family: Family.IPV6_UNICAST, prefix: '2001:db8:1::/48' } as Nlri,
    [attribute(ORIGIN, 'igp'), attribute(AS_PATH, [{ type: 'AS_SEQUENCE', asns: [65001] }])],
    { address: '2001:db8::1' },
  );
  expect(from.peer.in.acceptedSize()).toBe(1);
});
