import { describe, expect, it } from 'vitest';
import { createContext, standardAttributes } from '../../src/index.js';

// The walk of RFC 7606 does not call the check of a value that has one of its row's sound lengths.
const CONTEXTS = (['any', 'internal', 'external'] as const).flatMap((peering) =>
  [false, true].map((asn4) =>
    createContext({ peering, asn4, rejectAsSets: true, firstAs: 65001, families: [], confederation: false }),
  ),
);

describe('sound lengths', () => {
  const rows = standardAttributes.rows.filter(({ soundLengths }) => soundLengths !== undefined);

  it('are those of the commonest attributes', () => {
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['NEXT_HOP', 'MULTI_EXIT_DISC', 'ATOMIC_AGGREGATE', 'COMMUNITIES']),
    );
  });

  it.each(rows.map((row) => [row.name, row] as const))('%s: its check passes any octets of them', (_name, row) => {
    const { from, to, unit } = row.soundLengths!;
    let passed = 0;
    for (let length = from; length <= Math.min(to, 96); length++) {
      if (length % unit !== 0) continue;
      for (const octet of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const bytes = new Uint8Array(length).fill(octet);
        for (const context of CONTEXTS) {
          expect(row.check(bytes, 0, length, context)).toBeUndefined();
          passed += 1;
        }
      }
    }
    expect(passed).toBeGreaterThan(0);
  });
});
