import { describe, expect, it } from 'vitest';
import {
  assess,
  attribute,
  createContext,
  decodeMessage,
  encodeMessage,
  FOUR_OCTET_AS,
  formatHex,
  type Message,
  MULTI_EXIT_DISC,
  notification,
  ORIGIN,
  type RawAttribute,
  type RawMessage,
  rawAttribute,
  rawMessage,
  routeRefresh,
  unicast,
} from '../../src/index.js';
import { octets, update } from '../support/octets.js';

const context = createContext();
const HEADER = 'ff'.repeat(16);
const plain = (hex: string) => formatHex(octets(hex));
const written = (message: RawMessage) => formatHex(rawMessage(message, context));
const med = attribute(MULTI_EXIT_DISC, 5);
const open = { type: 'OPEN', myAs: 65001, routerId: 0xc0000201 } as const;

describe('a message without anything said against it is a right one', () => {
  it.each<[string, Message]>([
    ['KEEPALIVE', { type: 'KEEPALIVE' }],
    ['NOTIFICATION', notification(6, 2)],
    ['ROUTE-REFRESH', routeRefresh(0x000101)],
    ['UPDATE', { type: 'UPDATE', attributes: [attribute(ORIGIN, 'igp'), med], nlri: [unicast('10.0.0.0/8')] }],
    ['OPEN', { ...open, version: 4, holdTime: 90, capabilities: [{ code: 65, value: 65001 }] }],
  ])('%s', (_name, message) => {
    expect(written(message)).toBe(formatHex(encodeMessage(message, context)));
  });
});

// RFC 4271 §4.1–4.3, RFC 5492 §4 and RFC 9072 §2 by hand.
describe('what is said is written', () => {
  it.each<[string, RawMessage, string]>([
    ['a length', { type: 'KEEPALIVE', length: 18 }, `${HEADER} 0012 04`],
    ['a type', { type: 'KEEPALIVE', typeCode: 9 }, `${HEADER} 0013 09`],
    ['a marker', { type: 'KEEPALIVE', marker: octets('00') }, '00 0013 04'],
    ['trailing octets', { type: 'KEEPALIVE', trailing: octets('abcd') }, `${HEADER} 0013 04 abcd`],
    ['a body', { type: 'RAW', typeCode: 2, body: octets('00') }, `${HEADER} 0014 02 00`],
    [
      'lengths of an UPDATE',
      { type: 'UPDATE', withdrawnLength: 9, attributesLength: 1 },
      `${HEADER} 0017 02 0009 0001`,
    ],
    [
      'octets among NLRI and attributes',
      {
        type: 'UPDATE',
        withdrawn: [octets('ff')],
        attributes: [octets('40'), med],
        nlri: [unicast('10.0.0.0/8'), octets('21')],
      },
      `${HEADER} 0023 02 0001 ff 0008 40 80 04 04 00000005 08 0a 21`,
    ],
    [
      'order and duplicates',
      { type: 'UPDATE', attributes: [med, attribute(ORIGIN, 'egp'), med] },
      `${HEADER} 0029 02 0000 0012 80 04 04 00000005 40 01 01 01 80 04 04 00000005`,
    ],
    [
      'parameters of an OPEN',
      {
        ...open,
        parameters: [
          { type: 1, value: octets('00') },
          { value: [{ ...octetsOf(65), length: 2 }], length: 9 },
        ],
        parametersLength: 3,
      },
      `${HEADER} 0028 01 04 fde9 005a c0000201 03 01 01 00 02 09 41 02 0000fde9`,
    ],
    [
      'the extended form',
      { ...open, version: 3, extendedParameters: true, parameters: [{ value: octets('0200') }, octets('ff')] },
      `${HEADER} 0026 01 03 fde9 005a c0000201 ff ff 0006 02 0002 0200 ff`,
    ],
  ])('%s', (_name, message, hex) => {
    expect(written(message)).toBe(plain(hex));
  });

  it.each<[string, RawAttribute, string]>([
    ['the flags of the row', { code: 4, value: 5 }, '80 04 04 00000005'],
    ['other flags', { code: 4, value: 5, flags: 0x40 }, '40 04 04 00000005'],
    ['the extended length', { code: 4, value: 5, flags: 0x90 }, '90 04 0004 00000005'],
    ['a length that is wrong', { code: 4, value: 5, length: 3 }, '80 04 03 00000005'],
    ['a length that needs two octets', { code: 4, value: 5, length: 256 }, '90 04 0100 00000005'],
    ['two octets without their flag', { code: 4, value: 5, lengthOctets: 2 }, '80 04 0004 00000005'],
    ['one octet in spite of the flag', { code: 4, value: 5, flags: 0x90, lengthOctets: 1 }, '90 04 04 00000005'],
    ['no value', { code: 99 }, 'c0 63 00'],
    ['octets instead of a model', { ...med, value: octets('05') }, '80 04 01 05'],
  ])('%s of an attribute', (_name, one, hex) => {
    expect(formatHex(rawAttribute(one, context))).toBe(plain(hex));
  });
});

function octetsOf(code: number) {
  return { code, value: FOUR_OCTET_AS.code === code ? 65001 : octets('') };
}

describe('what cannot be written even so', () => {
  it.each<[string, RawMessage]>([
    ['a length of 65536', { type: 'KEEPALIVE', length: 65536 }],
    ['a type of 256', { type: 'KEEPALIVE', typeCode: 256 }],
    ['a model without a row', { type: 'UPDATE', attributes: [{ code: 99, value: 5 }] }],
  ])('%s is a RangeError', (_name, message) => {
    expect(() => rawMessage(message, context)).toThrow(RangeError);
  });
});

describe('a harness reads back the verdict it provoked', () => {
  it('treat-as-withdraw for an ORIGIN that is none (RFC 7606 §7.1)', () => {
    const right = update({ attributes: '40010100 400200 400304c0000201', nlri: '08 0a' });
    const attributes = (origin: number) => [
      { code: 1, value: Uint8Array.of(origin) },
      { code: 2, value: [] },
      { code: 3, value: '192.0.2.1' },
    ];
    const message = (origin: number) =>
      rawMessage({ type: 'UPDATE', attributes: attributes(origin), nlri: [unicast('10.0.0.0/8')] }, context);
    expect(formatHex(message(0))).toBe(formatHex(right));
    const result = decodeMessage(message(9), context);
    expect(result.ok && result.message.type === 'UPDATE' && assess(result.message).outcome).toBe('treat-as-withdraw');
  });
});
