import { describe, expect, it } from 'vitest';
import {
  AS_PATH,
  type AttributeRow,
  asSequence,
  attribute,
  ByteWriter,
  createContext,
  decodeMessage,
  encodeMessage,
  type FamilyRow,
  formatHex,
  IPV4_UNICAST,
  NEXT_HOP,
  type Nlri,
  ORIGIN,
  packUpdates,
  readU16,
  standardAttributes,
  standardFamilies,
  UpdateView,
  unicast,
  visitRoutes,
} from '../src/index.js';
import { update } from './support/octets.js';

/** An attribute of mine: one row, nothing else. */
const COLOUR: AttributeRow<number> = {
  code: 250,
  name: 'COLOUR',
  flags: 0xc0,
  check: (_bytes, start, end) =>
    end - start === 2
      ? undefined
      : { outcome: 'attribute-discard', reason: `COLOUR has length 2, got ${end - start}`, rfc: 'mine', subcode: 9 },
  decode: (bytes, start) => readU16(bytes, start),
  encode: (value, writer) => writer.u16(value),
  format: (value) => `#${value}`,
};

/** A family of mine: one octet an NLRI, from 1 to 9. */
interface Digit extends Nlri {
  readonly digit: number;
}
const DIGITS: FamilyRow<Digit> = {
  family: 0x7fff01,
  name: 'digits',
  nextHopLengths: [0],
  extendedNextHopLengths: [],
  measure: (bytes, offset) => (bytes[offset]! >= 1 && bytes[offset]! <= 9 ? 1 : -1),
  decode: (bytes, offset) => ({ family: 0x7fff01, digit: bytes[offset]! }),
  encode: ({ digit }, writer) => writer.u8(digit),
  format: ({ digit }) => String(digit),
};

describe('an attribute of mine in the table', () => {
  const context = createContext({ attributes: standardAttributes.with(COLOUR) });
  const attributes = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, asSequence(65001)),
    attribute(NEXT_HOP, '192.0.2.1'),
  ];

  it('is written, read, judged and packed like any other', () => {
    const octets = encodeMessage(
      { type: 'UPDATE', attributes: [...attributes, attribute(COLOUR, 513)], nlri: [unicast('10.0.0.0/8')] },
      context,
    );
    expect(formatHex(octets)).toContain('c0fa020201');
    const result = decodeMessage(octets, context);
    if (!result.ok || result.message.type !== 'UPDATE') throw new Error('no UPDATE');
    expect(result.message.get(COLOUR)).toBe(513);
    const packed = packUpdates(
      {
        announced: [
          { nlri: [unicast('10.0.0.0/8')], attributes: [attribute(COLOUR, 7)], nextHop: { address: '192.0.2.1' } },
        ],
      },
      context,
    );
    expect(new UpdateView(packed, context).get(COLOUR)).toBe(7);
  });

  it('has its verdict and its flags checked', () => {
    const wrong = new UpdateView(update({ attributes: 'c0 fa 01 00' }), context);
    expect([wrong.assessment.outcome, wrong.has(COLOUR)]).toEqual(['attribute-discard', false]);
    const flags = new UpdateView(update({ attributes: '80 fa 02 0001' }), context);
    expect(flags.assessment.faults[0]).toMatchObject({ reason: 'COLOUR has flags 0xc0, got 0x80' });
  });

  it('leaves the standard table alone', () => {
    expect(standardAttributes.get(250)).toBeUndefined();
    expect(standardAttributes.with(COLOUR).rows).toHaveLength(standardAttributes.rows.length + 1);
    expect(() => encodeMessage({ type: 'UPDATE', attributes: [attribute(COLOUR, 1)] }, createContext())).toThrow(
      RangeError,
    );
  });
});

describe('a family of mine in the table', () => {
  const context = createContext({ familyTable: standardFamilies.with(DIGITS), addPath: [DIGITS.family] });

  it('is checked, decoded and visited by its row', () => {
    const reach = '80 0e 0f 7fff 01 00 00 00000001 05 00000002 09';
    const view = new UpdateView(update({ attributes: `40 01 01 00 40 02 00 ${reach}` }), context);
    expect(view.assessment.outcome).toBe('accept');
    expect(view.announced()).toHaveLength(2);
    const seen: number[] = [];
    const take = (_family: number, bytes: Uint8Array, offset: number, _length: number, id: number) =>
      void seen.push(id, bytes[offset]!);
    visitRoutes(view, { announce: take, withdraw: take, nextHop: () => undefined });
    expect(seen).toEqual([1, 5, 2, 9]);
    const bad = new UpdateView(update({ attributes: '80 0f 08 7fff 01 00000001 0a' }), context);
    expect(bad.assessment.outcome).toBe('session-reset');
    const writer = new ByteWriter();
    DIGITS.encode({ family: DIGITS.family, digit: 3 }, writer);
    expect(formatHex(writer.view())).toBe('03');
    expect(context.familyTable.get(IPV4_UNICAST.family)).toBe(IPV4_UNICAST);
  });
});
