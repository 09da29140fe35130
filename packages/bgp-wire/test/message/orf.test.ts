import { describe, expect, it } from 'vitest';
import {
  createContext,
  decodeMessage,
  decodeOrf,
  encodeMessage,
  encodeOrf,
  Family,
  formatHex,
  type OrfRequest,
  OrfType,
  routeRefresh,
} from '../../src/index.js';
import { message, octets } from '../support/octets.js';

const { IPV4_UNICAST, IPV6_UNICAST, L2VPN_EVPN } = Family;

const REQUESTS: readonly (readonly [name: string, family: number, hex: string, expected: OrfRequest])[] = [
  ['no filters at once', IPV4_UNICAST, '01', { whenToRefresh: 'immediate', collections: [] }],
  [
    'RFC 5292 §2: permit 10.0.0.0/8 le 24, deny the rest, forget those of before',
    IPV4_UNICAST,
    '02 40 0012 80 00 00000005 08 18 08 0a 60 00000006 00 20 00',
    {
      whenToRefresh: 'defer',
      collections: [
        {
          type: OrfType.ADDRESS_PREFIX,
          entries: [
            { action: 'remove-all' },
            { action: 'add', match: 'permit', sequence: 5, minLength: 8, maxLength: 24, prefix: '10.0.0.0/8' },
            { action: 'remove', match: 'deny', sequence: 6, minLength: 0, maxLength: 32, prefix: '0.0.0.0/0' },
          ],
        },
      ],
    },
  ],
  [
    'IPv6 under the type of before RFC 5292',
    IPV6_UNICAST,
    '01 80 000c 00 00000001 20 30 20 20010db8',
    {
      whenToRefresh: 'immediate',
      collections: [
        {
          type: OrfType.CISCO_ADDRESS_PREFIX,
          entries: [
            { action: 'add', match: 'permit', sequence: 1, minLength: 32, maxLength: 48, prefix: '2001:db8::/32' },
          ],
        },
      ],
    },
  ],
  [
    'a type nobody knows, and prefixes of a family without',
    L2VPN_EVPN,
    '01 41 0002 abcd 40 0001 80',
    {
      whenToRefresh: 'immediate',
      collections: [
        { type: 65, octets: octets('abcd') },
        { type: 64, octets: octets('80') },
      ],
    },
  ],
];

describe('ORF entries of a ROUTE-REFRESH (RFC 5291 §4)', () => {
  it.each(REQUESTS)('%s', (_name, family, hex, expected) => {
    expect(decodeOrf(octets(hex), family)).toEqual(expected);
    expect(formatHex(encodeOrf(expected, family))).toBe(formatHex(octets(hex)));
  });

  it.each([
    ['no octets', ''],
    ['a time to refresh nobody knows', '03'],
    ['a header that is cut', '01 40 00'],
    ['entries that overrun', '01 40 0002 80'],
    ['an action nobody knows', '01 40 0001 c0'],
    ['an entry that is cut before its length', '01 40 0007 00 00000001 00 20'],
    ['a prefix that is cut', '01 40 000a 00 00000001 00 20 18 0a00'],
    ['a prefix of 33 bits', '01 40 000d 00 00000001 00 20 21 0a00000000'],
  ])('malformed: %s', (_name, hex) => {
    expect(decodeOrf(octets(hex), IPV4_UNICAST)).toBeUndefined();
  });

  it('every truncation is undefined or shorter, never a throw', () => {
    for (const [, family, hex] of REQUESTS) {
      const whole = octets(hex);
      for (let length = 0; length < whole.length; length++) {
        const cut = decodeOrf(whole.subarray(0, length), family);
        if (cut) expect(encodeOrf(cut, family)).toEqual(whole.slice(0, length));
      }
    }
  });

  it('stands behind the fixed part', () => {
    const context = createContext();
    const [, family, hex, request] = REQUESTS[1]!;
    const frame = encodeMessage({ ...routeRefresh(family), rest: encodeOrf(request, family) }, context);
    expect(formatHex(frame)).toBe(formatHex(message(5, `0001 00 01 ${hex}`)));
    const result = decodeMessage(frame, context);
    if (!result.ok || result.message.type !== 'ROUTE-REFRESH') throw new Error('no ROUTE-REFRESH');
    expect(decodeOrf(result.message.rest, family)).toEqual(request);
  });

  it('refuses filters that have no encoding', () => {
    const entry = {
      action: 'add',
      match: 'permit',
      sequence: 1,
      minLength: 0,
      maxLength: 0,
      prefix: '10.0.0.0/8',
    } as const;
    const write = (change: object, family: number) =>
      encodeOrf({ whenToRefresh: 'defer', collections: [{ type: 64, entries: [{ ...entry, ...change }] }] }, family);
    expect(() => write({}, IPV6_UNICAST)).toThrow(RangeError);
    expect(() => write({}, L2VPN_EVPN)).toThrow(RangeError);
    expect(() => write({ maxLength: 33 }, IPV4_UNICAST)).toThrow(RangeError);
    expect(() => write({ sequence: -1 }, IPV4_UNICAST)).toThrow(RangeError);
  });
});
