import { describe, expect, it } from 'vitest';
import {
  BGP_LS,
  BGP_LS_VPN,
  type BgpLsNlri,
  BgpLsNlriType,
  BgpLsProtocol,
  ByteWriter,
  createContext,
  decodeNlri,
  Family,
  type FamilyRow,
  formatHex,
  NO_PATH_ID,
  parseFamilyName,
  UpdateView,
  visitRoutes,
} from '../../src/index.js';
import { lsTlv } from '../support/ls-tlv.js';
import { hex, octets, poisoned, tlv, update } from '../support/octets.js';

/** An NLRI: type, length, then what is given. */
const nlri = (type: number, ...body: readonly string[]) => lsTlv(type, ...body);
const identifier = (value: number) => hex(value, 8);

/** RFC 9552 §5.2.1.4: AS 65001, area 0, router 10.0.0.1. */
const OSPF_NODE = [lsTlv(512, '0000fde9'), lsTlv(514, '00000000'), lsTlv(515, '0a000001')];
/** RFC 9552 §5.2.1.4: the pseudonode 3 of an IS-IS system. */
const ISIS_PSEUDONODE = [lsTlv(512, '0000fde9'), lsTlv(515, '192168252240 03')];
const ospfNode = { autonomousSystem: 65001, ospfAreaId: '0.0.0.0', igpRouterId: '10.0.0.1' };
const isisPseudonode = { autonomousSystem: 65001, igpRouterId: '1921.6825.2240.03' };

interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly value: Omit<BgpLsNlri, 'family'>;
  readonly text: string;
}

