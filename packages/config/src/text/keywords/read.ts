import { closest } from '../closest.js';
import type { TokenCursor } from '../lexer.js';
import type { KeywordSet, RouteDraft } from './row.js';

/** Reads one keyword of a set and its argument into the draft. */
export function readKeyword(cursor: TokenCursor, draft: RouteDraft, keywords: KeywordSet): void {
  const row = cursor.kind === 'word' ? keywords.get(cursor.text) : undefined;
  if (!row) {
    const token = cursor.peek();
    const likely = closest(token.text, keywords.keys());
    throw cursor.error(token, {
      expected: 'a keyword',
      hint: likely === undefined ? `keywords are ${[...keywords.keys()].join(', ')}` : `did you mean ${likely}?`,
    });
  }
  if (draft.seen.includes(row) && row.repeatable === undefined) {
    if (draft.compat) {
      row.parse(cursor, { ...draft, seen: [], fields: {}, attributes: [] }, cursor.next());
      return;
    }
    throw cursor.error(cursor.peek(), {
      problem: `${row.keyword} stands twice`,
      expected: 'every keyword once',
      ...(row.argument.includes('[ … ]') ? { hint: `put all values in one list: ${row.keyword} [ a b ]` } : {}),
    });
  }
  draft.seen.push(row);
  const span = cursor.span();
  cursor.skip();
  row.parse(cursor, draft, span);
}

/** Reads a block `{ keyword … ; }` of keywords of a set; the brace comes next. */
export function readBlock(cursor: TokenCursor, draft: RouteDraft, keywords: KeywordSet): void {
  cursor.expect('{');
  while (!cursor.accept('}')) {
    if (!cursor.accept(';')) readKeyword(cursor, draft, keywords);
  }
}
