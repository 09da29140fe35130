import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  Family,
  formatAssessment,
  formatHex,
  isMeshError,
  MP_REACH_NLRI,
  NEXT_HOP,
  type RouteVisitor,
  visitRoutes,
  writeCanonicalAttributes,
} from '../../src/index.js';
import {
  type MrtRib,
  type MrtRibEntry,
  RibEntryReader,
  RibRouteReader,
  readMrt,
  readMrtRoutes,
  readMrtUpdates,
} from '../../src/mrt/index.js';
import { message, NEXT_HOP_192_0_2_1, ORIGIN_IGP, octets, PATH_65001, update } from '../support/octets.js';
import {
  ABBREVIATED,
  ATTRIBUTES,
  all,
  bzip2Fixture,
  FULL,
  gzipSync,
  MESSAGE_AS4,
  PEER_1,
  PEER_2,
  PEERS,
  RIB_V4,
  RIB_V6,
  record,
  records,
  SESSION,
  SESSION_MODEL,
  UPDATE,
  withLength,
} from './support.js';

describe('MRT records (RFC 6396)', () => {
  it('TABLE_DUMP_V2: the table of peers and the RIBs that refer to it', async () => {
    expect(await all(octets(`${PEERS} ${RIB_V4} ${RIB_V6}`))).toEqual([
      {
        type: 'PEER_INDEX_TABLE',
        offset: 0,
        timestamp: 1000000000,
        mrtType: 13,
        subtype: 1,
        collector: 0xc0000201,
        viewName: 'test',
        peers: [PEER_1, PEER_2],
      },
      {
        type: 'RIB',
        offset: octets(PEERS).length,
        timestamp: 1000000000,
        mrtType: 13,
        subtype: 2,
        sequence: 7,
        family: Family.IPV4_UNICAST,
        asn4: true,
        nlri: octets('18 c00002'),
        entries: [
          { peer: PEER_1, originated: 999999999, attributes: octets(ATTRIBUTES) },
          { peer: PEER_2, originated: 999999998, attributes: octets(ATTRIBUTES) },
        ],
      },
      expect.objectContaining({ type: 'RIB', sequence: 8, family: Family.IPV6_UNICAST, nlri: octets('20 20010db8') }),
    ]);
  });

  it.each([
    [8, Family.IPV4_UNICAST],
    [9, Family.IPV4_MULTICAST],
    [10, Family.IPV6_UNICAST],
    [11, Family.IPV6_MULTICAST],
  ])('RIB of subtype %i has path identifiers (RFC 8050 §4)', async (subtype, family) => {
    const rib = record(13, subtype, `00000000 08 0a 0001 0000 00000001 ffffffff ${withLength(ATTRIBUTES)}`);
    expect((await all(octets(`${PEERS} ${rib}`)))[1]).toMatchObject({ family, entries: [{ pathId: 0xffffffff }] });
  });

  it.each([6, 12])('RIB_GENERIC of subtype %i is kept as octets', async (subtype) => {
    expect(await all(octets(record(13, subtype, '00000009 0019 46 0102')))).toMatchObject([
      { type: 'RIB_GENERIC', sequence: 9, family: 0x001946, addPath: subtype === 12, rest: octets('0102') },
    ]);
  });

  it('TABLE_DUMP: one route a record, IPv4 and IPv6', async () => {
    const v4 = record(12, 1, `0000 0005 c0000200 18 01 00000002 c0000203 fde9 ${withLength(ATTRIBUTES)}`);
    const v6 = record(
      12,
      2,
      `0000 0006 20010db8${'00'.repeat(12)} 20 01 00000002 20010db8${'00'.repeat(11)}01 fde9 ${withLength(ATTRIBUTES)}`,
    );
    expect(await all(octets(`${v4} ${v6}`))).toMatchObject([
      {
        type: 'RIB',
        sequence: 5,
        asn4: false,
        family: Family.IPV4_UNICAST,
        nlri: octets('18 c00002'),
        entries: [{ peer: { address: '192.0.2.3', asn: 65001 }, originated: 2 }],
      },
      { family: Family.IPV6_UNICAST, nlri: octets('20 20010db8'), entries: [{ peer: { address: '2001:db8::1' } }] },
    ]);
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
  ])('BGP4MP message of subtype %i', async (subtype, asn4, addPath, local) => {
    const session = asn4 ? SESSION : 'fde9 fdea 0003 0001 c0000201 c0000202';
    const [got] = await all(octets(record(16, subtype, `${session} ${UPDATE}`)));
    expect(got).toMatchObject({ type: 'MESSAGE', ...SESSION_MODEL, asn4, addPath, local, frame: octets(UPDATE) });
  });

  it('BGP4MP_ET has microseconds, counted in its length', async () => {
    expect(await all(octets(record(17, 4, `0000ffff ${SESSION} ${UPDATE}`)))).toMatchObject([
      { type: 'MESSAGE', timestamp: 1000000000, microseconds: 65535, frame: octets(UPDATE) },
    ]);
  });

  it('state changes', async () => {
    const v6 = `fde9 fdea 0000 0002 20010db8${'00'.repeat(11)}01 20010db8${'00'.repeat(11)}02 0005 0006`;
    expect(await all(octets(`${record(16, 5, `${SESSION} 0006 0001`)} ${record(16, 0, v6)}`))).toMatchObject([
      { type: 'STATE_CHANGE', ...SESSION_MODEL, oldState: 6, newState: 1 },
      { type: 'STATE_CHANGE', peerAddress: '2001:db8::1', localAddress: '2001:db8::2', oldState: 5, newState: 6 },
    ]);
  });

  it('type BGP: the header of the message is put back', async () => {
    const peers = 'fde9 c0000201 fdea c0000202';
    const list = await all(
      octets(`${record(5, 1, `${peers} 0000 0000`)} ${record(5, 7, peers)} ${record(5, 3, 'fde9 c0000201 0001 0002')}`),
    );
    expect(list).toMatchObject([
      { type: 'MESSAGE', peerAs: 65001, peerAddress: '192.0.2.1', frame: update({}) },
      { type: 'MESSAGE', frame: message(4, '') },
      { type: 'STATE_CHANGE', oldState: 1, newState: 2 },
    ]);
  });

  it.each([
    [11, 0],
    [12, 7],
    [13, 99],
    [16, 2],
    [5, 0],
    [65535, 65535],
  ])('type %i, subtype %i is kept as octets', async (type, subtype) => {
    expect(await all(octets(record(type, subtype, '010203')))).toMatchObject([
      { type: 'UNKNOWN', body: octets('010203') },
    ]);
  });
});

