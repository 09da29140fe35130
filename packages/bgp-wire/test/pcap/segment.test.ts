import { describe, expect, it } from 'vitest';
import { formatHex } from '../../src/index.js';
import { decodeSegment, LinkType, TcpFlag } from '../../src/pcap/index.js';
import { hex, octets } from '../support/octets.js';
import { ETHERNET, ipv4, ipv6, packet } from './captures.js';

const FIELDS = { sequence: 0xfffffffe, flags: 0x18, payload: 'abcd' };
const SLL = '0000 0001 0006 000000000001 0000';
const LABEL = '00010 0 40';
const BOTTOM = '00011 1 40';

/** Packets written by hand from the registry of link-layer header types. */
const PACKETS: readonly (readonly [name: string, linkType: number, text: string])[] = [
  ['Ethernet', LinkType.ETHERNET, `${ETHERNET} 0800 ${ipv4(FIELDS)}`],
  ['Ethernet with padding', LinkType.ETHERNET, `${ETHERNET} 0800 ${ipv4(FIELDS)} 000000000000`],
  ['802.1Q', LinkType.ETHERNET, `${ETHERNET} 8100 0064 0800 ${ipv4(FIELDS)}`],
  ['QinQ', LinkType.ETHERNET, `${ETHERNET} 88a8 0064 8100 00c8 86dd ${ipv6(FIELDS)}`],
  ['MPLS', LinkType.ETHERNET, `${ETHERNET} 8847 ${LABEL} ${BOTTOM} ${ipv4(FIELDS)}`],
  ['Linux cooked', LinkType.LINUX_SLL, `${SLL} 0800 ${ipv4(FIELDS)}`],
  ['Linux cooked with a tag', LinkType.LINUX_SLL, `${SLL} 8100 0064 86dd ${ipv6(FIELDS)}`],
  ['Linux cooked version 2', LinkType.LINUX_SLL2, `0800 0000 00000001 0001 00 06 0000000000010000 ${ipv4(FIELDS)}`],
  ['raw IPv4', LinkType.RAW, ipv4(FIELDS)],
  ['raw IPv6', LinkType.RAW, ipv6(FIELDS)],
  ['LINKTYPE_IPV4', LinkType.IPV4, ipv4(FIELDS)],
  ['LINKTYPE_IPV6', LinkType.IPV6, ipv6(FIELDS)],
  ['null, little endian', LinkType.NULL, `02000000 ${ipv4(FIELDS)}`],
  ['null, IPv6 of macOS', LinkType.NULL, `1e000000 ${ipv6(FIELDS)}`],
  ['loop', LinkType.LOOP, `00000002 ${ipv4(FIELDS)}`],
  ['PPP', LinkType.PPP, `ff03 0021 ${ipv4(FIELDS)}`],
  ['PPP without address', LinkType.PPP, `0057 ${ipv6(FIELDS)}`],
  ['Cisco HDLC', LinkType.C_HDLC, `0f00 0800 ${ipv4(FIELDS)}`],
  ['Frame Relay, Ethernet type', LinkType.FRAME_RELAY, `1861 0800 ${ipv4(FIELDS)}`],
  ['Frame Relay, NLPID', LinkType.FRAME_RELAY, `1861 03cc ${ipv4(FIELDS)}`],
  ['Juniper Ethernet', LinkType.JUNIPER_ETHERNET, `4d4743 80 0004 01020304 ${ETHERNET} 0800 ${ipv4(FIELDS)}`],
];

/** Extension headers before TCP: hop-by-hop options, routing, an atomic fragment, authentication. */
const EXTENSIONS: readonly (readonly [name: string, text: string])[] = [
  ['hop-by-hop options', ipv6(FIELDS, '06 00 0000 00000000', 0)],
  [
    'hop-by-hop, routing, destination',
    ipv6(FIELDS, '2b 00 0000 00000000 3c 01 0000 00000000 0000000000000000 06 00 0000 00000000', 0),
  ],
  ['an atomic fragment', ipv6(FIELDS, '06 00 0000 00000001', 44)],
  ['authentication', ipv6(FIELDS, '06 04 0000 00000001 00000001 000000000000000000000000', 51)],
];

