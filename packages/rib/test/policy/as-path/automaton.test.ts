import { AS_PATH, type AsPathSegment, asSequence, ByteWriter, createContext } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AsPathAutomaton } from '../../../src/policy/as-path/automaton.js';
import type { AsPathExpression } from '../../../src/policy/as-path/expression.js';
import { parseAsPathPattern } from '../../../src/policy/as-path/parse.js';
import { compilePatterns } from '../../../src/policy/as-path/program.js';
import { type Elements, isFound } from './oracle.js';

function octetsOf(segments: readonly AsPathSegment[]): Uint8Array {
  const writer = new ByteWriter();
  AS_PATH.encode(segments, writer, createContext());
  return writer.take();
}

function automatonOf(...patterns: readonly string[]): AsPathAutomaton {
  return new AsPathAutomaton(compilePatterns(patterns.map(parseAsPathPattern)));
}

function first(automaton: AsPathAutomaton, segments: readonly AsPathSegment[]): number {
  const octets = octetsOf(segments);
  return automaton.first(octets, 0, octets.length);
}

/** Written as a person would, with spaces or underscores between the parts. */
function textOf(expression: AsPathExpression): string {
  switch (expression.kind) {
    case 'as': {
      const parts = expression.ranges.flatMap((from, i) =>
        i % 2 === 0 ? [`${from}-${expression.ranges[i + 1]}`] : [],
      );
      return `[${parts.join(' ')}]`;
    }
    case 'begin':
      return '^';
    case 'end':
      return '$';
    case 'choice':
      return `(${expression.parts.map(textOf).join('|')})`;
    case 'sequence':
      return `(${expression.parts.map(textOf).join('_')})`;
    case 'repeat': {
      const { min, max } = expression;
      return `(${textOf(expression.part)}){${min},${max === Number.POSITIVE_INFINITY ? '' : max}}`;
    }
  }
}

const asns = fc.integer({ min: 1, max: 6 });
const { expression } = fc.letrec<{ expression: AsPathExpression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(asns, fc.nat(2)).map(([from, more]): AsPathExpression => ({ kind: 'as', ranges: [from, from + more] })),
    fc.constantFrom<AsPathExpression>({ kind: 'begin' }, { kind: 'end' }),
    fc.record({
      kind: fc.constantFrom('sequence', 'choice'),
      parts: fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
    }),
    fc
      .tuple(tie('expression'), fc.nat(2), fc.constantFrom(0, 1, 2, Number.POSITIVE_INFINITY))
      .map(([part, min, more]): AsPathExpression => ({ kind: 'repeat', part, min, max: min + more })),
  ),
}));
const elements: fc.Arbitrary<Elements> = fc.array(
  fc.oneof({ weight: 4, arbitrary: asns.map((asn) => [asn]) }, fc.array(asns, { minLength: 2, maxLength: 3 })),
  { maxLength: 6 },
);

function segmentsOf(path: Elements): AsPathSegment[] {
  return path.map((asns) => ({ type: asns.length === 1 ? 'AS_SEQUENCE' : 'AS_SET', asns }));
}

