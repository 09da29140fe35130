import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExtendedCommunity,
  formatExtendedCommunity,
  formatHex,
  formatIpv6ExtendedCommunity,
  parseExtendedCommunity,
  parseIpv6ExtendedCommunity,
  readU32,
} from '../../src/index.js';
import { octets } from '../support/octets.js';

function community(hex: string): ExtendedCommunity {
  const bytes = octets(hex);
  return { high: readU32(bytes, 0), low: readU32(bytes, 4) };
}

/** Octets and text of each type, from the clause named beside it. */
const TEXTS: readonly (readonly [rfc: string, hex: string, text: string])[] = [
  ['RFC 4360 §4', '0002 fde8 00000001', 'target:65000:1'],
  ['RFC 4360 §4', '0102 c0000201 0001', 'target:192.0.2.1:1'],
  ['RFC 5668 §2', '0202 00011170 0001', 'target:70000L:1'],
  ['RFC 5668 §2', '0202 0000fde8 0001', 'target:65000L:1'],
  ['RFC 4360 §5', '0003 fde8 00000001', 'origin:65000:1'],
  ['RFC 4360 §5', '0103 c0000201 0001', 'origin:192.0.2.1:1'],
  ['RFC 5668 §2', '0203 00011170 0001', 'origin:70000L:1'],
  ['RFC 4360 §2, T bit', '4002 fde8 00000001', 'target:non-transitive:65000:1'],
  ['RFC 10005', '4004 fde8 47f42400', 'bandwidth:65000:125000'],
  ['RFC 10005, transitive', '0004 fde8 47f42400', 'bandwidth:transitive:65000:125000'],
  ['RFC 4577 §4.2.4', '0005 fde8 00000001', 'ospf-domain-id:65000:1'],
  ['RFC 4577 §4.2.4', '0105 c0000201 0200', 'ospf-domain-id:192.0.2.1:512'],
  ['RFC 4577 §4.2.6', '0306 00000000 05 01', 'ospf-route-type:0.0.0.0:5:1'],
  ['RFC 4577 §4.2.6', '0107 c0000201 0000', 'ospf-router-id:192.0.2.1'],
  ['RFC 6514 §5', '0009 fde8 00000000', 'source-as:65000:0'],
  ['RFC 6514 §5', '010b c0000201 0007', 'vrf-route-import:192.0.2.1:7'],
  ['RFC 9012 §4.3', '030b 0000 00000064', 'color:100'],
  ['RFC 9830 §3, CO bits', '030b 4000 00000064', 'color:1:100'],
  ['RFC 9012 §4.1', '030c 00000000 0008', 'encapsulation:vxlan'],
  ['RFC 9012 §4.1', '030c 00000000 0063', 'encapsulation:99'],
  ['RFC 7432 §7.8', '030d 000000000000', 'default-gateway'],
  ['RFC 7432 §7.7', '0600 00 00 00000005', 'mac-mobility:5'],
  ['RFC 7432 §7.7, sticky', '0600 01 00 00000005', 'mac-mobility:5:sticky'],
  ['RFC 7432 §7.5', '0601 00 0000 000640', 'esi-label:1600'],
  ['RFC 7432 §7.5', '0601 01 0000 000640', 'esi-label:1600:single-active'],
  ['RFC 7432 §7.6', '0602 001122334455', 'es-import:00:11:22:33:44:55'],
  ['RFC 9135 §8.1', '0603 001122334455', 'router-mac:00:11:22:33:44:55'],
  ['RFC 8214 §3.1', '0604 0003 05dc 0000', 'l2-attributes:3:1500'],
  ['RFC 8317 §5.1', '0605 01 0000 000640', 'e-tree:1600:leaf'],
  ['RFC 8584 §2.2, RFC 9785 §3', '0606 02 4000 00 7fff', 'df-election:2:16384:32767'],
  ['RFC 9251 §9.4', '0609 0003 00000000', 'multicast-flags:3'],
  ['draft-ietf-idr-flowspec-interfaceset', '0702 0000fde9 400a', 'interface-set:input:65001:10'],
  ['draft-ietf-idr-flowspec-interfaceset', '4702 0000fde9 800a', 'interface-set:non-transitive:output:65001:10'],
  ['draft-ietf-idr-flowspec-interfaceset', '0702 0000fde9 ffff', 'interface-set:input-output:65001:16383'],
  ['draft-simpson-idr-flowspec-redirect', '0800 000000000000', 'redirect-to-nexthop'],
  ['draft-simpson-idr-flowspec-redirect', '0800 000000000001', 'copy-to-nexthop'],
  ['draft-ietf-idr-flowspec-redirect-ip', '010c c0000201 0000', 'redirect-to-nexthop-ietf:192.0.2.1'],
  ['draft-ietf-idr-flowspec-redirect-ip', '010c c0000201 0001', 'copy-to-nexthop-ietf:192.0.2.1'],
  ['draft-ietf-bess-mup-safi', '0c00 000a 0000000a', 'mup:10:10'],
  ['RFC 8955 §7.1', '8006 0000 00000000', 'rate-limit:0'],
  ['RFC 8955 §7.1', '8006 0000 46160000', 'rate-limit:9600'],
  ['RFC 8955 §7.1, with the AS', '8006 fde9 46160000', 'rate-limit:65001:9600:bytes'],
  ['RFC 8955 §7.2', '800c 0000 447a0000', 'rate-limit:1000:packets'],
  ['RFC 8955 §7.2, with the AS', '800c fde9 447a0000', 'rate-limit:65001:1000:packets'],
  ['RFC 8955 §7.3', '8007 000000000003', 'action:sample-terminal'],
  ['RFC 8955 §7.3', '8007 000000000000', 'action:none'],
  ['RFC 8955 §7.4', '8008 fde8 00000001', 'redirect:65000:1'],
  ['RFC 8955 §7.4', '8108 c0000201 0001', 'redirect:192.0.2.1:1'],
  ['RFC 8955 §7.4', '8208 00011170 0001', 'redirect:70000L:1'],
  ['RFC 8955 §7.5', '8009 00000000000a', 'mark:10'],
  ['RFC 4761 §3.2.4', '800a 13 00 05dc 006f', 'l2info:19:0:1500:111'],
  ['RFC 8097 §2', '4300 000000000002', 'origin-validation:invalid'],
  ['unknown', '9999 123456789abc', '0x9999123456789abc'],
];