const VECTORS: readonly Vector[] = [
  {
    name: 'a node of OSPFv2 (RFC 9552 §5.2, figure 7)',
    hex: nlri(1, '03', identifier(0), lsTlv(256, ...OSPF_NODE)),
    value: { nlriType: BgpLsNlriType.NODE, protocolId: BgpLsProtocol.OSPFV2, identifier: 0, localNode: ospfNode },
    text: 'node protocol-id 3 identifier 0 local-node [ autonomous-system 65001 ospf-area-id 0.0.0.0 igp-router-id 10.0.0.1 ]',
  },
  {
    name: 'a node whose instance identifier needs 64 bits (RFC 9552 §5.2)',
    hex: nlri(1, '02', 'fedcba9876543210', lsTlv(256, lsTlv(515, '192168252240'))),
    value: {
      nlriType: 1,
      protocolId: BgpLsProtocol.ISIS_LEVEL_2,
      identifier: 'fedcba9876543210',
      localNode: { igpRouterId: '1921.6825.2240' },
    },
    text: 'node protocol-id 2 identifier fedcba9876543210 local-node [ igp-router-id 1921.6825.2240 ]',
  },
  {
    name: 'a link with every descriptor (RFC 9552 §5.2.2)',
    hex: nlri(
      2,
      '02',
      identifier(700),
      lsTlv(256, ...ISIS_PSEUDONODE),
      lsTlv(257, lsTlv(513, '000000b2'), lsTlv(515, '0a010401 0a010102')),
      lsTlv(258, '00000172 000001bb'),
      lsTlv(259, 'c0000201'),
      lsTlv(259, 'c0000203'),
      lsTlv(260, 'c0000202'),
      lsTlv(261, '20010db8000000000000000000000001'),
      lsTlv(262, '20010db8000000000000000000000002'),
      lsTlv(263, '0002'),
    ),
    value: {
      nlriType: BgpLsNlriType.LINK,
      protocolId: 2,
      identifier: 700,
      localNode: isisPseudonode,
      remoteNode: { bgpLsIdentifier: 178, igpRouterId: '10.1.4.1:10.1.1.2' },
      linkIdentifiers: { local: 370, remote: 443 },
      ipv4InterfaceAddresses: ['192.0.2.1', '192.0.2.3'],
      ipv4NeighborAddresses: ['192.0.2.2'],
      ipv6InterfaceAddresses: ['2001:db8::1'],
      ipv6NeighborAddresses: ['2001:db8::2'],
      multiTopologyIds: [2],
    },
    text:
      'link protocol-id 2 identifier 700 local-node [ autonomous-system 65001 igp-router-id 1921.6825.2240.03 ] ' +
      'remote-node [ bgp-ls-identifier 178 igp-router-id 10.1.4.1:10.1.1.2 ] link-identifiers [ local 370 remote 443 ] ' +
      'ipv4-interface-addresses 192.0.2.1,192.0.2.3 ipv4-neighbor-addresses 192.0.2.2 ' +
      'ipv6-interface-addresses 2001:db8::1 ipv6-neighbor-addresses 2001:db8::2 multi-topology-ids 2',
  },
  {
    name: 'a link between BGP peers (RFC 9086 §4)',
    hex: nlri(
      2,
      '07',
      identifier(0),
      lsTlv(256, lsTlv(512, '0000fde9'), lsTlv(516, '0a000001'), lsTlv(517, '0000fdf3')),
      lsTlv(257, lsTlv(512, '0000fdea'), lsTlv(516, '0a000002')),
    ),
    value: {
      nlriType: 2,
      protocolId: BgpLsProtocol.BGP,
      identifier: 0,
      localNode: { autonomousSystem: 65001, bgpRouterId: '10.0.0.1', memberAsn: 65011 },
      remoteNode: { autonomousSystem: 65002, bgpRouterId: '10.0.0.2' },
    },
    text:
      'link protocol-id 7 identifier 0 local-node [ autonomous-system 65001 bgp-router-id 10.0.0.1 member-asn 65011 ] ' +
      'remote-node [ autonomous-system 65002 bgp-router-id 10.0.0.2 ]',
  },
  {
    name: 'an IPv4 prefix (RFC 9552 §5.2.3)',
    hex: nlri(
      3,
      '03',
      identifier(0),
      lsTlv(256, ...OSPF_NODE),
      lsTlv(263, '0000'),
      lsTlv(264, '03'),
      lsTlv(265, '14 0a0010'),
    ),
    value: {
      nlriType: BgpLsNlriType.IPV4_PREFIX,
      protocolId: 3,
      identifier: 0,
      localNode: ospfNode,
      multiTopologyIds: [0],
      ospfRouteType: 3,
      prefix: '10.0.16.0/20',
    },
    text:
      'ipv4-prefix protocol-id 3 identifier 0 local-node [ autonomous-system 65001 ospf-area-id 0.0.0.0 ' +
      'igp-router-id 10.0.0.1 ] multi-topology-ids 0 ospf-route-type 3 prefix 10.0.16.0/20',
  },
  {
    name: 'an IPv6 prefix of a direct node with an IPv6 router id (RFC 9552 §5.2.3)',
    hex: nlri(
      4,
      '04',
      identifier(1),
      lsTlv(256, lsTlv(515, '20010db8000000000000000000000001')),
      lsTlv(265, '20 20010db8'),
    ),
    value: {
      nlriType: BgpLsNlriType.IPV6_PREFIX,
      protocolId: BgpLsProtocol.DIRECT,
      identifier: 1,
      localNode: { igpRouterId: '2001:db8::1' },
      prefix: '2001:db8::/32',
    },
    text: 'ipv6-prefix protocol-id 4 identifier 1 local-node [ igp-router-id 2001:db8::1 ] prefix 2001:db8::/32',
  },
  {
    name: 'an SRv6 SID (RFC 9514 §6)',
    hex: nlri(
      6,
      '06',
      identifier(0),
      lsTlv(256, lsTlv(515, '0a000001')),
      lsTlv(518, 'fc3022000000e0020000000000000000'),
    ),
    value: {
      nlriType: BgpLsNlriType.SRV6_SID,
      protocolId: BgpLsProtocol.OSPFV3,
      identifier: 0,
      localNode: { igpRouterId: '10.0.0.1' },
      srv6Sid: 'fc30:2200:0:e002::',
    },
    text: 'srv6-sid protocol-id 6 identifier 0 local-node [ igp-router-id 10.0.0.1 ] srv6-sid fc30:2200:0:e002::',
  },
  {
    name: 'a type without a row (RFC 9552 §5.2: preserved)',
    hex: nlri(5, '08 0000'),
    value: { nlriType: 5, body: octets('08 0000') },
    text: 'type 5 0x080000',
  },
  {
    name: 'descriptors that no row knows or can read stay as they are (RFC 9552 §5.1)',
    hex: nlri(
      1,
      '03',
      identifier(0),
      lsTlv(256, lsTlv(512, 'fde9'), lsTlv(515, '0a0000'), lsTlv(599, 'abcd')),
      lsTlv(259, 'c0000201'),
      lsTlv(65535, ''),
    ),
    value: {
      nlriType: 1,
      protocolId: 3,
      identifier: 0,
      localNode: {
        others: [
          { type: 512, value: octets('fde9') },
          { type: 515, value: octets('0a0000') },
          { type: 599, value: octets('abcd') },
        ],
      },
      others: [
        { type: 259, value: octets('c0000201') },
        { type: 65535, value: octets('') },
      ],
    },
    text:
      'node protocol-id 3 identifier 0 local-node [ tlv 512 0xfde9 tlv 515 0x0a0000 tlv 599 0xabcd ] ' +
      'tlv 259 0xc0000201 tlv 65535 0x',
  },
  {
    name: 'a prefix with host bits or octets too many is kept as octets (RFC 9552 §5.2.3.2)',
    hex: nlri(3, '03', identifier(0), lsTlv(265, '14 0a001f'), lsTlv(265, '08 0a00')),
    value: {
      nlriType: 3,
      protocolId: 3,
      identifier: 0,
      others: [
        { type: 265, value: octets('14 0a001f') },
        { type: 265, value: octets('08 0a00') },
      ],
    },
    text: 'ipv4-prefix protocol-id 3 identifier 0 tlv 265 0x140a001f tlv 265 0x080a00',
  },
  {
    name: 'descriptors out of order, one of them twice (RFC 9552 §5.1)',
    hex: nlri(3, '01', identifier(0), lsTlv(265, '08 0a'), lsTlv(264, '01'), lsTlv(265, '08 0b'), lsTlv(256, '')),
    value: {
      nlriType: 3,
      protocolId: 1,
      identifier: 0,
      prefix: '10.0.0.0/8',
      ospfRouteType: 1,
      localNode: {},
      others: [{ type: 265, value: octets('08 0b') }],
      order: [265, 264, 265, 256],
    },
    text: 'ipv4-prefix protocol-id 1 identifier 0 prefix 10.0.0.0/8 ospf-route-type 1 local-node [ ] tlv 265 0x080b',
  },
];

