import { describe, expect, it } from 'vitest';
import {
  createContext,
  decodeMessage,
  encodeMessage,
  Family,
  formatHex,
  KEEPALIVE,
  RefreshSubtype,
  routeRefresh,
} from '../../src/index.js';
import { message, octets } from '../support/octets.js';

const context = createContext();

describe('ROUTE-REFRESH', () => {
  it.each([
    ['0001 00 01', routeRefresh(Family.IPV4_UNICAST)],
    ['0002 01 01', routeRefresh(Family.IPV6_UNICAST, RefreshSubtype.BEGIN)],
    ['0002 02 02', routeRefresh(Family.IPV6_MULTICAST, RefreshSubtype.END)],
    ['4004 fe 47', routeRefresh(0x400447, 254)],
  ])('%s', (body, expected) => {
    const frame = message(5, body);
    expect(decodeMessage(frame, context)).toEqual({ ok: true, message: expected });
    expect(formatHex(encodeMessage(expected, context))).toBe(formatHex(frame));
  });

  it('keeps ORF entries as octets (RFC 5291)', () => {
    const frame = message(5, '0001 00 01 02 80 0003 00');
    expect(decodeMessage(frame, context)).toMatchObject({ message: { rest: octets('0280000300') } });
  });

  it.each(['01', '02'])(
    'a mark of subtype %s with octets behind it → 7/1 with the message (RFC 7313 §5)',
    (subtype) => {
      const frame = message(5, `0001 ${subtype} 01 00`);
      const result = decodeMessage(frame, context);
      expect(result).toMatchObject({ ok: false, fault: { notification: { code: 7, subcode: 1, data: frame } } });
    },
  );

  it('shorter than 23 octets → 1/2 with the length', () => {
    expect(decodeMessage(message(5, '0001 00'), context)).toMatchObject({
      fault: { notification: { code: 1, subcode: 2, data: octets('0016') } },
    });
  });
});

describe('KEEPALIVE', () => {
  it('is a header', () => {
    expect(decodeMessage(message(4, ''), context)).toEqual({ ok: true, message: KEEPALIVE });
    expect(formatHex(encodeMessage(KEEPALIVE, context))).toBe(`${'ff'.repeat(16)}001304`);
  });
});

describe('decodeMessage', () => {
  it('gives a fault for anything shorter than a header', () => {
    for (let length = 0; length < 19; length++) {
      const result = decodeMessage(new Uint8Array(length).fill(0xff), context);
      expect(result).toMatchObject({ ok: false, fault: { notification: { code: 1, subcode: 2 } } });
    }
  });

  it('gives a fault where the header says another length than there is', () => {
    const frame = message(4, '');
    const longer = new Uint8Array(20);
    longer.set(frame);
    expect(decodeMessage(longer, context)).toMatchObject({
      ok: false,
      fault: { notification: { code: 1, subcode: 2 } },
    });
  });
});
