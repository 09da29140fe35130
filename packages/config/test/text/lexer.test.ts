import { describe, expect, it } from 'vitest';
import { TokenCursor } from '../../src/text/lexer.js';

function tokens(source: string): [kind: string, text: string, start: number][] {
  const cursor = new TokenCursor(source);
  const list: [string, string, number][] = [];
  for (;;) {
    const { kind, text, start } = cursor.next();
    if (kind === 'end') return list;
    list.push([kind, text, start]);
  }
}

describe('TokenCursor', () => {
  it('reads words, strings and punctuation with their places', () => {
    expect(tokens('route 10.0.0.0/24[65000:1];"a b"')).toEqual([
      ['word', 'route', 0],
      ['word', '10.0.0.0/24', 6],
      ['punctuation', '[', 17],
      ['word', '65000:1', 18],
      ['punctuation', ']', 25],
      ['punctuation', ';', 26],
      ['string', 'a b', 27],
    ]);
  });

  it('takes comments, line ends and continued lines for white space', () => {
    expect(tokens('# first\na \\\n  b # rest\r\n\tc').map(([, text]) => text)).toEqual(['a', 'b', 'c']);
    expect(tokens('a # the last line').map(([, text]) => text)).toEqual(['a']);
  });

  it('takes a backslash for white space only before a line end', () => {
    expect(tokens('a \\\r\nb \\\rc \\ d \\').map(([, text]) => text)).toEqual(['a', 'b', '\\', 'c', '\\', 'd', '\\']);
  });

  it('keeps a # inside a word', () => {
    expect(tokens('a#b')).toEqual([['word', 'a#b', 0]]);
  });

  it('knows what stands first on its line', () => {
    const cursor = new TokenCursor('a b\n c \\\n d');
    expect([cursor.next(), cursor.next(), cursor.next(), cursor.next()].map(({ firstOnLine }) => firstOnLine)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('takes the character after a backslash in a string', () => {
    expect(tokens(String.raw`"a \"b\" \\ c"`)[0]![1]).toBe(String.raw`a "b" \ c`);
  });

  it('refuses a string that does not end on its line', () => {
    expect(() => tokens('name "a b\n"')).toThrow('the string has no end, at line 1, column 6');
  });

  it('gives the end again and again', () => {
    const cursor = new TokenCursor(' ');
    expect([cursor.next().kind, cursor.next().kind, cursor.peek().start]).toEqual(['end', 'end', 1]);
  });
});
