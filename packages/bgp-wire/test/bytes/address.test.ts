import { describe, expect, it } from 'vitest';
import {
  ByteReader,
  ByteWriter,
  decodeUtf8,
  decodeUtf8Strict,
  encodeUtf8,
  formatAddress,
  formatHex,
  formatIPv4,
  formatIPv6,
  parseAddress,
  parseHex,
  parseIPv4,
  parseIPv6,
} from '../../src/index.js';

describe('IPv4 text', () => {
  it.each([
    ['0.0.0.0', 0],
    ['192.0.2.1', 0xc0000201],
    ['255.255.255.255', 0xffffffff],
  ])('%s', (text, value) => {
    expect(parseIPv4(text)).toBe(value);
    expect(formatIPv4(value)).toBe(text);
  });

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    '256.0.0.1',
    '01.2.3.4',
    '1.2.3.4 ',
    'a.b.c.d',
    '-1.2.3.4',
  ])('refuses %j', (text) => expect(parseIPv4(text)).toBeUndefined());
});

describe('IPv6 text (RFC 5952 §4)', () => {
  it.each([
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['2001:db8::1', `20010db8${'0'.repeat(23)}1`],
    ['2001:db8::', `20010db8${'0'.repeat(24)}`],
    ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001'],
    ['2001:0:0:1::1', '20010000000000010000000000000001'],
    ['2001:db8::1:0:0:1', '20010db8000000000001000000000001'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['::ffff:0.0.0.0', '00000000000000000000ffff00000000'],
    ['fe80::abcd', `fe80${'0'.repeat(24)}abcd`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('%s', (text, hex) => {
    expect(formatIPv6(parseHex(hex)!)).toBe(text);
    expect(formatHex(parseIPv6(text)!)).toBe(hex);
  });

  it.each([
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('%s is %s', (text, canonical) => expect(formatIPv6(parseIPv6(text)!)).toBe(canonical));

  it.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '::1.2.3',
    '1.2.3.4::',
    'fe80::1%eth0',
    '::g',
    '1:2:3:4:5:6:7:8::',
  ])('refuses %j', (text) => expect(parseIPv6(text)).toBeUndefined());
});

it('an address has 4 or 16 octets', () => {
  expect(formatAddress(parseAddress('192.0.2.1')!)).toBe('192.0.2.1');
  expect(formatAddress(parseAddress('::1')!)).toBe('::1');
  expect(parseAddress('here')).toBeUndefined();
  expect(() => formatAddress(new Uint8Array(5))).toThrow(RangeError);
});

it('hexadecimal text', () => {
  expect(formatHex(parseHex('0x DE:ad be\nEF')!)).toBe('deadbeef');
  expect(parseHex('')).toHaveLength(0);
  expect([parseHex('abc'), parseHex('zz'), parseHex('0xx1')]).toEqual([undefined, undefined, undefined]);
  expect(formatHex(parseHex('00112233')!, 1, 3)).toBe('1122');
});

it('UTF-8 keeps a byte order mark and replaces what is no UTF-8', () => {
  expect(decodeUtf8(encodeUtf8('\ufeffa'))).toBe('\ufeffa');
  expect(decodeUtf8(new Uint8Array([0x61, 0xff]))).toBe('a\ufffd');
  expect(decodeUtf8Strict(new Uint8Array([0xc0, 0x80]))).toBeUndefined();
});

describe('ByteReader', () => {
  it('reads in network order', () => {
    const reader = new ByteReader(parseHex('01 0203 040506 0708090a ffff aabb')!);
    expect([reader.u8(), reader.u16(), reader.u24(), reader.u32()]).toEqual([1, 0x203, 0x40506, 0x708090a]);
    expect([formatHex(reader.view(2)), formatHex(reader.copy(2))]).toEqual(['ffff', 'aabb']);
    expect([reader.remaining, reader.failed]).toEqual([0, false]);
  });

  it.each(['u8', 'u16', 'u24', 'u32'] as const)('%s past the end gives 0 and fails for good', (read) => {
    const reader = new ByteReader(new Uint8Array([0xff, 0xff, 0xff, 0xff]), 1, 1);
    expect([reader[read](), reader.failed]).toEqual([0, true]);
    expect([reader.view(0).length, reader.copy(1).length, reader.failed]).toEqual([0, 0, true]);
  });

  it('never reads beyond its octets, whatever the end', () => {
    const reader = new ByteReader(new Uint8Array(2), 0, 10);
    expect([reader.u32(), reader.failed]).toEqual([0, true]);
  });
});

describe('ByteWriter', () => {
  it('patches lengths and grows', () => {
    const writer = new ByteWriter(1);
    const one = writer.reserve8();
    const two = writer.reserve16();
    writer.u24(0x010203);
    writer.bytes(new Uint8Array(40).fill(7), 0, 33);
    writer.patch16(two);
    writer.patch8(one);
    expect(formatHex(writer.take())).toBe(`260024010203${'07'.repeat(33)}`);
    writer.truncate(3);
    expect(writer.length).toBe(3);
  });

  it('refuses a length that does not fit', () => {
    const writer = new ByteWriter();
    const one = writer.reserve8();
    writer.bytes(new Uint8Array(256));
    expect(() => writer.patch8(one)).toThrow(RangeError);
    const two = writer.reserve16();
    writer.bytes(new Uint8Array(65536));
    expect(() => writer.patch16(two)).toThrow(RangeError);
  });
});
