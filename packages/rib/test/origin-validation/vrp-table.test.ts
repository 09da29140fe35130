import { formatPrefix, parsePrefix } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OriginValidity, type ValidityChanges, VrpTable } from '../../src/index.js';
import { delta, type Vrp, vrp } from './support.js';

function tableOf(...vrps: readonly string[]) {
  const table = new VrpTable();
  const source = table.source('a');
  source.apply(delta(...vrps.map((one) => `+ ${one}`)));
  source.commit();
  return { table, source };
}

/** The prefixes of a change, as text. */
function prefixesOf(changes: ValidityChanges): string[] {
  const prefixes: string[] = [];
  while (
    changes.take(3, (address, bits) => {
      prefixes.push(formatPrefix(new Uint8Array([bits, ...address]), 0, address.length as 4 | 16));
    })
  );
  return prefixes;
}

describe('validate (RFC 6811 §2)', () => {
  const { table } = tableOf(
    '10.0.0.0/16-20 AS65001',
    '10.0.0.0/16-24 AS65002',
    '10.0.1.0/24-24 AS65003',
    '192.0.2.0/24-32 AS0',
    '198.51.100.0/24-24 AS4200000000',
    '2001:db8::/32-48 AS65001',
    '2001:db8:0:1::/64-64 AS65004',
    '2001:db8:0:1::8/125-128 AS65005',
  );
  const cases: readonly [string, number | undefined, OriginValidity][] = [
    ['10.0.0.0/16', 65001, 'valid'],
    ['10.0.16.0/20', 65001, 'valid'],
    ['10.0.16.0/21', 65001, 'invalid'], // longer than the VRP allows
    ['10.0.16.0/21', 65002, 'valid'],
    ['10.0.1.0/24', 65003, 'valid'],
    ['10.0.1.0/24', 65001, 'invalid'],
    ['10.0.1.0/24', 65002, 'valid'], // a VRP of the covering prefix
    ['10.0.1.0/25', 65003, 'invalid'],
    ['10.0.0.0/15', 65001, 'not-found'], // a VRP covers what is as long or longer
    ['0.0.0.0/0', 65001, 'not-found'],
    ['11.0.0.0/16', 65001, 'not-found'],
    ['10.0.0.0/16', undefined, 'invalid'], // AS_SET: covered, but nothing matches
    ['11.0.0.0/16', undefined, 'not-found'],
    ['192.0.2.0/24', 65001, 'invalid'], // AS 0 says that nobody may (RFC 6483 §4)
    ['192.0.2.1/32', 0, 'invalid'],
    ['198.51.100.0/24', 4_200_000_000, 'valid'],
    ['2001:db8::/32', 65001, 'valid'],
    ['2001:db8:ffff::/48', 65001, 'valid'],
    ['2001:db8:ffff::/49', 65001, 'invalid'],
    ['2001:db8:0:1::/64', 65004, 'valid'],
    ['2001:db8:0:1::/64', 65001, 'invalid'],
    ['2001:db8:0:1::9/128', 65005, 'valid'],
    ['2001:db8:0:1::7/128', 65005, 'invalid'],
    ['2001:db9::/32', 65001, 'not-found'],
    ['::/0', 65001, 'not-found'],
  ];
  it.each(cases)('%s of %s is %s', (prefix, as, validity) => {
    expect(table.validate(prefix, as)).toBe(validity);
    const { address, bits } = parsePrefix(prefix)!;
    const nlri = new Uint8Array([99, ...address.subarray(0, (bits + 7) >> 3), 0xff, 0xff, 0xff, 0xff]);
    expect(table.validateOctets(address.length as 4 | 16, nlri, 1, bits, as)).toBe(validity);
  });

  it('a VRP of length 0 covers everything', () => {
    const { table: all } = tableOf('0.0.0.0/0-0 AS65001', '::/0-128 AS65002');
    expect(all.validate('0.0.0.0/0', 65001)).toBe('valid');
    expect(all.validate('10.0.0.0/8', 65001)).toBe('invalid');
    expect(all.validate('2001:db8::1/128', 65002)).toBe('valid');
  });

  it('says why', () => {
    expect(table.covering('10.0.1.0/24')).toEqual([
      { prefix: '10.0.0.0/16', maxLength: 24, as: 65002, sources: ['a'] },
      { prefix: '10.0.0.0/16', maxLength: 20, as: 65001, sources: ['a'] },
      { prefix: '10.0.1.0/24', maxLength: 24, as: 65003, sources: ['a'] },
    ]);
    expect(table.covering('11.0.0.0/8')).toEqual([]);
  });

  it('refuses what is no prefix', () => {
    expect(() => table.validate('10.0.0.0/33', 1)).toThrow(
      'a prefix is written 10.0.0.0/24 or 2001:db8::/32, got 10.0.0.0/33',
    );
  });
});

