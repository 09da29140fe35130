import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import { AS_PATH, attribute as pathAttribute } from '@mesh/bgp-wire';
import type { Check } from '../check.js';
import { attribute, ip, nlri, type Part, u16, u32, update } from '../octets.js';
import type { AttributeParts, Trial } from '../trial.js';

/** What a speaker of two octets sends, and the path that the device is to make of it. */
interface Merge {
  readonly id: string;
  readonly title: string;
  readonly clause: string;
  readonly kind?: Check['kind'];
  readonly parts: (trial: Trial) => AttributeParts;
  /** Behind the device's own number. */
  readonly path: (trial: Trial) => string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const path2 = (...asns: readonly number[]): Part => attribute(0x40, 2, [2, asns.length, asns.map(u16)]);
const as4Path = (...asns: readonly number[]): Part => attribute(0xc0, 17, [2, asns.length, asns.map(u32)]);
const BIG = 4_200_000_001;

const MERGES: readonly Merge[] = [
  {
    id: 'merged',
    title: 'puts the numbers of AS4_PATH in the place of AS_TRANS',
    clause: 'RFC 6793 §4.2.3',
    parts: ({ device }) => ({ asPath: path2(device.peerAs, 23_456), more: as4Path(device.peerAs, BIG) }),
    path: ({ device }) => `${device.peerAs} ${BIG}`,
  },
  {
    id: 'merged-short',
    title: 'keeps the front of AS_PATH where AS4_PATH is shorter',
    clause: 'RFC 6793 §4.2.3',
    parts: ({ device }) => ({ asPath: path2(device.peerAs, 64_501, 23_456), more: as4Path(64_501, BIG) }),
    path: ({ device }) => `${device.peerAs} 64501 ${BIG}`,
  },
  {
    id: 'as4-path-longer',
    title: 'ignores an AS4_PATH that is longer than AS_PATH',
    clause: 'RFC 6793 §4.2.3',
    kind: 'negative',
    parts: ({ device }) => ({ asPath: path2(device.peerAs), more: as4Path(device.peerAs, BIG) }),
    path: ({ device }) => `${device.peerAs}`,
  },
  {
    id: 'as4-path-aggregator',
    title: 'ignores AS4_PATH and AS4_AGGREGATOR where AGGREGATOR has a number other than AS_TRANS',
    clause: 'RFC 6793 §4.2.3',
    kind: 'negative',
    parts: ({ device }) => ({
      asPath: path2(device.peerAs, 23_456),
      more: [
        attribute(0xc0, 7, [u16(64_500), ip('192.0.2.1')]),
        as4Path(device.peerAs, BIG),
        attribute(0xc0, 18, [u32(BIG), ip('192.0.2.1')]),
      ],
    }),
    path: ({ device }) => `${device.peerAs} 23456`,
    attributes: { AGGREGATOR: '64500:192.0.2.1' },
  },
  {
    id: 'aggregator-merged',
    title: 'puts the number of AS4_AGGREGATOR in the place of AS_TRANS',
    clause: 'RFC 6793 §4.2.3',
    parts: ({ device }) => ({
      asPath: path2(device.peerAs, 23_456),
      more: [
        attribute(0xc0, 7, [u16(23_456), ip('192.0.2.1')]),
        as4Path(device.peerAs, BIG),
        attribute(0xc0, 18, [u32(BIG), ip('192.0.2.1')]),
      ],
    }),
    path: ({ device }) => `${device.peerAs} ${BIG}`,
    attributes: { AGGREGATOR: `${BIG}:192.0.2.1` },
  },
  {
    id: 'as-trans-alone',
    title: 'leaves AS_TRANS where no AS4_PATH says more',
    clause: 'RFC 6793 §4.2.3',
    parts: ({ device }) => ({ asPath: path2(device.peerAs, 23_456) }),
    path: ({ device }) => `${device.peerAs} 23456`,
  },
  ...(
    [
      ['as4-path-odd', 'an AS4_PATH of an odd length', attribute(0xc0, 17, [2, 1, u32(BIG), 0])],
      ['as4-path-short', 'an AS4_PATH of four octets', attribute(0xc0, 17, [2, 1, 0, 1])],
      ['as4-path-overrun', 'an AS4_PATH whose segment overruns', attribute(0xc0, 17, [2, 9, u32(BIG)])],
      ['as4-path-segment-0', 'an AS4_PATH segment of no numbers', attribute(0xc0, 17, [2, 0, 2, 1, u32(BIG)])],
      ['as4-path-segment-type', 'an AS4_PATH segment of type 9', attribute(0xc0, 17, [9, 1, u32(BIG)])],
      ['as4-aggregator-length', 'an AS4_AGGREGATOR of seven octets', attribute(0xc0, 18, new Uint8Array(7))],
    ] as const
  ).map(
    ([id, what, more]): Merge => ({
      id,
      title: `ignores ${what}, and takes the route`,
      clause: 'RFC 6793 §6',
      kind: 'negative',
      parts: ({ device }) => ({ asPath: path2(device.peerAs, 23_456), more }),
      path: ({ device }) => `${device.peerAs} 23456`,
    }),
  ),
];

function merge({ id, title, clause, kind = 'positive', parts, path, attributes }: Merge): Check {
  return {
    id: `as4-${id}`,
    clause,
    level: 'MUST',
    kind,
    title,
    async run(trial) {
      const observer = await trial.observer();
      const peer = await old(trial);
      peer.send(update({ attributes: trial.attributes(peer, parts(trial)), nlri: nlri(trial.prefix()) }));
      const asPath = `${trial.device.as} ${path(trial)}`;
      await observer.sees(trial.prefix(), { asPath, ...(attributes === undefined ? {} : { attributes }) });
    },
  };
}

/** A session in which we are a speaker of two octets; the device knows four. */
async function old(trial: Trial, internal = false): Promise<ScriptedPeer> {
  const peer = await trial.establish({ fourOctetAs: false, internal });
  trial.needs(peer, 65, '4-octet AS numbers');
  return peer;
}

/** AS numbers of four octets (RFC 6793). */
export const FOUR_OCTET_AS_CHECKS: readonly Check[] = [
  ...MERGES.map(merge),
  {
    id: 'as4-offered',
    clause: 'RFC 6793 §4.1',
    level: 'MUST',
    kind: 'positive',
    title: 'offers the capability with its own AS number',
    async run(trial) {
      const peer = await trial.connect();
      const { value } = trial.needs(peer, 65, '4-octet AS numbers');
      if (value !== trial.device.as) throw new Error(`the capability has ${String(value)}`);
    },
  },
  {
    id: 'as4-old-session',
    clause: 'RFC 6793 §4.2',
    level: 'MUST',
    kind: 'positive',
    title: 'has sessions with speakers of two octets, and takes their AS_PATH',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await old(trial);
      peer.send(
        update({
          attributes: trial.attributes(peer, { asPath: path2(trial.device.peerAs, 64_502) }),
          nlri: nlri(trial.prefix()),
        }),
      );
      await observer.sees(trial.prefix(), { asPath: `${trial.device.as} ${trial.device.peerAs} 64502` });
    },
  },
  {
    id: 'as4-old-malformed',
    clause: 'RFC 7606 §7.2',
    level: 'MUST',
    kind: 'negative',
    title: 'takes four-octet numbers from a speaker of two octets as malformed, and keeps the session',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await old(trial);
      trial.announce(peer, trial.prefix());
      await observer.sees(trial.prefix());
      const asPath = attribute(0x40, 2, [2, 1, u32(trial.device.peerAs)]);
      peer.send(update({ attributes: trial.attributes(peer, { asPath }), nlri: nlri(trial.prefix()) }));
      await trial.survives(peer);
      await observer.loses(trial.prefix());
    },
  },
  ...(['as4-to-old', 'as4-to-old-as4-path'] as const).map(
    (id): Check => ({
      id,
      clause: 'RFC 6793 §4.2.2',
      level: 'MUST',
      kind: 'positive',
      title:
        id === 'as4-to-old'
          ? 'sends AS_TRANS in the place of large numbers to a speaker of two octets'
          : 'sends AS4_PATH with the true numbers to a speaker of two octets',
      async run(trial) {
        // The listener is of the device's own AS: a neighbour of the sender's AS need not be told.
        const listener = await old(trial, true);
        const peer = await trial.establish();
        const asPath = [{ type: 'AS_SEQUENCE' as const, asns: [trial.device.peerAs, BIG] }];
        trial.announce(peer, trial.prefix(), [pathAttribute(AS_PATH, asPath)]);
        const both = `${trial.device.peerAs} ${BIG}`;
        const wanted =
          id === 'as4-to-old' ? { asPath: `${trial.device.peerAs} 23456` } : { attributes: { AS4_PATH: both } };
        await listener.expect('UPDATE', { announces: trial.prefix(), ...wanted }, { ms: trial.patience.replyMs });
      },
    }),
  ),
  {
    id: 'as4-to-old-no-need',
    clause: 'RFC 6793 §4.2.2',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no AS4_PATH to a speaker of two octets where all numbers fit in two',
    async run(trial) {
      const listener = await old(trial, true);
      const peer = await trial.establish();
      trial.announce(peer, trial.prefix());
      const fits = { announces: trial.prefix(), without: 'AS4_PATH' };
      await listener.expect('UPDATE', fits, { ms: trial.patience.replyMs });
    },
  },
  {
    id: 'as4-to-new-no-as4-path',
    clause: 'RFC 6793 §4.1',
    level: 'MUST NOT',
    kind: 'negative',
    title: 'sends no AS4_PATH to a speaker of four octets',
    async run(trial) {
      const observer = await trial.observer();
      const peer = await old(trial);
      const parts = { asPath: path2(trial.device.peerAs, 23_456), more: as4Path(trial.device.peerAs, BIG) };
      peer.send(update({ attributes: trial.attributes(peer, parts), nlri: nlri(trial.prefix()) }));
      await observer.sees(trial.prefix(), { without: 'AS4_PATH' });
    },
  },
];