const RD = '0000fde900000001';

function encode(row: FamilyRow<BgpLsNlri>, value: BgpLsNlri): string {
  const writer = new ByteWriter();
  row.encode(value, writer);
  return formatHex(writer.view());
}

const plain = (text: string) => formatHex(octets(text));

describe.each([
  { row: BGP_LS, name: 'BGP_LS', family: Family.BGP_LS, rd: '', withRd: {}, rdText: '' },
  {
    row: BGP_LS_VPN,
    name: 'BGP_LS_VPN',
    family: Family.BGP_LS_VPN,
    rd: RD,
    withRd: { rd: '65001:1' },
    rdText: ' rd 65001:1',
  },
])('$name', ({ row, family, rd, withRd, rdText }) => {
  /** The vector with the route distinguisher of the family between length and body. */
  const wire = (text: string) => {
    const bare = plain(text);
    return nlri(Number.parseInt(bare.slice(0, 4), 16), rd, bare.slice(8));
  };

  it.each(VECTORS.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const bytes = poisoned(octets(wire(vector.hex)), 0xff);
    expect(row.measure(bytes, 0, bytes.length, false)).toBe(bytes.length);
    const value = row.decode(bytes, 0, bytes.length, NO_PATH_ID, false);
    expect(value).toEqual({ family, ...withRd, ...vector.value });
    expect(encode(row, value)).toBe(formatHex(bytes));
    const [kind, ...rest] = vector.text.split(vector.value.body ? / (?=0x)/ : / /);
    expect(row.format(value)).toBe([`${kind}${rdText}`, ...rest].join(' '));
  });

  it.each(VECTORS.map((vector) => [vector.name, vector] as const))('truncated at every octet: %s', (_, vector) => {
    const whole = octets(wire(vector.hex));
    for (let length = 0; length < whole.length; length++) {
      const bytes = poisoned(whole.slice(0, length), 0x00);
      expect(row.measure(bytes, 0, length, false)).toBe(-1);
      if (length < 4) continue;
      const cut = octets(`${formatHex(whole, 0, 2)} ${hex(length - 4, 2)} ${formatHex(whole, 4, length)}`);
      const measured = row.measure(cut, 0, length, false);
      expect([-1, length]).toContain(measured);
      if (measured > 0) expect(encode(row, row.decode(cut, 0, length, NO_PATH_ID, false))).toBe(formatHex(cut));
    }
  });

  it('keeps the path identifier and reads several in one field', () => {
    const field = octets(`00000007 ${wire(VECTORS[0]!.hex)} 00000008 ${wire(VECTORS[4]!.hex)}`);
    const list = decodeNlri(field, 0, field.length, family, createContext({ addPath: [family] }), false);
    expect(list.map(({ pathId }) => pathId)).toEqual([7, 8]);
  });

  it('is named so that the name reads back', () => {
    expect(parseFamilyName(row.name)).toBe(family);
  });
});