describe('malformed records are values, and reading goes on', () => {
  it.each([
    ['a RIB before its peers', RIB_V4, 'before any PEER_INDEX_TABLE'],
    ['a peer that is not in the table', `${PEERS} ${record(13, 2, `00000000 00 0001 0002 00000000 0000`)}`, 'peer 2'],
    ['a prefix of 33 bits', `${PEERS} ${record(13, 2, '00000000 21 0000000000 0000')}`, 'malformed prefix'],
    ['a RIB that ends in an entry', `${PEERS} ${record(13, 2, '00000000 00 0002 0000 00000000 0000')}`, 'ends inside'],
    ['attributes that overrun', `${PEERS} ${record(13, 2, '00000000 00 0001 0000 00000000 0005 40')}`, 'ends inside'],
    ['a table of peers cut short', record(13, 1, 'c0000201 0000 ffff 02 c0000202'), 'ends inside'],
    ['a view name that overruns', record(13, 1, 'c0000201 ffff 0000'), 'ends inside'],
    ['an AFI of 3', record(16, 1, 'fde9 fdea 0000 0003 c0000201 c0000202'), 'got 3'],
    ['a session cut short', record(16, 4, '0000fde9'), 'ends inside'],
    ['a state cut short', record(16, 5, `${SESSION} 0006`), 'ends inside'],
    ['microseconds cut short', record(17, 4, '0000'), 'ends inside'],
    ['TABLE_DUMP with 33 bits', record(12, 1, `0000 0005 c0000200 21 01 00000002 c0000203 fde9 0000`), 'got 33'],
    [
      'TABLE_DUMP with octets behind',
      record(12, 1, `0000 0005 c0000200 18 01 00000002 c0000203 fde9 0000 00`),
      '1 octets',
    ],
    ['TABLE_DUMP cut short', record(12, 1, '0000 0005'), 'ends inside'],
    ['a body too long for a message', record(5, 1, `fde9 c0000201 fdea c0000202 ${'00'.repeat(4078)}`), '4078'],
  ])('%s', async (_name, bytes, reason) => {
    const list = await all(octets(`${bytes} ${MESSAGE_AS4}`));
    expect(list.find(({ type }) => type === 'FAULT')).toMatchObject({
      reason: expect.stringContaining(reason),
      timestamp: 1000000000,
    });
    expect(list.at(-1)).toMatchObject({ type: 'MESSAGE' });
  });

  it('the end of the file inside a record, at every octet', async () => {
    const file = octets(`${PEERS} ${RIB_V4} ${RIB_V6} ${MESSAGE_AS4}`);
    const starts = (await all(file)).map(({ offset }) => offset);
    for (let length = 0; length < file.length; length++) {
      const list = await all(file.slice(0, length));
      const whole = starts.filter((start, i) => (starts[i + 1] ?? file.length) <= length && start < length);
      const left = !starts.includes(length);
      expect(list).toHaveLength(whole.length + (left ? 1 : 0));
      if (left)
        expect(list.at(-1)).toMatchObject({ type: 'FAULT', offset: starts.filter((start) => start < length).at(-1) });
    }
  });

  it('a length beyond the limit ends the file, whatever follows, and nothing is held for it', async () => {
    const list = await all([octets(`${MESSAGE_AS4} ${record(16, 4, '', 0xffffffff)}`), new Uint8Array(100)]);
    expect(list).toMatchObject([
      { type: 'MESSAGE' },
      { type: 'FAULT', reason: 'a record of 4294967307 octets is too long; the file ends here' },
    ]);
    expect(await all(octets(MESSAGE_AS4), { maxRecordLength: 40 })).toMatchObject([{ type: 'FAULT' }]);
  });

  it('no octet of a file set to another makes the reader throw', async () => {
    const file = octets(`${PEERS} ${RIB_V4} ${RIB_V6} ${MESSAGE_AS4} ${record(16, 5, `${SESSION} 0006 0001`)}`);
    for (let at = 0; at < file.length; at++) {
      for (const octet of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const mutated = file.slice();
        mutated[at] = octet;
        for await (const one of readMrtUpdates(mutated)) {
          formatAssessment(one.view.assessment);
          one.view.toMessage();
        }
      }
    }
  });
});

