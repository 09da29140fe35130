import { describe, expect, it } from 'vitest';
import { Family, formatHex, NO_PATH_ID } from '../../src/index.js';
import { type MrtRoute, readMrtRoutes, TableDumpWriter, writeTableDump } from '../../src/mrt/index.js';
import { NEXT_HOP_192_0_2_1, ORIGIN_IGP, octets, PATH_65001 } from '../support/octets.js';
import { ABBREVIATED, ATTRIBUTES, PEER_1, PEER_2, PEERS, RIB_V4, record, withLength } from './support.js';

const compact = (text: string) => formatHex(octets(text));
const OPTIONS = { timestamp: 1000000000, collector: 0xc0000201, viewName: 'test', peers: [PEER_1, PEER_2] };
const ROUTE: MrtRoute = {
  peer: PEER_1,
  originated: 999999999,
  family: Family.IPV4_UNICAST,
  nlri: octets('18 c00002'),
  pathId: NO_PATH_ID,
  attributes: octets(`${ORIGIN_IGP} ${PATH_65001}`),
  nextHop: octets('c0000201'),
};
const HOP_V6 = octets('20010db8000000000000000000000001');

/** The records behind the table of peers. */
function records(...routes: readonly Partial<MrtRoute>[]): string {
  const writer = new TableDumpWriter(OPTIONS);
  expect(formatHex(writer.take())).toBe(compact(PEERS));
  for (const route of routes) writer.route({ ...ROUTE, ...route });
  writer.close();
  return formatHex(writer.take());
}

const entry = (place: string, attributes: string, originated = '3b9ac9ff') =>
  `${place} ${originated} ${withLength(attributes)}`;

