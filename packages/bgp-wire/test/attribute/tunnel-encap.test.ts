import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  createContext,
  formatHex,
  formatTunnelType,
  GRE_ENCAPSULATION,
  isUsableTunnel,
  L2TPV3_ENCAPSULATION,
  parseTunnelType,
  Segment,
  SrPolicySubTlv,
  type SubTlv,
  subTlv,
  subTlvValue,
  subTlvValues,
  TUNNEL_ENCAP,
  type Tunnel,
  TunnelSubTlv,
  TunnelType,
  VXLAN_ENCAPSULATION,
  WEIGHT,
} from '../../src/index.js';
import { hex, octets } from '../support/octets.js';

const context = createContext();

/** A tunnel TLV: its sub-TLVs with a length of one octet, or of two from type 128 on (RFC 9012 §2). */
function tunnel(type: number, ...subTlvs: readonly string[]): string {
  const body = subTlvs.join('');
  return `${hex(type, 2)} ${hex(octets(body).length, 2)} ${body}`;
}
function sub(type: number, value: string): string {
  return `${hex(type, 1)}${hex(octets(value).length, type < 128 ? 1 : 2)}${value}`;
}

function decode(text: string): readonly Tunnel[] {
  const bytes = octets(text);
  expect(TUNNEL_ENCAP.check(bytes, 0, bytes.length, context)).toBeUndefined();
  return TUNNEL_ENCAP.decode(bytes, 0, bytes.length, context);
}
function encode(tunnels: readonly Tunnel[]): string {
  const writer = new ByteWriter();
  TUNNEL_ENCAP.encode(tunnels, writer, context);
  return formatHex(writer.view());
}
function check(text: string) {
  const bytes = octets(text);
  return TUNNEL_ENCAP.check(bytes, 0, bytes.length, context);
}

const ENDPOINT = sub(6, '00000000 0001 c0000201');
const LABEL_16001 = { label: 16001, isBottom: true } as const;
const SID = 'fc000000000000000000000000000001';
const NODE = '20010db8000000000000000000000001';
const NODE_2 = '20010db8000000000000000000000002';
const BEHAVIOR = { behavior: 65, locatorBlock: 32, locatorNode: 16, function: 16, argument: 0 };
const BEHAVIOR_HEX = '0041 0000 20 10 10 00';

