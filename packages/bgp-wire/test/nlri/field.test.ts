import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  checkNlri,
  createContext,
  decodeNlri,
  encodeNlri,
  Family,
  familyTable,
  formatFamily,
  formatHex,
  formatPrefix,
  hasHostBits,
  IPV4_UNICAST,
  IPV6_UNICAST,
  isOpaqueNlri,
  isPrefixNlri,
  multicast,
  parseFamilyName,
  parsePrefix,
  standardFamilies,
  unicast,
} from '../../src/index.js';
import { octets, poisoned } from '../support/octets.js';

const context = createContext();
const addPath = createContext({ addPath: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] });

describe('NLRI of plain prefixes (RFC 4271 §4.3)', () => {
  it.each([
    ['00', ['0.0.0.0/0']],
    ['01 80', ['128.0.0.0/1']],
    ['08 0a 18 c00002 20 c0000201', ['10.0.0.0/8', '192.0.2.0/24', '192.0.2.1/32']],
    ['09 0a80', ['10.128.0.0/9']],
  ])('%s', (hex, prefixes) => {
    const bytes = poisoned(octets(hex), 0xff);
    expect(checkNlri(bytes, 0, bytes.length, IPV4_UNICAST, false)).toBe(-1);
    const list = decodeNlri(bytes, 0, bytes.length, Family.IPV4_UNICAST, context);
    expect(list).toEqual(prefixes.map((prefix) => ({ family: Family.IPV4_UNICAST, prefix })));
    const writer = new ByteWriter();
    encodeNlri(list, Family.IPV4_UNICAST, writer, context);
    expect(formatHex(writer.view())).toBe(formatHex(bytes));
  });

  it('ignores the bits behind the length and writes them as 0', () => {
    const bytes = octets('09 0aff');
    const [nlri] = decodeNlri(bytes, 0, 3, Family.IPV4_UNICAST, context);
    expect(nlri).toMatchObject({ prefix: '10.128.0.0/9' });
  });

  it.each([
    ['21 c000020100', 0],
    ['18 c000', 0],
    ['08 0a 21 c000020100', 2],
    ['08 0a ff', 2],
    ['08', 0],
  ])('%s is malformed at %i', (hex, offset) => {
    for (const poison of [0x00, 0xff]) {
      const bytes = poisoned(octets(hex), poison);
      expect(checkNlri(bytes, 0, bytes.length, IPV4_UNICAST, false)).toBe(offset);
    }
  });

  it('checks the same by `measure` where a row gives no prefix length', () => {
    const { prefixBits: _, ...slow } = IPV4_UNICAST;
    for (const hex of ['', '00', '08 0a 18 c00002', '21 c000020100', '08 0a ff', '08']) {
      const bytes = octets(hex);
      expect(checkNlri(bytes, 0, bytes.length, slow, false)).toBe(
        checkNlri(bytes, 0, bytes.length, IPV4_UNICAST, false),
      );
    }
  });

  describe('with path identifiers (RFC 7911 §3)', () => {
    it('reads and writes them', () => {
      const bytes = octets('00000001 08 0a ffffffff 18 c00002');
      expect(checkNlri(bytes, 0, bytes.length, IPV4_UNICAST, true)).toBe(-1);
      const list = decodeNlri(bytes, 0, bytes.length, Family.IPV4_UNICAST, addPath);
      expect(list).toEqual([unicast('10.0.0.0/8', 1), unicast('192.0.2.0/24', 0xffffffff)]);
      const writer = new ByteWriter();
      encodeNlri(list, Family.IPV4_UNICAST, writer, addPath);
      expect(formatHex(writer.view())).toBe(formatHex(bytes));
    });

    it.each(['00', '000000', '00000001', '00000001 08', '00000001 08 0a 0000', '00000001 21 0a000000 00'])(
      '%s is malformed',
      (hex) => {
        const bytes = poisoned(octets(hex), 0x00);
        expect(checkNlri(bytes, 0, bytes.length, IPV4_UNICAST, true)).toBeGreaterThanOrEqual(0);
      },
    );

    it('writes 0 for a route without one, and refuses one that does not fit', () => {
      const writer = new ByteWriter();
      encodeNlri([unicast('10.0.0.0/8')], Family.IPV4_UNICAST, writer, addPath);
      expect(formatHex(writer.view())).toBe('00000000080a');
      const write = (id: number) => encodeNlri([unicast('10.0.0.0/8', id)], Family.IPV4_UNICAST, writer, addPath);
      expect(() => write(2 ** 32)).toThrow(RangeError);
      expect(() => write(-2)).toThrow(RangeError);
    });
  });

  it('keeps families without a row, or not negotiated, as octets', () => {
    const bytes = octets('ff00ff');
    expect(decodeNlri(bytes, 0, 3, 0x000907, context)).toEqual([{ family: 0x000907, bytes }]);
    const v4 = createContext({ families: [Family.IPV4_UNICAST] });
    const list = decodeNlri(bytes, 0, 3, Family.IPV6_UNICAST, v4);
    expect(list).toEqual([{ family: Family.IPV6_UNICAST, bytes }]);
    expect(isOpaqueNlri(list[0]!)).toBe(true);
    const writer = new ByteWriter();
    encodeNlri(list, Family.IPV6_UNICAST, writer, v4);
    expect(formatHex(writer.view())).toBe('ff00ff');
  });
});

