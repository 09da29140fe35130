import { describe, expect, it } from 'vitest';
import {
  capability,
  createContext,
  DYNAMIC_CAPABILITY_MESSAGE,
  type DynamicCapabilityMessage,
  decodeMessage,
  encodeMessage,
  Family,
  Framer,
  formatHex,
  GRACEFUL_RESTART,
  KEEPALIVE,
  MULTIPROTOCOL,
  OPERATIONAL_MESSAGE,
  type OperationalMessage,
} from '../../src/index.js';
import { message, octets } from '../support/octets.js';

const plain = createContext();
const operational = createContext({ messageTypes: [OPERATIONAL_MESSAGE] });
const dynamic = createContext({ messageTypes: [DYNAMIC_CAPABILITY_MESSAGE] });

const BASE = { type: 'OPERATIONAL', family: Family.IPV4_UNICAST } as const;
const ASKED = { routerId: 0x01020304, sequence: 7 };

const OPERATIONAL: readonly (readonly [name: string, body: string, expected: OperationalMessage])[] = [
  ['ADM', '0001 0008 0001 01 68656c6c6f', { ...BASE, kind: 'ADM', text: 'hello' }],
  ['ASM without text', '0002 0003 0002 01', { ...BASE, family: Family.IPV6_UNICAST, kind: 'ASM', text: '' }],
  ['RPCQ', '0003 000b 0001 01 01020304 00000007', { ...BASE, ...ASKED, kind: 'RPCQ' }],
  ['RPCP', '0004 000f 0001 01 01020304 00000007 000f4240', { ...BASE, ...ASKED, kind: 'RPCP', counter: 1_000_000 }],
  ['APCQ', '0005 000b 0001 01 01020304 00000007', { ...BASE, ...ASKED, kind: 'APCQ' }],
  ['APCP', '0006 000f 0001 01 01020304 00000007 00000001', { ...BASE, ...ASKED, kind: 'APCP', counter: 1 }],
  ['LPCQ', '0007 000b 0001 01 01020304 00000007', { ...BASE, ...ASKED, kind: 'LPCQ' }],
  ['LPCP', '0008 000f 0001 01 01020304 00000007 00000001', { ...BASE, ...ASKED, kind: 'LPCP', counter: 1 }],
  ['a kind without model', '0009 0002 abcd', { type: 'OPERATIONAL', kind: 9, value: octets('abcd') }],
  ['a query of another length', '0003 0003 0001 01', { type: 'OPERATIONAL', kind: 3, value: octets('000101') }],
  ['a text that is none', '0001 0004 0001 01 ff', { type: 'OPERATIONAL', kind: 1, value: octets('000101ff') }],
];

describe('OPERATIONAL (draft-ietf-idr-operational-message)', () => {
  it.each(OPERATIONAL)('%s', (_name, body, expected) => {
    const frame = message(6, body);
    expect(decodeMessage(frame, operational)).toEqual({ ok: true, message: expected });
    expect(formatHex(encodeMessage(expected, operational))).toBe(formatHex(frame));
  });

  it('a length that is not that of the value → 1/2', () => {
    for (const body of ['0001 0004 0001 01', '0001 0002 0001 01', '0001 0000 00']) {
      expect(decodeMessage(message(6, body), operational)).toMatchObject({
        fault: { notification: { code: 1, subcode: 2 } },
      });
    }
  });

  it('every truncation is a fault', () => {
    for (const [, body] of OPERATIONAL) {
      const whole = octets(body);
      for (let length = 0; length < whole.length; length++) {
        expect(decodeMessage(message(6, formatHex(whole, 0, length)), operational).ok).toBe(false);
      }
    }
  });
});

const CHANGES: readonly (readonly [name: string, body: string, expected: DynamicCapabilityMessage['changes']])[] = [
  [
    'advertise a family, to be acknowledged',
    '40 00000001 01 0004 0002 00 01',
    [
      {
        action: 'advertise',
        phase: 'initiate',
        wantsAcknowledgement: true,
        sequence: 1,
        capability: capability(MULTIPROTOCOL, Family.IPV6_UNICAST),
      },
    ],
  ],
  [
    'acknowledge a removal; and a capability nobody knows',
    '81 00000002 01 0004 0001 00 01 00 00000003 c8 0001 ab',
    [
      {
        action: 'remove',
        phase: 'acknowledge',
        wantsAcknowledgement: false,
        sequence: 2,
        capability: capability(MULTIPROTOCOL, Family.IPV4_UNICAST),
      },
      {
        action: 'advertise',
        phase: 'initiate',
        wantsAcknowledgement: false,
        sequence: 3,
        capability: { code: 200, value: octets('ab') },
      },
    ],
  ],
];

describe('CAPABILITY (draft-ietf-idr-dynamic-cap §4)', () => {
  it.each(CHANGES)('%s', (_name, body, changes) => {
    const frame = message(6, body);
    const expected = { type: 'CAPABILITY', changes } as const;
    expect(decodeMessage(frame, dynamic)).toEqual({ ok: true, message: expected });
    expect(formatHex(encodeMessage(expected, dynamic))).toBe(formatHex(frame));
  });

  it('every truncation is a fault, but between two changes', () => {
    for (const [, body] of CHANGES) {
      const whole = octets(body);
      for (let length = 0; length < whole.length; length++) {
        const result = decodeMessage(message(6, formatHex(whole, 0, length)), dynamic);
        expect(result.ok).toBe(length === 12);
        if (!result.ok) expect(result.fault.notification).toMatchObject({ code: 1, subcode: 2 });
      }
    }
  });

  it('a value that its row cannot read stays octets', () => {
    const frame = message(6, '00 00000001 40 0001 ab');
    const result = decodeMessage(frame, dynamic);
    expect(result).toMatchObject({
      message: { changes: [{ capability: { code: GRACEFUL_RESTART.code, value: octets('ab') } }] },
    });
  });
});

describe('message types that a context does not carry', () => {
  const frame = message(6, OPERATIONAL[0]![1]);

  it('are 1/3 with the type', () => {
    expect(decodeMessage(frame, plain)).toMatchObject({
      ok: false,
      fault: { notification: { code: 1, subcode: 3, data: octets('06') } },
    });
    expect(new Framer().push(frame, () => true)?.notification).toMatchObject({ code: 1, subcode: 3 });
  });

  it('pass a framer that knows them', () => {
    const frames: string[] = [];
    const framer = new Framer(operational);
    const fault = framer.push(frame, (one) => {
      frames.push(formatHex(one));
      return true;
    });
    expect([fault, frames]).toEqual([undefined, [formatHex(frame)]]);
  });

  it('cannot be written', () => {
    const stray = { type: 'ROUTE-REFUSAL' } as const;
    const context = createContext({
      messageTypes: [{ ...OPERATIONAL_MESSAGE, decode: () => stray, encode: () => undefined }],
    });
    expect(() => encodeMessage(stray, context)).toThrow('the context has no message type ROUTE-REFUSAL');
  });

  it('leave the others as they are', () => {
    expect(decodeMessage(encodeMessage(KEEPALIVE, operational), operational)).toEqual({ ok: true, message: KEEPALIVE });
  });
});
