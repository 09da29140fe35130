import type { NotificationPattern, ScriptedPeer } from '@mesh/bgp-session/testing';
import type { Check } from '../check.js';
import { attribute, ip, nlri, type Part, u16, u32, update } from '../octets.js';
import type { AttributeParts, Trial } from '../trial.js';

/** What RFC 7606 makes of a malformed attribute. */
type Outcome = 'withdraw' | 'discard';

/** One attribute that is wrong. */
interface Malformed {
  readonly id: string;
  /** `an ORIGIN of two octets`. */
  readonly what: string;
  readonly clause: string;
  readonly outcome: Outcome;
  /** The name of the attribute that is not to be handed on, for `discard`. */
  readonly attribute?: string;
  readonly internal?: boolean;
  /** Default `MUST`. */
  readonly level?: Check['level'];
  readonly parts: (trial: Trial, peer: ScriptedPeer) => AttributeParts;
}

const more = (part: Part) => (): AttributeParts => ({ more: part });
const path =
  (...segments: readonly Part[]) =>
  (): AttributeParts => ({ asPath: attribute(0x40, 2, segments) });
const as = (trial: Trial) => u32(trial.as());

const MALFORMED: readonly Malformed[] = [
  row('origin-length-0', 'an ORIGIN without value', '§7.1', () => ({ origin: attribute(0x40, 1, []) })),
  row('origin-length-2', 'an ORIGIN of two octets', '§7.1', () => ({ origin: attribute(0x40, 1, [0, 0]) })),
  row('origin-value-3', 'ORIGIN 3', '§7.1', () => ({ origin: attribute(0x40, 1, 3) })),
  row('origin-value-255', 'ORIGIN 255', '§7.1', () => ({ origin: attribute(0x40, 1, 255) })),
  row('origin-flags', 'an ORIGIN that calls itself optional', '§3 c', () => ({ origin: attribute(0xc0, 1, 0) })),
  row('as-path-segment-type', 'an AS_PATH segment of type 9', '§7.2', (trial) => path([9, 1, as(trial)])()),
  row('as-path-overrun', 'an AS_PATH segment that overruns', '§7.2', (trial) => path([2, 4, as(trial)])()),
  row('as-path-rest', 'an AS_PATH with an octet left over', '§7.2', (trial) => path([2, 1, as(trial), 2])()),
  row('as-path-empty-segment', 'an AS_PATH segment of no AS numbers', '§7.2', (trial) =>
    path([2, 1, as(trial)], [2, 0])(),
  ),
  row('as-path-flags', 'an AS_PATH without the Transitive bit', '§3 c', (trial) => ({
    asPath: attribute(0x00, 2, [2, 1, as(trial)]),
  })),
  {
    ...row('as-path-as-0', 'an AS_PATH with AS 0', '', (trial) => path([2, 2, as(trial), u32(0)])()),
    clause: 'RFC 7607 §2',
  },
  row('next-hop-length-3', 'a NEXT_HOP of three octets', '§7.3', () => ({ nextHop: attribute(0x40, 3, [192, 0, 2]) })),
  row('next-hop-length-5', 'a NEXT_HOP of five octets', '§7.3', () => ({
    nextHop: attribute(0x40, 3, [192, 0, 2, 1, 0]),
  })),
  row('next-hop-length-0', 'a NEXT_HOP without value', '§7.3', () => ({ nextHop: attribute(0x40, 3, []) })),
  row('med-length-3', 'a MULTI_EXIT_DISC of three octets', '§7.4', more(attribute(0x80, 4, [0, 0, 1]))),
  row('med-length-5', 'a MULTI_EXIT_DISC of five octets', '§7.4', more(attribute(0x80, 4, [0, 0, 0, 1, 0]))),
  row('med-flags', 'a MULTI_EXIT_DISC that calls itself well-known', '§3 c', more(attribute(0x40, 4, u32(1)))),
  row('communities-length-3', 'COMMUNITIES of three octets', '§7.8', more(attribute(0xc0, 8, [0, 1, 2]))),
  row('communities-length-0', 'COMMUNITIES without value', '§7.8', more(attribute(0xc0, 8, []))),
  row('communities-length-5', 'COMMUNITIES of five octets', '§7.8', more(attribute(0xc0, 8, [0, 1, 0, 2, 0]))),
  row('communities-flags', 'COMMUNITIES without the Optional bit', '§3 c', more(attribute(0x40, 8, u32(0x00010002)))),
  row(
    'extended-communities-length-7',
    'EXTENDED_COMMUNITIES of seven octets',
    '§7.14',
    more(attribute(0xc0, 16, new Uint8Array(7))),
  ),
  row('extended-communities-length-0', 'EXTENDED_COMMUNITIES without value', '§7.14', more(attribute(0xc0, 16, []))),
  {
    ...row(
      'large-community-length-11',
      'LARGE_COMMUNITY of eleven octets',
      '',
      more(attribute(0xc0, 32, new Uint8Array(11))),
    ),
    clause: 'RFC 8092 §6',
  },
  {
    ...row('large-community-length-0', 'LARGE_COMMUNITY without value', '', more(attribute(0xc0, 32, []))),
    clause: 'RFC 8092 §6',
  },
  row(
    'attribute-overrun',
    'an attribute that overruns the attribute field',
    '§4',
    more(attribute(0xc0, 8, u32(1), 200)),
  ),
  row('attribute-cut-flags', 'an attribute of which only the flags are there', '§4', more([0xc0])),
  row('attribute-cut-length', 'an attribute without its length', '§4', more([0xc0, 8])),
  row('attribute-cut-extended', 'an attribute with half of its extended length', '§4', more([0xd0, 8, 0])),
  row('missing-origin', 'no ORIGIN', '§3 d', () => ({ origin: [] })),
  row('missing-as-path', 'no AS_PATH', '§3 d', () => ({ asPath: [] })),
  row('missing-next-hop', 'no NEXT_HOP', '§3 d', () => ({ nextHop: [] })),
  row('missing-all', 'no attributes at all', '§3 d', () => ({ origin: [], asPath: [], nextHop: [], localPref: [] })),
  discard(
    'atomic-aggregate-length-1',
    'an ATOMIC_AGGREGATE with a value',
    '§7.6',
    'ATOMIC_AGGREGATE',
    more(attribute(0x40, 6, 0)),
  ),
  discard(
    'aggregator-length-7',
    'an AGGREGATOR of seven octets',
    '§7.7',
    'AGGREGATOR',
    more(attribute(0xc0, 7, new Uint8Array(7).fill(1))),
  ),
  discard(
    'aggregator-length-6',
    'a 2-octet AGGREGATOR between speakers of four',
    '§7.7',
    'AGGREGATOR',
    more(attribute(0xc0, 7, [0xfd, 0xe9, 192, 0, 2, 1])),
  ),
  discard('aggregator-length-0', 'an AGGREGATOR without value', '§7.7', 'AGGREGATOR', more(attribute(0xc0, 7, []))),
  {
    ...discard(
      'aggregator-as-0',
      'an AGGREGATOR of AS 0',
      '',
      'AGGREGATOR',
      more(attribute(0xc0, 7, [u32(0), ip('192.0.2.1')])),
    ),
    clause: 'RFC 7607 §2',
  },
  discard(
    'local-pref-external',
    'a LOCAL_PREF from an external neighbour',
    '§7.5',
    'LOCAL_PREF',
    more(attribute(0x40, 5, u32(200))),
  ),
  discard(
    'local-pref-external-malformed',
    'a malformed LOCAL_PREF from an external neighbour',
    '§7.5',
    'LOCAL_PREF',
    more(attribute(0x40, 5, [1, 2, 3])),
  ),
  discard(
    'originator-id-external',
    'an ORIGINATOR_ID from an external neighbour',
    '§7.9',
    'ORIGINATOR_ID',
    more(attribute(0x80, 9, ip('192.0.2.9'))),
  ),
  discard(
    'originator-id-external-malformed',
    'a malformed ORIGINATOR_ID from an external neighbour',
    '§7.9',
    'ORIGINATOR_ID',
    more(attribute(0x80, 9, [1])),
  ),
  discard(
    'cluster-list-external',
    'a CLUSTER_LIST from an external neighbour',
    '§7.10',
    'CLUSTER_LIST',
    more(attribute(0x80, 10, ip('192.0.2.9'))),
  ),
  discard(
    'cluster-list-external-malformed',
    'a malformed CLUSTER_LIST from an external neighbour',
    '§7.10',
    'CLUSTER_LIST',
    more(attribute(0x80, 10, [1, 2, 3])),
  ),
  {
    ...discard(
      'as4-path-new',
      'an AS4_PATH from a speaker of four octets',
      '',
      'AS4_PATH',
      more(attribute(0xc0, 17, [2, 1, u32(64_500)])),
    ),
    clause: 'RFC 6793 §4.1',
  },
  {
    ...discard(
      'as4-path-new-malformed',
      'a malformed AS4_PATH from a speaker of four octets',
      '',
      'AS4_PATH',
      more(attribute(0xc0, 17, [2, 9, 1])),
    ),
    clause: 'RFC 6793 §6',
  },
  {
    ...discard(
      'as4-aggregator-new',
      'an AS4_AGGREGATOR from a speaker of four octets',
      '',
      'AS4_AGGREGATOR',
      more(attribute(0xc0, 18, [u32(64_500), ip('192.0.2.1')])),
    ),
    clause: 'RFC 6793 §4.1',
  },
  {
    // RFC 4271 has it in every UPDATE between internal neighbours; that RFC 7606 counts it among the mandatory is our reading.
    ...internal(
      row('local-pref-missing', 'no LOCAL_PREF from an internal neighbour', '§3 d', () => ({ localPref: [] })),
    ),
    level: 'SHOULD',
  },
  internal(
    row('local-pref-length-3', 'a LOCAL_PREF of three octets from an internal neighbour', '§7.5', () => ({
      localPref: attribute(0x40, 5, [0, 0, 1]),
    })),
  ),
  internal(
    row(
      'originator-id-length-3',
      'an ORIGINATOR_ID of three octets from an internal neighbour',
      '§7.9',
      more(attribute(0x80, 9, [1, 2, 3])),
    ),
  ),
  internal(
    row(
      'cluster-list-length-5',
      'a CLUSTER_LIST of five octets from an internal neighbour',
      '§7.10',
      more(attribute(0x80, 10, [1, 2, 3, 4, 5])),
    ),
  ),
  internal(
    row(
      'cluster-list-length-0',
      'a CLUSTER_LIST without value from an internal neighbour',
      '§7.10',
      more(attribute(0x80, 10, [])),
    ),
  ),
];

