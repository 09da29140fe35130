import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  checkNlri,
  createContext,
  decodeNlri,
  encodeNlri,
  formatHex,
  type Nlri,
  standardFamilies,
} from '../../src/index.js';
import { octets, poisoned, vectors } from '../support/octets.js';

interface Vector {
  readonly row: string;
  readonly rfc: string;
  readonly hex: string;
  readonly withdrawn?: boolean;
  readonly value: Omit<Nlri, 'family'>;
  readonly text: string;
}

const { vectors: VECTORS, unwritable } = vectors<{
  vectors: readonly Vector[];
  unwritable: readonly Pick<Vector, 'row' | 'value'>[];
}>('nlri');

const rowOf = (name: string) => standardFamilies.rows.find((row) => row.name === name)!;

describe('family rows', () => {
  it('each has a vector', () => {
    expect([...new Set(VECTORS.map(({ row }) => row))].sort()).toEqual(standardFamilies.rows.map((r) => r.name).sort());
  });

  it.each(unwritable.map((one) => [`${one.row} ${JSON.stringify(one.value)}`, one] as const))(
    'refuses %s',
    (_, one) => {
      const row = rowOf(one.row);
      expect(() => row.encode({ family: row.family, ...one.value }, new ByteWriter())).toThrow(RangeError);
    },
  );

  describe.each([false, true])('ADD-PATH %s', (addPath) => {
    const context = createContext(addPath ? { addPath: standardFamilies.rows.map(({ family }) => family) } : {});

    it.each(VECTORS.map((one) => [`${one.row} ${one.hex} (${one.rfc})`, one] as const))('%s', (_, vector) => {
      const row = rowOf(vector.row);
      const { family } = row;
      const hex = `${addPath ? '0000002a' : ''}${vector.hex}`;
      const nlri = { family, ...(addPath ? { pathId: 42 } : {}), ...vector.value };
      for (const poison of [0x00, 0xff]) {
        const bytes = poisoned(octets(hex), poison);
        expect(checkNlri(bytes, 0, bytes.length, row, addPath, vector.withdrawn)).toBe(-1);
        const decoded = decodeNlri(bytes, 0, bytes.length, family, context, vector.withdrawn);
        expect(decoded).toEqual([nlri]);
        expect(row.format(decoded[0]!)).toBe(vector.text);
        const writer = new ByteWriter();
        encodeNlri(decoded, family, writer, context);
        expect(formatHex(writer.view())).toBe(hex);
        for (let length = 1; length < bytes.length; length++) {
          expect(checkNlri(bytes, 0, length, row, addPath, vector.withdrawn)).toBe(0);
        }
      }
    });
  });
});
