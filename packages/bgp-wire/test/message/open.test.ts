import { describe, expect, it } from 'vitest';
import {
  type Capability,
  createContext,
  decodeMessage,
  encodeMessage,
  Family,
  type Fault,
  FQDN,
  formatHex,
  MULTIPROTOCOL,
  type OpenMessage,
  SOFTWARE_VERSION,
} from '../../src/index.js';
import { hex, message, octets, poisoned } from '../support/octets.js';

const context = createContext();
const FIXED = '04 fde9 00b4 c0000201';

function open(parameters: string): Uint8Array {
  return message(1, `${FIXED} ${hex(octets(parameters).length, 1)} ${parameters}`);
}

/** RFC 9072 §2: length octets 255, 255, then the 2-octet length. */
function extendedOpen(parameters: string): Uint8Array {
  return message(1, `${FIXED} ff ff ${hex(octets(parameters).length, 2)} ${parameters}`);
}

function decode(frame: Uint8Array): OpenMessage {
  const result = decodeMessage(frame, context);
  if (!result.ok) throw new Error(result.fault.reason);
  if (result.message.type !== 'OPEN') throw new Error(result.message.type);
  return result.message;
}

function faultOf(frame: Uint8Array): Fault {
  const result = decodeMessage(frame, context);
  if (result.ok) throw new Error(`decoded to ${result.message.type}`);
  return result.fault;
}

