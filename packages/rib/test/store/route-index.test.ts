import { Family, familyOf, formatHex, parseHex } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRouteIndex, parseRouteIndex, routeKeyOf } from '../../src/index.js';

describe('RouteIndex', () => {
  // The first two are fixed by the product description, the others by docs/adr/0010-route-index.md.
  it.each([
    ['0101180a000000', Family.IPV4_UNICAST, undefined, '180a0000'],
    ['0101100a010000', Family.IPV4_UNICAST, undefined, '100a01'],
    ['01010000000000', Family.IPV4_UNICAST, undefined, '00'],
    ['0102180a000000', Family.IPV4_MULTICAST, undefined, '180a0000'],
    ['0101ff00000001180a000000', Family.IPV4_UNICAST, 1, '180a0000'],
    ['02012020010db8000000000000000000000000', Family.IPV6_UNICAST, undefined, '2020010db8'],
    ['1946fe0304aabbccdd', familyOf(25, 70), undefined, '0304aabbccdd'],
    ['ff400447feff00', familyOf(16388, 71), undefined, 'ff00'],
    ['1946ff00000002feff', familyOf(25, 70), 2, 'ff'],
  ])('%s', (index, family, pathId, nlri) => {
    const key = { family, key: parseHex(nlri)!, ...(pathId === undefined ? {} : { pathId }) };
    expect(formatRouteIndex(key)).toBe(index);
    expect(parseRouteIndex(index)).toEqual(key);
  });

  it.each([
    ['', 'nothing'],
    ['0101180a0000', 'a short address'],
    ['0101180a00000000', 'a long address'],
    ['0101180a000001', 'host bits'],
    ['0101210a000000', 'a length beyond the address'],
    ['0101180A000000', 'upper case'],
    ['0101180a00000', 'half an octet'],
    ['0101180a00000g', 'no hexadecimal'],
    ['ff000101180a000000', 'an escaped small AFI'],
    ['0001180a000000', 'AFI 0 without escape'],
    ['1946fe', 'an empty key'],
  ])('takes %s (%s) for none', (text) => {
    expect(parseRouteIndex(text)).toBeUndefined();
  });

  it('is read back whatever the family, path identifier and octets', () => {
    const keys = fc.record(
      {
        family: fc.tuple(fc.nat({ max: 0xffff }), fc.nat({ max: 0xff })).map(([afi, safi]) => familyOf(afi, safi)),
        pathId: fc.nat({ max: 0xffffffff }),
        key: fc.uint8Array({ minLength: 1, maxLength: 80 }),
      },
      { requiredKeys: ['family', 'key'] },
    );
    const known: number[] = Object.values(Family);
    fc.assert(
      fc.property(keys, (key) => {
        fc.pre(!known.includes(key.family));
        expect(parseRouteIndex(formatRouteIndex(key))).toEqual(key);
      }),
      { seed: 10 },
    );
  });

  it('never throws, and every index it takes is the only one of its key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        const text = formatHex(octets);
        const key = parseRouteIndex(text);
        if (key && Object.values<number>(Family).includes(key.family) && text.slice(4, 6) < 'fe') {
          expect(formatRouteIndex(key)).toBe(text);
        }
      }),
      { seed: 10, numRuns: 2000 },
    );
  });
});

describe('routeKeyOf', () => {
  it.each([
    [
      'labels are payload, bits after the prefix count for nothing',
      Family.IPV4_LABELLED_UNICAST,
      '28 000101 0a01'.replaceAll(' ', ''),
      '100a01',
    ],
    ['of a stack as of one label', Family.IPV4_LABELLED_UNICAST, '3c 000100 000111 0aff'.replaceAll(' ', ''), '0c0af0'],
    [
      'the distinguisher is key',
      Family.IPV4_VPN,
      `${(24 + 64 + 20).toString(16)}0001010000fde8000000010a01ff`,
      '540000fde8000000010a01f0',
    ],
  ])('%s', (_name, family, nlri, key) => {
    expect(formatHex(routeKeyOf(family, parseHex(nlri)!).key)).toBe(key);
  });
});
