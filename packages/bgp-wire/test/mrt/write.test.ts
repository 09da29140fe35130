import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Family, formatHex } from '../../src/index.js';
import { encodeMrt, gzipOctets, type MrtWritable, MrtWriter, readMrt, writeMrt } from '../../src/mrt/index.js';
import { message, octets, update } from '../support/octets.js';
import {
  ATTRIBUTES,
  all,
  MESSAGE_AS4,
  PEER_1,
  PEER_2,
  PEERS,
  RIB_V4,
  RIB_V6,
  record,
  SESSION,
  SESSION_MODEL,
  UPDATE,
  withLength,
} from './support.js';

const compact = (text: string) => formatHex(octets(text));
const timestamp = 1000000000;
const peers = [PEER_1, PEER_2];

const TABLE: MrtWritable = { type: 'PEER_INDEX_TABLE', timestamp, collector: 0xc0000201, viewName: 'test', peers };
const RIB = {
  type: 'RIB',
  timestamp,
  sequence: 7,
  family: Family.IPV4_UNICAST,
  asn4: true,
  nlri: octets('18 c00002'),
  entries: [
    { peer: PEER_1, originated: 999999999, attributes: octets(ATTRIBUTES) },
    { peer: PEER_2, originated: 999999998, attributes: octets(ATTRIBUTES) },
  ],
} as const;
const V1 = { ...RIB, asn4: false, sequence: 5, entries: [{ ...RIB.entries[0], originated: 2 }] } as const;
const MESSAGE = {
  ...SESSION_MODEL,
  type: 'MESSAGE',
  timestamp,
  asn4: true,
  addPath: false,
  local: false,
  frame: octets(UPDATE),
} as const;
const STATE = { ...SESSION_MODEL, type: 'STATE_CHANGE', timestamp, oldState: 6, newState: 1 } as const;
const GENERIC = {
  type: 'RIB_GENERIC',
  timestamp,
  sequence: 9,
  family: Family.L2VPN_EVPN,
  addPath: false,
  rest: octets('0102'),
} as const;

