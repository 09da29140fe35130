import { describe, expect, it } from 'vitest';
import { BFD_DISCRIMINATOR, createContext, PE_DISTINGUISHER_LABELS } from '../../src/index.js';
import { octets } from '../support/octets.js';

const context = createContext();

describe('PE_DISTINGUISHER_LABELS (RFC 6514 §8)', () => {
  it.each([
    ['7 octets', 7, undefined],
    ['14 octets', 14, undefined],
    ['19 octets', 19, undefined],
    ['no octets', 0, 'treat-as-withdraw'],
    ['6 octets', 6, 'treat-as-withdraw'],
    ['26 octets, one of each', 26, 'treat-as-withdraw'],
  ])('%s', (_name, length, outcome) => {
    expect(PE_DISTINGUISHER_LABELS.check(new Uint8Array(length), 0, length, context)?.outcome).toBe(outcome);
  });

  it('133 octets, which would be either, are IPv4', () => {
    expect(PE_DISTINGUISHER_LABELS.decode(new Uint8Array(133), 0, 133, context)).toHaveLength(19);
  });
});

describe('BFD_DISCRIMINATOR (RFC 9026 §3.1.6)', () => {
  it.each([
    ['an IPv4 source', '01 00000007 01 04 c0000201', undefined],
    ['an IPv6 source', '01 00000007 01 10 20010db8000000000000000000000001', undefined],
    ['no source', '01 00000007', 'attribute-discard'],
    ['ten octets', '01 00000007 01 03 c00002', 'attribute-discard'],
    ['a source of five octets', '01 00000007 01 05 c000020100', 'attribute-discard'],
    ['a TLV that overruns', '01 00000007 01 04 c0000201 02 02 ab', 'attribute-discard'],
    ['a TLV header that is cut', '01 00000007 01 04 c0000201 02', 'attribute-discard'],
  ])('%s', (_name, hex, outcome) => {
    const bytes = octets(hex);
    expect(BFD_DISCRIMINATOR.check(bytes, 0, bytes.length, context)?.outcome).toBe(outcome);
  });

  it('every truncation is discarded or read to its end', () => {
    const bytes = octets('01 00000007 01 04 c0000201 c8 02 abcd');
    for (let length = 0; length < bytes.length; length++) {
      const finding = BFD_DISCRIMINATOR.check(bytes, 0, length, context);
      expect(finding?.outcome).toBe(length === 11 ? undefined : 'attribute-discard');
    }
  });
});
