import {
  attribute,
  CLUSTER_LIST,
  COMMUNITIES,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGINATOR_ID,
  OTC,
  parseCommunity,
  type Role,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type Announced, type NeighbourOptions, OUR_AS, Router } from '../support/router.js';

const P = '10.0.0.0/8';
const internal: NeighbourOptions = { host: 1, kind: 'internal' };

/** The name of the check that refuses what a neighbour announces; undefined where it is accepted. */
function refusal(options: NeighbourOptions, announced: Announced = {}, memberAs = 0): string | undefined {
  const router = new Router({ memberAs });
  const from = router.neighbour('from', options);
  from.announce(P, announced);
  const { accepted, rejection } = from.peer.in.verdict({ prefix: P });
  expect([from.peer.in.size(), from.peer.in.acceptedSize()]).toEqual([1, accepted ? 1 : 0]);
  expect(router.rib.size).toBe(accepted ? 1 : 0);
  from.withdraw(P);
  expect([from.peer.in.size(), router.store.size, router.store.attributeSets]).toEqual([0, 0, 0]);
  return rejection?.check;
}

describe('import checks', () => {
  const rows: readonly [string | undefined, string, NeighbourOptions, Announced?, number?][] = [
    ['own-as', 'RFC 4271 §9.1.2: our AS in the AS_PATH', { host: 1 }, { path: [65001, OUR_AS] }],
    [undefined, 'and as often as allowed', { host: 1, allowOwnAs: 1 }, { path: [65001, OUR_AS] }],
    ['own-as', 'but not more often', { host: 1, allowOwnAs: 1 }, { path: [65001, OUR_AS, OUR_AS] }],
    [
      'originator-id',
      'RFC 4456 §8: our own ORIGINATOR_ID',
      internal,
      { attributes: [attribute(ORIGINATOR_ID, '192.0.2.254')] },
    ],
    [undefined, "another's ORIGINATOR_ID", internal, { attributes: [attribute(ORIGINATOR_ID, '192.0.2.253')] }],
    [
      'cluster-list',
      'RFC 4456 §8: our cluster',
      internal,
      { attributes: [attribute(CLUSTER_LIST, ['1.1.1.1', '192.0.2.254'])] },
    ],
    [undefined, 'another cluster', internal, { attributes: [attribute(CLUSTER_LIST, ['1.1.1.1'])] }],
    [
      'confederation-loop',
      'RFC 5065 §5.3: our member AS',
      { host: 1, kind: 'confederation' },
      { path: [{ type: 'AS_CONFED_SEQUENCE', asns: [65001, 64501] }] },
      64501,
    ],
    [
      undefined,
      'the number of our member AS outside the confederation segments',
      { host: 1, kind: 'confederation' },
      {
        path: [
          { type: 'AS_CONFED_SEQUENCE', asns: [65001] },
          { type: 'AS_SEQUENCE', asns: [64501] },
        ],
      },
      64501,
    ],
    ['first-as', 'RFC 4271 §6.3: the leftmost AS is not that of the peer', { host: 1 }, { path: [65002] }],
    [undefined, 'not enforced', { host: 1, enforceFirstAs: false }, { path: [65002] }],
    [
      undefined,
      'RFC 7947 §2.2.2.1: a route server is not in its paths',
      { host: 1, localRole: 'rs-client' },
      { path: [65002] },
    ],
    ['own-next-hop', 'RFC 4271 §6.3: our own address as next hop', { host: 1 }, { nextHop: '192.0.2.254' }],
    [
      'own-next-hop',
      'another address of ours',
      { host: 1, ownAddresses: ['198.51.100.1'] },
      { nextHop: '198.51.100.1' },
    ],
    ['as-path-limit', 'more AS numbers than the limit', { host: 1, maxAsPath: 2 }, { path: [65001, 2, 3] }],
    [undefined, 'as many as the limit', { host: 1, maxAsPath: 2 }, { path: [65001, 2] }],
    ['no-policy', 'RFC 8212 §2.1: no import policy', { host: 1, requirePolicy: true }],
    [undefined, 'an import policy', { host: 1, requirePolicy: true, importPolicy: () => 'accept' }],
    [undefined, 'RFC 8212 speaks of external peers', { ...internal, requirePolicy: true }],
    ['policy', 'a policy that rejects', { host: 1, importPolicy: () => ({ reject: 'unwanted' }) }],
  ];

  it.each(rows)('%s: %s', (check, _says, options, announced, memberAs) => {
    expect(refusal(options, announced, memberAs)).toBe(check);
  });

  // RFC 9234 §5, ingress: our role, the OTC received, whether it is a leak, the OTC held.
  const otc: readonly [Role, number | undefined, boolean, number | undefined][] = [
    ['provider', undefined, false, undefined],
    ['provider', 65001, true, undefined],
    ['rs', 65001, true, undefined],
    ['rs', undefined, false, undefined],
    ['peer', 65001, false, 65001],
    ['peer', 65009, true, undefined],
    ['peer', undefined, false, 65001],
    ['customer', undefined, false, 65001],
    ['customer', 65009, false, 65009],
    ['rs-client', undefined, false, 65001],
  ];

  it.each(otc)('as %s, OTC %s: leak %s, then %s', (localRole, received, leaks, held) => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1, localRole });
    from.announce(P, { attributes: received === undefined ? [] : [attribute(OTC, received)] });
    expect(from.peer.in.verdict({ prefix: P }).rejection?.rfc).toBe(leaks ? 'RFC 9234 §5' : undefined);
    expect(router.rib.best({ prefix: P })?.get(OTC)).toBe(held);
  });

  it('does not let a policy take OTC away (RFC 9234 §5)', () => {
    const router = new Router();
    const from = router.neighbour('from', {
      host: 1,
      localRole: 'customer',
      importPolicy: (route) => void route.delete(OTC),
    });
    from.announce(P);
    expect(router.rib.best({ prefix: P })?.get(OTC)).toBe(65001);
  });
});

