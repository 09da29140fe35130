import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from '../../src/index.js';
import { decodeRtr, encodeRtr, errorReport, RtrErrorCode, RtrFramer, type RtrPdu } from '../../src/rtr/index.js';
import { octets } from '../support/octets.js';

const SEED = { seed: 8210 };

function decoded(hex: string): RtrPdu {
  const result = decodeRtr(octets(hex));
  if (!result.ok) throw new Error(result.fault.reason);
  return result.pdu;
}

function faultOf(hex: string): { errorCode: number; offset: number } {
  const result = decodeRtr(octets(hex));
  if (result.ok) throw new Error(`a ${result.pdu.type}`);
  return { errorCode: result.fault.errorCode, offset: result.fault.offset };
}

const SKI = '000102030405060708090a0b0c0d0e0f10111213';

/** Octets written by hand from the diagrams of RFC 6810 §5, RFC 8210 §5 and draft-ietf-sidrops-8210bis §5.12. */
const VECTORS: readonly (readonly [hex: string, pdu: RtrPdu])[] = [
  ['0000 002f 0000000c 00000539', { type: 'SERIAL-NOTIFY', version: 0, sessionId: 47, serial: 1337 }],
  ['0101 002f 0000000c 00000539', { type: 'SERIAL-QUERY', version: 1, sessionId: 47, serial: 1337 }],
  ['0102 0000 00000008', { type: 'RESET-QUERY', version: 1 }],
  ['0103 ffff 00000008', { type: 'CACHE-RESPONSE', version: 1, sessionId: 65535 }],
  [
    '0104 0000 00000014 01 18 1a 00 c0000200 0000fde8',
    { type: 'IPV4-PREFIX', version: 1, announced: true, prefix: '192.0.2.0/24', maxLength: 26, as: 65000 },
  ],
  [
    '0006 0000 00000020 00 20 30 00 20010db8000000000000000000000000 fa56ea00',
    { type: 'IPV6-PREFIX', version: 0, announced: false, prefix: '2001:db8::/32', maxLength: 48, as: 4200000000 },
  ],
  ['0007 002f 0000000c 00000539', { type: 'END-OF-DATA', version: 0, sessionId: 47, serial: 1337 }],
  [
    '0107 002f 00000018 00000539 00000e10 00000258 00001c20',
    {
      type: 'END-OF-DATA',
      version: 1,
      sessionId: 47,
      serial: 1337,
      intervals: { refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 7200 },
    },
  ],
  ['0008 0000 00000008', { type: 'CACHE-RESET', version: 0 }],
  [
    `0109 0100 00000023 ${SKI} 0000fde8 305930`,
    {
      type: 'ROUTER-KEY',
      version: 1,
      announced: true,
      subjectKeyIdentifier: octets(SKI),
      as: 65000,
      subjectPublicKeyInfo: octets('305930'),
    },
  ],
  [
    '010a 0005 0000001b 00000008 010c000000000008 00000003 6e6f21',
    { type: 'ERROR-REPORT', version: 1, errorCode: 5, pdu: octets('010c000000000008'), text: 'no!' },
  ],
  [
    '000a 0002 00000010 00000000 00000000',
    { type: 'ERROR-REPORT', version: 0, errorCode: 2, pdu: octets(''), text: '' },
  ],
  [
    '020b 0100 00000014 0000fde8 0000fde9 0000fdea',
    { type: 'ASPA', version: 2, announced: true, customerAs: 65000, providers: [65001, 65002] },
  ],
];