describe('malformed BGP-LS NLRI', () => {
  const MALFORMED: readonly (readonly [name: string, row: FamilyRow<BgpLsNlri>, hex: string])[] = [
    ['shorter than protocol id and identifier (RFC 9552 §5.2)', BGP_LS, nlri(1, '02', '00000000000000')],
    ['a descriptor that overruns the NLRI', BGP_LS, nlri(1, '02', identifier(0), '0100 0001')],
    ['half a descriptor header', BGP_LS, nlri(1, '02', identifier(0), '0100 00')],
    ['a node descriptor that overruns its node', BGP_LS, nlri(1, '02', identifier(0), lsTlv(256, '0203 0006 0000'))],
    ['an unknown type that overruns', BGP_LS, '0009 0002 00'],
    ['an unknown type of a VPN too short for its RD', BGP_LS_VPN, nlri(9, '00000000000000')],
  ];

  it.each(MALFORMED)('%s', (_, row, text) => {
    const bytes = octets(text);
    expect(row.measure(bytes, 0, bytes.length, false)).toBe(-1);
  });

  it('resets the session, or disables the family where that is asked for (RFC 9552 §8.2.2)', () => {
    const reach = tlv(0x80, 14, `4004 47 04 c0000201 00 ${MALFORMED[1]![2]}`);
    const attributes = `40010100 400200 ${reach}`;
    const outcome = (afiSafiDisable: boolean) =>
      new UpdateView(update({ attributes }), createContext({ afiSafiDisable })).assessment.outcome;
    expect([outcome(false), outcome(true)]).toEqual(['session-reset', 'afi-safi-disable']);
  });
});

describe('the order of descriptors (RFC 9552 §5.1)', () => {
  const NODE = lsTlv(256, ...OSPF_NODE);
  const GOOD = nlri(2, '03', identifier(0), NODE, lsTlv(259, 'c0000201'), lsTlv(259, 'c0000202'), lsTlv(263, '0002'));
  const BAD: readonly (readonly [name: string, hex: string])[] = [
    ['by type', nlri(2, '03', identifier(0), lsTlv(263, '0002'), NODE)],
    ['of one type by length', nlri(2, '03', identifier(0), NODE, lsTlv(599, 'abcd'), lsTlv(599, 'ff'))],
    ['of one type by value', nlri(2, '03', identifier(0), NODE, lsTlv(259, 'c0000202'), lsTlv(259, 'c0000201'))],
    ['for one that stands twice', nlri(2, '03', identifier(0), NODE, lsTlv(263, '0002'), lsTlv(263, '0002'))],
    ['within a node', nlri(2, '03', identifier(0), lsTlv(256, lsTlv(515, '0a000001'), lsTlv(512, '0000fde9')))],
    [
      'within a node, a type twice',
      nlri(1, '03', identifier(0), lsTlv(256, lsTlv(512, '00000001'), lsTlv(512, '00000002'))),
    ],
  ];

  it.each(BAD)('broken %s makes an NLRI no route, and that one alone', (_, bad) => {
    for (const code of [14, 15]) {
      const field = code === 14 ? `4004 47 04 c0000201 00 ${bad} ${GOOD} ${bad}` : `4004 47 ${bad} ${GOOD} ${bad}`;
      const attributes = code === 14 ? `40010100 400200 ${tlv(0x90, 14, field)}` : tlv(0x90, 15, field);
      const view = new UpdateView(update({ attributes }), createContext());
      expect(view.assessment.outcome).toBe('accept');
      const routes: string[] = [];
      const take = (_family: number, bytes: Uint8Array, offset: number, length: number) =>
        routes.push(formatHex(bytes, offset, offset + length));
      visitRoutes(view, { announce: take, withdraw: take, nextHop: () => undefined });
      expect(routes).toEqual([plain(GOOD)]);
      const fields = view.attributes().at(-1)!.value as { nlri: readonly BgpLsNlri[] };
      expect(fields.nlri).toHaveLength(3);
    }
  });

  it('is not asked of a type without a row', () => {
    const bytes = octets(nlri(5, lsTlv(2), lsTlv(1)));
    expect(BGP_LS.discards?.(bytes, 0, bytes.length)).toBe(false);
  });
});

