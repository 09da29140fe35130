import type { UpdatePattern } from '@mesh/bgp-session/testing';
import {
  AGGREGATOR,
  AS_PATH,
  ATOMIC_AGGREGATE,
  attribute,
  COMMUNITIES,
  Family,
  LARGE_COMMUNITY,
  MULTI_EXIT_DISC,
  type PathAttribute,
  parseCommunity,
  parseLargeCommunity,
} from '@mesh/bgp-wire';
import { type Check, NotApplicable } from '../check.js';
import * as wire from '../octets.js';
import type { Trial } from '../trial.js';

/** A route that we announce, and how the device hands it on to another AS. */
interface Handed {
  readonly id: string;
  readonly title: string;
  readonly clause: string;
  readonly level?: Check['level'];
  readonly kind?: Check['kind'];
  readonly internal?: boolean;
  readonly attributes?: (trial: Trial) => readonly PathAttribute[];
  /** Left out: it is not handed on. */
  readonly seen?: (trial: Trial) => UpdatePattern;
}

const community = (text: string) => attribute(COMMUNITIES, [parseCommunity(text)!]);
const sequence = (...asns: readonly number[]) => attribute(AS_PATH, [{ type: 'AS_SEQUENCE', asns }]);
const unknown = (flags: number): PathAttribute => ({ code: 99, flags, value: Uint8Array.of(1, 2, 3) });

