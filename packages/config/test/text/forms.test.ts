import { ByteWriter, createContext, encodeNlri, formatHex, isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { formatRoute, parseRouteText } from '../../src/index.js';

const context = createContext();

function nlriOctets(text: string): string {
  const [route] = parseRouteText(text);
  const writer = new ByteWriter();
  encodeNlri([route!.nlri], route!.nlri.family, writer, context);
  return formatHex(writer.view());
}

/** Text in its canonical form, and the NLRI octets that the RFC's figures make of it. */
const CANONICAL: readonly (readonly [text: string, nlri: string])[] = [
  ['ipv4 nlri-mpls 10.0.0.0/24 label 100 next-hop 192.0.2.1', '300006410a0000'], // RFC 8277 §2.2
  ['ipv4 nlri-mpls 10.0.0.0/24 label [ 100 200 ] next-hop 192.0.2.1', '48000640000c810a0000'],
  ['ipv4 mpls-vpn 10.0.0.0/24 rd 65000:1 label 3 next-hop 192.0.2.1', '700000310000fde8000000010a0000'], // RFC 4364 §4.3.4
  ['ipv6 mpls-vpn 2001:db8::/32 rd 192.0.2.1:7 label 3 next-hop 2001:db8::1', '780000310001c0000201000720010db8'],
  ['ipv4 mcast-mpls-vpn 224.0.0.0/8 rd 65000:1 next-hop 192.0.2.1', '480000fde800000001e0'], // RFC 6514 §7
  // RFC 6514 §4.5, §4.6
  [
    'ipv4 mcast-vpn source-ad source 10.99.12.4 group 239.251.255.228 rd 65000:99999 next-hop 10.10.6.4',
    '05120000fde80001869f200a630c0420effbffe4',
  ],
  [
    'ipv4 mcast-vpn shared-join rp 10.99.199.1 group any rd 65000:1 source-as 65000 next-hop 10.10.6.3',
    '06120000fde8000000010000fde8200a63c70100',
  ],
  // RFC 7432 §7.2, §7.3; RFC 9136 §3.1
  [
    'l2vpn evpn mac-ip rd 65000:1 esi 00:00:00:00:00:00:00:00:00:00 ethernet-tag 0 mac 00:11:22:33:44:55 ip 10.0.0.1 label 100 next-hop 192.0.2.1',
    '02250000fde800000001000000000000000000000000000030001122334455200a000001000064',
  ],
  [
    'l2vpn evpn inclusive-multicast rd 65000:1 ethernet-tag 0 ip 192.0.2.1 next-hop 192.0.2.1',
    '03110000fde8000000010000000020c0000201',
  ],
  [
    'l2vpn evpn ip-prefix rd 65000:1 esi 00:00:00:00:00:00:00:00:00:00 ethernet-tag 0 prefix 10.0.0.0/24 gateway 0.0.0.0 label 100 next-hop 192.0.2.1',
    '05220000fde8000000010000000000000000000000000000180a00000000000000000064',
  ],
  ['l2vpn evpn type 99 0x0102 next-hop 192.0.2.1', '63020102'],
  [
    'vpls rd 192.168.201.1:123 endpoint 5 base 10702 offset 1 size 8 next-hop 192.168.201.1',
    '00110001c0a8c901007b000500010008029ce1',
  ], // RFC 4761 §3.2.2
  ['vpls rd 65000:1 address 192.0.2.1 next-hop 192.0.2.1', '000c0000fde800000001c0000201'], // RFC 6074 §3.2.2.1
  ['ipv4 rtc default next-hop 192.0.2.1', '00'], // RFC 4684 §4
  ['ipv4 rtc origin-as 65000 route-target target:65000:1 next-hop 192.0.2.1', '600000fde80002fde800000001'],
  ['ipv4 encap endpoint 192.0.2.1 next-hop 192.0.2.1', '20c0000201'], // RFC 5512 §3
  ['ipv4 sr-policy distinguisher 0 color 100 endpoint 10.0.0.1 next-hop 192.0.2.1', '6000000000000000640a000001'], // RFC 9830 §2.1
  // RFC 9552 §5.2
  [
    'bgp-ls bgp-ls node protocol 2 identifier 0 local-node { autonomous-system 65000 igp-router-id 1921.6825.2240 } next-hop 192.0.2.1',
    '0001001f02000000000000000001000012020000040000fde802030006192168252240',
  ],
  // RFC 8955 §4.3 (its second example)
  [
    'ipv4 flow destination 192.0.2.0/24 source 203.0.113.0/24 port [ >=137&<=139 =8080 ]',
    '120118c000020218cb0071040389458b911f90',
  ],
  ['ipv4 flow tcp-flags [ syn rst&fin&!=push ] fragment !is-fragment', '0c09000200044001c3080c8202'],
  ['ipv6 flow destination 2001:db8::/32 next-header =tcp', '0a01200020010db8038106'],
];

/** Texts in their canonical form, which say in full what they mean. */
const FIXPOINTS: readonly string[] = [
  'ipv4 mup mup-isd 10.0.1.0/24 rd 100:100 next-hop 2001::1',
  'ipv4 mup mup-dsd 10.0.0.1 rd 100:100 next-hop 2001::2',
  'ipv4 mup mup-t1st 192.168.0.1/32 rd 100:100 teid 12345 qfi 9 endpoint 10.0.0.1 source 10.0.0.2 next-hop 10.0.0.2',
  'ipv4 mup mup-t2st 10.0.0.1 rd 100:100 teid 12345/23 next-hop 10.0.0.2',
  'ipv4 mup mup-t2st 10.0.0.1 rd 100:100 teid 0/0 next-hop 10.0.0.2',
  'ipv6 flow source ::1/128/120 next-header =udp traffic-class =101 flow-label =2013 extended-community rate-limit:0',
  'ipv4 flow-vpn rd 65535:65536 source 10.0.0.1/32 next-hop 5.6.7.8 extended-community redirect-to-nexthop',
  'l2 flow ethernet-type =2048 source-mac 00:11:22:33:44:55 vlan-id =100',
  'ipv4 flow packet-length [ >200&<300 >400&<500 ] dscp =10',
  'ipv4 flow port [ true =80/2 ]',
  ...[
    'type-a mpls 16001',
    'type-a flags 0x80 mpls 16001:1:1:255',
    'type-b srv6 fc00::1',
    'type-b srv6 fc00::1 endpoint-behavior 65 32 0 16 0',
    'type-c ipv4 10.0.0.1 algorithm 0 sid 16003',
    'type-d ipv6 fc00::1 algorithm 1',
    'type-e local-if-id 5 ipv4 10.0.0.1 sid 16003',
    'type-f local 10.0.0.1 remote 10.0.0.2',
    'type-g local-if-id 5 local-ipv6 fc00::1 remote-if-id 6 remote-ipv6 fc00::2',
    'type-h local fc00::1 remote fc00::2 sid 16003',
    'type-i ipv6 fc00::1 algorithm 0 sid fc00::2 endpoint-behavior 65 32 0 16 0',
    'type-j local-if-id 5 local-ipv6 fc00::1 remote-if-id 6 remote-ipv6 fc00::2 algorithm 0',
    'type-k local fc00::1 remote fc00::2 algorithm 128 sid fc00::3',
  ].map(
    (segment) =>
      `ipv4 sr-policy distinguisher 0 color 100 endpoint 10.0.0.1 next-hop 192.0.2.1 segment-list weight 1 segment ${segment}`,
  ),
  'ipv4 sr-policy distinguisher 1 color 200 endpoint 10.0.0.2 next-hop 192.0.2.1 preference 200 binding-sid null srv6-binding-sid fc00::1 explicit-null-label-policy 1 priority 10 segment-list weight 2 segment type-a mpls 16001 candidate-path-name primary policy-name "my policy"',
  'bgp-ls bgp-ls-vpn link rd 65000:1 protocol 2 identifier 7 local-node { } remote-node { } ipv4-interface-addresses [ 10.0.0.1 ] multi-topology-ids [ 2 ] next-hop 192.0.2.1',
  'bgp-ls bgp-ls type 99 0x0102 next-hop 192.0.2.1',
];

const REFUSED: readonly (readonly [text: string, message: RegExp])[] = [
  ['ipv4 mpls-vpn 10.0.0.0/24 label 3 next-hop 192.0.2.1', /^the route has no rd/],
  ['ipv4 nlri-mpls 10.0.0.0/24 label 1048576 next-hop 192.0.2.1', /^expected a label from 0 to 1048575/],
  [`ipv4 nlri-mpls 10.0.0.0/24 label [ ${'1 '.repeat(11)}] next-hop 192.0.2.1`, /^the bits of labels and prefix/],
  ['route 10.0.0.0/24 rd 65536:65536 label 3 next-hop 192.0.2.1', /^expected a route distinguisher/],
  ['ipv4 mcast-vpn source-ad source 10.0.0.1 rd 65000:1 next-hop self', /^the route has no group/],
  ['ipv4 mcast-vpn nothing rd 65000:1', /^expected a route type: intra-as-i-pmsi,/],
  ['ipv4 mup mup-isd 2001:db8::/32 rd 1:1 next-hop self', /^a MUP route takes a prefix such as 10\.0\.0\.0\/24/],
  ['ipv4 mup mup-t2st 10.0.0.1 rd 1:1 teid 12345/0 next-hop self', /^expected a tunnel identifier/],
  ['l2vpn evpn mac-ip rd 1:1 mac 00:11 next-hop self', /^expected 6 octets between colons/],
  ['l2vpn evpn mac-ip rd 1:1 prefix 10.0.0.0/24 next-hop self', /^expected a keyword, got 'prefix'/],
  ['l2vpn evpn type 2 0x00 next-hop self', /^expected the number of a type that has no word/],
  ['vpls endpoint 65536 base 1 offset 1 size 1 rd 1:1 next-hop self', /^expected a number from 0 to 65535/],
  ['vpls endpoint 1 rd 1:1 next-hop self', /^the route has no base/],
  [
    'flow route { match { source 10.0.0.0/24; destination 2001:db8::/32; } then { discard; } }',
    /prefixes of one address family/,
  ],
  ['flow route { then { discard; } }', /^the flow matches nothing/],
  ['ipv4 flow next-header =tcp discard', /^a flow of ipv4 has no next-header/],
  ['ipv4 flow destination-port =99999999999 discard', /^expected a comparison such as =80/],
  ['ipv4 flow tcp-flags foo discard', /^expected bits such as fin, syn, rst/],
  ['ipv4 flow source 10.0.0.0/24 mark 64', /^expected a DSCP from 0 to 63/],
  ['ipv4 flow source 10.0.0.0/24 next-hop 1.2.3.4 redirect 1.2.3.5', /^the flow has two next hops/],
  ['ipv4 flow source 10.0.0.0/24 source 10.0.1.0/24', /^source stands twice/],
  ['flow route { match { discard; } }', /^expected a keyword, got 'discard'/],
  ['ipv4 sr-policy distinguisher 0 color 1 next-hop self', /^the route has no endpoint/],
  [
    'sr-policy distinguisher 0 color 1 endpoint 10.0.0.1 next-hop self segment-list segment type-z',
    /^expected a segment type, type-a to type-k/,
  ],
  ['ipv4 rtc origin-as 65000 route-target target:65000:1 bits 20 next-hop self', /0 or 32 to 96 bits/],
  ['bgp-ls bgp-ls node protocol 2 identifier 0 local-node 5 next-hop self', /./],
  ['bgp-ls bgp-ls node protocol 2 identifier 0 local-node { a 1 a 2 } next-hop self', /^a stands twice/],
  ['afi-1-safi-1 0x00 next-hop self', /^expected a route:/],
];

describe('forms of routes', () => {
  it.each(CANONICAL)('%s', (text, nlri) => {
    expect(nlriOctets(text)).toBe(nlri);
    expect(parseRouteText(text).map(formatRoute)).toEqual([text]);
  });

  it.each(FIXPOINTS)('%s', (text) => {
    expect(parseRouteText(text).map(formatRoute)).toEqual([text]);
  });

  it.each(REFUSED)('refuses %s', (text, message) => {
    try {
      parseRouteText(text);
    } catch (error) {
      expect(isMeshError(error, 'MESH_TEXT_SYNTAX')).toBe(true);
      expect((error as Error).message).toMatch(message);
      return;
    }
    throw new Error('no error');
  });

  it.each([
    [
      'route 10.0.0.0/24 rd 65000:1 label 3 next-hop self',
      'ipv4 mpls-vpn 10.0.0.0/24 rd 65000:1 label 3 next-hop self',
    ],
    ['route 10.0.0.0/24 label [ 3 ] next-hop self', 'ipv4 nlri-mpls 10.0.0.0/24 label 3 next-hop self'],
    [
      'vpls site5 { endpoint 5; base 1; offset 1; size 8; rd 1:1; next-hop self; }',
      'vpls rd 1:1 endpoint 5 base 1 offset 1 size 8 next-hop self name site5',
    ],
    [
      'flow route a-name { match { source 10.0.0.0/24; protocol tcp; } then { rate-limit 9600; } }',
      'ipv4 flow source 10.0.0.0/24 protocol =tcp extended-community rate-limit:9600 name a-name',
    ],
    [
      'flow route { match { source 10.0.0.1/32; } then { redirect 1.2.3.4; } }',
      'ipv4 flow source 10.0.0.1/32 next-hop 1.2.3.4 extended-community redirect-to-nexthop',
    ],
    [
      'flow destination 133.130.1.219/32 discard interface-set [ transitive:input:1234:10]',
      'ipv4 flow destination 133.130.1.219/32 extended-community [ rate-limit:0 interface-set:input:1234:10 ]',
    ],
    [
      'flow route { match { source ::1/128; } then { redirect [2001:db8::1]:5; } }',
      'ipv6 flow source ::1/128 ipv6-extended-community redirect:[2001:db8::1]:5',
    ],
    [
      'flow route { match { source ::1/128; } then { redirect-to-nexthop-ietf 2001:db8::1; mark 10; action sample; } }',
      'ipv6 flow source ::1/128 extended-community [ mark:10 action:sample ] ipv6-extended-community redirect-to-nexthop-ietf:[2001:db8::1]',
    ],
    [
      'flow route { match { destination-port [ =80 443 ]; icmp-type echo-request; } then { copy 1.2.3.4; } }',
      'ipv4 flow destination-port [ =80 =443 ] icmp-type =8 next-hop 1.2.3.4 extended-community copy-to-nexthop',
    ],
    [
      'flow route { match { source 10.0.0.0/8; } then { rate-limit 1000 packets; extended-community target:1:1; } }',
      'ipv4 flow source 10.0.0.0/8 extended-community [ rate-limit:1000:packets target:1:1 ]',
    ],
    [
      'sr-policy distinguisher 0 color 1 endpoint fc00::1 next-hop self',
      'ipv6 sr-policy distinguisher 0 color 1 endpoint fc00::1 next-hop self',
    ],
    [
      'l2vpn evpn mac-ip rd 1:1 mac 00:11:22:AA:bb:cc label mpls:100 next-hop self',
      'l2vpn evpn mac-ip rd 1:1 esi 00:00:00:00:00:00:00:00:00:00 ethernet-tag 0 mac 00:11:22:aa:bb:cc label 1601 next-hop self',
    ],
    [
      'ipv4 rtc origin-as 65000 next-hop self',
      'ipv4 rtc origin-as 65000 route-target 0x0000000000000000 bits 32 next-hop self',
    ],
  ])('%s prints as %s', (text, printed) => {
    expect(parseRouteText(text).map(formatRoute)).toEqual([printed]);
  });

  it('needs no labels, and of a VPLS no payload, to withdraw', () => {
    const withdrawn = [
      'ipv4 nlri-mpls 10.0.0.0/24',
      'ipv4 mpls-vpn 10.0.0.0/24 rd 1:1',
      'vpls rd 1:1 endpoint 5 offset 1',
    ];
    expect(parseRouteText(withdrawn.join('\n'), 'withdraw').map(formatRoute)).toEqual([
      ...withdrawn.slice(0, 2),
      'vpls rd 1:1 endpoint 5 base 0 offset 1 size 0',
    ]);
  });

  it('shares labels and distinguisher among the prefixes of an attributes statement', () => {
    const text =
      'attribute route-distinguisher 63333:100 label [ 110 ] next-hop 10.0.99.12 nlri 128.0.64.0/18 128.0.0.0/18';
    expect(parseRouteText(text).map(formatRoute)).toEqual([
      'ipv4 mpls-vpn 128.0.64.0/18 rd 63333:100 label 110 next-hop 10.0.99.12',
      'ipv4 mpls-vpn 128.0.0.0/18 rd 63333:100 label 110 next-hop 10.0.99.12',
    ]);
  });
});