describe('MRT records from models (RFC 6396, RFC 8050)', () => {
  it.each<[string, MrtWritable, string]>([
    ['PEER_INDEX_TABLE', TABLE, PEERS],
    ['RIB_IPV4_UNICAST', RIB, RIB_V4],
    [
      'RIB_IPV6_MULTICAST',
      { ...RIB, family: Family.IPV6_MULTICAST, nlri: octets('20 20010db8'), entries: [] },
      record(13, 5, '00000007 20 20010db8 0000'),
    ],
    [
      'RIB_IPV4_UNICAST_ADDPATH',
      { ...RIB, entries: [{ ...RIB.entries[1], pathId: 0xffffffff }] },
      record(13, 8, `00000007 18 c00002 0001 0001 3b9ac9fe ffffffff ${withLength(ATTRIBUTES)}`),
    ],
    ['RIB_GENERIC', GENERIC, record(13, 6, '00000009 0019 46 0102')],
    ['RIB_GENERIC_ADDPATH', { ...GENERIC, addPath: true }, record(13, 12, '00000009 0019 46 0102')],
    [
      'TABLE_DUMP of IPv4',
      V1,
      record(12, 1, `0000 0005 c0000200 18 01 00000002 c0000203 fde9 ${withLength(ATTRIBUTES)}`),
    ],
    [
      'TABLE_DUMP of IPv6',
      {
        ...V1,
        family: Family.IPV6_UNICAST,
        nlri: octets('20 20010db8'),
        entries: [{ ...V1.entries[0], peer: { ...PEER_2, asn: 65001 } }],
      },
      record(
        12,
        2,
        `0000 0005 20010db8${'00'.repeat(12)} 20 01 00000002 20010db8${'00'.repeat(11)}01 fde9 ${withLength(ATTRIBUTES)}`,
      ),
    ],
    ['BGP4MP_MESSAGE_AS4', MESSAGE, MESSAGE_AS4],
    ['BGP4MP_ET', { ...MESSAGE, microseconds: 65535 }, record(17, 4, `0000ffff ${SESSION} ${UPDATE}`)],
    ['BGP4MP_STATE_CHANGE_AS4', STATE, record(16, 5, `${SESSION} 0006 0001`)],
    [
      'BGP4MP_STATE_CHANGE',
      { ...STATE, mrtType: 16, subtype: 0 },
      record(16, 0, 'fde9 fdea 0003 0001 c0000201 c0000202 0006 0001'),
    ],
    [
      'a session over IPv6',
      { ...STATE, peerAddress: '2001:db8::1', localAddress: '2001:db8::2' },
      record(16, 5, `0000fde9 0000fdea 0003 0002 20010db8${'00'.repeat(11)}01 20010db8${'00'.repeat(11)}02 0006 0001`),
    ],
    [
      'a message of the deprecated type BGP',
      { ...MESSAGE, interfaceIndex: 0, asn4: false, frame: update({}), mrtType: 5, subtype: 1 },
      record(5, 1, 'fde9 c0000201 fdea c0000202 0000 0000'),
    ],
    [
      'a state of the deprecated type BGP',
      { ...STATE, interfaceIndex: 0, mrtType: 5, subtype: 3 },
      record(5, 3, 'fde9 c0000201 0006 0001'),
    ],
    [
      'octets of a type that is not known',
      { type: 'UNKNOWN', timestamp, mrtType: 65535, subtype: 7, body: octets('0102') },
      record(65535, 7, '0102'),
    ],
  ])('%s', (_name, model, expected) => {
    expect(formatHex(encodeMrt(model, peers))).toBe(compact(expected));
  });

  // Subtype → AS numbers of four octets, path identifiers, sent by the collector (RFC 6396 §4.4, RFC 8050 §3).
  it.each([
    [1, false, false, false],
    [4, true, false, false],
    [6, false, false, true],
    [7, true, false, true],
    [8, false, true, false],
    [9, true, true, false],
    [10, false, true, true],
    [11, true, true, true],
  ])('BGP4MP message of subtype %i', (subtype, asn4, addPath, local) => {
    const session = asn4 ? SESSION : 'fde9 fdea 0003 0001 c0000201 c0000202';
    expect(formatHex(encodeMrt({ ...MESSAGE, asn4, addPath, local }))).toBe(
      compact(record(16, subtype, `${session} ${UPDATE}`)),
    );
  });

  it('what was read is written as it was, record after record', async () => {
    const file = octets(
      [
        `${PEERS} ${RIB_V4} ${RIB_V6} ${MESSAGE_AS4} ${record(13, 6, '00000009 0019 46 0102')}`,
        record(12, 1, `0000 0005 c0000200 18 01 00000002 c0000203 fde9 ${withLength(ATTRIBUTES)}`),
        `${record(17, 9, `00000001 ${SESSION} ${UPDATE}`)} ${record(17, 99, '00000001 aa')}`,
        `${record(5, 7, 'fde9 c0000201 fdea c0000202')} ${record(48, 1, 'aa')}`,
      ].join(' '),
    );
    const writer = new MrtWriter();
    for (const one of await all(file)) {
      if (one.type === 'FAULT') throw new Error(one.reason);
      writer.record(one);
    }
    expect(writer.length).toBe(file.length);
    expect(formatHex(writer.take())).toBe(formatHex(file));
    expect(writer.take()).toHaveLength(0);
  });

  it('a RIB refers to the peers of the table before it: to this very one, else to one that is the same', () => {
    const twins = [{ ...PEER_1 }, { ...PEER_1 }];
    const writer = new MrtWriter();
    writer.record({ ...TABLE, peers: twins });
    writer.take();
    const entryOf = (peer: typeof PEER_1) => ({ ...RIB.entries[0], peer });
    writer.record({ ...RIB, entries: [entryOf(twins[1]!), entryOf(twins[0]!), entryOf(PEER_1)] });
    const entry = (place: string) => `${place} 3b9ac9ff ${withLength(ATTRIBUTES)}`;
    const expected = record(13, 2, `00000007 18 c00002 0003 ${['0001', '0000', '0000'].map(entry).join(' ')}`);
    expect(formatHex(writer.take())).toBe(compact(expected));
  });
});