describe('text of extended communities', () => {
  it.each(TEXTS)('%s: %s is %s', (_rfc, hex, text) => {
    expect(formatExtendedCommunity(community(hex))).toBe(text);
    expect(parseExtendedCommunity(text)).toEqual(community(hex));
  });

  it.each([
    ['65000:1', '0002fde800000001'],
    ['192.0.2.1:1', '0102c00002010001'],
    ['target:70000:1', '0202000111700001'],
    ['70000:1', '0202000111700001'],
    ['target:transitive:65000:1', '0002fde800000001'],
    ['interface-set:transitive:output:254:254', '0702000000fe80fe'],
    ['rate-limit:9600:bytes', '8006000046160000'],
    ['action sample', '8007000000000002'],
    ['mark 10', '800900000000000a'],
    ['encapsulation:8', '030c000000000008'],
    ['color:2:7', '030b800000000007'],
    ['0X0002FDE800000001', '0002fde800000001'],
  ])('also takes %s', (text, hex) => {
    expect(parseExtendedCommunity(text)).toEqual(community(hex));
  });

  it.each([
    ['a reserved bit of MAC mobility', '0600 02 00 00000005'],
    ['a reserved octet of the default gateway', '030d 000000000001'],
    ['an interface set without direction', '0702 0000fde9 000a'],
    ['a state of origin validation without name', '4300 000000000003'],
    ['a rate that is no number', '8006 0000 7fc00000'],
    ['a negative rate', '8006 0000 c6160000'],
    ['the flags of a color beyond CO', '030b 0001 00000064'],
  ])('%s stays digits', (_name, hex) => {
    const text = `0x${formatHex(octets(hex))}`;
    expect(formatExtendedCommunity(community(hex))).toBe(text);
    expect(parseExtendedCommunity(text)).toEqual(community(hex));
  });

  it.each([
    '',
    'target',
    'target:',
    'target:1',
    'target:1:2:3',
    'target:4294967296:1',
    'target:65000:4294967296',
    'target:70000:65536',
    'target:192.0.2.1:65536',
    'target:x:1',
    'toString:1:1',
    'nothing:1:1',
    'rate-limit:x',
    'rate-limit:1e99',
    'rate-limit:1:litres',
    'rate-limit:1:2:3:bytes',
    'color:4:1',
    'color:1:1:1',
    'mac-mobility:5:slippery',
    'es-import:00:11:22:33:44',
    'interface-set:65001:10',
    'interface-set:input:65001:16384',
    'l2info:19:0:1500',
    'default-gateway:1',
    'encapsulation:carrier-pigeon',
    '0x0002fde8',
    '1:2:3',
  ])('refuses %j', (text) => {
    expect(parseExtendedCommunity(text)).toBeUndefined();
  });

  it('reads back whatever it prints, of any octets under any known type', () => {
    const types = [...new Set(TEXTS.map(([, hex]) => readU32(octets(hex), 0) >>> 16))];
    const half = fc.integer({ min: 0, max: 0xffff });
    const small = fc.constantFrom(0, 1, 2, 3, 0x4000, 0xc000);
    fc.assert(
      fc.property(
        fc.constantFrom(...types, ...types.map((type) => type ^ 0x4000)),
        fc.oneof(half, small),
        fc.oneof(half, small),
        fc.oneof(half, small),
        (type, a, b, c) => {
          const one = { high: ((type << 16) | a) >>> 0, low: ((b << 16) | c) >>> 0 };
          expect(parseExtendedCommunity(formatExtendedCommunity(one))).toEqual(one);
        },
      ),
      { seed: 20210101, numRuns: 5000 },
    );
  });
});

