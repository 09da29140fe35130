import type { TokenCursor } from '../lexer.js';
import type { KeywordSet, RouteDraft, RouteKeyword } from './row.js';

/** A label for people. */
export const name: RouteKeyword = {
  keyword: 'name',
  argument: '<text>',
  parse(cursor, draft) {
    draft.name = readText(cursor, 'a name');
  },
  print: ({ name }) => (name === undefined ? undefined : `name ${printText(name)}`),
};

/** Takes a word or a quoted string. */
export function readText(cursor: TokenCursor, expected: string): string {
  const token = cursor.peek();
  if (token.kind !== 'word' && token.kind !== 'string') throw cursor.error(token, { expected });
  return cursor.next().text;
}

/** The text as a word where it is one, else quoted. */
export function printText(text: string): string {
  return /^[\w.:/@+-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Takes the name that may stand at the head of a route: a word that is no keyword, before a block or a keyword. */
export function readName(cursor: TokenCursor, draft: RouteDraft, keywords: KeywordSet): void {
  const { kind, text } = cursor.peek();
  if (kind !== 'word' || keywords.has(text)) return;
  const next = cursor.peekSecond();
  if (next.text === '{' || (next.kind === 'word' && keywords.has(next.text))) draft.name = cursor.next().text;
}