describe('values without an encoding', () => {
  const entry = RIB.entries[0];
  const wrong = (change: object) => change as MrtWritable;

  it.each<[string, MrtWritable]>([
    ['timestamp is 0 to 4294967295, got -1', { ...STATE, timestamp: -1 }],
    ['timestamp is 0 to 4294967295, got 0.5', { ...STATE, timestamp: 0.5 }],
    ['microseconds is 0 to 4294967295, got NaN', { ...STATE, microseconds: Number.NaN }],
    ['microseconds have no place in MRT type 13', { ...RIB, microseconds: 1 }],
    ['mrtType and subtype stand together', { ...STATE, subtype: 5 }],
    ['mrtType is 0 to 65535, got 65536', { ...STATE, mrtType: 65536, subtype: 5 }],
    ['subtype 4 of MRT type 16 holds no STATE_CHANGE', { ...STATE, mrtType: 16, subtype: 4 }],
    ['subtype 5 of MRT type 99 holds no STATE_CHANGE', { ...STATE, mrtType: 99, subtype: 5 }],
    ['subtype 2 of MRT type 13 holds no RIB_GENERIC', { ...GENERIC, mrtType: 13, subtype: 2 }],
    ['subtype 3 of MRT type 12 holds no RIB', { ...V1, mrtType: 12, subtype: 3 }],
    ['subtype 9 of MRT type 5 holds no MESSAGE', { ...MESSAGE, mrtType: 5, subtype: 9 }],
    ['mrtType and subtype of an UNKNOWN are missing', wrong({ type: 'UNKNOWN', timestamp, body: new Uint8Array(0) })],
    ['peerAs is 0 to 65535, got 65536', { ...MESSAGE, asn4: false, peerAs: 65536 }],
    ['localAs is 0 to 4294967295, got 4294967296', { ...STATE, localAs: 4294967296 }],
    ['interfaceIndex is 0 to 65535, got -1', { ...STATE, interfaceIndex: -1 }],
    ['peerAddress is an IPv4 or IPv6 address, got here', { ...STATE, peerAddress: 'here' }],
    ['localAddress is an IPv4 address, got ::1', { ...STATE, localAddress: '::1' }],
    ['oldState is 0 to 65535, got 65536', { ...STATE, oldState: 65536 }],
    ['newState is 0 to 65535, got -1', { ...STATE, newState: -1 }],
    ['asn4 is false in BGP4MP_MESSAGE', { ...MESSAGE, mrtType: 16, subtype: 1 }],
    ['addPath is true in BGP4MP_MESSAGE_AS4_ADDPATH', { ...MESSAGE, mrtType: 16, subtype: 9 }],
    ['local is true in BGP4MP_MESSAGE_AS4_LOCAL', { ...MESSAGE, mrtType: 16, subtype: 7 }],
    ['asn4, addPath and local are true or false', wrong({ ...MESSAGE, local: undefined })],
    ['asn4 is false in MRT type BGP', { ...MESSAGE, mrtType: 5, subtype: 1 }],
    ['interfaceIndex is 0 in MRT type BGP, got 3', { ...STATE, mrtType: 5, subtype: 3 }],
    [
      'frame is a message of type 1 in subtype 5, got 4',
      { ...MESSAGE, asn4: false, frame: message(4, ''), mrtType: 5, subtype: 5 },
    ],
    ['collector is 0 to 4294967295, got -1', { ...TABLE, collector: -1 }],
    ['viewName has up to 65535 octets, got 65536', { ...TABLE, viewName: 'é'.repeat(32768) }],
    ['the number of peers is 0 to 65535, got 65536', { ...TABLE, peers: Array.from({ length: 65536 }, () => PEER_1) }],
    ['address of a peer is an IPv4 or IPv6 address, got ', { ...TABLE, peers: [{ ...PEER_1, address: '' }] }],
    ['asn of a peer is 0 to 65535, got 65536', { ...TABLE, peers: [{ ...PEER_1, asn: 65536 }] }],
    ['routerId of a peer is 0 to 4294967295, got -1', { ...TABLE, peers: [{ ...PEER_1, routerId: -1 }] }],
    ['sequence is 0 to 4294967295, got -1', { ...RIB, sequence: -1 }],
    ['family ipv4-mpls-vpn has no RIB subtype', { ...RIB, family: Family.IPV4_VPN }],
    ['family is that of RIB_IPV6_UNICAST, got ipv4-unicast', { ...RIB, mrtType: 13, subtype: 4 }],
    ['asn4 is true in TABLE_DUMP_V2', { ...RIB, asn4: false, mrtType: 13, subtype: 2 }],
    ['nlri is a length octet and a prefix', { ...RIB, nlri: new Uint8Array(0) }],
    ['nlri is a prefix of up to 32 bits, got 33 bits', { ...RIB, nlri: octets('21 0000000000') }],
    ['nlri is a prefix of up to 32 bits, got 24 bits in 2 octets', { ...RIB, nlri: octets('18 0000') }],
    ['the number of entries is 0 to 65535', { ...RIB, entries: Array.from({ length: 65536 }, () => entry) }],
    [
      'peer 192.0.2.9 of AS 1 is not among the 2',
      { ...RIB, entries: [{ ...entry, peer: { routerId: 0, address: '192.0.2.9', asn: 1 } }] },
    ],
    ['originated is 0 to 4294967295, got -1', { ...RIB, entries: [{ ...entry, originated: -1 }] }],
    ['pathId is 0 to 4294967295, got -1', { ...RIB, entries: [{ ...entry, pathId: -1 }] }],
    ['pathId is missing in RIB_IPV4_UNICAST_ADDPATH', { ...RIB, mrtType: 13, subtype: 8 }],
    [
      'pathId has no place in RIB_IPV4_UNICAST',
      { ...RIB, entries: [entry, { ...entry, pathId: 1 }], mrtType: 13, subtype: 2 },
    ],
    [
      'attributes have up to 65535 octets, got 65536',
      { ...RIB, entries: [{ ...entry, attributes: new Uint8Array(65536) }] },
    ],
    ['family is 0 to 16777215', { ...GENERIC, family: 0x1000000 }],
    ['asn4 is false in TABLE_DUMP', { ...V1, asn4: true, mrtType: 12, subtype: 1 }],
    ['family is unicast of AFI 1 in its TABLE_DUMP, got ipv4-multicast', { ...V1, family: Family.IPV4_MULTICAST }],
    ['entries of a TABLE_DUMP are 1, got 2', { ...V1, entries: [entry, entry] }],
    ['pathId has no place in TABLE_DUMP, got 1', { ...V1, entries: [{ ...entry, pathId: 1 }] }],
    ['sequence is 0 to 65535, got 65536', { ...V1, sequence: 65536 }],
    ['address of a peer is an IPv4 address, got 2001:db8::1', { ...V1, entries: [{ ...entry, peer: PEER_2 }] }],
    ['asn of a peer is 0 to 65535, got 65536', { ...V1, entries: [{ ...entry, peer: { ...PEER_1, asn: 65536 } }] }],
  ])('%s', (reason, model) => {
    const encode = () => encodeMrt(model, peers);
    expect(encode).toThrow(RangeError);
    expect(encode).toThrow(reason);
  });

  it('a RIB needs the peers of its table', () => {
    expect(() => encodeMrt(RIB)).toThrow('peers are missing');
    expect(() => new MrtWriter().record(RIB)).toThrow(RangeError);
  });

  it('nothing of the record is written, and the peers stay those of the table before', () => {
    const writer = new MrtWriter();
    writer.record(TABLE);
    expect(() => writer.record({ ...TABLE, peers: [PEER_1], collector: -1 })).toThrow(RangeError);
    expect(() => writer.record({ ...RIB, entries: [entry, { ...entry, originated: -1 }] })).toThrow(RangeError);
    writer.record(RIB);
    expect(formatHex(writer.take())).toBe(compact(`${PEERS} ${RIB_V4}`));
  });
});

