import { canonicalAddress } from '../settings/address.js';
import { closest } from '../text/closest.js';
import { type Token, TokenCursor } from '../text/lexer.js';
import { formatSelector } from './format.js';
import { type SelectorKey, selectorKeys } from './keys.js';
import type { Selector, SelectorPeer, SelectorTerm } from './selector.js';

/*
 * Selectors, in every spelling that commands of either grammar know:
 *
 *   selector = [ "peer" | "neighbor" ] ( "[" terms "]" | terms )
 *   terms    = term { [ "," ] [ "neighbor" ] term }
 *   term     = ( "*" | address ) { key value }
 *
 * Keys of a term narrow it down, each further term adds peers. `*` stands for the address and for nothing else.
 */

const KEYS: ReadonlyMap<string, SelectorKey> = new Map(
  selectorKeys.flatMap((key) => [[key.keyword, key] as const, ...(key.alias ? [[key.alias, key] as const] : [])]),
);
const INTRODUCTIONS: readonly string[] = ['peer', 'neighbor'];
const EXPECTED_PEER = 'the address of a peer, or *';

/**
 * The selector of a text such as `neighbor * peer-as 65002` or `[ 10.0.0.1 , 10.0.0.2 ]`. Throws `MESH_TEXT_SYNTAX` with
 * line, column, token and what was expected.
 */
export function parseSelector(text: string): Selector {
  return readLastSelector(new TokenCursor(text));
}

/** Takes a selector that nothing may follow. */
export function readLastSelector(cursor: TokenCursor): Selector {
  const selector = readSelector(cursor);
  const rest = cursor.peek();
  if (rest.kind !== 'end') throw notAKey(cursor, rest);
  return selector;
}

/** Takes a selector; a word that is no part of it is left for whoever comes next. */
export function readSelector(cursor: TokenCursor): Selector {
  acceptIntroduction(cursor);
  return compile(cursor.accept('[') ? readListed(cursor) : readTerms(cursor));
}

function acceptIntroduction(cursor: TokenCursor): boolean {
  return INTRODUCTIONS.some((word) => cursor.accept(word));
}

function readListed(cursor: TokenCursor): SelectorTerm[] {
  acceptIntroduction(cursor);
  const terms = [readTerm(cursor)];
  while (!cursor.accept(']')) {
    cursor.accept(',');
    acceptIntroduction(cursor);
    if (!startsTerm(cursor.peek())) throw notAKey(cursor, cursor.peek());
    terms.push(readTerm(cursor));
  }
  return terms;
}

/** Without brackets only a comma, or an address, says that one more term follows. */
function readTerms(cursor: TokenCursor): SelectorTerm[] {
  const terms = [readTerm(cursor)];
  while (cursor.accept(',') || startsTerm(cursor.peek())) {
    acceptIntroduction(cursor);
    terms.push(readTerm(cursor));
  }
  return terms;
}

function startsTerm({ kind, text }: Token): boolean {
  return kind === 'word' && (text === '*' || canonicalAddress(text) !== undefined);
}

function readTerm(cursor: TokenCursor): SelectorTerm {
  const address = cursor.value(EXPECTED_PEER, (text) => (text === '*' ? text : canonicalAddress(text)));
  const fields: Record<string, unknown> = {};
  for (let key = keyAt(cursor); key !== undefined; key = keyAt(cursor)) {
    const token = cursor.next();
    if (Object.hasOwn(fields, key.field)) {
      throw cursor.error(token, { problem: `duplicate parameter: ${token.text}`, expected: 'each parameter once' });
    }
    fields[key.field] = readValue(cursor, token, key);
  }
  return { ...(address === '*' ? {} : { peerAddress: address }), ...fields };
}

function keyAt(cursor: TokenCursor): SelectorKey | undefined {
  const { kind, text } = cursor.peek();
  return kind === 'word' ? KEYS.get(text) : undefined;
}

function readValue(cursor: TokenCursor, { text: keyword }: Token, { expected, parse }: SelectorKey): unknown {
  const token = cursor.peek();
  if (token.kind === 'end') throw cursor.error(token, { problem: `missing value for ${keyword}`, expected });
  return cursor.value(expected, parse);
}

function notAKey(cursor: TokenCursor, token: Token) {
  const likely = closest(token.text, KEYS.keys());
  return cursor.error(token, {
    ...(token.kind === 'word' ? { problem: `unknown parameter: ${token.text}` } : {}),
    expected: `one of ${selectorKeys.map(({ keyword }) => keyword).join(', ')}`,
    ...(likely === undefined ? {} : { hint: `did you mean ${likely}?` }),
  });
}

function compile(terms: readonly SelectorTerm[]): Selector {
  const text = formatSelector(terms);
  const predicate = (peer: SelectorPeer): boolean => terms.some((term) => meets(peer, term));
  return Object.assign(predicate, { terms, toString: () => text });
}

function meets(peer: SelectorPeer, term: SelectorTerm): boolean {
  if (term.peerAddress !== undefined && term.peerAddress !== peer.peerAddress) return false;
  return selectorKeys.every((key) => key.meets(peer, term));
}