describe('text of IPv6 extended communities', () => {
  it.each([
    ['RFC 5701 §2', 0x0002, 100, 'target:[2001:db8::1]:100'],
    ['RFC 5701 §2', 0x0003, 100, 'origin:[2001:db8::1]:100'],
    ['RFC 6515 §4', 0x000b, 7, 'vrf-route-import:[2001:db8::1]:7'],
    ['draft-ietf-idr-flowspec-redirect-ip', 0x000c, 0, 'redirect-to-nexthop-ietf:[2001:db8::1]'],
    ['draft-ietf-idr-flowspec-redirect-ip', 0x000c, 1, 'copy-to-nexthop-ietf:[2001:db8::1]'],
    ['draft-ietf-idr-flowspec-redirect-ip', 0x000c, 2, '0x000c:[2001:db8::1]:2'],
    ['RFC 8956 §6.1', 0x000d, 100, 'redirect:[2001:db8::1]:100'],
    ['unknown', 0x800b, 100, '0x800b:[2001:db8::1]:100'],
  ])('%s', (_rfc, type, local, text) => {
    const one = { type, address: '2001:db8::1', local };
    expect(formatIpv6ExtendedCommunity(one)).toBe(text);
    expect(parseIpv6ExtendedCommunity(text)).toEqual(one);
  });

  it.each([
    'target:2001:db8::1:100',
    'target:[2001:db8::1]',
    'target:[192.0.2.1]:100',
    'target:[2001:db8::1]:65536',
    'redirect-to-nexthop-ietf:[2001:db8::1]:0',
    'nothing:[2001:db8::1]:1',
    '0x002:[2001:db8::1]:1',
    '',
  ])('refuses %j', (text) => {
    expect(parseIpv6ExtendedCommunity(text)).toBeUndefined();
  });
});
