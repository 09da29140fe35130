import { describe, expect, it } from 'vitest';
import {
  administrativeCease,
  CeaseSubcode,
  createContext,
  decodeMessage,
  enclosedNotification,
  encodeMessage,
  formatHex,
  formatNotification,
  hardReset,
  isHardReset,
  notification,
  shutdownText,
} from '../../src/index.js';
import { message, octets } from '../support/octets.js';

const context = createContext();

describe('NOTIFICATION', () => {
  it.each(['06 02', '06 02 03 616263', '01 02 1001', 'ff fe 00', '00 00'])('decodes %s and writes it back', (body) => {
    const frame = message(3, body);
    const result = decodeMessage(frame, context);
    const bytes = octets(body);
    expect(result).toEqual({
      ok: true,
      message: { type: 'NOTIFICATION', code: bytes[0], subcode: bytes[1], data: bytes.slice(2) },
    });
    if (result.ok && result.message.type === 'NOTIFICATION') {
      expect(formatHex(encodeMessage(result.message, context))).toBe(formatHex(frame));
    }
  });

  it('owns its data', () => {
    const frame = message(3, '06 02 01 61');
    const result = decodeMessage(frame, context);
    frame.fill(0);
    expect(result).toMatchObject({ message: { data: octets('0161') } });
  });

  it('cuts data to the largest message (RFC 8654 §5)', () => {
    const long = notification(2, 7, new Uint8Array(70000));
    expect(encodeMessage(long, context)).toHaveLength(4096);
    expect(encodeMessage(long, createContext({ extendedMessage: true }))).toHaveLength(65535);
  });

  it.each([
    [notification(6, 2), 'Cease / Administrative Shutdown (6/2)'],
    [notification(4), 'Hold Timer Expired (4/0)'],
    [notification(2, 2, octets('fde9')), 'OPEN Message Error / Bad Peer AS (2/2): AS 65001'],
    [notification(2, 1, octets('0004')), 'OPEN Message Error / Unsupported Version Number (2/1): version 4'],
    [notification(3, 5, octets('4001')), 'UPDATE Message Error / Attribute Length Error (3/5): data 0x4001'],
    [notification(7, 1), 'ROUTE-REFRESH Message Error / Invalid Message Length (7/1)'],
    [notification(8), 'Send Hold Timer Expired (8/0)'],
    [notification(99, 7), 'Error 99 / Subcode 7 (99/7)'],
    [administrativeCease(4, 'back "soon"\u0007'), 'Cease / Administrative Reset (6/4): "back \\"soon\\"\\u0007"'],
    [notification(6, 9), 'Cease / Hard Reset (6/9)'],
    [notification(6, 9, octets('06')), 'Cease / Hard Reset (6/9): data 0x06'],
    [
      notification(6, 9, octets('06 02 07 616674657220')),
      'Cease / Hard Reset (6/9): Cease / Administrative Shutdown (6/2): data 0x07616674657220',
    ],
    [
      notification(6, 9, octets('06 02 05 6166746572')),
      'Cease / Hard Reset (6/9): Cease / Administrative Shutdown (6/2): "after"',
    ],
    [notification(6, 9, octets('06 09 0602')), 'Cease / Hard Reset (6/9): Cease / Hard Reset (6/9): data 0x0602'],
  ])('says what %o means', (value, text) => {
    expect(formatNotification(value)).toBe(text);
  });

  describe('Hard Reset (RFC 8538 §3)', () => {
    it('encloses code, subcode and data of what it is about', () => {
      const reset = hardReset(administrativeCease(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, 'after'));
      expect(reset).toEqual(notification(6, 9, octets('06 02 05 6166746572')));
      expect(enclosedNotification(reset)).toEqual(notification(6, 2, octets('05 6166746572')));
    });

    it.each(['', '06'])('is one also where it encloses too little: %j', (data) => {
      const reset = notification(6, 9, octets(data));
      expect([isHardReset(reset), enclosedNotification(reset)]).toEqual([true, undefined]);
    });

    it('is no other NOTIFICATION', () => {
      const other = notification(6, 2, octets('05 6166746572'));
      expect([isHardReset(other), enclosedNotification(other)]).toEqual([false, undefined]);
    });
  });

  describe('operator text (RFC 9003 §2)', () => {
    it.each(['', 'maintenance until 05:00', 'données', '\ufeffmark'])('carries %j', (text) => {
      const cease = administrativeCease(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, text);
      expect(shutdownText(cease) ?? '').toBe(text);
    });

    it('cuts before the code point that does not fit 128 octets', () => {
      expect(shutdownText(administrativeCease(2, `x${'é'.repeat(100)}`))).toBe(`x${'é'.repeat(63)}`);
    });

    it.each(['', '00', '05 6162', '01 6162', '02 c328'])('ignores malformed data %j', (data) => {
      expect(shutdownText(notification(6, 2, octets(data)))).toBeUndefined();
    });

    it('belongs to 6/2 and 6/4 only', () => {
      expect(shutdownText(notification(6, 9, octets('0161')))).toBeUndefined();
    });
  });

  it.each([
    [256, 0],
    [-1, 0],
    [6, 300],
  ])('refuses code %i, subcode %i', (code, subcode) => {
    expect(() => encodeMessage(notification(code, subcode), context)).toThrow(RangeError);
  });
});