it('refuses octets that nobody checked instead of reading them for ever', () => {
  expect(() => decodeNlri(octets('05 19 00'), 0, 3, Family.L2VPN_EVPN, context)).toThrow(RangeError);
});

describe('prefixes', () => {
  it('parses and normalises text', () => {
    expect(unicast('10.1.2.3/8')).toEqual({ family: Family.IPV4_UNICAST, prefix: '10.0.0.0/8' });
    expect(unicast('2001:DB8::/32')).toEqual({ family: Family.IPV6_UNICAST, prefix: '2001:db8::/32' });
    expect(unicast('192.0.2.1', 7)).toEqual({ family: Family.IPV4_UNICAST, pathId: 7, prefix: '192.0.2.1/32' });
    expect(multicast('ff00::/8')).toEqual({ family: Family.IPV6_MULTICAST, prefix: 'ff00::/8' });
  });

  it('tells plain prefixes from routes that have a prefix among other things, and from octets', () => {
    const labelled = { family: Family.IPV4_VPN, rd: '65000:1', labels: [3], prefix: '10.0.0.0/8' };
    const octets = { family: Family.IPV6_UNICAST, bytes: new Uint8Array(1) };
    expect([unicast('::/0'), multicast('224.0.0.0/4'), labelled, octets].map(isPrefixNlri)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each(['', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', '::/129', '10.0.0/8', '10.0.0.0/8/8', '::/-1'])(
    'refuses %j',
    (text) => {
      expect(parsePrefix(text)).toBeUndefined();
      expect(() => unicast(text)).toThrow(RangeError);
    },
  );

  it('sees host bits', () => {
    const seen = ['10.0.0.1/24', '10.0.0.0/24', '10.0.0.128/25', '10.0.0.192/25', '::1/127', '1.1.1.1/0', '0.0.0.0/0'];
    expect(seen.map((text) => hasHostBits(parsePrefix(text)!))).toEqual([true, false, false, true, true, true, false]);
  });

  it('prints from octets', () => {
    expect(formatPrefix(octets('ff 21 20010db8ff'), 1, 16)).toBe('2001:db8:8000::/33');
    expect(IPV6_UNICAST.format(unicast('::/0'))).toBe('::/0');
  });
});

describe('family names', () => {
  it.each([
    ['ipv4-unicast', Family.IPV4_UNICAST],
    ['ipv6 multicast', Family.IPV6_MULTICAST],
    ['IPv6/Unicast', Family.IPV6_UNICAST],
    ['ipv4_multicast', Family.IPV4_MULTICAST],
    ['ipv4 nlri-mpls', 0x000104],
    ['l2vpn evpn', 0x001946],
    ['bgp-ls bgp-ls', 0x400447],
    ['afi-9-safi-7', 0x000907],
  ])('%s', (text, family) => {
    expect(parseFamilyName(text)).toBe(family);
    expect(parseFamilyName(formatFamily(family))).toBe(family);
  });

  it.each(['', 'ipv4', 'ipv5-unicast', 'ipv4-', 'afi-65536-safi-1', 'afi-1-safi-256'])('refuses %j', (text) => {
    expect(parseFamilyName(text)).toBeUndefined();
  });

  it('tables replace rows of the same family', () => {
    const mine = { ...IPV4_UNICAST, name: 'mine' };
    expect(standardFamilies.with(mine).get(Family.IPV4_UNICAST)?.name).toBe('mine');
    expect(standardFamilies.get(Family.IPV4_UNICAST)?.name).toBe('ipv4-unicast');
    expect(familyTable([mine]).rows).toEqual([mine]);
  });
});
