import { type Family, formatFamily, parseFamilyName, standardFamilies } from '@mesh/bgp-wire';
import { parseRouteIndex } from '@mesh/rib';
import { parseSelector, readSelector } from '../selector/parse.js';
import type { Selector } from '../selector/selector.js';
import type { TokenCursor } from '../text/lexer.js';
import { DETAILS, type Statement } from './command.js';

/** The selector of all peers. */
export const EVERY_PEER: Selector = parseSelector('*');

/** Takes a selector where one comes next; else it is every peer. */
export function optionalSelector(cursor: TokenCursor): Selector {
  const { kind, text } = cursor.peek();
  return kind === 'end' || DETAILS.some((detail) => detail === text) ? EVERY_PEER : readSelector(cursor);
}

/** Takes the rest of the command, as it stands. */
export function readStatement(cursor: TokenCursor): Statement {
  const at = cursor.peek().start;
  let end = at;
  for (let token = cursor.next(); token.kind !== 'end'; token = cursor.next()) end = token.end;
  return { text: cursor.source.slice(at, end), at };
}

/** Takes the words up to the end. */
export function restWords(cursor: TokenCursor): readonly string[] {
  const words: string[] = [];
  for (let token = cursor.next(); token.kind !== 'end'; token = cursor.next()) words.push(token.text);
  return words;
}

export function readName(cursor: TokenCursor, expected: string): string {
  return cursor.value(expected, (text) => text);
}

/** Takes a route index, as `routes list` shows it. */
export function readIndex(cursor: TokenCursor): string {
  return cursor.value(
    'a route index such as 0101180a000000',
    (text) => (parseRouteIndex(text.toLowerCase()) === undefined ? undefined : text.toLowerCase()),
    (text) => `Invalid hex index: ${text}`,
  );
}

/** Takes `ipv4 unicast`, or `ipv4` alone for every family of it; undefined where no family comes next. */
export function readFamilies(cursor: TokenCursor): readonly Family[] | undefined {
  const { text: afi } = cursor.peek();
  const known = standardFamilies.rows.map(({ family }) => family).filter((family) => isOf(family, afi));
  if (known.length === 0) return undefined;
  cursor.next();
  if (cursor.at('list')) return known;
  return [
    cursor.value(
      `list, or a family of ${afi}: ${known.map((family) => formatFamily(family).slice(afi.length + 1)).join(', ')}`,
      (safi) => parseFamilyName(`${afi} ${safi}`),
    ),
  ];
}

function isOf(family: Family, afi: string): boolean {
  return formatFamily(family).startsWith(`${afi}-`);
}

/** Takes the commands up to the end, divided by `;` outside of brackets of any kind. */
export function readLines(cursor: TokenCursor): readonly string[] {
  const lines: string[] = [];
  let depth = 0;
  let start: number | undefined;
  let end = 0;
  for (let token = cursor.next(); ; token = cursor.next()) {
    if (token.kind === 'end' || (depth === 0 && token.text === ';' && token.kind === 'punctuation')) {
      if (start !== undefined) lines.push(cursor.source.slice(start, end));
      start = undefined;
      if (token.kind === 'end') return lines;
      continue;
    }
    if (token.kind === 'punctuation') depth += '[({'.includes(token.text) ? 1 : '])}'.includes(token.text) ? -1 : 0;
    start ??= token.start;
    end = token.end;
  }
}