describe('input', () => {
  const file = octets(`${PEERS} ${RIB_V4} ${MESSAGE_AS4}`);

  it('in chunks of any size', async () => {
    const expected = await all(file);
    for (const size of [1, 2, 11, 12, 13, 50, 1000]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < file.length; at += size) chunks.push(file.slice(at, at + size));
      expect(await all(chunks)).toEqual(expected);
    }
    expect(await all([])).toEqual([]);
  });

  it('gzip, also of several members, however it is cut', async () => {
    const expected = await all(file);
    const gz = gzipSync(file);
    expect(await all(gz)).toEqual(expected);
    expect(await all([gz.subarray(0, 1), gz.subarray(1, 2), gz.subarray(2)])).toEqual(expected);
    expect(await all(Buffer.concat([gzipSync(file.subarray(0, 60)), gzipSync(file.subarray(60))]))).toEqual(expected);
  });

  it('damaged gzip throws MESH_MRT_GZIP', async () => {
    const gz = gzipSync(file);
    const damaged = [gz.subarray(0, gz.length - 9), gz.map((octet, i) => (i === 15 ? octet ^ 0xff : octet))];
    for (const bytes of damaged) {
      await expect(all(bytes)).rejects.toSatisfy((error) => isMeshError(error, 'MESH_MRT_GZIP'));
    }
  });

  it('an error of the source is passed on as it is', async () => {
    const broken = (first: Uint8Array) =>
      (async function* () {
        yield first;
        throw new Error('the disk is gone');
      })();
    await expect(all(broken(gzipSync(file).subarray(0, 30)))).rejects.toThrow('the disk is gone');
    await expect(all(broken(file))).rejects.toThrow('the disk is gone');
  });

  it('a reader that stops early lets the source go', async () => {
    for (const encoded of [file, gzipSync(file)]) {
      let closed = false;
      const source = (async function* () {
        try {
          for (;;) yield encoded;
        } finally {
          closed = true;
        }
      })();
      for await (const _ of readMrt(source)) break;
      expect(closed).toBe(true);
    }
  });

  it('bzip2 needs a decompressor', async () => {
    await expect(all(bzip2Fixture)).rejects.toSatisfy((error) => isMeshError(error, 'MESH_MRT_BZIP2'));
    const decompressBzip2 = async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) expect(chunk).toEqual(bzip2Fixture);
      yield file;
    };
    expect(await all(bzip2Fixture, { decompressBzip2 })).toHaveLength(records(file));
  });
});

