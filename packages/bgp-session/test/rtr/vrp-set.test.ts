import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAfter } from '../../src/rtr/serial.js';
import { VrpSet } from '../../src/rtr/vrp-set.js';
import { text, texts } from './lab.js';

interface Vrp {
  readonly octets: 4 | 16;
  readonly address: number;
  readonly bits: number;
  readonly maxLength: number;
  readonly as: number;
}

type Step =
  | { readonly kind: 'announce' | 'withdraw'; readonly vrp: Vrp }
  | { readonly kind: 'commit' | 'rollback' | 'serial' | 'reset' };

/** Few values, so that they meet; the last octet of the address takes part. */
const vrp = fc.record({
  octets: fc.constantFrom(4 as const, 16 as const),
  address: fc.nat(3),
  bits: fc.constantFrom(30, 31, 32),
  maxLength: fc.constantFrom(32),
  as: fc.constantFrom(0, 1, 0xffff_ffff),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom('announce', 'withdraw'), vrp }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'rollback', 'serial', 'reset') }) },
);

/** Of the address the fourth octet says all, so that both families have it within 32 bits. */
const octetsOf = ({ octets, address }: Vrp) => Uint8Array.from({ length: octets }, (_, i) => (i === 3 ? address : 0));

/** As a person would write it: host bits are not part of it. */
function nameOf(one: Vrp): string {
  const octets = octetsOf(one);
  octets[3] = octets[3]! & (0xff << (32 - one.bits));
  return text(octets, one.bits, one.maxLength, one.as);
}

it('is two sets of names, of which the second becomes the first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer(), (steps, seed) => {
      const set = new VrpSet(1000, seed);
      let [holds, comes] = [new Set<string>(), new Set<string>()];
      const told = new Set<string>();
      const settle = (way: 'commit' | 'rollback') => {
        const slices = set.settle(way);
        for (;;) {
          const { done, value } = slices.next();
          for (const line of texts(value)) {
            if (line.startsWith('+')) told.add(line.slice(2));
            else expect(told.delete(line.slice(2))).toBe(true);
          }
          if (done) break;
        }
        if (way === 'commit') holds = new Set(comes);
        else comes = new Set(holds);
      };
      for (const one of steps) {
        if (one.kind === 'commit' || one.kind === 'rollback') settle(one.kind);
        else if (one.kind === 'serial' || one.kind === 'reset') {
          settle('rollback');
          set.begin(one.kind);
          if (one.kind === 'reset') comes = new Set();
        } else if ('vrp' in one) {
          const { octets, bits, maxLength, as } = one.vrp;
          const name = nameOf(one.vrp);
          const [there, bytes] = [comes.has(name), octetsOf(one.vrp)];
          if (one.kind === 'announce') {
            expect(set.announce(octets, bytes, 0, bits, maxLength, as)).toBe(there ? 'duplicate' : 'ok');
            comes.add(name);
          } else {
            expect(set.withdraw(octets, bytes, 0, bits, maxLength, as)).toBe(there);
            comes.delete(name);
          }
        }
        expect(set.size).toBe(holds.size);
      }
      settle('commit');
      const listed: string[] = [];
      set.visit((_announced, ...rest) => {
        listed.push(text(...rest));
      });
      expect(listed.sort()).toEqual([...holds].sort());
      expect([...told].sort()).toEqual([...holds].sort());
    }),
    { numRuns: 500, seed: 6811 },
  );
});

it('grows to many, and is empty when all have gone', () => {
  const set = new VrpSet(1_000_000, 42);
  const count = 60_000;
  const address = new Uint8Array(16);
  const each = (call: (address: Uint8Array, octets: 4 | 16, as: number) => void) => {
    for (let i = 0; i < count; i++) {
      address[0] = i >>> 16;
      address[1] = i >>> 8;
      address[2] = i;
      call(address, i % 2 === 0 ? 4 : 16, i);
    }
  };
  const settle = () => {
    for (const slices = set.settle('commit'); !slices.next().done; );
  };
  const fill = () => {
    let taken = 0;
    each((bytes, octets, as) => {
      if (set.announce(octets, bytes, 0, 24, 24, as) === 'ok') taken++;
    });
    expect(taken).toBe(count);
  };
  set.begin('serial');
  fill();
  settle();
  expect(set.size).toBe(count);
  const grown = set.byteLength;
  for (let round = 0; round < 3; round++) {
    set.begin('serial');
    let known = 0;
    each((bytes, octets, as) => {
      if (set.withdraw(octets, bytes, 0, 24, 24, as)) known++;
    });
    expect(known).toBe(count);
    settle();
    expect(set.size).toBe(0);
    set.begin('reset');
    fill();
    settle();
  }
  expect(set.size).toBe(count);
  expect(set.byteLength).toBe(grown);
});

it('serial numbers are compared as RFC 1982 §3.2 has it', () => {
  expect(isAfter(1, 0)).toBe(true);
  expect(isAfter(0, 0xffff_ffff)).toBe(true);
  expect(isAfter(0xffff_ffff, 0)).toBe(false);
  expect(isAfter(44, 44)).toBe(false);
  expect(isAfter(0x7fff_ffff, 0)).toBe(true);
});
