import { type FsmSettings, negotiate } from '@mesh/bgp-session';
import {
  ADD_PATH,
  type Capability,
  capability,
  createContext,
  decodeMessage,
  ENHANCED_ROUTE_REFRESH,
  EXTENDED_MESSAGE,
  EXTENDED_NEXT_HOP,
  encodeMessage,
  Family,
  FOUR_OCTET_AS,
  formatHex,
  GRACEFUL_RESTART,
  MULTIPLE_LABELS,
  MULTIPROTOCOL,
  type NotificationMessage,
  notification,
  type OpenMessage,
  parseHex,
  ROLE,
  ROUTE_REFRESH,
  type Role,
  type RouterId,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { agreed, LOCAL, optionsWith, peerOpen } from './support/situation.js';

const ipv4 = capability(MULTIPROTOCOL, Family.IPV4_UNICAST);
const ipv6 = capability(MULTIPROTOCOL, Family.IPV6_UNICAST);
const asn = (value: number) => capability(FOUR_OCTET_AS, value);
const wide = 4_200_000_000;

function refusalOf(open: OpenMessage, settings: Partial<FsmSettings> = {}): NotificationMessage | undefined {
  const result = negotiate(optionsWith(settings), open);
  return result.ok ? undefined : result.fault.notification;
}

const BAD_AS = notification(2, 2);

describe('step 6: the AS number', () => {
  const cases: readonly (readonly [string, OpenMessage, Partial<FsmSettings>, boolean])[] = [
    ['as configured, in both places', peerOpen(), {}, true],
    ['as configured, without capability 65', peerOpen({}, [ipv4]), {}, true],
    ['another', peerOpen({ myAs: 65003 }, [asn(65003)]), {}, false],
    ['another without capability 65', peerOpen({ myAs: 65003 }, []), {}, false],
    ['0 in My AS (RFC 7607)', peerOpen({ myAs: 0 }), {}, false],
    ['0 in capability 65 (RFC 7607)', peerOpen({}, [asn(0)]), {}, false],
    ['0 in capability 65 while we have none', peerOpen({}, [asn(0)]), { fourOctetAs: false }, false],
    ['of four octets behind AS_TRANS', peerOpen({ myAs: 23456 }, [asn(wide)]), { peerAs: wide }, true],
    ['AS_TRANS alone (RFC 6793)', peerOpen({ myAs: 23456 }, [ipv4]), { peerAs: wide }, false],
    ['AS_TRANS alone, any peer', peerOpen({ myAs: 23456 }, [ipv4]), { peerAs: undefined }, false],
    ['capability 65 overrules My AS', peerOpen({ myAs: 65003 }, [asn(65002)]), {}, true],
    ['My AS counts where we do not know capability 65', peerOpen({}, [asn(65009)]), { fourOctetAs: false }, true],
    [
      'AS_TRANS of a wide peer to us who are narrow',
      peerOpen({ myAs: 23456 }, [asn(wide)]),
      { peerAs: wide, fourOctetAs: false },
      true,
    ],
    ['any, for a dynamic neighbour', peerOpen({ myAs: 64999 }, [asn(64999)]), { peerAs: undefined }, true],
  ];
  it.each(cases)('%s', (_name, open, settings, accepted) => {
    expect(refusalOf(open, settings)).toEqual(accepted ? undefined : BAD_AS);
  });

  it('is known in four octets afterwards', () => {
    const open = peerOpen({ myAs: 23456 }, [asn(wide)]);
    expect(agreed(optionsWith({ peerAs: wide }), open)).toMatchObject({ peerAs: wide, asn4: true, internal: false });
    expect(agreed(optionsWith({ peerAs: wide, fourOctetAs: false }), open)).toMatchObject({
      peerAs: wide,
      asn4: false,
    });
    expect(agreed(optionsWith({ peerAs: LOCAL.localAs }), peerOpen({ myAs: LOCAL.localAs }, [])).internal).toBe(true);
  });
});

describe('step 7: the hold time', () => {
  it.each([0, 3, 4, 90, 65535])('%d is acceptable', (holdTime) => {
    expect(refusalOf(peerOpen({ holdTime }))).toBeUndefined();
  });
  it.each([1, 2])('%d is refused by all', (holdTime) => {
    expect(refusalOf(peerOpen({ holdTime }))).toEqual(notification(2, 6));
  });
  it('below our minimum is refused, but 0 is none', () => {
    expect(refusalOf(peerOpen({ holdTime: 29 }), { minHoldTimeSeconds: 30 })).toEqual(notification(2, 6));
    expect(refusalOf(peerOpen({ holdTime: 30 }), { minHoldTimeSeconds: 30 })).toBeUndefined();
    expect(refusalOf(peerOpen({ holdTime: 0 }), { minHoldTimeSeconds: 30 })).toBeUndefined();
  });

  it.each([
    [90, 180, 90, 30, 480],
    [180, 90, 90, 30, 480],
    [90, 3, 3, 1, 480],
    [3000, 3000, 3000, 1000, 6000],
    [0, 90, 0, 0, 0],
    [90, 0, 0, 0, 0],
  ])('ours %d, theirs %d: hold %d, keepalive %d, send hold %d', (ours, theirs, hold, keepalive, sendHold) => {
    expect(agreed(optionsWith({ holdTimeSeconds: ours }), peerOpen({ holdTime: theirs }))).toMatchObject({
      holdTimeSeconds: hold,
      keepaliveSeconds: keepalive,
      sendHoldTimeSeconds: sendHold,
    });
  });

  it('keeps a SendHoldTime that was given, also none', () => {
    expect(agreed(optionsWith({ sendHoldTimeSeconds: 600 }), peerOpen()).sendHoldTimeSeconds).toBe(600);
    expect(agreed(optionsWith({ sendHoldTimeSeconds: 0 }), peerOpen()).sendHoldTimeSeconds).toBe(0);
  });
});

describe('step 8: the BGP Identifier (RFC 6286 §2.2)', () => {
  const internal = { peerAs: LOCAL.localAs };
  const cases: readonly (readonly [string, RouterId, Partial<FsmSettings>, boolean])[] = [
    ['0.0.0.0', 0, {}, false],
    ['255.255.255.255: no longer an address', 0xffffffff, {}, true],
    ['224.0.0.1: no longer an address', 0xe0000001, {}, true],
    ['ours, of an external peer', LOCAL.routerId, {}, true],
    ['ours, of an internal peer', LOCAL.routerId, internal, false],
    ['another, of an internal peer', LOCAL.routerId + 1, internal, true],
  ];
  it.each(cases)('%s', (_name, routerId, settings, accepted) => {
    const myAs = settings.peerAs ?? 65002;
    expect(refusalOf(peerOpen({ routerId, myAs }, [asn(myAs)]), settings)).toEqual(
      accepted ? undefined : notification(2, 3),
    );
  });
});

describe('step 9: required capabilities (RFC 5492 §5)', () => {
  it('answers 2/7 with the missing ones as the peer would have sent them', () => {
    const requiredCapabilities = [ipv6, capability(ROUTE_REFRESH, true), ipv4];
    const refused = refusalOf(peerOpen(), { requiredCapabilities });
    expect(refused).toMatchObject({ code: 2, subcode: 7 });
    expect(formatHex(refused!.data)).toBe('0104000200010200');
  });
  it('is content with all of them', () => {
    const requiredCapabilities = [ipv6, capability(ROUTE_REFRESH, true)];
    const open = peerOpen({}, [ipv6, capability(ROUTE_REFRESH, true), asn(65002)]);
    expect(refusalOf(open, { requiredCapabilities })).toBeUndefined();
  });
  it('a capability nobody knows is never a reason', () => {
    const unknown: Capability = { code: 200, value: new Uint8Array([1, 2, 3]) };
    expect(refusalOf(peerOpen({}, [unknown, unknown, ipv4, asn(65002)]))).toBeUndefined();
  });
});

describe('step 10: roles (RFC 9234 §4.2)', () => {
  const names: readonly Role[] = ['provider', 'rs', 'rs-client', 'customer', 'peer'];
  const pairs = new Set(['provider customer', 'customer provider', 'rs rs-client', 'rs-client rs', 'peer peer']);
  const grid = names.flatMap((ours) => [...names, 5].map((theirs) => [ours, theirs] as const));
  it.each(grid)('we %s, they %s', (ours, theirs) => {
    const open = peerOpen({}, [capability(ROLE, theirs)]);
    expect(refusalOf(open, { role: ours })).toEqual(pairs.has(`${ours} ${theirs}`) ? undefined : notification(2, 11));
  });
  it('an absent role matters to the strict only', () => {
    expect(refusalOf(peerOpen(), { role: 'customer' })).toBeUndefined();
    expect(refusalOf(peerOpen(), { role: 'customer', strictRole: true })).toEqual(notification(2, 11));
  });
  it('one role twice is one, two are a conflict', () => {
    const [customer, peer] = [capability(ROLE, 'customer'), capability(ROLE, 'peer')];
    expect(refusalOf(peerOpen({}, [customer, customer]), { role: 'provider' })).toBeUndefined();
    expect(refusalOf(peerOpen({}, [customer, peer]), { role: 'provider' })).toEqual(notification(2, 11));
    expect(refusalOf(peerOpen({}, [customer, peer]))).toEqual(notification(2, 11));
  });
  it('says nothing within an AS', () => {
    const open = peerOpen({ myAs: LOCAL.localAs }, [capability(ROLE, 'peer'), capability(ROLE, 'customer')]);
    expect(refusalOf(open, { peerAs: LOCAL.localAs })).toBeUndefined();
  });
});

describe('the first failure counts', () => {
  const all = { myAs: 0, holdTime: 1, routerId: 0 };
  const settings = { requiredCapabilities: [ipv6], role: 'peer', strictRole: true } as const;
  const steps: readonly (readonly [number, OpenMessage])[] = [
    [2, peerOpen(all)],
    [6, peerOpen({ ...all, myAs: 65002 })],
    [3, peerOpen({ ...all, myAs: 65002, holdTime: 90 })],
    [7, peerOpen()],
    [11, peerOpen({}, [ipv6])],
  ];
  it.each(steps)('2/%d', (subcode, open) => {
    expect(refusalOf(open, settings)).toMatchObject({ code: 2, subcode });
  });
});

describe('what is agreed', () => {
  it('families: those of both, in our order; IPv4 unicast for a peer that names none', () => {
    const families = [Family.IPV6_UNICAST, Family.IPV4_UNICAST, Family.IPV4_MULTICAST];
    expect(agreed(optionsWith({ families }), peerOpen({}, [ipv4, ipv6])).families).toEqual([
      Family.IPV6_UNICAST,
      Family.IPV4_UNICAST,
    ]);
    expect(agreed(optionsWith({ families }), peerOpen({}, [])).families).toEqual([Family.IPV4_UNICAST]);
    expect(agreed(optionsWith({ families: [Family.IPV6_UNICAST] }), peerOpen({}, [])).families).toEqual([]);
    expect(agreed(optionsWith(), peerOpen({}, [ipv6])).families).toEqual([]);
  });

  const modes = ['receive', 'send', 'both'] as const;
  const can = (mode: string, what: string) => mode === what || mode === 'both';
  it.each(modes.flatMap((ours) => modes.map((theirs) => [ours, theirs] as const)))(
    'ADD-PATH: we %s, they %s (RFC 7911 §4)',
    (ours, theirs) => {
      const family = Family.IPV4_UNICAST;
      const open = peerOpen({}, [ipv4, capability(ADD_PATH, [{ family, mode: theirs }])]);
      const { addPath, rx, tx } = agreed(optionsWith({ addPath: [{ family, mode: ours }] }), open);
      const receive = can(ours, 'receive') && can(theirs, 'send') ? [family] : [];
      const send = can(ours, 'send') && can(theirs, 'receive') ? [family] : [];
      expect([[...addPath.receive], [...addPath.send]]).toEqual([receive, send]);
      expect([[...rx.addPath], [...tx.addPath]]).toEqual([receive, send]);
    },
  );

  it.each([
    [true, true, true, true],
    [true, false, true, false],
    [false, true, false, false],
    [false, false, false, false],
  ])('extended messages: we %s, they %s: receive %s, send %s (RFC 8654)', (ours, theirs, receive, send) => {
    const open = peerOpen({}, theirs ? [capability(EXTENDED_MESSAGE, true)] : []);
    const { extendedMessage, rx, tx } = agreed(optionsWith({ extendedMessage: ours }), open);
    expect(extendedMessage).toEqual({ receive, send });
    expect([rx.extendedMessage, tx.extendedMessage]).toEqual([receive, send]);
  });

  it('4-octet AS numbers, in both contexts, only where both have them', () => {
    for (const [ours, theirs] of [
      [true, true],
      [true, false],
      [false, true],
    ] as const) {
      const open = peerOpen({}, theirs ? [asn(65002)] : []);
      const { asn4, rx, tx } = agreed(optionsWith({ fourOctetAs: ours }), open);
      expect([asn4, rx.asn4, tx.asn4]).toEqual(new Array(3).fill(ours && theirs));
    }
  });

  it('route refresh and enhanced route refresh, each by itself', () => {
    const plain = peerOpen({}, [capability(ROUTE_REFRESH, true)]);
    const both = peerOpen({}, [capability(ROUTE_REFRESH, true), capability(ENHANCED_ROUTE_REFRESH, true)]);
    expect(agreed(optionsWith(), plain)).toMatchObject({ routeRefresh: true, enhancedRouteRefresh: false });
    expect(agreed(optionsWith(), both)).toMatchObject({ routeRefresh: true, enhancedRouteRefresh: true });
    expect(agreed(optionsWith({ routeRefresh: false }), both)).toMatchObject({ routeRefresh: false });
    expect(agreed(optionsWith(), peerOpen())).toMatchObject({ routeRefresh: false, enhancedRouteRefresh: false });
  });

  it('IPv6 next hops of IPv4 families that both named (RFC 8950)', () => {
    const entry = { family: Family.IPV4_UNICAST, nextHopAfi: 2 };
    const open = peerOpen({}, [ipv4, capability(EXTENDED_NEXT_HOP, [entry])]);
    expect([...agreed(optionsWith({ extendedNextHop: [entry] }), open).tx.extendedNextHop]).toEqual([entry.family]);
    expect([...agreed(optionsWith(), open).extendedNextHop]).toEqual([]);
    const other = { ...entry, nextHopAfi: 25 };
    expect([...agreed(optionsWith({ extendedNextHop: [other] }), open).extendedNextHop]).toEqual([]);
  });

  it('several labels, as many as the peer takes, of families that both named (RFC 8277 §2.1)', () => {
    const [family, other] = [Family.IPV4_LABELLED_UNICAST, Family.IPV6_LABELLED_UNICAST];
    const families = [family, other];
    const named = families.map((one) => capability(MULTIPROTOCOL, one));
    const labels = (...counts: [number, number][]) =>
      capability(
        MULTIPLE_LABELS,
        counts.map(([one, count]) => ({ family: one, count })),
      );
    const ours = { families, multipleLabels: [{ family, count: 3 }] };
    const agreedOn = (...counts: [number, number][]) => [
      ...agreed(optionsWith(ours), peerOpen({}, [...named, labels(...counts)])).multipleLabels,
    ];
    expect(agreedOn([family, 5], [other, 5])).toEqual([[family, 5]]);
    expect(agreedOn([family, 1])).toEqual([]);
    expect(agreedOn()).toEqual([]);
  });

  it('graceful restart: the last capability, its families that both speak, the N bit of both', () => {
    const gr = (family: Family, bit: boolean) =>
      capability(GRACEFUL_RESTART, {
        restarting: false,
        notification: bit,
        restartTimeSeconds: 60,
        families: [{ family, forwardingPreserved: false }],
      });
    const settings = { gracefulRestart: {} };
    const twice = peerOpen({}, [ipv4, gr(Family.IPV6_UNICAST, true), gr(Family.IPV4_UNICAST, true)]);
    expect(agreed(optionsWith(settings), twice).gracefulRestart).toMatchObject({
      families: [Family.IPV4_UNICAST],
      peer: { restartTimeSeconds: 60 },
    });
    const foreign = peerOpen({}, [ipv4, gr(Family.IPV6_UNICAST, true)]);
    expect(agreed(optionsWith(settings), foreign)).toMatchObject({
      gracefulRestart: undefined,
      notificationRestart: true,
    });
    const clear = peerOpen({}, [ipv4, gr(Family.IPV4_UNICAST, false)]);
    expect(agreed(optionsWith(settings), twice).notificationRestart).toBe(true);
    expect(agreed(optionsWith(settings), clear).notificationRestart).toBe(false);
    const mute = { gracefulRestart: { notification: false } };
    expect(agreed(optionsWith(mute), twice).notificationRestart).toBe(false);
    expect(agreed(optionsWith(), twice)).toMatchObject({ gracefulRestart: undefined, notificationRestart: false });
  });

  it('contexts that know the peering, the first AS and the tables', () => {
    const codec = { enforceFirstAs: true, rejectAsSets: true };
    expect(agreed(optionsWith({ codec }), peerOpen()).rx).toMatchObject({
      peering: 'external',
      firstAs: 65002,
      rejectAsSets: true,
    });
    const internal = agreed(optionsWith({ codec, peerAs: 65001 }), peerOpen({ myAs: 65001 }, []));
    expect(internal.rx).toMatchObject({ peering: 'internal', firstAs: undefined });
  });
});

it('an OPEN with each capability in a parameter of its own is accepted, octet by octet', () => {
  // Version 4, AS 65002, hold time 180, 192.0.2.2; capabilities 1 (1/1), 2 and 65 in one parameter each (RFC 5492 §4).
  const hex = `${'ff'.repeat(16)}00310104fdea00b4c000020214020601040001000102020200020641040000fdea`;
  const result = decodeMessage(parseHex(hex)!, createContext());
  if (!result.ok || result.message.type !== 'OPEN') throw new Error('not an OPEN');
  expect(agreed(optionsWith(), result.message)).toMatchObject({
    peerAs: 65002,
    peerRouterId: 0xc0000202,
    holdTimeSeconds: 90,
    asn4: true,
    routeRefresh: true,
    families: [Family.IPV4_UNICAST],
  });
  const { localOpen } = agreed(optionsWith(), result.message);
  expect(decodeMessage(encodeMessage(localOpen, createContext()), createContext()).ok).toBe(true);
});