describe('RTR PDUs', () => {
  it.each(VECTORS)('%s decodes and re-encodes', (hex, pdu) => {
    expect(decoded(hex)).toEqual(pdu);
    expect(formatHex(encodeRtr(pdu))).toBe(hex.replaceAll(' ', ''));
  });

  it.each(VECTORS)('%s truncated at any octet is a fault', (hex) => {
    const whole = octets(hex);
    for (let length = 0; length < whole.length; length++) {
      expect(decodeRtr(whole.subarray(0, length)).ok, `${length} octets`).toBe(false);
    }
  });

  it('judges versions, types and lengths with the code to answer with (RFC 8210 §7, §5, §12)', () => {
    expect(faultOf('0302 0000 00000008')).toEqual({ errorCode: RtrErrorCode.UNSUPPORTED_VERSION, offset: 0 });
    expect(faultOf('0105 0000 00000008')).toEqual({ errorCode: RtrErrorCode.UNSUPPORTED_PDU_TYPE, offset: 1 });
    expect(faultOf(`0009 0100 00000020 ${SKI} 0000fde8`)).toEqual({
      errorCode: RtrErrorCode.UNSUPPORTED_PDU_TYPE,
      offset: 1,
    });
    expect(faultOf('0107 002f 0000000c 00000539')).toEqual({ errorCode: RtrErrorCode.CORRUPT_DATA, offset: 4 });
    expect(faultOf('0102 0000 00000009 00')).toEqual({ errorCode: RtrErrorCode.CORRUPT_DATA, offset: 4 });
  });

  it('refuses prefix lengths out of order or range (RFC 8210 §5.6, §5.7)', () => {
    expect(faultOf('0104 0000 00000014 01 18 17 00 c0000200 0000fde8').offset).toBe(9);
    expect(faultOf('0104 0000 00000014 01 18 21 00 c0000200 0000fde8').offset).toBe(9);
    expect(faultOf('0106 0000 00000020 01 20 81 00 20010db8000000000000000000000000 0000fde8').offset).toBe(9);
  });

  it('refuses lengths inside an Error Report that overrun it (RFC 8210 §5.11)', () => {
    expect(faultOf('010a 0000 00000010 00000005 00000000').offset).toBe(8);
    expect(faultOf('010a 0000 00000010 ffffffff 00000000').offset).toBe(8);
    expect(faultOf('010a 0000 00000010 00000000 00000001').offset).toBe(12);
  });

  it('answers what it could not read, but never an Error Report (RFC 8210 §5.11)', () => {
    const pdu = octets('0105 0000 00000008');
    const result = decodeRtr(pdu);
    if (result.ok) throw new Error('not a fault');
    const report = errorReport(result.fault, pdu, 1)!;
    expect(report).toMatchObject({ type: 'ERROR-REPORT', errorCode: 5, pdu, text: 'version 1 has no PDU of type 5' });
    expect(decodeRtr(encodeRtr(report))).toEqual({ ok: true, pdu: report });
    expect(errorReport(result.fault, octets('010a 0000 00000010 00000005 00000000'), 1)).toBeUndefined();
  });

  it('throws for what has no encoding', () => {
    const key = VECTORS.find(([, pdu]) => pdu.type === 'ROUTER-KEY')![1];
    expect(() => encodeRtr({ ...key, version: 0 })).toThrow('ROUTER-KEY exists from version 1 on, got 0');
    expect(() => encodeRtr({ type: 'END-OF-DATA', version: 1, sessionId: 1, serial: 1 })).toThrow(RangeError);
    expect(() => encodeRtr({ type: 'SERIAL-QUERY', version: 1, sessionId: 65536, serial: 1 })).toThrow(RangeError);
    expect(() =>
      encodeRtr({ type: 'IPV4-PREFIX', version: 1, announced: true, prefix: '2001:db8::/32', maxLength: 32, as: 1 }),
    ).toThrow('IPV4-PREFIX has a prefix of that family, got "2001:db8::/32"');
  });

  it('reads any octets without a throw, and re-encodes what it read', () => {
    const header = fc.tuple(fc.nat(3), fc.nat(12), fc.nat(0xffff));
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 80 }), ([version, type, field], body) => {
        const length = 8 + body.length;
        const pdu = new Uint8Array([version, type, field >> 8, field, 0, 0, 0, length, ...body]);
        const result = decodeRtr(pdu);
        if (!result.ok) return;
        const again = decodeRtr(encodeRtr(result.pdu));
        expect(again).toEqual(result);
      }),
      { ...SEED, numRuns: 5000 },
    );
  });
});

describe('RtrFramer', () => {
  const stream = octets(VECTORS.map(([hex]) => hex).join(''));

  it.each([1, 2, 7, 8, 9, 31, 1000])('cuts a stream that comes in chunks of %i octets', (size) => {
    const framer = new RtrFramer();
    const frames: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      expect(
        framer.push(stream.subarray(at, at + size), (frame) => void frames.push(formatHex(frame))),
      ).toBeUndefined();
    }
    expect(frames).toEqual(VECTORS.map(([hex]) => hex.replaceAll(' ', '')));
    expect(framer.held).toBe(0);
  });

  it('ends at a length beyond the limit before it holds anything', () => {
    const framer = new RtrFramer({ maxLength: 100 });
    const fault = framer.push(octets('0102000000000008 0109010000000065 00'), () => undefined);
    expect(fault).toMatchObject({ offset: 4, errorCode: RtrErrorCode.CORRUPT_DATA });
    expect(framer.held).toBe(0);
    expect(framer.push(octets('0102000000000008'), () => expect.fail('nothing is read after a fault'))).toBe(fault);
  });

  it('stops where the handler says so', () => {
    const frames: number[] = [];
    new RtrFramer().push(octets('0102000000000008 0102000000000008'), (frame) => frames.push(frame.length) > 1);
    expect(frames).toEqual([8]);
  });
});