/** Tunnel type, octets of one sub-TLV, and what it is. */
const SUB_TLVS: readonly (readonly [name: string, type: number, text: string, expected: SubTlv])[] = [
  [
    'VXLAN encapsulation §3.2.1',
    8,
    sub(1, 'c0 0003e8 001122334455 0000'),
    subTlv(VXLAN_ENCAPSULATION, { flags: 0xc0, vni: 1000, mac: '00:11:22:33:44:55' }),
  ],
  [
    'NVGRE encapsulation §3.2.2',
    9,
    sub(1, '80 0003e8 000000000000 0001'),
    subTlv(VXLAN_ENCAPSULATION, { flags: 0x80, vni: 1000, mac: '00:00:00:00:00:00', reserved: 1 }),
  ],
  [
    'L2TPv3 encapsulation §3.2.3',
    1,
    sub(1, '00000007 aabbccdd'),
    subTlv(L2TPV3_ENCAPSULATION, { sessionId: 7, cookie: octets('aabbccdd') }),
  ],
  ['GRE encapsulation §3.2.4', 2, sub(1, '0000002a'), subTlv(GRE_ENCAPSULATION, 42)],
  ['MPLS-in-GRE encapsulation §3.2.5', 11, sub(1, '0000002a'), subTlv(GRE_ENCAPSULATION, 42)],
  ['an encapsulation of a type that has none', 7, sub(1, 'ab'), { type: 1, value: octets('ab') }],
  ['protocol type §3.4.1', 2, sub(2, '0800'), subTlv(TunnelSubTlv.PROTOCOL_TYPE, 0x0800)],
  ['color §3.4.2', 8, sub(4, '030b 4000 00000064'), subTlv(TunnelSubTlv.COLOR, { flags: 0x4000, color: 100 })],
  [
    'a color that is no Color community',
    8,
    sub(4, '0002 4000 00000064'),
    { type: 4, value: octets('0002400000000064') },
  ],
  ['load-balancing block, RFC 5640 §2', 1, sub(5, '0008'), subTlv(TunnelSubTlv.LOAD_BALANCING_BLOCK, 8)],
  ['IPv4 egress endpoint §3.1', 8, ENDPOINT, subTlv(TunnelSubTlv.EGRESS_ENDPOINT, { address: '192.0.2.1' })],
  [
    'IPv6 egress endpoint §3.1',
    8,
    sub(6, `0000fde9 0002 ${NODE}`),
    subTlv(TunnelSubTlv.EGRESS_ENDPOINT, { address: '2001:db8::1', reserved: 65001 }),
  ],
  ['the next hop as egress endpoint §3.1', 8, sub(6, '00000000 0000'), subTlv(TunnelSubTlv.EGRESS_ENDPOINT, {})],
  ['DS field §3.3.1', 8, sub(7, '2e'), subTlv(TunnelSubTlv.DS_FIELD, 46)],
  ['UDP destination port §3.3.2', 8, sub(8, '12b5'), subTlv(TunnelSubTlv.UDP_DESTINATION_PORT, 4789)],
  ['embedded label handling §3.5', 8, sub(9, '01'), subTlv(TunnelSubTlv.EMBEDDED_LABEL_HANDLING, 1)],
  [
    'MPLS label stack §3.6',
    11,
    sub(10, '03e81000 03e82b40'),
    subTlv(TunnelSubTlv.MPLS_LABEL_STACK, [
      { label: 16001 },
      { label: 16002, trafficClass: 5, isBottom: true, ttl: 64 },
    ]),
  ],
  [
    'prefix-SID §3.7',
    11,
    sub(11, '01 0007 00 0000 0000000a'),
    subTlv(TunnelSubTlv.PREFIX_SID, { labelIndex: { flags: 0, index: 10 } }),
  ],
  ['a type nobody knows', 8, sub(99, 'abcd'), { type: 99, value: octets('abcd') }],
  ['a type nobody knows with a long length', 8, sub(200, 'abcd'), { type: 200, value: octets('abcd') }],
  ['a DS field of another length', 8, sub(7, '2e2e'), { type: 7, value: octets('2e2e') }],
  [
    'preference, RFC 9830 §2.4.1',
    15,
    sub(12, '00 00 00000064'),
    subTlv(SrPolicySubTlv.PREFERENCE, { flags: 0, value: 100 }),
  ],
  ['no binding SID §2.4.2', 15, sub(13, '40 00'), subTlv(SrPolicySubTlv.BINDING_SID, { flags: 0x40 })],
  [
    'a label as binding SID §2.4.2',
    15,
    sub(13, '80 00 05dc0100'),
    subTlv(SrPolicySubTlv.BINDING_SID, { flags: 0x80, label: { label: 24000, isBottom: true } }),
  ],
  [
    'an SRv6 SID as binding SID §2.4.2',
    15,
    sub(13, `00 00 ${SID}`),
    subTlv(SrPolicySubTlv.BINDING_SID, { flags: 0, sid: 'fc00::1' }),
  ],
  [
    'SRv6 binding SID §2.4.3',
    15,
    sub(20, `20 00 ${SID} ${BEHAVIOR_HEX}`),
    subTlv(SrPolicySubTlv.SRV6_BINDING_SID, { flags: 0x20, sid: 'fc00::1', endpointBehavior: BEHAVIOR }),
  ],
  [
    'explicit null label policy §2.4.5',
    15,
    sub(14, '00 00 04'),
    subTlv(SrPolicySubTlv.EXPLICIT_NULL_LABEL_POLICY, { flags: 0, value: 4 }),
  ],
  ['priority §2.4.6', 15, sub(15, '0a 00'), subTlv(SrPolicySubTlv.PRIORITY, { priority: 10 })],
  [
    'candidate path name §2.4.7',
    15,
    sub(129, '00 7072696d617279'),
    subTlv(SrPolicySubTlv.CANDIDATE_PATH_NAME, { name: 'primary' }),
  ],
  ['policy name §2.4.8', 15, sub(130, '00 70'), subTlv(SrPolicySubTlv.POLICY_NAME, { name: 'p' })],
];

