import type { MeshError } from '@mesh/bgp-wire';
import { closest } from '../text/closest.js';
import type { Token, TokenCursor } from '../text/lexer.js';

/**
 * What operators type for short. A short form means the first of its words that may stand where it stands.
 */
const SHORTCUTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['a', ['announce', 'attributes', 'adj-rib']],
  ['c', ['configuration', 'clear']],
  ['e', ['eor', 'extensive']],
  ['f', ['flow', 'flush']],
  ['h', ['help']],
  ['i', ['in']],
  ['n', ['neighbor']],
  ['o', ['operational', 'out']],
  ['r', ['route', 'routes']],
  ['s', ['show', 'summary']],
  ['t', ['teardown']],
  ['v', ['vpls']],
  ['w', ['withdraw', 'watchdog']],
  ['neighbour', ['neighbor']],
  ['neigbour', ['neighbor']],
  ['neigbor', ['neighbor']],
]);

/** The word among `legal` that a token is, or is short for; undefined for any other. */
export function wordOf(token: Token, legal: readonly string[]): string | undefined {
  if (token.kind !== 'word') return undefined;
  if (legal.includes(token.text)) return token.text;
  return SHORTCUTS.get(token.text)?.find((word) => legal.includes(word));
}

/** Takes one of the words; undefined, and nothing is taken, where another comes next. */
export function acceptWord<W extends string>(cursor: TokenCursor, legal: readonly W[]): W | undefined {
  const word = wordOf(cursor.peek(), legal);
  if (word !== undefined) cursor.next();
  return word as W | undefined;
}

/** Takes one of the words, or throws. */
export function readWord<W extends string>(cursor: TokenCursor, legal: readonly W[]): W {
  const token = cursor.peek();
  const word = acceptWord(cursor, legal);
  if (word === undefined) throw notOneOf(cursor, token, legal);
  return word;
}

/** Throws unless the command ends here. */
export function readEnd(cursor: TokenCursor): void {
  const token = cursor.peek();
  if (token.kind !== 'end') throw cursor.error(token, { expected: 'the end of the command' });
}

export function notOneOf(cursor: TokenCursor, token: Token, legal: readonly string[], problem?: string): MeshError {
  const likely = token.kind === 'word' ? closest(token.text, legal) : undefined;
  return cursor.error(token, {
    ...(problem === undefined ? {} : { problem }),
    expected: legal.length === 1 ? legal[0]! : `one of ${legal.join(', ')}`,
    ...(likely === undefined ? {} : { hint: `did you mean ${likely}?` }),
  });
}