const HANDED: readonly Handed[] = [
  {
    id: 'as-prepended',
    title: 'prepends its AS number towards another AS',
    clause: 'RFC 4271 §5.1.2',
    seen: ({ device }) => ({ asPath: `${device.as} ${device.peerAs}` }),
  },
  {
    id: 'as-path-kept',
    title: 'keeps the AS_PATH behind its own number',
    clause: 'RFC 4271 §5.1.2',
    attributes: ({ device }) => [sequence(device.peerAs, 64_501, 64_502)],
    seen: ({ device }) => ({ asPath: `${device.as} ${device.peerAs} 64501 64502` }),
  },
  {
    id: 'as4-path',
    title: 'hands on AS numbers of four octets',
    clause: 'RFC 6793 §4.1',
    attributes: ({ device }) => [sequence(device.peerAs, 4_200_000_001)],
    seen: ({ device }) => ({ asPath: `${device.as} ${device.peerAs} 4200000001`, without: ['AS4_PATH'] }),
  },
  {
    id: 'next-hop-there',
    title: 'has a NEXT_HOP in what it hands on',
    clause: 'RFC 4271 §5.1.3',
    seen: () => ({ flags: { NEXT_HOP: 0x40 } }),
  },
  {
    id: 'origin-kept',
    title: 'leaves ORIGIN as it is',
    clause: 'RFC 4271 §5.1.1',
    level: 'SHOULD NOT',
    seen: () => ({ attributes: { ORIGIN: 'igp' } }),
  },
  {
    id: 'local-pref-not-external',
    title: 'sends no LOCAL_PREF to another AS',
    clause: 'RFC 4271 §5.1.5',
    level: 'MUST NOT',
    kind: 'negative',
    seen: () => ({ without: 'LOCAL_PREF' }),
  },
  {
    id: 'med-not-further',
    title: 'does not hand on MULTI_EXIT_DISC of one AS to another',
    clause: 'RFC 4271 §5.1.4',
    level: 'MUST NOT',
    kind: 'negative',
    attributes: () => [attribute(MULTI_EXIT_DISC, 77)],
    seen: () => ({ without: 'MULTI_EXIT_DISC' }),
  },
  {
    id: 'atomic-aggregate-kept',
    title: 'keeps ATOMIC_AGGREGATE',
    clause: 'RFC 4271 §5.1.6',
    level: 'SHOULD NOT',
    attributes: () => [attribute(ATOMIC_AGGREGATE, true)],
    seen: () => ({ flags: { ATOMIC_AGGREGATE: 0x40 } }),
  },
  {
    id: 'aggregator-kept',
    title: 'hands on AGGREGATOR with four octets of AS number',
    clause: 'RFC 6793 §4.1',
    attributes: () => [attribute(AGGREGATOR, { asn: 4_200_000_002, address: '192.0.2.7' })],
    seen: () => ({ attributes: { AGGREGATOR: '4200000002:192.0.2.7' } }),
  },
  {
    id: 'communities-kept',
    title: 'hands on communities',
    clause: 'RFC 1997 §5',
    attributes: () => [community('64501:7')],
    seen: () => ({ attributes: { COMMUNITIES: '64501:7' } }),
  },
  {
    id: 'large-communities-kept',
    title: 'hands on large communities',
    clause: 'RFC 8092 §3',
    attributes: () => [attribute(LARGE_COMMUNITY, [parseLargeCommunity('4200000001:2:3')!])],
    seen: () => ({ attributes: { LARGE_COMMUNITY: '4200000001:2:3' } }),
  },
  {
    id: 'no-export',
    title: 'does not hand on NO_EXPORT to another AS',
    clause: 'RFC 1997 §2',
    level: 'MUST NOT',
    kind: 'negative',
    attributes: () => [community('65535:65281')],
  },
  {
    id: 'no-advertise',
    title: 'does not hand on NO_ADVERTISE',
    clause: 'RFC 1997 §2',
    level: 'MUST NOT',
    kind: 'negative',
    attributes: () => [community('65535:65282')],
  },
  {
    id: 'no-export-subconfed',
    title: 'does not hand on NO_EXPORT_SUBCONFED to another AS',
    clause: 'RFC 1997 §2',
    level: 'MUST NOT',
    kind: 'negative',
    attributes: () => [community('65535:65283')],
  },
  {
    id: 'own-as',
    title: 'does not use a route with its own AS number in the path',
    clause: 'RFC 4271 §9.1.2',
    kind: 'negative',
    attributes: ({ device }) => [sequence(device.peerAs, device.as)],
  },
  {
    id: 'unknown-transitive',
    title: 'hands on an unknown optional transitive attribute with the Partial bit set',
    clause: 'RFC 4271 §5',
    attributes: () => [unknown(0xc0)],
    seen: () => ({ attributes: { 'attribute 99': '0x010203' }, flags: { 'attribute 99': 0xe0 } }),
  },
  {
    id: 'unknown-transitive-partial',
    title: 'leaves the Partial bit of an unknown attribute set',
    clause: 'RFC 4271 §5',
    level: 'MUST NOT',
    attributes: () => [unknown(0xe0)],
    seen: () => ({ flags: { 'attribute 99': 0xe0 } }),
  },
  {
    id: 'unknown-transitive-taken',
    title: 'takes a route with an unknown optional transitive attribute',
    clause: 'RFC 4271 §5',
    level: 'SHOULD',
    attributes: () => [unknown(0xc0)],
    seen: () => ({}),
  },
  {
    id: 'unknown-non-transitive',
    title: 'ignores an unknown optional non-transitive attribute, and does not hand it on',
    clause: 'RFC 4271 §5',
    kind: 'negative',
    attributes: () => [unknown(0x80)],
    seen: () => ({ without: 'attribute 99' }),
  },
  {
    id: 'known-not-partial',
    title: 'sets no Partial bit on COMMUNITIES that it knows',
    clause: 'RFC 4271 §5',
    kind: 'negative',
    level: 'MUST NOT',
    attributes: () => [community('64501:8')],
    seen: () => ({ flags: { COMMUNITIES: 0xc0 } }),
  },
  {
    id: 'internal-to-external',
    title: 'hands on a route of an internal neighbour to another AS, with its own number alone in front',
    clause: 'RFC 4271 §9.2',
    internal: true,
    attributes: () => [sequence(64_510)],
    seen: ({ device }) => ({ asPath: `${device.as} 64510`, without: 'LOCAL_PREF' }),
  },
];

function handed({
  id,
  title,
  clause,
  level = 'MUST',
  kind = 'positive',
  internal = false,
  attributes,
  seen,
}: Handed): Check {
  return {
    id: `route-${id}`,
    clause,
    level,
    kind,
    title,
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish({ internal });
      trial.announce(peer, trial.prefix(), attributes?.(trial) ?? []);
      if (seen !== undefined) {
        await observer.sees(trial.prefix(), seen(trial));
        return;
      }
      await trial.survives(peer);
      observer.lacks(trial.prefix());
    },
  };
}

/** A NEXT_HOP that no packet can be sent to: the route is ignored, the session lives (RFC 4271 §6.3). */
const HOPS: readonly { readonly id: string; readonly what: string; readonly hop: string }[] = [
  { id: 'zero', what: '0.0.0.0', hop: '0.0.0.0' },
  { id: 'multicast', what: 'a multicast address', hop: '224.0.0.1' },
  { id: 'class-e', what: 'an address of class E', hop: '240.0.0.1' },
];

