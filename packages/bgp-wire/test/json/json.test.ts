import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attribute,
  attributeFromJson,
  attributeTable,
  attributeToJson,
  ByteWriter,
  type Capability,
  capabilityFromJson,
  capabilityToJson,
  createContext,
  decodeCapabilities,
  decodeMessage,
  encodeAttributes,
  encodeCapabilities,
  encodeMessage,
  Family,
  formatHex,
  type Json,
  MULTI_EXIT_DISC,
  messageFromJson,
  messageToJson,
  nlriFromJson,
  nlriToJson,
  parseFamilyName,
  standardAttributes,
  UpdateView,
} from '../../src/index.js';
import { message as anyMessage, arbitraryOf } from '../../src/testing/index.js';
import { message, octets, update, vectors } from '../support/octets.js';

interface Vector {
  readonly row: string;
  readonly hex: string;
  readonly asn4?: boolean;
  readonly addPath?: readonly string[];
}

const context = createContext();
/** What a file or a socket does to JSON. */
const carried = (json: Json): unknown => JSON.parse(JSON.stringify(json));
const { vectors: ATTRIBUTES } = vectors<{ vectors: readonly Vector[] }>('attributes');
const { vectors: CAPABILITIES } = vectors<{ vectors: readonly Vector[] }>('capabilities');

describe('models in JSON and back', () => {
  it.each(ATTRIBUTES.map((one) => [one.row, one.hex, one] as const))('attribute %s %s', (row, hex, one) => {
    const here = createContext({
      asn4: one.asn4 ?? true,
      addPath: (one.addPath ?? []).map((name) => parseFamilyName(name)!),
    });
    const view = new UpdateView(update({ attributes: hex, nlri: '00' }), here);
    const json = view.attributes().map((found) => attributeToJson(found, here));
    expect(json[0]).toMatchObject({ name: row });
    const writer = new ByteWriter();
    encodeAttributes(
      json.map((found) => attributeFromJson(carried(found), here)),
      writer,
      here,
    );
    expect(formatHex(writer.take())).toBe(formatHex(octets(hex)));
  });

  it.each(CAPABILITIES.map((one) => [one.row, one.hex] as const))('capability %s %s', (row, hex) => {
    const list: Capability[] = [];
    const bytes = octets(hex);
    expect(decodeCapabilities(bytes, 0, bytes.length, list, context)).toBeUndefined();
    const json = list.map((one) => capabilityToJson(one, context));
    expect(json[0]).toMatchObject({ name: row });
    const back = json.map((one) => capabilityFromJson(carried(one), context));
    expect(formatHex(encodeCapabilities(back, context))).toBe(formatHex(bytes));
  });

  it.each([
    [
      'OPEN',
      message(1, '04 fde9 00b4 c0000201 1d 02 1b 01 04 00010001 02 00 05 06 000100010002 09 01 03 40 06 0078 00010180'),
    ],
    ['OPEN with extended parameters', message(1, '04 5ba0 00b4 c0000201 ff ff 000b 02 0008 41 04 0000fde9 c8 00')],
    [
      'UPDATE',
      update({ withdrawn: '08 0b', attributes: '40010100 400200 400304c0000201 e06302abcd', nlri: '18 c00002' }),
    ],
    ['NOTIFICATION', message(3, '06 02 05 68656c6c6f')],
    ['KEEPALIVE', message(4, '')],
    ['ROUTE-REFRESH', message(5, '0001 00 01 aabb')],
  ])('%s', (_name, frame) => {
    const result = decodeMessage(frame, context);
    if (!result.ok) throw new Error(result.fault.reason);
    const back = messageFromJson(carried(messageToJson(result.message, context)), context);
    expect(formatHex(encodeMessage(back, context))).toBe(formatHex(frame));
  });

  it('NLRI with and without a row', () => {
    const known = { family: Family.IPV4_UNICAST, pathId: 7, prefix: '10.0.0.0/24' };
    const unknown = { family: 0x00fe01, bytes: Uint8Array.of(1, 2) };
    expect(nlriToJson(known)).toEqual({ family: 'ipv4-unicast', pathId: 7, prefix: '10.0.0.0/24' });
    expect(nlriToJson(unknown)).toEqual({ family: 'afi-254-safi-1', hex: '0102' });
    for (const nlri of [known, unknown]) expect(nlriFromJson(carried(nlriToJson(nlri)), context)).toEqual(nlri);
  });

  it('whatever a model of plain data holds', () => {
    const row = {
      code: 200,
      name: 'ANYTHING',
      flags: 0xc0,
      check: () => undefined,
      decode: () => undefined,
      encode: () => undefined,
      format: () => '',
    };
    const here = createContext({ attributes: attributeTable([row]) });
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.double(),
        fc.string(),
        fc.boolean(),
        fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
        fc.uint8Array({ minLength: 1, maxLength: 9 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.record({ family: fc.integer({ min: 0, max: 0xffffff }), some: tie('value') }),
      ),
    })).value;
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(!(value instanceof Uint8Array));
        const one = attribute(row, value);
        expect(attributeFromJson(carried(attributeToJson(one, here)), here)).toEqual(one);
      }),
      { seed: 20210101, numRuns: 500 },
    );
  });
});