function row(id: string, what: string, section: string, parts: Malformed['parts']): Malformed {
  return { id, what, clause: `RFC 7606 ${section}`, outcome: 'withdraw', parts };
}

function discard(id: string, what: string, section: string, name: string, parts: Malformed['parts']): Malformed {
  return { ...row(id, what, section, parts), outcome: 'discard', attribute: name };
}

function internal(one: Malformed): Malformed {
  return { ...one, internal: true };
}

/** Two checks of each: the session lives, and the route fares as it should. */
function checks({
  id,
  what,
  clause,
  outcome,
  level = 'MUST',
  attribute: name,
  internal: inside = false,
  parts,
}: Malformed): Check[] {
  const open = async (trial: Trial): Promise<ScriptedPeer> => {
    const peer = await trial.establish({ internal: inside });
    if (!inside) trial.needs(peer, 65, '4-octet AS numbers');
    return peer;
  };
  const send = (trial: Trial, peer: ScriptedPeer) =>
    peer.send(update({ attributes: trial.attributes(peer, parts(trial, peer)), nlri: nlri(trial.prefix()) }));
  return [
    {
      id: `attribute-${id}-session`,
      clause,
      level,
      kind: 'negative',
      title: `keeps the session over ${what}`,
      async run(trial) {
        const peer = await open(trial);
        send(trial, peer);
        await trial.survives(peer);
      },
    },
    {
      id: `attribute-${id}-route`,
      clause,
      level,
      kind: 'negative',
      title:
        outcome === 'withdraw' ? `takes a route with ${what} as withdrawn` : `takes a route with ${what} without it`,
      async run(trial) {
        const observer = await trial.observer();
        const peer = await open(trial);
        if (outcome === 'withdraw') {
          trial.announce(peer, trial.prefix());
          await observer.sees(trial.prefix());
        }
        send(trial, peer);
        await trial.survives(peer);
        if (outcome === 'withdraw') await observer.loses(trial.prefix());
        else await observer.sees(trial.prefix(), { without: name! });
      },
    },
  ];
}