/** Octets of one segment and what it is (RFC 9830 §2.4.4.2, RFC 9831 §2). */
const SEGMENTS: readonly (readonly [name: string, text: string, expected: SubTlv])[] = [
  ['A', sub(1, '00 00 03e81100'), subTlv(Segment.A, { flags: 0, label: LABEL_16001 })],
  ['B', sub(13, `00 00 ${SID}`), subTlv(Segment.B, { flags: 0, sid: 'fc00::1' })],
  [
    'B with behaviour',
    sub(13, `10 00 ${SID} ${BEHAVIOR_HEX}`),
    subTlv(Segment.B, { flags: 0x10, sid: 'fc00::1', endpointBehavior: BEHAVIOR }),
  ],
  ['C', sub(3, '40 80 c0000201'), subTlv(Segment.C, { flags: 0x40, algorithm: 128, node: '192.0.2.1' })],
  [
    'C with SID',
    sub(3, '60 00 c0000201 03e81100'),
    subTlv(Segment.C, { flags: 0x60, algorithm: 0, node: '192.0.2.1', sid: LABEL_16001 }),
  ],
  ['D', sub(4, `00 01 ${NODE}`), subTlv(Segment.D, { flags: 0, algorithm: 1, node: '2001:db8::1' })],
  ['E', sub(5, '00 00 00000007 c0000201'), subTlv(Segment.E, { flags: 0, localInterface: 7, node: '192.0.2.1' })],
  [
    'F',
    sub(6, '00 00 c0000201 c0000202'),
    subTlv(Segment.F, { flags: 0, localAddress: '192.0.2.1', remoteAddress: '192.0.2.2' }),
  ],
  [
    'G',
    sub(7, `20 00 00000007 ${NODE} 00000008 ${NODE_2} 03e81100`),
    subTlv(Segment.G, {
      flags: 0x20,
      localInterface: 7,
      localAddress: '2001:db8::1',
      remoteInterface: 8,
      remoteAddress: '2001:db8::2',
      sid: LABEL_16001,
    }),
  ],
  [
    'H',
    sub(8, `00 00 ${NODE} ${NODE_2}`),
    subTlv(Segment.H, { flags: 0, localAddress: '2001:db8::1', remoteAddress: '2001:db8::2' }),
  ],
  [
    'I',
    sub(14, `00 00 ${NODE} ${SID}`),
    subTlv(Segment.I, { flags: 0, algorithm: 0, node: '2001:db8::1', sid: 'fc00::1' }),
  ],
  [
    'I with behaviour',
    sub(14, `10 00 ${NODE} ${SID} ${BEHAVIOR_HEX}`),
    subTlv(Segment.I, { flags: 0x10, algorithm: 0, node: '2001:db8::1', sid: 'fc00::1', endpointBehavior: BEHAVIOR }),
  ],
  [
    'J',
    sub(15, `00 00 00000007 ${NODE} 00000008 ${NODE_2}`),
    subTlv(Segment.J, {
      flags: 0,
      algorithm: 0,
      localInterface: 7,
      localAddress: '2001:db8::1',
      remoteInterface: 8,
      remoteAddress: '2001:db8::2',
    }),
  ],
  [
    'K',
    sub(16, `00 80 ${NODE} ${NODE_2} ${SID}`),
    subTlv(Segment.K, {
      flags: 0,
      algorithm: 128,
      localAddress: '2001:db8::1',
      remoteAddress: '2001:db8::2',
      sid: 'fc00::1',
    }),
  ],
  ['of a type nobody knows', sub(99, '0102'), { type: 99, value: octets('0102') }],
];

