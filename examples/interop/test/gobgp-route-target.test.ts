import {
  AS_PATH,
  asSequence,
  attribute,
  EXTENDED_COMMUNITIES,
  Family,
  type Nlri,
  ORIGIN,
  parseExtendedCommunity,
} from '@mesh/bgp-wire';
import { announcement, familySample, withdrawal } from '@mesh-examples/lib';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWithRouteTargets } from '../lab/families/gobgp.js';
import type { Router } from '../lab/families/router.js';
import { FamilySpeaker } from '../lab/families/speaker.js';

/*
 * RFC 4684: a router tells which route targets it is interested in, and is sent the routes of VPNs that have them. GoBGP
 * stands between one speaker of ours that is a member and another that announces routes.
 */

const FROM = { address: '10.99.0.1', as: 65_001 };
const MEMBER = { address: '10.99.0.7', as: 65_003 };
const ROUTER = { address: '10.99.0.2', as: 65_002 };
const EXCHANGE_MS = 10_000;
const families = [Family.IPV4_VPN, Family.ROUTE_TARGET];

const memberships = familySample(Family.ROUTE_TARGET).routes;
const [first, second] = memberships;
const TARGETS = ['target:65000:100', 'target:192.0.2.1:200', 'target:65000:999'];
const routes: readonly Nlri[] = TARGETS.map((_, i) => ({
  family: Family.IPV4_VPN,
  rd: `65000:${i}`,
  prefix: `10.${i}.0.0/16`,
  labels: [1000 + i],
}));

const attributes = (as: number, ...targets: readonly string[]) => [
  attribute(ORIGIN, 'igp'),
  attribute(AS_PATH, asSequence(as)),
  ...(targets.length === 0
    ? []
    : [
        attribute(
          EXTENDED_COMMUNITIES,
          targets.map((text) => parseExtendedCommunity(text)!),
        ),
      ]),
];

describe('gobgp, route target membership', () => {
  let router: Router;
  let from: FamilySpeaker;
  let member: FamilySpeaker;

  const join = (route: Nlri) => member.send(announcement([route], { address: MEMBER.address }, attributes(MEMBER.as)));

  beforeAll(async () => {
    router = await startWithRouteTargets({ ...ROUTER, peers: [FROM, MEMBER] });
    from = new FamilySpeaker({ local: FROM, peer: ROUTER, families });
    member = new FamilySpeaker({ local: MEMBER, peer: ROUTER, families });
    await Promise.all([from.established(), member.established()]);
  });
  afterAll(async () => {
    await from?.close();
    await member?.close();
    await router?.stop();
  });

  it('Established, with both families', () => {
    expect([...from.session.families].sort()).toEqual([...families].sort());
    expect([...member.session.families].sort()).toEqual([...families].sort());
  });

  it('a membership reaches the other speaker, and stands in its table', async () => {
    join(first!);
    await from.hears(Family.ROUTE_TARGET, [first!], EXCHANGE_MS);
    expect(await router.table(Family.ROUTE_TARGET)).toContain('65000:100');
  });

  it('the member is sent the routes with its target, and no others', async () => {
    for (const [i, route] of routes.entries()) {
      from.send(announcement([route], { rd: '0:0', address: FROM.address }, attributes(FROM.as, TARGETS[i]!)));
    }
    await member.hears(Family.IPV4_VPN, [routes[0]!], EXCHANGE_MS);
    const all = ['10.0.0.0', '10.1.0.0', '10.2.0.0'];
    await until(
      'they stand in its table',
      async () => {
        const table = await router.table(Family.IPV4_VPN);
        return all.every((word) => table.includes(word));
      },
      EXCHANGE_MS,
    );
  });

  it('and more with every membership, also of a target with an address', async () => {
    join(second!);
    await from.hears(Family.ROUTE_TARGET, memberships, EXCHANGE_MS);
    await member.hears(Family.IPV4_VPN, routes.slice(0, 2), EXCHANGE_MS);
  });

  it('and fewer once it is a member no more', async () => {
    member.send(withdrawal([first!]));
    await from.hears(Family.ROUTE_TARGET, [second!], EXCHANGE_MS);
    await member.hears(Family.IPV4_VPN, [routes[1]!], EXCHANGE_MS);
  });

  it('the sessions live', () => {
    expect([...from.closed, ...member.closed]).toEqual([]);
  });
});