describe('output in chunks', () => {
  const many = function* (): Generator<MrtWritable> {
    for (let i = 0; i < 3000; i++) yield { ...MESSAGE, timestamp: timestamp + i };
  };
  const joined = async (chunks: AsyncIterable<Uint8Array>) => {
    const list: Uint8Array[] = [];
    for await (const chunk of chunks) list.push(chunk);
    return { chunks: list.length, octets: Buffer.concat(list) };
  };

  it('is what was put in, compressed or not', async () => {
    const plain = await joined(writeMrt(many()));
    expect(plain.chunks).toBeGreaterThan(3);
    expect(plain.octets.length).toBe(3000 * octets(MESSAGE_AS4).length);
    const gzip = await joined(writeMrt(many(), { gzip: true }));
    expect(gzip.octets.length).toBeLessThan(plain.octets.length / 4);
    expect(gunzipSync(gzip.octets).equals(plain.octets)).toBe(true);
    expect(gunzipSync((await joined(gzipOctets(plain.octets))).octets).equals(plain.octets)).toBe(true);
    expect(await joined(writeMrt([]))).toMatchObject({ chunks: 0 });
  });

  it('what is read can be written without holding it', async () => {
    const file = octets(`${PEERS} ${RIB_V4} ${MESSAGE_AS4}`);
    const readable = async function* () {
      for await (const one of readMrt(file)) if (one.type !== 'FAULT') yield one;
    };
    const { octets: written } = await joined(writeMrt(readable(), { gzip: true }));
    expect(await all(written)).toEqual(await all(file));
  });

  it.each([false, true])('an error of the source is passed on as it is; gzip %s', async (gzip) => {
    const broken = (function* (): Generator<MrtWritable> {
      yield MESSAGE;
      throw new Error('the session is gone');
    })();
    await expect(joined(writeMrt(broken, { gzip }))).rejects.toThrow('the session is gone');
    await expect(joined(writeMrt([{ ...MESSAGE, peerAs: -1 }], { gzip }))).rejects.toThrow(RangeError);
  });

  it.each([false, true])('whoever stops early lets the source go; gzip %s', async (gzip) => {
    let closed = false;
    const source = (function* (): Generator<MrtWritable> {
      try {
        for (;;) yield MESSAGE;
      } finally {
        closed = true;
      }
    })();
    for await (const _ of writeMrt(source, { gzip })) break;
    expect(closed).toBe(true);
  });
});