describe('TUNNEL_ENCAP', () => {
  it.each(SUB_TLVS)('%s', (_name, type, text, expected) => {
    const whole = tunnel(type, text);
    expect(decode(whole)).toEqual([{ type, subTlvs: [expected] }]);
    expect(encode([{ type, subTlvs: [expected] }])).toBe(formatHex(octets(whole)));
    expect(TUNNEL_ENCAP.format(decode(whole))).toContain(formatTunnelType(type));
  });

  it.each(SEGMENTS)('segment %s', (_name, text, expected) => {
    const whole = tunnel(15, sub(128, `00 ${sub(9, '00 00 00000001')} ${text}`));
    const list = { subTlvs: [subTlv(WEIGHT, { flags: 0, value: 1 }), expected] };
    expect(decode(whole)).toEqual([{ type: 15, subTlvs: [subTlv(SrPolicySubTlv.SEGMENT_LIST, list)] }]);
    expect(encode(decode(whole))).toBe(formatHex(octets(whole)));
  });

  it('keeps tunnels, sub-TLVs and segments in their order, whatever their types', () => {
    const list = sub(128, `00 ${SEGMENTS.map(([, text]) => text).join('')} ${sub(9, '00 00 00000001')}`);
    const whole = `${tunnel(15, list, sub(99, 'ab'), sub(12, '00 00 00000064'))} ${tunnel(0x1234, sub(77, '01'))} ${tunnel(8, sub(8, '12b5'), ENDPOINT)}`;
    expect(encode(decode(whole))).toBe(formatHex(octets(whole)));
    expect(decode(whole).map(({ type }) => type)).toEqual([15, 0x1234, 8]);
  });

  it('every truncation is a finding or a value, never a throw', () => {
    const whole = octets(tunnel(15, sub(128, `00 ${SEGMENTS.map(([, text]) => text).join('')}`)));
    for (let length = 0; length < whole.length; length++) {
      expect(TUNNEL_ENCAP.check(whole, 0, length, context)?.outcome).toBe('treat-as-withdraw');
    }
    for (const [, type, text] of SUB_TLVS) {
      const value = octets(text);
      for (let length = 0; length < value.length; length++) {
        const cut = octets(tunnel(type, formatHex(value, 0, length)));
        if (TUNNEL_ENCAP.check(cut, 0, cut.length, context) === undefined) {
          expect(encode(TUNNEL_ENCAP.decode(cut, 0, cut.length, context))).toBe(formatHex(cut));
        }
      }
    }
  });

  it('reads values by their rows: the first, or all', () => {
    const { subTlvs } = decode(tunnel(8, sub(8, '12b5'), sub(8, '0001'), sub(7, '2e2e'), ENDPOINT))[0]!;
    expect(subTlvValue(subTlvs, TunnelSubTlv.UDP_DESTINATION_PORT)).toBe(4789);
    expect(subTlvValues(subTlvs, TunnelSubTlv.UDP_DESTINATION_PORT)).toEqual([4789, 1]);
    expect(subTlvValue(subTlvs, TunnelSubTlv.DS_FIELD)).toBeUndefined();
  });

  it('prints what it holds', () => {
    const list = sub(128, `00 ${sub(9, '00 00 00000001')} ${sub(1, '00 00 03e81100')}`);
    expect(TUNNEL_ENCAP.format(decode(`${tunnel(15, list)} ${tunnel(8, sub(8, '12b5'), sub(99, 'ab'))}`))).toBe(
      'sr-policy segment-list [ weight [ flags 0 value 1 ] type-a [ flags 0 label [ label 16001 is-bottom true ] ] ], vxlan udp-destination-port 4789 sub-tlv 99 0xab',
    );
  });
});