function nextHop({ id, what, hop }: (typeof HOPS)[number]): Check[] {
  const send = (trial: Trial, peer: Parameters<Trial['attributes']>[0]) =>
    peer.send(
      wire.update({
        attributes: trial.attributes(peer, { nextHop: wire.attribute(0x40, 3, wire.ip(hop)) }),
        nlri: wire.nlri(trial.prefix()),
      }),
    );
  return [
    {
      id: `next-hop-${id}-session`,
      clause: 'RFC 4271 §6.3',
      level: 'SHOULD NOT',
      kind: 'negative',
      title: `keeps the session over NEXT_HOP ${what}`,
      async run(trial) {
        const peer = await trial.establish();
        send(trial, peer);
        await trial.survives(peer);
      },
    },
    {
      id: `next-hop-${id}-route`,
      clause: 'RFC 4271 §6.3',
      level: 'SHOULD',
      kind: 'negative',
      title: `ignores a route with NEXT_HOP ${what}`,
      async run(trial) {
        const observer = await trial.observer();
        const peer = await trial.establish();
        send(trial, peer);
        await trial.survives(peer);
        observer.lacks(trial.prefix());
      },
    },
  ];
}

/** UPDATEs that are right: routes come, change and go (RFC 4271 §3.1, §4.3). */
export const UPDATE_CHECKS: readonly Check[] = [
  ...HANDED.map(handed),
  ...HOPS.flatMap(nextHop),
  {
    id: 'route-replaced',
    clause: 'RFC 4271 §3.1',
    level: 'MUST',
    kind: 'positive',
    title: 'replaces a route when its prefix is announced again',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.announce(peer, trial.prefix(), [community('64501:1')]);
      await observer.sees(trial.prefix(), { attributes: { COMMUNITIES: '64501:1' } });
      trial.announce(peer, trial.prefix(), [community('64501:2')]);
      await observer.sees(trial.prefix(), { attributes: { COMMUNITIES: '64501:2' } });
    },
  },
  {
    id: 'route-withdrawn',
    clause: 'RFC 4271 §3.1',
    level: 'MUST',
    kind: 'positive',
    title: 'withdraws a route that was withdrawn from it',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.announce(peer, trial.prefix());
      await observer.sees(trial.prefix());
      trial.withdraw(peer, trial.prefix());
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'route-withdrawn-unknown',
    clause: 'RFC 4271 §4.3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes a withdrawal of a route that it does not have',
    async run(trial) {
      const peer = await trial.establish();
      trial.withdraw(peer, trial.prefix());
      await trial.survives(peer);
    },
  },
  {
    id: 'route-withdrawn-and-announced',
    clause: 'RFC 4271 §4.3',
    level: 'SHOULD',
    kind: 'positive',
    title: 'takes a prefix that stands in both fields of an UPDATE as announced',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      const prefix = wire.nlri(trial.prefix());
      peer.send(wire.update({ withdrawn: prefix, attributes: trial.attributes(peer), nlri: prefix }));
      await observer.sees(trial.prefix());
      await trial.survives(peer);
      observer.holds(trial.prefix());
    },
  },
  {
    id: 'route-trailing-bits',
    clause: 'RFC 4271 §4.3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes no notice of the bits behind a prefix',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      const [a = 0, b = 0, c = 0] = trial.prefix().split('.').map(Number);
      peer.send(wire.update({ attributes: trial.attributes(peer), nlri: [25, a, b, c, 0x7f] }));
      await observer.sees(`${a}.${b}.${c}.0/25`);
    },
  },
  {
    id: 'route-many-nlri',
    clause: 'RFC 4271 §4.3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes several prefixes of one UPDATE',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      const prefixes = [0, 1, 2, 3].map((i) => trial.prefix(i));
      trial.announce(peer, prefixes);
      for (const one of prefixes) await observer.sees(one);
    },
  },
  {
    id: 'route-twice-in-update',
    clause: 'RFC 4271 §4.3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes an UPDATE that names a prefix twice',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.announce(peer, [trial.prefix(), trial.prefix()]);
      await observer.sees(trial.prefix());
    },
  },
  {
    id: 'route-mixed-with-withdrawal',
    clause: 'RFC 4271 §4.3',
    level: 'MUST',
    kind: 'positive',
    title: 'does both of an UPDATE that withdraws one prefix and announces another',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      trial.announce(peer, trial.prefix());
      await observer.sees(trial.prefix());
      const attributes = trial.attributes(peer);
      peer.send(wire.update({ withdrawn: wire.nlri(trial.prefix()), attributes, nlri: wire.nlri(trial.prefix(1)) }));
      await observer.sees(trial.prefix(1));
      await observer.loses(trial.prefix());
    },
  },
  {
    id: 'route-announced-to-us',
    clause: 'RFC 4271 §9.2',
    level: 'MUST',
    kind: 'positive',
    title: 'announces what it has when the session is up, with the well-known mandatory attributes',
    async run(trial) {
      const { announces } = trial.device;
      if (announces === undefined) throw new NotApplicable('it is not known what the device announces');
      const peer = await trial.establish();
      await peer.expect(
        'UPDATE',
        { announces, asPath: String(trial.device.as), flags: { ORIGIN: 0x40, AS_PATH: 0x40, NEXT_HOP: 0x40 } },
        { ms: trial.patience.replyMs },
      );
    },
  },
  {
    id: 'route-no-local-pref-to-us',
    clause: 'RFC 4271 §5.1.5',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'announces its own routes to another AS without LOCAL_PREF',
    async run(trial) {
      const { announces } = trial.device;
      if (announces === undefined) throw new NotApplicable('it is not known what the device announces');
      const peer = await trial.establish();
      await peer.expect('UPDATE', { announces, without: 'LOCAL_PREF' }, { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'route-local-pref-internal',
    clause: 'RFC 4271 §5.1.5',
    level: 'MUST',
    kind: 'positive',
    title: 'announces its own routes to internal neighbours with LOCAL_PREF and without its AS number',
    async run(trial) {
      const { announces } = trial.device;
      if (announces === undefined) throw new NotApplicable('it is not known what the device announces');
      const peer = await trial.establish({ internal: true });
      await peer.expect(
        'UPDATE',
        { announces, asPath: '', flags: { LOCAL_PREF: 0x40 } },
        { ms: trial.patience.replyMs },
      );
    },
  },
  {
    id: 'route-external-to-internal',
    clause: 'RFC 4271 §5.1.2',
    level: 'MUST NOT',
    kind: 'positive',
    title: 'leaves the AS_PATH alone towards internal neighbours',
    async run(trial) {
      const inside = await trial.establish({ internal: true });
      const peer = await trial.establish();
      trial.announce(peer, trial.prefix());
      const asPath = String(trial.device.peerAs);
      await inside.expect('UPDATE', { announces: trial.prefix(), asPath }, { ms: trial.patience.replyMs });
    },
  },
];

const V6 = '20010db8';
const HOP6 = 'fd99 0000 0000 0000 0000 0000 0000 00fe';
const reach = (hop: wire.Part, prefix: wire.Part, flags = 0x80) =>
  wire.attribute(flags, 14, [wire.u16(2), 1, wire.octets(hop).length, hop, 0, prefix]);

/** A prefix of the check in 2001:db8::/32, in octets and as text. */
function prefix6(trial: Trial): readonly [octets: wire.Part, text: string] {
  const [, second = 0, third = 0] = trial.prefix().split('.').map(Number);
  const tail = ((second << 8) | third).toString(16);
  return [[48, V6, wire.u16((second << 8) | third)], `2001:db8:${tail}::/48`];
}

const FAMILIES = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];

/** Multiprotocol extensions, by the example of IPv6 (RFC 4760, RFC 2545). */
export const MULTIPROTOCOL_CHECKS: readonly Check[] = [
  {
    id: 'mp-reach',
    clause: 'RFC 4760 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'hands on an IPv6 route of MP_REACH_NLRI',
    run: (trial) => ipv6Taken(trial, reach(HOP6, prefix6(trial)[0])),
  },
  {
    id: 'mp-reach-two-next-hops',
    clause: 'RFC 2545 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes a global and a link-local next hop together',
    run: (trial) => ipv6Taken(trial, reach([HOP6, 'fe80 0000 0000 0000 0000 0000 0000 0001'], prefix6(trial)[0])),
  },
  {
    id: 'mp-reach-reserved',
    clause: 'RFC 4760 §3',
    level: 'MUST',
    kind: 'positive',
    title: 'takes no notice of the reserved octet of MP_REACH_NLRI',
    run: (trial) => ipv6Taken(trial, wire.attribute(0x80, 14, [wire.u16(2), 1, 16, HOP6, 0xff, prefix6(trial)[0]])),
  },
  {
    id: 'mp-reach-last',
    clause: 'RFC 7606 §5.1',
    level: 'MUST',
    kind: 'positive',
    title: 'takes MP_REACH_NLRI wherever it stands among the attributes',
    run: (trial) => ipv6Taken(trial, reach(HOP6, prefix6(trial)[0]), 'last'),
  },
  {
    id: 'mp-unreach',
    clause: 'RFC 4760 §4',
    level: 'MUST',
    kind: 'positive',
    title: 'withdraws an IPv6 route of MP_UNREACH_NLRI',
    async run(trial) {
      const [prefix, text] = prefix6(trial);
      const observer = await trial.observer();
      const peer = await ipv6Route(trial, reach(HOP6, prefix));
      peer.send(wire.update({ attributes: wire.attribute(0x80, 15, [wire.u16(2), 1, prefix]) }));
      await observer.loses(text);
    },
  },
  ...[
    { id: 'next-hop-length', what: 'a next hop of three octets', reach: reach([1, 2, 3], [32, V6]) },
    {
      id: 'next-hop-overrun',
      what: 'a next hop that overruns',
      reach: wire.attribute(0x80, 14, [wire.u16(2), 1, 200, HOP6]),
    },
    { id: 'prefix-129-bits', what: 'an IPv6 prefix of 129 bits', reach: reach(HOP6, [129, new Uint8Array(17)]) },
    { id: 'nlri-overrun', what: 'IPv6 NLRI that overrun', reach: reach(HOP6, [64, V6]) },
    { id: 'short', what: 'three octets', reach: wire.attribute(0x80, 14, [0, 2, 1]) },
    { id: 'flags', what: 'the flags of a well-known attribute', reach: reach(HOP6, [32, V6], 0x40) },
  ].map(
    ({ id, what, reach: malformed }): Check => ({
      id: `mp-reach-${id}`,
      clause: 'RFC 7606 §7.11',
      level: 'MUST',
      kind: 'negative',
      title: `ends the session, or ignores the family, for MP_REACH_NLRI with ${what}`,
      async run(trial) {
        const observer = await trial.observer();
        const peer = await trial.establish({ families: FAMILIES });
        trial.needsFamily(peer, Family.IPV6_UNICAST, 'IPv6 unicast');
        const [prefix, text] = prefix6(trial);
        peer.send(wire.update({ attributes: [reach(HOP6, prefix), trial.attributes(peer, { nextHop: [] })] }));
        await observer.sees(text);
        peer.send(wire.update({ attributes: [malformed, trial.attributes(peer, { nextHop: [] })] }));
        // Either way the routes of the family are gone (RFC 4760 §7).
        await observer.loses(text);
        const ended = peer.received.find((message) => message.type === 'NOTIFICATION');
        if (ended !== undefined && ended.code !== 3) throw new Error(`it ended the session with ${ended.code}`);
      },
    }),
  ),
  {
    id: 'mp-family-not-negotiated',
    clause: 'RFC 4760 §6',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no routes of a family that we did not offer',
    async run(trial) {
      const observer = await trial.observer();
      const source = await trial.establish({ families: FAMILIES });
      trial.needsFamily(source, Family.IPV6_UNICAST, 'IPv6 unicast');
      const [prefix, text] = prefix6(trial);
      source.send(wire.update({ attributes: [reach(HOP6, prefix), trial.attributes(source, { nextHop: [] })] }));
      await observer.sees(text);
      const peer = await trial.establish({ internal: true });
      await trial.survives(peer);
      const wrong = peer.received.some(
        (one) => one.type === 'UPDATE' && one.announced().some(({ family }) => family !== Family.IPV4_UNICAST),
      );
      if (wrong) throw new Error('it sent IPv6 routes');
    },
  },
];

async function ipv6Taken(...given: Parameters<typeof ipv6Route>): Promise<void> {
  await ipv6Route(...given);
}

async function ipv6Route(trial: Trial, attributeOctets: wire.Part, place: 'first' | 'last' = 'first') {
  const observer = await trial.observer();
  const peer = await trial.establish({ families: FAMILIES });
  trial.needsFamily(peer, Family.IPV6_UNICAST, 'IPv6 unicast');
  const rest = trial.attributes(peer, { nextHop: [] });
  peer.send(wire.update({ attributes: place === 'first' ? [attributeOctets, rest] : [rest, attributeOctets] }));
  await observer.sees(prefix6(trial)[1]);
  return peer;
}