describe('OPEN', () => {
  it('reads the fixed part of RFC 4271 §4.2', () => {
    expect(decode(open(''))).toEqual({
      type: 'OPEN',
      version: 4,
      myAs: 65001,
      holdTime: 180,
      routerId: 0xc0000201,
      capabilities: [],
    });
  });

  it('reads capabilities and keeps unknown ones as octets', () => {
    const { capabilities } = decode(open('02 0a 01 04 0002 00 01 c8 02 abcd'));
    expect(capabilities).toEqual([
      { code: 1, value: Family.IPV6_UNICAST },
      { code: 200, value: octets('abcd') },
    ]);
  });

  it.each<[string, Uint8Array, Partial<OpenMessage>]>([
    ['several parameters', open('02 02 02 00 02 04 02 00 46 00'), { grouping: [1, 2] }],
    ['a parameter without capabilities', open('02 00 02 02 02 00'), { grouping: [0, 1] }],
    ['only an empty parameter', open('02 00'), { grouping: [0] }],
    ['the extended form where it was not needed', extendedOpen('02 0002 02 00'), { extendedParameters: true }],
    ['the extended form without parameters', extendedOpen(''), { extendedParameters: true }],
    [
      'the extended form with a parameter beyond 255 octets',
      extendedOpen(`02 0104 ${`c8 80 ${'11'.repeat(128)}`.repeat(2)}`),
      { extendedParameters: true },
    ],
  ])('keeps %s and writes it back', (_name, frame, members) => {
    const decoded = decode(frame);
    expect(decoded).toMatchObject(members);
    expect(formatHex(encodeMessage(decoded, context))).toBe(formatHex(frame));
  });

  it('ignores the length octet of the extended form unless it is 0 (RFC 9072 §2)', () => {
    const frame = extendedOpen('02 0002 02 00');
    frame[28] = 17;
    expect(decode(frame).capabilities).toHaveLength(1);
    frame[28] = 0;
    expect(faultOf(frame).notification).toMatchObject({ code: 2, subcode: 0 });
  });

  it('writes the extended form as soon as the parameters need it', () => {
    const capabilities: Capability[] = [1, 2].map((code) => ({ code: 200 + code, value: new Uint8Array(150) }));
    const octetsOf = encodeMessage({ ...decode(open('')), capabilities }, context);
    expect(formatHex(octetsOf, 28, 32)).toBe('ffff0133');
    expect(decode(octetsOf)).toMatchObject({ capabilities, extendedParameters: true });
  });

  it.each<[string, Uint8Array, number, string]>([
    ['version 3', message(1, '03 fde9 00b4 c0000201 00'), 1, '0004'],
    ['version 5', message(1, '05 fde9 00b4 c0000201 00'), 1, '0004'],
    ['parameter type 1', open('01 00'), 4, ''],
    ['parameter type 3', open('03 01 00'), 4, ''],
    ['octets after the parameters', message(1, `${FIXED} 00 00`), 0, ''],
    ['parameters cut short', message(1, `${FIXED} 05 02 02 02`), 0, ''],
    ['a parameter of one octet', open('02'), 0, ''],
    ['a parameter that overruns the message', open('02 05 02 00'), 0, ''],
    ['a capability of one octet', open('02 01 02'), 0, ''],
    ['a capability that overruns its parameter', open('02 03 41 04 00 02 02 02 00'), 0, ''],
    ['MP of 3 octets', open('02 05 01 03 000101'), 0, ''],
    ['MP of 5 octets', open('02 07 01 05 0001000100'), 0, ''],
    ['4-octet AS of 2 octets', open('02 04 41 02 fde9'), 0, ''],
    ['4-octet AS of 0 octets', open('02 02 41 00'), 0, ''],
    ['extended parameters cut in the length', message(1, `${FIXED} ff ff 00`), 0, ''],
    ['an extended parameter header cut short', extendedOpen('02 00'), 0, ''],
  ])('%s', (_name, frame, subcode, data) => {
    const { outcome, notification } = faultOf(frame);
    expect(outcome).toBe('session-reset');
    expect(notification).toMatchObject({ code: 2, subcode });
    expect(formatHex(notification.data)).toBe(data);
  });

  it('gives a fault at every truncation, whatever stands behind the frame', () => {
    const frames = [open('02 0a 01 04 0002 00 01 c8 02 abcd'), extendedOpen('02 0008 41 04 0000fde9 02 00')];
    for (const frame of frames) {
      for (let length = 29; length < frame.length; length++) {
        const cut = frame.slice(0, length);
        cut[17] = length;
        for (const poison of [0x00, 0x02, 0xff]) expect(decodeMessage(poisoned(cut, poison), context).ok).toBe(false);
      }
    }
  });

  it('cuts names to 64 octets between code points and can write what it read (errors.md §10)', () => {
    // 100 × "é" (2 octets each) is 200 octets; 64 octets hold 32 of them.
    const name = 'c3a9'.repeat(100);
    const { capabilities } = decode(open(`02 cd 49 cb c8 ${name} 01 61`));
    expect(capabilities[0]?.value).toEqual({ hostName: 'é'.repeat(32), domainName: 'a' });
    // 64 octets that are no UTF-8: U+FFFD has 3 octets, 64 hold 21.
    const bad = decode(open(`02 43 4b 41 40 ${'ff'.repeat(64)}`));
    expect(bad.capabilities[0]?.value).toBe('\ufffd'.repeat(21));
    expect(() => encodeMessage(bad, context)).not.toThrow();
    expect(FQDN.format({ hostName: 'a', domainName: 'b' })).toBe('a.b');
    expect(SOFTWARE_VERSION.format('x')).toBe('x');
  });

  describe('encoding refuses what has no octets', () => {
    const base = decode(open(''));
    it.each<[string, Partial<OpenMessage>]>([
      ['version', { version: 256 }],
      ['2-octet AS number', { myAs: 65536 }],
      ['hold time', { holdTime: -1 }],
      ['BGP Identifier', { routerId: 2 ** 32 }],
      ['grouping', { grouping: [2], capabilities: [{ code: 2, value: true }] }],
      ['capability code', { capabilities: [{ code: 256, value: new Uint8Array(0) }] }],
      ['no row', { capabilities: [{ code: 200, value: 'x' }] }],
      ['does not fit', { capabilities: [{ code: 200, value: new Uint8Array(256) }] }],
    ])('%s', (name, members) => {
      const run = () => encodeMessage({ ...base, ...members }, context);
      expect(run).toThrow(RangeError);
      expect(run).toThrow(name);
    });

    it('an OPEN beyond 4096 octets, also with extended messages (RFC 8654 §4)', () => {
      const capabilities = Array.from({ length: 40 }, () => ({ code: 200, value: new Uint8Array(250) }));
      expect(() => encodeMessage({ ...base, capabilities }, createContext({ extendedMessage: true }))).toThrow(
        'the limit is 4096',
      );
    });
  });

  it('names the family of a capability', () => {
    expect(MULTIPROTOCOL.format(Family.IPV6_MULTICAST)).toBe('ipv6-multicast');
  });
});