/** Attributes that are well formed though they look odd: the route is taken. */
const ODD: readonly (Omit<Malformed, 'outcome' | 'attribute'> & {
  readonly sees?: Readonly<Record<string, string>>;
})[] = [
  row('extended-length-short', 'an extended length for a short ORIGIN', '§3', () => ({ origin: [0x50, 1, u16(1), 0] })),
  {
    ...row('low-flag-bits', 'the unused flag bits set', '', () => ({ origin: attribute(0x4f, 1, 0) })),
    clause: 'RFC 4271 §4.3',
  },
  row(
    'duplicate-med',
    'a MULTI_EXIT_DISC that comes twice',
    '§3 g',
    more([attribute(0x80, 4, u32(1)), attribute(0x80, 4, u32(2))]),
  ),
  {
    ...row('order', 'attributes in descending order', '', (trial, peer) => ({
      origin: [],
      asPath: [],
      nextHop: attribute(0x40, 3, ip(trial.address)),
      more: [attribute(0x40, 2, [2, 1, (peer.tx.asn4 ? u32 : u16)(trial.as())]), attribute(0x40, 1, 0)],
    })),
    clause: 'RFC 4271 §5',
  },
  {
    ...row('origin-egp', 'ORIGIN EGP', '', () => ({ origin: attribute(0x40, 1, 1) })),
    clause: 'RFC 4271 §5.1.1',
    sees: { ORIGIN: 'egp' },
  },
  {
    ...row('origin-incomplete', 'ORIGIN INCOMPLETE', '', () => ({ origin: attribute(0x40, 1, 2) })),
    clause: 'RFC 4271 §5.1.1',
    sees: { ORIGIN: 'incomplete' },
  },
  {
    ...row(
      'extended-community-unknown',
      'an extended community of an unknown type',
      '§7.14',
      more(attribute(0xc0, 16, 'c3fe 000102030405')),
    ),
  },
  {
    ...row(
      'ipv6-extended-community-unknown',
      'an IPv6 extended community of an unknown type',
      '§7.15',
      more(attribute(0xc0, 25, new Uint8Array(20).fill(7))),
    ),
  },
];