describe('decodeSegment', () => {
  it.each(PACKETS)('reads %s', (_name, linkType, text) => {
    const segment = decodeSegment(packet(linkType, text, 9n));
    if (typeof segment === 'string' || segment.kind === 'fault') throw new Error(JSON.stringify(segment));
    const [source, destination] = segment.source.address.includes(':')
      ? ['2001:db8::1', '2001:db8::2']
      : ['192.0.2.1', '192.0.2.2'];
    expect({ ...segment, payload: formatHex(segment.payload) }).toEqual({
      kind: 'segment',
      timestampNs: 9n,
      source: { address: source, port: 50000 },
      destination: { address: destination, port: 179 },
      sequence: 0xfffffffe,
      acknowledgment: 0,
      flags: TcpFlag.PSH | TcpFlag.ACK,
      payload: 'abcd',
    });
  });

  it.each(PACKETS)('finds every header of %s that is cut short', (_name, linkType, text) => {
    const whole = packet(linkType, text);
    for (let length = 0; length < whole.octets.length - 8; length++) {
      const result = decodeSegment({ ...whole, octets: whole.octets.subarray(0, length) });
      if (typeof result !== 'string') expect(result.kind, `${length} octets`).toBe('fault');
    }
  });

  it.each(EXTENSIONS)('walks over %s (RFC 8200 §4.1)', (_name, text) => {
    expect(decodeSegment(packet(LinkType.RAW, text))).toMatchObject({ kind: 'segment', payload: octets('abcd') });
  });

  it('passes over fragments and other protocols', () => {
    const ip = (text: string) => decodeSegment(packet(LinkType.RAW, text));
    expect(ip(ipv4(FIELDS, { fragment: 0x2000 }))).toBe('fragment');
    expect(ip(ipv4(FIELDS, { fragment: 0x0010 }))).toBe('fragment');
    expect(ip(ipv4(FIELDS, { fragment: 0x4000 }))).toMatchObject({ kind: 'segment' });
    expect(ip(ipv6(FIELDS, '06 00 0001 00000001', 44))).toBe('fragment');
    expect(ip(ipv4(FIELDS, { protocol: 17 }))).toBe('other');
    expect(ip('10')).toBe('other');
    expect(decodeSegment(packet(LinkType.ETHERNET, `${ETHERNET} 0806 0001`))).toBe('other');
    expect(decodeSegment(packet(147, '00'))).toBe('other');
  });

  it('takes what was captured of a packet that a snapshot length cut', () => {
    const whole = packet(LinkType.RAW, ipv4(FIELDS));
    const cut = decodeSegment({ ...whole, octets: whole.octets.subarray(0, 41) });
    expect(cut).toMatchObject({ kind: 'segment', payload: octets('ab') });
  });

  it('takes the whole packet where the sender left its length to the network card', () => {
    const bytes = octets(ipv4(FIELDS));
    bytes.set([0, 0], 2);
    expect(decodeSegment({ ...packet(LinkType.RAW, ''), octets: bytes })).toMatchObject({ payload: octets('abcd') });
  });

  it.each([
    ['an IPv4 header length below 20', `44${ipv4(FIELDS).slice(2)}`, 'ip', 0],
    ['an IPv4 total length below the header', ipv4(FIELDS).replace('45 00 002a', '45 00 0013'), 'ip', 2],
    ['a TCP header length below 20', ipv4(FIELDS).replace(' 50 18', ' 40 18'), 'tcp', 20],
    ['a TCP header beyond the packet', ipv4(FIELDS).replace(' 50 18', ' f0 18'), 'tcp', 20],
    ['an extension header beyond the packet', ipv6(FIELDS, `06 ${hex(255, 1)} 0000 00000000`, 0), 'tcp', 2088],
  ])('tells %s', (_name, text, layer, offset) => {
    expect(decodeSegment(packet(LinkType.RAW, text))).toMatchObject({ kind: 'fault', layer, offset });
  });
});