describe('whatever a row can hold', () => {
  const SEED = { seed: 20210101 };

  it.each([
    ['4-octet AS numbers', createContext({ extendedMessage: true })],
    ['2-octet AS numbers', createContext({ extendedMessage: true, asn4: false })],
    ['path identifiers', createContext({ extendedMessage: true, addPath: Object.values(Family) })],
  ])('messages with %s', (_name, here) => {
    fc.assert(
      fc.property(anyMessage(here), (one) => {
        const back = messageFromJson(carried(messageToJson(one, here)), here);
        expect(formatHex(encodeMessage(back, here))).toBe(formatHex(encodeMessage(one, here)));
      }),
      { ...SEED, numRuns: 400 },
    );
  });

  it.each(standardAttributes.rows.map((row) => [row.name, row] as const))('attribute %s', (_name, row) => {
    fc.assert(
      fc.property(arbitraryOf(row), (value) => {
        const one = attribute(row, value);
        expect(attributeFromJson(carried(attributeToJson(one, context)), context)).toEqual(one);
      }),
      { ...SEED, numRuns: 60 },
    );
  });
});

describe('JSON written by hand', () => {
  it('may leave out the usual flags, and name a code instead', () => {
    const med = attribute(MULTI_EXIT_DISC, 5);
    expect(attributeFromJson({ name: 'MULTI_EXIT_DISC', value: 5 }, context)).toEqual(med);
    expect(attributeFromJson({ code: 4, value: 5 }, context)).toEqual(med);
  });

  it.each([
    [{ name: 'MULTI_EXIT', value: 5 }, 'name must be a name of the table'],
    [{ name: 'ORIGIN', code: 2, value: 'igp' }, 'code must be 1, which is ORIGIN, got 2'],
    [{ code: 99, value: { hex: '' } }, 'flags must be an integer of 0 to 255, got nothing'],
    [{ name: 'MULTI_EXIT_DISC', value: -1 }, 'value: '],
    [{ name: 'AS_PATH', value: null }, 'value: it is no model of AS_PATH'],
    [{ name: 'COMMUNITIES', value: ['65000:1', '65000'.repeat(3)] }, 'value[1] must be a community such as 65000:1'],
    [{ name: 'ORIGIN', value: { hex: 'abc' } }, 'value.hex must be hexadecimal octets, got "abc"'],
    [[], 'the value must be an object'],
  ])('%j is refused with its place', (json, reason) => {
    expect(() => attributeFromJson(json, context)).toThrow(
      expect.objectContaining({ code: 'MESH_JSON_VALUE', message: expect.stringContaining(reason) }),
    );
  });

  it('names the place inside a message', () => {
    const json = { type: 'UPDATE', nlri: [{ prefix: '10.0.0.0/8' }, { prefix: '10.0.0.0/33' }] };
    expect(() => messageFromJson(json, context)).toThrow(/^nlri\[1\]: ipv4-unicast takes a prefix/);
  });
});