describe('sources', () => {
  it('a VRP counts as long as one source has it', () => {
    const { table, source } = tableOf('10.0.0.0/16-16 AS1', '10.0.0.0/16-16 AS2');
    const other = table.source('b');
    other.apply(delta('+ 10.0.0.0/16-16 AS1'));
    expect(table.size).toBe(2);
    expect(table.covering('10.0.0.0/16').map(({ as, sources }) => [as, sources])).toEqual([
      [2, ['a']],
      [1, ['a', 'b']],
    ]);
    source.apply(delta('- 10.0.0.0/16-16 AS1', '- 10.0.0.0/16-16 AS2'));
    expect([table.size, table.validate('10.0.0.0/16', 1), table.validate('10.0.0.0/16', 2)]).toEqual([
      1,
      'valid',
      'invalid',
    ]);
    other.apply(delta('- 10.0.0.0/16-16 AS1', '- 10.0.0.0/16-16 AS2'));
    expect([table.size, table.validate('10.0.0.0/16', 1)]).toEqual([0, 'not-found']);
  });

  it('a source takes only its own away, slice by slice', () => {
    const table = new VrpTable();
    const [a, b] = [table.source('a'), table.source('b')];
    const lines = Array.from({ length: 10_000 }, (_, i) => `+ 10.${i >> 8}.${i & 255}.0/24-24 AS${i}`);
    a.apply(delta(...lines, '+ 2001:db8::/32-32 AS1'));
    b.apply(delta(...lines.slice(0, 10)));
    const remove = a.remove();
    let slices = 1;
    while (!remove()) slices++;
    expect(slices).toBeGreaterThan(2);
    expect(table.size).toBe(10);
    expect(() => a.apply(delta())).toThrow(expect.objectContaining({ code: 'MESH_VRP_SOURCE_REMOVED' }));
    // Its place is free for another.
    table.source('c').apply(delta('+ 10.0.0.0/24-24 AS0'));
    expect(table.covering('10.0.0.0/24')[0]!.sources).toEqual(['c', 'b']);
  });

  it('takes 31 sources', () => {
    const table = new VrpTable();
    for (let i = 0; i < 31; i++) table.source(`s${i}`).apply(delta('+ 10.0.0.0/8-8 AS1'));
    expect(table.covering('10.0.0.0/8')[0]!.sources).toHaveLength(31);
    expect(() => table.source('more')).toThrow(expect.objectContaining({ code: 'MESH_VRP_SOURCES' }));
  });
});