describe('TableDumpWriter (RFC 6396 §4.3)', () => {
  it('routes of one prefix share a record', () => {
    const two = [{ nlri: ROUTE.nlri.slice() }, { peer: PEER_2, originated: 999999998 }];
    const first = RIB_V4.replace('00000007 18', '00000000 18');
    expect(records(...two)).toBe(compact(first));
    expect(records(...two, { nlri: octets('08 0a') }, {})).toBe(
      compact(
        [
          first,
          record(13, 2, `00000001 08 0a 0001 ${entry('0000', ATTRIBUTES)}`),
          record(13, 2, `00000002 18 c00002 0001 ${entry('0000', ATTRIBUTES)}`),
        ].join(' '),
      ),
    );
  });

  it.each<[string, Partial<MrtRoute>, string]>([
    [
      'IPv6: MP_REACH_NLRI cut to its next hop (§4.3.4)',
      { family: Family.IPV6_UNICAST, nlri: octets('20 20010db8'), nextHop: HOP_V6 },
      record(13, 4, `00000000 20 20010db8 0001 ${entry('0000', ABBREVIATED)}`),
    ],
    [
      'IPv4 by an IPv6 next hop',
      { nextHop: HOP_V6 },
      record(13, 2, `00000000 18 c00002 0001 ${entry('0000', ABBREVIATED)}`),
    ],
    [
      'IPv4 multicast',
      { family: Family.IPV4_MULTICAST },
      record(13, 3, `00000000 18 c00002 0001 ${entry('0000', `${ORIGIN_IGP} ${PATH_65001} 80 0e 05 04 c0000201`)}`),
    ],
    [
      'a path identifier (RFC 8050 §4)',
      { pathId: 0xffffffff },
      record(13, 8, `00000000 18 c00002 0001 0000 3b9ac9ff ffffffff ${withLength(ATTRIBUTES)}`),
    ],
    [
      'attributes in ascending order, NEXT_HOP among them',
      { attributes: octets(`${ORIGIN_IGP} 40 05 04 00000064 d0 08 0004 00010002`) },
      record(
        13,
        2,
        `00000000 18 c00002 0001 ${entry('0000', `${ORIGIN_IGP} ${NEXT_HOP_192_0_2_1} 40 05 04 00000064 d0 08 0004 00010002`)}`,
      ),
    ],
    [
      'attributes in ascending order, MP_REACH_NLRI among them',
      { family: Family.IPV6_UNICAST, nlri: octets('00'), nextHop: HOP_V6, attributes: octets('c0 08 00 c0 10 00') },
      record(
        13,
        4,
        `00000000 00 0001 ${entry('0000', 'c0 08 00 80 0e 11 10 20010db8000000000000000000000001 c0 10 00')}`,
      ),
    ],
    [
      'no attributes',
      { attributes: new Uint8Array(0) },
      record(13, 2, `00000000 18 c00002 0001 ${entry('0000', NEXT_HOP_192_0_2_1)}`),
    ],
    [
      'a family without RIB subtype: RIB_GENERIC (§4.3.3)',
      { family: Family.IPV4_FLOW, nlri: octets('03 01 08 0a'), nextHop: new Uint8Array(0) },
      record(13, 6, `00000000 0001 85 03 01 08 0a 0001 ${entry('0000', `${ORIGIN_IGP} ${PATH_65001} 80 0e 01 00`)}`),
    ],
  ])('%s', (_name, route, expected) => {
    expect(records(route)).toBe(compact(expected));
  });

  it('RIB_GENERIC_ADDPATH: the path identifier belongs to the NLRI (RFC 8050 §4.2)', () => {
    const generic = { family: Family.ROUTE_TARGET, nlri: octets('00'), nextHop: HOP_V6 };
    const rib = (sequence: string, pathId: string, count: string, entries: string) =>
      record(13, 12, `${sequence} 0001 84 ${pathId} 00 ${count} ${entries}`);
    const [one, two] = [entry('0000', ABBREVIATED), entry('0001', ABBREVIATED)];
    expect(records({ ...generic, pathId: 1 }, { ...generic, pathId: 1, peer: PEER_2 }, { ...generic, pathId: 2 })).toBe(
      compact(`${rib('00000000', '00000001', '0002', `${one} ${two}`)} ${rib('00000001', '00000002', '0001', one)}`),
    );
  });

  it('routes with and without path identifiers do not share a record', () => {
    expect(records({}, { pathId: 0 })).toBe(
      compact(
        `${record(13, 2, `00000000 18 c00002 0001 ${entry('0000', ATTRIBUTES)}`)} ${record(13, 8, `00000001 18 c00002 0001 0000 3b9ac9ff 00000000 ${withLength(ATTRIBUTES)}`)}`,
      ),
    );
  });

  it('a record counts up to 65,535 routes; the next one goes on', () => {
    const writer = new TableDumpWriter(OPTIONS);
    for (let i = 0; i < 0x10000; i++) writer.route(ROUTE);
    writer.close();
    const file = writer.take();
    const length = octets(ATTRIBUTES).length + 8;
    const second = octets(record(13, 2, `00000001 18 c00002 0001 ${entry('0000', ATTRIBUTES)}`));
    const first = octets(PEERS).length;
    expect(formatHex(file, first + 12, first + 22)).toBe(compact('00000000 18 c00002 ffff'));
    expect(file.length).toBe(first + 22 + 0xffff * length + second.length);
    expect(formatHex(file.subarray(-second.length))).toBe(formatHex(second));
  });

  it('take gives whole records, and octets are copied', () => {
    const writer = new TableDumpWriter(OPTIONS);
    writer.take();
    const route = { ...ROUTE, nlri: ROUTE.nlri.slice(), attributes: ROUTE.attributes.slice() };
    writer.route(route);
    route.nlri.fill(0);
    route.attributes.fill(0);
    expect(writer.take()).toHaveLength(0);
    writer.route({ ...ROUTE, nlri: octets('08 0a') });
    expect(formatHex(writer.take())).toBe(
      compact(record(13, 2, `00000000 18 c00002 0001 ${entry('0000', ATTRIBUTES)}`)),
    );
  });

  it.each<[string, Partial<MrtRoute>]>([
    ['peer 192.0.2.3 of AS 1 is not among the 2', { peer: { ...PEER_1, asn: 1 } }],
    ['originated is 0 to 4294967295, got -1', { originated: -1 }],
    ['pathId is 0 to 4294967295, got 4294967296', { pathId: 4294967296 }],
    ['nlri is a prefix of up to 32 bits, got 64 bits', { nlri: octets('40 0000000000000000') }],
    ['nextHop has no octets', { nextHop: new Uint8Array(0) }],
    ['nextHop has up to 254 octets, got 255', { nextHop: new Uint8Array(255) }],
    ['attributes hold NEXT_HOP', { attributes: octets(NEXT_HOP_192_0_2_1) }],
    ['attributes hold MP_UNREACH_NLRI', { attributes: octets('80 0f 00') }],
    ['attributes end inside one of them', { attributes: octets('40 01 02 00') }],
    ['attributes end inside one of them', { attributes: octets('40') }],
    [
      'attributes with next hop have up to 65535 octets, got 65539',
      { attributes: octets(`d0 08 fff8 ${'00'.repeat(0xfff8)}`), nextHop: octets('c0000201') },
    ],
  ])('%s, and nothing is written', (reason, route) => {
    const writer = new TableDumpWriter(OPTIONS);
    writer.take();
    expect(() => writer.route({ ...ROUTE, ...route })).toThrow(RangeError);
    expect(() => writer.route({ ...ROUTE, ...route })).toThrow(reason);
    writer.route(ROUTE);
    writer.close();
    expect(formatHex(writer.take())).toBe(
      compact(record(13, 2, `00000000 18 c00002 0001 ${entry('0000', ATTRIBUTES)}`)),
    );
  });

  it('peers and numbers that have no encoding, and routes after the end', () => {
    expect(() => new TableDumpWriter({ ...OPTIONS, timestamp: -1 })).toThrow('timestamp');
    expect(() => new TableDumpWriter({ ...OPTIONS, peers: [{ ...PEER_1, asn: 65536 }] })).toThrow('asn of a peer');
    const writer = new TableDumpWriter(OPTIONS);
    writer.close();
    expect(() => writer.route(ROUTE)).toThrow('the table is closed');
  });

  it('is the inverse of readMrtRoutes', async () => {
    const file = octets(
      `${PEERS} ${RIB_V4} ${record(13, 10, `00000001 20 20010db8 0001 0001 00000001 00000007 ${withLength(ABBREVIATED)}`)}`,
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of writeTableDump(readMrtRoutes(file), OPTIONS)) chunks.push(chunk);
    expect(formatHex(Buffer.concat(chunks))).toBe(formatHex(file).replace('00000007', '00000000'));
  });
});