describe('next hops of BGP-LS', () => {
  const V4 = 'c0000201';
  const V6 = '20010db8000000000000000000000001';
  const ZERO_RD = '0000000000000000';
  it.each([
    ['47', V4, 'accept'],
    ['47', V6, 'accept'],
    ['47', `${ZERO_RD} ${V4}`, 'session-reset'],
    ['48', `${ZERO_RD} ${V4}`, 'accept'],
    ['48', `${ZERO_RD} ${V6}`, 'accept'],
    ['48', V4, 'session-reset'],
  ])('SAFI 0x%s with next hop %s: %s', (safi, nextHop, outcome) => {
    const reach = tlv(0x80, 14, `4004 ${safi} ${hex(octets(nextHop).length, 1)} ${nextHop} 00`);
    const { assessment } = new UpdateView(update({ attributes: `40010100 400200 ${reach}` }), createContext());
    expect(assessment.outcome).toBe(outcome);
  });
});

describe('a BGP-LS model', () => {
  const node = { family: Family.BGP_LS, nlriType: 1, protocolId: 3, identifier: 0 };

  it('is written in ascending order of types, whatever the order of its members (RFC 9552 §5.1)', () => {
    const link = {
      ...node,
      nlriType: 2,
      multiTopologyIds: [2],
      remoteNode: {},
      localNode: { igpRouterId: '10.0.0.1', autonomousSystem: 1 },
    };
    expect(encode(BGP_LS, link)).toBe(
      plain(
        nlri(
          2,
          '03',
          identifier(0),
          lsTlv(256, lsTlv(512, '00000001'), lsTlv(515, '0a000001')),
          lsTlv(257),
          lsTlv(263, '0002'),
        ),
      ),
    );
  });

  it('may have an order that names too few or too many', () => {
    const link = { ...node, nlriType: 2, multiTopologyIds: [2], localNode: {}, order: [263, 999] };
    expect(encode(BGP_LS, link)).toBe(plain(nlri(2, '03', identifier(0), lsTlv(263, '0002'), lsTlv(256))));
  });

  it.each<[string, object]>([
    ['without a protocol', { protocolId: undefined }],
    ['without an identifier', { identifier: undefined }],
    ['an identifier beyond 64 bits', { identifier: '10000000000000000' }],
    ['a member that is no TLV of its type', { prefix: '10.0.0.0/8' }],
    ['an unknown type without a body', { nlriType: 5 }],
    ['a router id nobody has', { localNode: { igpRouterId: '10.0.0' } }],
    ['an AS number out of range', { localNode: { autonomousSystem: -1 } }],
    ['a member no node descriptor has', { localNode: { asn: 1 } }],
    ['a node that is no object', { localNode: 'me' }],
    ['an IPv6 prefix of an IPv4 NLRI', { nlriType: 3, prefix: '2001:db8::/32' }],
    ['a prefix with host bits', { nlriType: 3, prefix: '10.0.0.1/8' }],
    ['one address where a list stands', { nlriType: 2, ipv4InterfaceAddresses: '10.0.0.1' }],
    ['an IPv6 address among IPv4 ones', { nlriType: 2, ipv4InterfaceAddresses: ['2001:db8::1'] }],
    ['others that are no list', { others: 1 }],
    ['others that are no octets', { others: [{ type: 9, value: 'ab' }] }],
  ])('is refused: %s', (_, change) => {
    expect(() => encode(BGP_LS, { ...node, ...change } as BgpLsNlri)).toThrow(RangeError);
  });

  it('of a VPN is refused without a route distinguisher', () => {
    expect(() => encode(BGP_LS_VPN, { ...node, family: Family.BGP_LS_VPN })).toThrow('rd is a text');
  });
});