describe('changes', () => {
  it('name, once committed, the prefixes that cover what may have changed', () => {
    const { table, source } = tableOf('10.0.0.0/16-16 AS1');
    const heard: string[][] = [];
    const untie = table.onChange((changes) => heard.push(prefixesOf(changes)));
    source.apply(
      delta('+ 10.0.0.0/16-16 AS1', '+ 10.1.0.0/16-24 AS1', '+ 2001:db8::/32-32 AS1', '- 10.9.0.0/16-16 AS1'),
    );
    source.apply(delta('- 10.0.0.0/16-16 AS1'));
    expect(heard).toEqual([]);
    source.commit();
    source.commit();
    expect(heard).toEqual([['10.1.0.0/16', '2001:db8::/32', '10.0.0.0/16']]);
    untie();
    source.apply(delta('- 10.1.0.0/16-24 AS1'));
    source.commit();
    expect(heard).toHaveLength(1);
  });

  it('are told to each listener, to be worked off at its own pace', () => {
    const { table, source } = tableOf();
    const heard: ValidityChanges[] = [];
    table.onChange((changes) => heard.push(changes));
    table.onChange((changes) => heard.push(changes));
    const lines = Array.from({ length: 3_000 }, (_, i) => `+ 10.${i >> 8}.${i & 255}.0/24-24 AS1`);
    source.apply(delta(...lines));
    source.commit();
    const expected = lines.map((line) => vrp(line.slice(2)).prefix);
    expect(heard.map(({ size }) => size)).toEqual([3_000, 3_000]);
    for (const changes of heard) expect(prefixesOf(changes)).toEqual(expected);
    expect(heard.map(({ size }) => size)).toEqual([0, 0]);
  });
});

/** RFC 6811 §2 read aloud, over a plain list. */
function naive(vrps: readonly Vrp[], prefix: string, origin: number | undefined): OriginValidity {
  const route = parsePrefix(prefix)!;
  const bit = (address: Uint8Array, i: number) => (address[i >> 3]! >> (7 - (i & 7))) & 1;
  const covering = vrps.filter((one) => {
    const { address, bits } = parsePrefix(one.prefix)!;
    if (address.length !== route.address.length || bits > route.bits) return false;
    return Array.from({ length: bits }, (_, i) => i).every((i) => bit(address, i) === bit(route.address, i));
  });
  if (covering.length === 0) return 'not-found';
  const matched = covering.some(({ as, maxLength }) => as !== 0 && as === origin && route.bits <= maxLength);
  return matched ? 'valid' : 'invalid';
}

it('agrees with RFC 6811 over a list, whatever comes and goes from two sources', () => {
  const prefix = fc
    .record({
      v6: fc.boolean(),
      octets: fc.array(fc.constantFrom(0, 1, 128, 255), { minLength: 4, maxLength: 4 }),
      low: fc.nat(3),
      bits: fc.nat(32),
    })
    .map(({ v6, octets, low, bits }) => {
      // In IPv6 the octets stand around the 32nd bit and at the end, and lengths go to 128.
      const address = v6 ? [0x20, octets[0]!, 0, octets[1]!, octets[2]!, ...Array(9).fill(0), octets[3]!, low] : octets;
      const length = v6 ? bits * 4 : bits;
      return formatPrefix(new Uint8Array([length, ...address]), 0, v6 ? 16 : 4);
    });
  const record = fc.tuple(prefix, fc.nat(8), fc.constantFrom(0, 1, 2, 0xffff_ffff)).map(([text, more, as]) => {
    const most = text.includes(':') ? 128 : 32;
    return `${text}-${Math.min(most, Number(text.split('/')[1]) + more)} AS${as}`;
  });
  const change = fc.tuple(fc.nat(1), fc.constantFrom('+', '+', '-'), record);
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 80 }),
      fc.array(fc.tuple(prefix, fc.constantFrom(undefined, 0, 1, 2, 0xffff_ffff)), { maxLength: 40 }),
      fc.integer(),
      (changes, routes, seed) => {
        const table = new VrpTable({ seed });
        const sources = [table.source('a'), table.source('b')];
        const model = [new Set<string>(), new Set<string>()];
        for (const [owner, sign, text] of changes) {
          sources[owner]!.apply(delta(`${sign} ${text}`));
          if (sign === '+') model[owner]!.add(text);
          else model[owner]!.delete(text);
        }
        const both = [...new Set([...model[0]!, ...model[1]!])].map(vrp);
        expect(table.size).toBe(both.length);
        const asked = [...routes, ...both.map((one) => [one.prefix, one.as] as const)];
        for (const [one, as] of asked) expect(table.validate(one, as)).toBe(naive(both, one, as));
        for (const source of sources) for (const remove = source.remove(); !remove(); );
        expect(table.size).toBe(0);
      },
    ),
    { numRuns: 400, seed: 6811 },
  );
});