function odd({ id, what, clause, parts, sees }: (typeof ODD)[number]): Check {
  return {
    id: `attribute-${id}`,
    clause,
    level: 'MUST',
    kind: 'positive',
    title: `takes a route with ${what}`,
    async run(trial) {
      const observer = await trial.observer();
      const peer = await trial.establish();
      peer.send(update({ attributes: trial.attributes(peer, parts(trial, peer)), nlri: nlri(trial.prefix()) }));
      await observer.sees(trial.prefix(), sees === undefined ? {} : { attributes: sees });
    },
  };
}

/** UPDATEs that end the session, also after RFC 7606. */
const RESETS: readonly {
  readonly id: string;
  readonly what: string;
  readonly clause: string;
  readonly pattern: NotificationPattern;
  readonly update: (trial: Trial, peer: ScriptedPeer) => Uint8Array;
}[] = [
  {
    id: 'attributes-length-overrun',
    what: 'a Total Path Attribute Length beyond the message',
    clause: 'RFC 7606 §3 b',
    pattern: { code: 3, subcode: 1 },
    update: () => update({ attributesLength: 100 }),
  },
  {
    id: 'withdrawn-length-overrun',
    what: 'a Withdrawn Routes Length beyond the message',
    clause: 'RFC 7606 §3 b',
    pattern: { code: 3, subcode: 1 },
    update: () => update({ withdrawnLength: 100 }),
  },
  {
    id: 'nlri-33-bits',
    what: 'an IPv4 prefix of 33 bits',
    clause: 'RFC 7606 §5.3',
    pattern: { code: 3, subcode: 10 },
    update: (trial, peer) => update({ attributes: trial.attributes(peer), nlri: [33, 192, 0, 2, 1, 0] }),
  },
  {
    id: 'nlri-overrun',
    what: 'NLRI that overrun the message',
    clause: 'RFC 7606 §5.3',
    pattern: { code: 3, subcode: 10 },
    update: (trial, peer) => update({ attributes: trial.attributes(peer), nlri: [32, 192, 0] }),
  },
  {
    id: 'withdrawn-33-bits',
    what: 'a withdrawn prefix of 33 bits',
    clause: 'RFC 7606 §5.3',
    pattern: { code: 3, subcode: 10 },
    update: () => update({ withdrawn: [33, 192, 0, 2, 1, 0] }),
  },
  {
    id: 'withdrawn-overrun',
    what: 'withdrawn routes that overrun their field',
    clause: 'RFC 7606 §5.3',
    pattern: { code: 3, subcode: 10 },
    update: () => update({ withdrawn: [24, 192] }),
  },
  {
    id: 'unknown-well-known',
    what: 'an unknown attribute that calls itself well-known',
    clause: 'RFC 4271 §6.3',
    pattern: { code: 3, subcode: 2 },
    update: (trial, peer) => withMore(trial, peer, attribute(0x40, 99, [1, 2])),
  },
  {
    id: 'unknown-well-known-data',
    what: 'an unknown well-known attribute, and sends it back',
    clause: 'RFC 4271 §6.3',
    pattern: { code: 3, subcode: 2, data: '4063020102' },
    update: (trial, peer) => withMore(trial, peer, attribute(0x40, 99, [1, 2])),
  },
  {
    id: 'mp-reach-twice',
    what: 'two MP_REACH_NLRI',
    clause: 'RFC 7606 §3 g',
    pattern: { code: 3, subcode: 1 },
    update: (trial, peer) => {
      const reach = attribute(0x80, 14, [u16(2), 1, 16, '20010db8 00000000 00000000 00000001', 0, 32, '20010db8']);
      return update({ attributes: [reach, reach, trial.attributes(peer, { nextHop: [] })] });
    },
  },
  {
    id: 'mp-unreach-twice',
    what: 'two MP_UNREACH_NLRI',
    clause: 'RFC 7606 §3 g',
    pattern: { code: 3, subcode: 1 },
    update: () => {
      const unreach = attribute(0x80, 15, [u16(2), 1, 32, '20010db8']);
      return update({ attributes: [unreach, unreach] });
    },
  },
];

function withMore(trial: Trial, peer: ScriptedPeer, part: Part): Uint8Array {
  return update({ attributes: trial.attributes(peer, { more: part }), nlri: nlri(trial.prefix()) });
}

/** UPDATE errors (RFC 4271 §6.3, RFC 7606). */
export const ATTRIBUTE_CHECKS: readonly Check[] = [
  ...MALFORMED.flatMap(checks),
  ...ODD.map(odd),
  ...RESETS.map(
    ({ id, what, clause, pattern, update: make }): Check => ({
      id: `update-${id}`,
      clause,
      level: 'MUST',
      kind: 'negative',
      title: `ends the session with ${pattern.code}/${pattern.subcode} for ${what}`,
      async run(trial) {
        const peer = await trial.establish({ families: FAMILIES });
        if (id.startsWith('mp-')) trial.needsFamily(peer, FAMILIES[1]!, 'IPv6 unicast');
        peer.send(make(trial, peer));
        await trial.refuses(peer, pattern);
      },
    }),
  ),
];

/** IPv4 and IPv6 unicast. */
const FAMILIES: readonly number[] = [0x101, 0x201];
