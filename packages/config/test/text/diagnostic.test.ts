import { describe, expect, it } from 'vitest';
import { syntaxError } from '../../src/text/diagnostic.js';

describe('syntaxError', () => {
  it('quotes the line and points at the token', () => {
    const source = 'route 10.0.0.0/24 next-hop self\nroute 10.1.0.0/24 next-hop slef med 1';
    const start = source.indexOf('slef');
    const error = syntaxError(source, { start, end: start + 4 }, { expected: 'an address or self', hint: 'try self' });
    expect(error.code).toBe('MESH_TEXT_SYNTAX');
    expect(error.details).toEqual({
      line: 2,
      column: 28,
      token: 'slef',
      expected: 'an address or self',
      hint: 'try self',
    });
    expect(error.message.split('\n')).toEqual([
      "expected an address or self, got 'slef', at line 2, column 28",
      '  route 10.1.0.0/24 next-hop slef med 1',
      '                             ^^^^',
      '  try self',
    ]);
  });

  it('keeps tabs before the caret, so that it stands below the token', () => {
    const error = syntaxError('\tmed x', { start: 5, end: 6 }, { expected: 'a number' });
    expect(error.message.split('\n').slice(1)).toEqual(['  \tmed x', '  \t    ^']);
  });

  it('quotes only the neighbourhood in a long line', () => {
    const source = `${'a '.repeat(5000)}here${' b'.repeat(5000)}`;
    const error = syntaxError(source, { start: 10_000, end: 10_004 }, { expected: 'there' });
    expect(error.message.length).toBeLessThan(400);
    expect(error.details).toMatchObject({ line: 1, column: 10_001 });
  });

  it('says so where the text ends', () => {
    const error = syntaxError('route', { start: 5, end: 5 }, { expected: 'a prefix' });
    expect(error.message).toMatch(
      /^expected a prefix, got the end of the text, at line 1, column 6\n {2}route\n {7}\^$/,
    );
  });
});