describe('routes as UPDATEs', () => {
  async function routes(text: string, skipped: string[] = []): Promise<string[]> {
    const lines: string[] = [];
    let hop = '';
    const visitor: RouteVisitor = {
      nextHop: (_family, bytes, offset, length) => {
        hop = formatHex(bytes, offset, offset + length);
      },
      announce: (_family, bytes, offset, length, id) => {
        lines.push(`announce ${formatHex(bytes, offset, offset + length)} by ${hop}${id < 0 ? '' : ` path ${id}`}`);
      },
      withdraw: (_family, bytes, offset, length) => {
        lines.push(`withdraw ${formatHex(bytes, offset, offset + length)}`);
      },
    };
    for await (const { view, peer } of readMrtUpdates(octets(text), { onSkipped: ({ type }) => skipped.push(type) })) {
      lines.push(`from ${peer.asn}: ${view.assessment.outcome}`);
      visitRoutes(view, visitor);
    }
    return lines;
  }

  it('entries of RIBs and messages alike', async () => {
    const skipped: string[] = [];
    const keepalive = record(16, 4, `${SESSION} ${formatHex(message(4, ''))}`);
    const withdrawal = record(16, 4, `${SESSION} ${formatHex(update({ withdrawn: '08 0b' }))}`);
    expect(await routes(`${PEERS} ${RIB_V4} ${keepalive} ${MESSAGE_AS4} ${withdrawal}`, skipped)).toEqual([
      'from 65001: accept',
      'announce 18c00002 by c0000201',
      'from 4200000000: accept',
      'announce 18c00002 by c0000201',
      'from 65001: accept',
      'announce 080a by c0000201',
      'from 65001: accept',
      'withdraw 080b',
    ]);
    expect(skipped).toEqual(['PEER_INDEX_TABLE', 'MESSAGE']);
  });

  it.each([
    ['cut to its next hop', ABBREVIATED],
    ['in full', FULL],
  ])('MP_REACH_NLRI %s', async (_name, attributes) => {
    const rib = record(
      13,
      10,
      `00000000 20 20010db8 0001 0001 00000001 00000007 ${withLength(`${attributes} 80 04 04 00000001`)}`,
    );
    expect(await routes(`${PEERS} ${rib}`)).toEqual([
      'from 4200000000: accept',
      'announce 2020010db8 by 20010db8000000000000000000000001 path 7',
    ]);
  });

  it('IPv4 with an IPv6 next hop, and multicast', async () => {
    const v4 = record(13, 2, `00000000 08 0a 0001 0000 00000001 ${withLength(ABBREVIATED)}`);
    const multicast = record(
      13,
      3,
      `00000000 08 e0 0001 0000 00000001 ${withLength(`${ORIGIN_IGP} ${PATH_65001} 80 0e 05 04 c0000201`)}`,
    );
    expect(await routes(`${PEERS} ${v4} ${multicast}`)).toEqual([
      'from 65001: accept',
      'announce 080a by 20010db8000000000000000000000001',
      'from 65001: accept',
      'announce 08e0 by c0000201',
    ]);
  });

  it('an entry without a next hop, or cut in its attributes, is no route', async () => {
    const ribs = [`${ORIGIN_IGP} ${PATH_65001}`, '40 01 05 00', '80 0e 00', '80', ''].map((attributes) =>
      record(13, 2, `00000000 08 0a 0001 0000 00000001 ${withLength(attributes)}`),
    );
    const lines = await routes(`${PEERS} ${ribs.join(' ')}`);
    expect(lines.filter((line) => line.startsWith('announce'))).toEqual([]);
  });

  it('AS numbers of two octets in TABLE_DUMP', async () => {
    const attributes = `${ORIGIN_IGP} 40 02 04 0201 fde9 ${NEXT_HOP_192_0_2_1}`;
    const v1 = record(12, 1, `0000 0005 c0000200 18 01 00000002 c0000203 fde9 ${withLength(attributes)}`);
    expect(await routes(v1)).toEqual(['from 65001: accept', 'announce 18c00002 by c0000201']);
  });

  it('the view of a RIB entry answers like any other', async () => {
    for await (const { view } of readMrtUpdates(octets(`${PEERS} ${RIB_V6}`))) {
      expect(view.get(MP_REACH_NLRI)?.nextHop).toEqual({ address: '2001:db8::1' });
      expect(view.has(NEXT_HOP)).toBe(false);
    }
  });

  it('the routes of a table with canonical attributes and next hop; what is no route is told', async () => {
    const broken = record(13, 2, `00000000 08 0a 0001 0000 00000001 ${withLength(`${ORIGIN_IGP} ${PATH_65001}`)}`);
    const addPath = record(13, 8, `00000000 08 0b 0001 0000 00000001 00000007 ${withLength(ATTRIBUTES)}`);
    const skipped: string[] = [];
    const lines: string[] = [];
    const input = octets(`${PEERS} ${RIB_V4} ${broken} ${addPath} ${RIB_V6} ${MESSAGE_AS4}`);
    for await (const route of readMrtRoutes(input, { onSkipped: ({ type }) => skipped.push(type) })) {
      expect(formatHex(route.attributes)).toBe(formatHex(octets(`${ORIGIN_IGP} ${PATH_65001}`)));
      lines.push(
        [route.peer.asn, route.originated, formatHex(route.nlri), route.pathId, formatHex(route.nextHop)].join(' '),
      );
    }
    expect(lines).toEqual([
      '65001 999999999 18c00002 -1 c0000201',
      '4200000000 999999998 18c00002 -1 c0000201',
      '65001 1 080b 7 c0000201',
      '4200000000 1 2020010db8 -1 20010db8000000000000000000000001',
    ]);
    expect(skipped).toEqual(['RIB', 'MESSAGE']);
  });

  it('a route read where it stands is the one that its UPDATE announces, whatever octet is changed', () => {
    const seeds = [
      `${ATTRIBUTES} 80 04 04 00000001 c0 08 08 fde90001fde90002 c0 63 01 00`,
      `80 04 04 00000001 ${ATTRIBUTES} ${ORIGIN_IGP}`,
      `${ATTRIBUTES} 80 0e 05 04 c0000201`,
    ].map(octets);
    const entries = new RibEntryReader();
    const reader = new RibRouteReader();
    const writer = new ByteWriter();
    let plain = 0;
    for (const seed of seeds) {
      for (let at = 0; at < seed.length; at++) {
        for (const octet of [0x00, 0x01, 0x03, 0x10, 0x40, 0x80, 0xc0, 0xff]) {
          const [rib, entry] = routeOf(changed(seed, at, octet));
          const view = entries.read(rib, entry);
          let expected: string[] | undefined;
          visitRoutes(view, {
            withdraw: () => undefined,
            announce: () => undefined,
            nextHop: (_family, bytes, offset, length) => {
              writer.truncate(0);
              writeCanonicalAttributes(view, writer);
              expected = [formatHex(writer.view()), formatHex(bytes, offset, offset + length)];
            },
          });
          const route = reader.read(rib, entry);
          expect(route && [formatHex(route.attributes), formatHex(route.nextHop)]).toEqual(expected);
          plain += route ? 1 : 0;
        }
      }
    }
    expect(plain).toBeGreaterThan(100);
  });

  it.each(['21 0a000000 00', '18 0a', ''])('no route has the NLRI %j', (nlri) => {
    const [rib, entry] = routeOf(octets(ATTRIBUTES), octets(nlri));
    expect(new RibRouteReader().read(rib, entry)).toBeUndefined();
  });
});

function changed(bytes: Uint8Array, at: number, octet: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = octet;
  return copy;
}

function routeOf(attributes: Uint8Array, nlri = octets('08 0a')): readonly [MrtRib, MrtRibEntry] {
  const entry: MrtRibEntry = { peer: PEER_1, originated: 1, attributes };
  const header = { offset: 0, timestamp: 0, microseconds: undefined, mrtType: 13, subtype: 2 };
  const rib = { ...header, sequence: 0, family: Family.IPV4_UNICAST, asn4: true, nlri, entries: [entry] };
  return [{ ...rib, type: 'RIB' }, entry];
}