describe('AsPathAutomaton', () => {
  it('finds what a matcher that tries every way finds', () => {
    fc.assert(
      fc.property(
        fc.array(expression, { minLength: 1, maxLength: 4 }),
        fc.array(elements, { maxLength: 8 }),
        (list, paths) => {
          const automaton = automatonOf(...list.map(textOf));
          for (const path of paths) {
            expect(first(automaton, segmentsOf(path))).toBe(list.findIndex((one) => isFound(one, path)));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  // What the patterns mean in the AS-path regular expressions of routers, for patterns that name whole AS numbers.
  it.each<[string, readonly number[], boolean]>([
    ['^65000_', [65000, 65001], true],
    ['^65000_', [65001, 65000], false],
    ['_65001$', [65000, 65001], true],
    ['_65001$', [65001, 65000], false],
    ['_65000_', [165000], false],
    ['65000', [650001, 165000], false],
    ['_65000_', [1, 65000, 2], true],
    ['^$', [], true],
    ['^$', [1], false],
    ['', [], true],
    ['.', [], false],
    ['^.$', [7], true],
    ['^65000(_65000)*$', [65000, 65000, 65000], true],
    ['^65000(_65000)*$', [65000, 65001], false],
    ['^65000+ .? 65010$', [65000, 65000, 1, 65010], true],
    ['^65000+ .? 65010$', [65000, 65000, 1, 2, 65010], false],
    ['(^|_)65001(_|$)', [65001], true],
    ['_(65001|65002)_65003_', [9, 65002, 65003], true],
    ['_(65001|65002)_65003_', [9, 65002, 9, 65003], false],
    ['[ 64512-65534 4200000000-4294967294 ]', [1, 4200000000], true],
    ['[ 64512-65534 4200000000-4294967294 ]', [1, 65535, 4294967295], false],
    ['^[^64512-65534]*$', [1, 2, 4294967295], true],
    ['^[^64512-65534]*$', [1, 64512, 2], false],
    ['^.{3,}$', [1, 2], false],
    ['^.{3,}$', [1, 2, 3, 4], true],
    ['^.{2}$', [1, 2], true],
    ['65000 .* 65001', [1, 65000, 2, 3, 65001, 4], true],
  ])('reads %s in %j as %s', (pattern, path, expected) => {
    expect(first(automatonOf(pattern), asSequence(...path)) === 0).toBe(expected);
  });

  it('takes a set for one element that is any of its members, and confederation segments as others', () => {
    const path: readonly AsPathSegment[] = [
      { type: 'AS_CONFED_SEQUENCE', asns: [64600] },
      { type: 'AS_CONFED_SET', asns: [64601, 64602] },
      { type: 'AS_SEQUENCE', asns: [65002] },
      { type: 'AS_SET', asns: [65003, 65004] },
    ];
    const patterns = ['^64600 64602 65002 65004$', '^64600 64601 65002 65003$'];
    for (const pattern of patterns) expect(first(automatonOf(pattern), path)).toBe(0);
    expect(first(automatonOf('65003 65004'), path)).toBe(-1);
  });

  it('tells the first of several patterns', () => {
    const automaton = automatonOf('_65003_', '^65002', '65003$', '.');
    expect(first(automaton, asSequence(65002, 65003))).toBe(0);
    expect(first(automaton, asSequence(65002, 1))).toBe(1);
    expect(first(automaton, asSequence(1))).toBe(3);
    expect(first(automaton, [])).toBe(-1);
    expect(first(automatonOf(), asSequence(1))).toBe(-1);
  });

  it('does not read behind a segment that claims more than there is', () => {
    const octets = octetsOf(asSequence(1, 2, 3));
    const automaton = automatonOf('2$', '3');
    expect(automaton.first(octets, 0, octets.length - 4)).toBe(0);
    expect(automaton.first(octets, 0, 1)).toBe(-1);
  });

  describe('takes work linear in the path', () => {
    // Each of these is exponential, or of a high degree, for a matcher that tries one way after another.
    const hostile = [
      '(((1*)*)*)*2$',
      '^(1|1)*(1|1)*(1|1)*$',
      '(1?){100}1{100}2',
      '^(.*)*(.*)*(.*)*2$',
      '(1 1|1)*2',
      '(.* 1){20}2',
    ];

    it.each(hostile)('%s', (pattern) => {
      const program = compilePatterns([parseAsPathPattern(pattern)]);
      const perElement = 4 * program.ops.length;
      for (const length of [10, 100, 1000]) {
        const automaton = new AsPathAutomaton(program);
        first(automaton, asSequence(...Array.from({ length }, () => 1)));
        expect(automaton.steps).toBeLessThanOrEqual(perElement * (length + 1));
      }
    });

    it('also where every path leads to states never seen, and the table stays bounded', () => {
      // Told apart are all histories of the last twelve elements: 4096 states.
      const program = compilePatterns([parseAsPathPattern('1 .{12}$')]);
      const automaton = new AsPathAutomaton(program);
      const random = fc.sample(fc.integer({ min: 1, max: 2 }), { numRuns: 20_000, seed: 1 });
      let elements = 0;
      for (let at = 0; at + 1000 <= random.length; at += 1000) {
        const path = random.slice(at, at + 1000);
        expect(first(automaton, asSequence(...path)) === 0).toBe(path[path.length - 13] === 1);
        elements += path.length;
      }
      expect(automaton.states).toBeLessThanOrEqual(1024);
      expect(automaton.steps).toBeLessThanOrEqual(4 * program.ops.length * (elements + 20));
    });

    it('not at all for what it has seen', () => {
      const automaton = automatonOf('^65000 .* 65001$', '(1|2)*3');
      const path = asSequence(65000, 1, 2, 3, 65001);
      first(automaton, path);
      const before = automaton.steps;
      for (let i = 0; i < 100; i++) first(automaton, path);
      expect(automaton.steps).toBe(before);
    });
  });

  describe('refuses', () => {
    it.each<[string, number, RegExp]>([
      ['65000)', 6, /closes nothing/],
      ['(65000', 7, /'\)' is missing/],
      ['*65000', 1, /repeats nothing/],
      ['65000|+', 7, /repeats nothing/],
      ['^[0-9]+$', 7, /write \. for any one/],
      ['65000.*', 6, /put a space/],
      ['650[12]', 4, /put a space/],
      ['4294967296', 1, /0 to 4294967295, got 4294967296/],
      ['[65000', 7, /belong here/],
      ['[]', 3, /no AS number/],
      ['[5-4]', 5, /goes up, got 5-4/],
      ['[5-]', 4, /an AS number is 0 to/],
      ['1{3,2}', 6, /goes up, got \{3,2\}/],
      ['1{256}', 3, /0 to 255, got 256/],
      ['1{2', 4, /'\}' is missing/],
      ['AS65000', 1, /'A' has no meaning/],
      ['\\d+', 1, /has no meaning/],
    ])('%s', (pattern, column, message) => {
      expect(() => parseAsPathPattern(pattern)).toThrow(
        expect.objectContaining({
          code: 'MESH_AS_PATH_PATTERN',
          message: expect.stringMatching(message),
          details: { pattern, column },
        }),
      );
    });

    it('what would grow beyond bounds', () => {
      expect(() => parseAsPathPattern('1 '.repeat(2001))).toThrow(/4000 characters, got 4002/);
      expect(() => parseAsPathPattern('('.repeat(51))).toThrow(/50 deep/);
      for (const pattern of ['((.{100}){100}){100}', '((){255}){255}', '1{255}'.repeat(5)]) {
        expect(() => automatonOf(pattern)).toThrow(expect.objectContaining({ code: 'MESH_AS_PATH_PATTERN' }));
      }
    });
  });
});