describe('TUNNEL_ENCAP: errors (RFC 9012 §13, RFC 9830 §5)', () => {
  const WITHDRAWN = { outcome: 'treat-as-withdraw', subcode: 9 };

  it.each([
    ['no tunnel', ''],
    ['a TLV header that is cut', '0008 00'],
    ['a TLV that overruns', '0008 0005 08 02 12b5'],
    ['a sub-TLV that overruns its TLV', `0008 0004 08 03 12b5 ${tunnel(8, ENDPOINT)}`],
    ['a sub-TLV header that is cut', '0008 0005 08 02 12b5 07'],
    ['a long sub-TLV header that is cut', '0008 0006 08 02 12b5 c8 00'],
    ['an endpoint of a wrong length alone', tunnel(8, sub(6, '00000000 0001 c00002'))],
    ['an endpoint of an unknown AFI alone', tunnel(8, sub(6, '00000000 0003 c0000201'))],
    ['two endpoints alone', tunnel(8, ENDPOINT, ENDPOINT)],
  ])('%s', (_name, text) => {
    expect(check(text)).toMatchObject({ ...WITHDRAWN, rfc: 'RFC 9012 §13' });
  });

  it.each([
    ['a preference of a wrong length', sub(12, '00 00 000064')],
    ['two preferences', sub(12, '00 00 00000064').repeat(2)],
    ['a binding SID of five octets', sub(13, '00 00 000000')],
    ['an empty segment list TLV', sub(128, '')],
    ['a segment of a wrong length', sub(128, `00 ${sub(1, '00 00 03e811')}`)],
    ['a segment that overruns its list', sub(128, '00 01 06 00 00 03e811')],
    ['two weights', sub(128, `00 ${sub(9, '00 00 00000001').repeat(2)}`)],
    ['a name that is no text', sub(130, '00 ff')],
  ])('SR Policy: %s', (_name, text) => {
    expect(check(tunnel(15, text))).toMatchObject({ ...WITHDRAWN, rfc: 'RFC 9830 §5' });
  });

  it('a tunnel with a bad endpoint is not used; another one is', () => {
    const tunnels = decode(
      `${tunnel(8, sub(6, '00'))} ${tunnel(2, ENDPOINT)} ${tunnel(7)} ${tunnel(15, sub(6, '00'))}`,
    );
    expect(tunnels.map(isUsableTunnel)).toEqual([false, true, true, true]);
    expect(encode(tunnels)).toBe(
      formatHex(octets('0008 0003 060100 0002 000c 060a 00000000 0001 c0000201 0007 0000 000f 0003 060100')),
    );
  });

  it.each<[string, Tunnel]>([
    ['a model of a type without a row', { type: 8, subTlvs: [{ type: 99, value: 1 }] }],
    ['a port out of range', { type: 8, subTlvs: [{ type: 8, value: 70000 }] }],
    ['an endpoint that is no address', { type: 8, subTlvs: [{ type: 6, value: { address: 'x' } }] }],
    ['a label out of range', { type: 11, subTlvs: [{ type: 10, value: [{ label: 1 << 20 }] }] }],
    ['a MAC address that is none', { type: 8, subTlvs: [{ type: 1, value: { flags: 0, vni: 0, mac: '00:11' } }] }],
    ['a tunnel type out of range', { type: 70000, subTlvs: [] }],
  ])('refuses to write %s', (_name, one) => {
    expect(() => encode([one])).toThrow(RangeError);
  });
});

describe('tunnel types', () => {
  it('have names and numbers', () => {
    expect(formatTunnelType(TunnelType.MPLS_IN_UDP)).toBe('mpls-in-udp');
    expect(formatTunnelType(99)).toBe('99');
    expect([parseTunnelType('vxlan'), parseTunnelType('99'), parseTunnelType('x'), parseTunnelType('70000')]).toEqual([
      8,
      99,
      undefined,
      undefined,
    ]);
  });
});
