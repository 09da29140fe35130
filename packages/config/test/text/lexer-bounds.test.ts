import { isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { parseRouteText } from '../../src/index.js';
import { MAX_DEPTH, MAX_TOKEN, TokenCursor } from '../../src/text/lexer.js';

const MIB = 1 << 20;

/** Texts of 1 MiB that a careless reader would take quadratic time, or a stack of its own, for. */
const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ['one word', 'a'.repeat(MIB)],
  ['one string', `"${'a'.repeat(MIB)}"`],
  ['a string of backslashes', `"${'\\'.repeat(MIB)}`],
  ['open braces', '{'.repeat(MIB)],
  ['open brackets behind a keyword', `route 10.0.0.0/24 next-hop self as-path ${'['.repeat(MIB)}`],
  ['one comment', `#${'a'.repeat(MIB)}`],
  ['continued lines', '\\\n'.repeat(MIB / 2)],
  ['empty statements', ';'.repeat(MIB)],
  ['blank lines', '\n'.repeat(MIB)],
  ['a long list', `route 10.0.0.0/24 next-hop self community [ ${'1:1 '.repeat(MIB / 4)}`],
  ['a long AS path', `route 10.0.0.0/24 next-hop self as-path [ ${'1 '.repeat(MIB / 2)}`],
  ['a long prefix list', `attributes next-hop self nlri ${'10.0.0.0/24 '.repeat(MIB / 12)} x`],
  ['digits', `route 10.0.0.0/24 next-hop self large-community ${'9'.repeat(MIB)}`],
  ['octets in many words', `route 10.0.0.0/24 next-hop self attribute [ 0x63 0xc0 ${'0x00 '.repeat(MIB / 5)}`],
  ['splits', 'route 10.0.0.0/12 next-hop self split /32\n'.repeat(MIB / 42)],
];

describe('a hostile text', () => {
  it.each(HOSTILE)('%s: is read, or refused by name', (_name, text) => {
    try {
      parseRouteText(text);
    } catch (error) {
      expect(isMeshError(error, 'MESH_TEXT_SYNTAX')).toBe(true);
      expect((error as Error).message.length).toBeLessThan(1000);
    }
  });

  // 65,535 octets of an attribute (RFC 4271 §4.3) have room for 16,383 communities or AS numbers of four octets.
  it.each([
    ['community [ ', '65000:1 ', ' ]'],
    ['as-path [ ', '65000 ', ' ]'],
    ['as-path ( ', '65000 ', ' )'],
  ])('a list %s… ends where an attribute is full', (open, value, close) => {
    const text = (count: number) => `route 10.0.0.0/24 next-hop self ${open}${value.repeat(count)}${close}`;
    expect(parseRouteText(text(16_383))).toHaveLength(1);
    expect(() => parseRouteText(text(16_384))).toThrow('a list of over 16383 values');
  });

  it('takes as many looks at a character as it has characters', () => {
    let reads = 0;
    for (const size of [1 << 12, 1 << 13]) {
      const text = 'route 10.0.0.0/24 next-hop self\n'.repeat(size / 32);
      const cursor = new TokenCursor(text);
      let tokens = 0;
      while (cursor.next().kind !== 'end') tokens++;
      expect(tokens).toBe(reads === 0 ? tokens : 2 * reads);
      reads = tokens;
    }
  });

  it(`refuses a word or string of over ${MAX_TOKEN} characters`, () => {
    expect(new TokenCursor('a'.repeat(MAX_TOKEN)).next().text).toHaveLength(MAX_TOKEN);
    expect(() => new TokenCursor('a'.repeat(MAX_TOKEN + 1)).next()).toThrow('a word or string of over 4096 characters');
    expect(new TokenCursor(`"${'a'.repeat(MAX_TOKEN)}"`).next().text).toHaveLength(MAX_TOKEN);
    expect(() => new TokenCursor(`"${'a'.repeat(MAX_TOKEN + 1)}"`).next()).toThrow('a word or string of over');
  });

  it(`refuses over ${MAX_DEPTH} open brackets`, () => {
    const drain = (text: string) => {
      const cursor = new TokenCursor(text);
      while (cursor.next().kind !== 'end');
    };
    drain(`${'{['.repeat(MAX_DEPTH / 2)}${']}'.repeat(MAX_DEPTH / 2)}{`);
    expect(() => drain('({['.repeat(MAX_DEPTH / 3 + 1))).toThrow('over 32 brackets are open, at line 1, column 33');
  });

  it('bounds what all splits of a text make', () => {
    const half = 'route 10.0.0.0/13 next-hop self split /32';
    expect(() => parseRouteText(`${half}; ${half}; route 11.0.0.0/31 next-hop self split /32`)).toThrow(
      'split /32 makes 2 routes, the limit is 1048576 in a text',
    );
  });
});
