import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  type ContextOptions,
  createContext,
  encodeAttributes,
  formatHex,
  parseFamilyName,
  standardAttributes,
  UpdateView,
} from '../../src/index.js';
import { octets, poisoned, update, vectors } from '../support/octets.js';

interface Vector {
  readonly row: string;
  readonly rfc: string;
  readonly hex: string;
  readonly value: unknown;
  readonly text: string;
  readonly asn4?: boolean;
  readonly addPath?: readonly string[];
  readonly extendedNextHop?: readonly string[];
  readonly families?: readonly string[];
}

const { vectors: VECTORS, unwritable } = vectors<{
  vectors: readonly Vector[];
  unwritable: readonly { row: string; value: unknown }[];
}>('attributes');

const rowOf = (name: string) => standardAttributes.rows.find((row) => row.name === name)!;
const familiesOf = (names: readonly string[]) => names.map((name) => parseFamilyName(name)!);

function contextOf({ asn4 = true, addPath = [], extendedNextHop = [], families }: Vector) {
  const options: ContextOptions = {
    asn4,
    addPath: familiesOf(addPath),
    extendedNextHop: familiesOf(extendedNextHop),
    families: families && familiesOf(families),
  };
  return createContext(options);
}

/** JSON has no octets: `0x…` stands for them. */
function revive(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('0x')) return octets(value);
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revive(member)]));
}

describe('attribute rows', () => {
  it('each has a vector', () => {
    expect([...new Set(VECTORS.map(({ row }) => row))].sort()).toEqual(
      standardAttributes.rows.map((r) => r.name).sort(),
    );
  });

  it.each(VECTORS.map((vector) => [`${vector.row} ${vector.hex} (${vector.rfc})`, vector] as const))(
    '%s',
    (_, vector) => {
      const context = contextOf(vector);
      const row = rowOf(vector.row);
      const attribute = octets(vector.hex);
      for (const poison of [0x00, 0xff]) {
        const view = new UpdateView(poisoned(update({ attributes: vector.hex }), poison), context);
        const [decoded] = view.attributes();
        expect(decoded).toEqual({ code: row.code, flags: attribute[0], value: revive(vector.value) });
        expect(view.get(row)).toEqual(revive(vector.value));
        expect(row.format(decoded!.value)).toBe(vector.text);
        const writer = new ByteWriter();
        encodeAttributes([decoded!], writer, context);
        expect(formatHex(writer.view())).toBe(formatHex(attribute));
      }
    },
  );

  it.each(unwritable.map((one) => [`${one.row} ${JSON.stringify(one.value)}`, one] as const))(
    'refuses %s',
    (_, one) => {
      expect(() => rowOf(one.row).encode(one.value, new ByteWriter(), createContext())).toThrow(RangeError);
    },
  );

  it('writes AS numbers beyond 65535 as AS_TRANS in two octets (RFC 6793 §4.2.2)', () => {
    const context = createContext({ asn4: false });
    const writer = new ByteWriter();
    rowOf('AS_PATH').encode([{ type: 'AS_SEQUENCE', asns: [65001, 70000] }], writer, context);
    rowOf('AGGREGATOR').encode({ asn: 70000, address: '192.0.2.1' }, writer, context);
    expect(formatHex(writer.view())).toBe('0202fde95ba05ba0c0000201');
  });

  it('splits segments of more than 255 AS numbers (RFC 4271 §5.1.2)', () => {
    const asns = Array.from({ length: 300 }, (_, i) => i + 1);
    const writer = new ByteWriter();
    const row = rowOf('AS_PATH');
    row.encode([{ type: 'AS_SEQUENCE', asns }], writer, createContext());
    const bytes = writer.take();
    expect([bytes[1], bytes[2 + 255 * 4 + 1]]).toEqual([255, 45]);
    expect(row.decode(bytes, 0, bytes.length, createContext())).toEqual([
      { type: 'AS_SEQUENCE', asns: asns.slice(0, 255) },
      { type: 'AS_SEQUENCE', asns: asns.slice(255) },
    ]);
  });

  it('guards against paths of more than 1000 AS numbers (errors.md §5)', () => {
    const row = rowOf('AS_PATH');
    const check = (count: number) => {
      const writer = new ByteWriter();
      row.encode([{ type: 'AS_SEQUENCE', asns: new Array(count).fill(65001) }], writer, createContext());
      return row.check(writer.view(), 0, writer.length, createContext())?.outcome;
    };
    expect([check(1000), check(1001)]).toEqual([undefined, 'treat-as-withdraw']);
  });

  it('refuses a model of an attribute that has no row', () => {
    const attribute = { code: 99, flags: 0xc0, value: 'x' };
    expect(() => encodeAttributes([attribute], new ByteWriter(), createContext())).toThrow('attribute 99 has no row');
  });

  it('keeps the header form of unknown attributes', () => {
    for (const hex of ['c06302abcd', 'd0630002abcd', 'f06300020000', 'c06300']) {
      const view = new UpdateView(update({ attributes: hex }), createContext());
      const writer = new ByteWriter();
      encodeAttributes(view.attributes(), writer, createContext());
      expect(formatHex(writer.view())).toBe(hex);
    }
  });
});