describe('import policy', () => {
  it('changes what is accepted, and nothing of what was received', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1, importPolicy: (route) => route.set(LOCAL_PREF, 250) });
    from.announce(P);
    expect(from.peer.in.get({ prefix: P })?.get(LOCAL_PREF)).toBeUndefined();
    expect(from.peer.in.getAccepted({ prefix: P })?.get(LOCAL_PREF)).toBe(250);
    expect(router.rib.best({ prefix: P })?.get(LOCAL_PREF)).toBe(250);
  });

  it('judges all anew when it is another one, without asking the peer', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1, importPolicy: () => ({ reject: 'closed' }) });
    const to = router.neighbour('to', { host: 2 });
    from.announce(P);
    from.announce('10.1.0.0/16', { attributes: [attribute(MULTI_EXIT_DISC, 5)] });
    expect([from.peer.in.acceptedSize(), to.receive()]).toEqual([0, []]);
    router.rib.setImportPolicy('from', (route) => (route.has(MULTI_EXIT_DISC) ? 'accept' : { reject: 'no MED' }));
    expect(to.receive().map(({ prefix }) => prefix)).toEqual(['10.1.0.0/16']);
    expect(router.rib.explain({ prefix: P }).rejected[0]?.rejection).toMatchObject({
      check: 'policy',
      reason: 'no MED',
    });
    router.rib.setImportPolicy('from', undefined);
    expect(to.receive()).toHaveLength(2);
    from.down();
    expect([router.rib.size, to.receive(), router.store.size, router.store.attributeSets]).toEqual([0, [], 0, 0]);
  });

  it('keeps LOCAL_PREF 0 of what is about to go, whatever it says (RFC 8326 §4.2)', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1, importPolicy: (route) => route.set(LOCAL_PREF, 250) });
    from.announce(P, { attributes: [attribute(COMMUNITIES, [parseCommunity('graceful-shutdown')!])] });
    expect(router.rib.best({ prefix: P })?.get(LOCAL_PREF)).toBe(0);
  });
});
