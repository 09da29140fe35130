import { AttributeFlag, type AttributeRow, attribute, type PathAttribute } from '@mesh/bgp-wire';
import type { Span } from '../diagnostic.js';
import type { TokenCursor } from '../lexer.js';
import type { RouteAction, RouteText } from '../route-text.js';
import type { KnownAttributes } from './known-attributes.js';

/** What the keywords of a statement fill in. */
export interface RouteDraft {
  readonly action: RouteAction;
  /** Read as ExaBGP reads it. */
  readonly compat: boolean;
  /** How many routes the splits of the text may still make. */
  readonly budget: { left: number };
  /** Keywords that have stood so far. */
  readonly seen: RouteKeyword[];
  /** Members of the NLRI, by name. */
  readonly fields: Record<string, unknown>;
  /** In ascending type code. */
  readonly attributes: PathAttribute[];
  /** Attributes of the text so far: what is written alike is read once and shared. */
  readonly known: KnownAttributes;
  nextHop?: { readonly address: string; readonly span: Span };
  linkLocal?: string;
  pathId?: number;
  name?: string;
  watchdog?: string;
  withdrawn?: true;
  /** Prefix length to split the prefix into, and where the text says so. */
  split?: { readonly bits: number; readonly span: Span };
}

/** Everything known about one keyword: how it is read, and how the same value is written. */
export interface RouteKeyword {
  readonly keyword: string;
  /** Other words for it, which are read only. */
  readonly aliases?: readonly string[];
  /** How the argument is written, for people; empty where there is none. */
  readonly argument: string;
  /** May stand more than once in a route. */
  readonly repeatable?: true;
  /** The path attribute it speaks of. */
  readonly code?: number;
  /** Reads the argument; the keyword itself, at `span`, has been taken. */
  parse(cursor: TokenCursor, draft: RouteDraft, span: Span): void;
  /** Keyword and argument of a value that is no attribute; left out where nothing is printed. */
  print?(route: RouteText): string | undefined;
  /** Keyword and argument of an attribute of `code`; undefined where they cannot say all of it. */
  printAttribute?(one: PathAttribute): string | undefined;
}

/** Keywords by each of their words. */
export type KeywordSet = ReadonlyMap<string, RouteKeyword>;

/** The set of some keywords; of two with the same word the first counts. */
export function keywordSet(...rows: readonly RouteKeyword[]): KeywordSet {
  const set = new Map<string, RouteKeyword>();
  for (const row of rows) {
    for (const word of [row.keyword, ...(row.aliases ?? [])]) if (!set.has(word)) set.set(word, row);
  }
  return set;
}

/** A keyword whose value is one path attribute with a model of its own. */
export function attributeKeyword<T>(row: {
  readonly keyword: string;
  readonly argument: string;
  readonly attribute: AttributeRow<T>;
  /** Reads the argument; how much it takes must not depend on the word behind it. */
  read(cursor: TokenCursor, draft: RouteDraft): T;
  /** The argument that `read` makes the same value of; undefined where no text does. */
  write(value: T): string | undefined;
}): RouteKeyword {
  const { keyword, argument } = row;
  return {
    keyword,
    argument,
    code: row.attribute.code,
    parse(cursor, draft, span) {
      const read = () => attribute(row.attribute, row.read(cursor, draft));
      addAttribute(cursor, draft, span, draft.known.take(cursor, keyword, read));
    },
    printAttribute(one) {
      const text = isModel(one, row.attribute) ? row.write(one.value) : undefined;
      if (text === undefined) return undefined;
      return text === '' ? keyword : `${keyword} ${text}`;
    },
  };
}

/** Puts an attribute into the draft; the same type code a second time is an error at `span`. */
export function addAttribute(cursor: TokenCursor, draft: RouteDraft, span: Span, added: PathAttribute): void {
  if (attributeOf(draft, added.code)) {
    throw cursor.error(span, {
      problem: `path attribute ${added.code} stands twice`,
      expected: 'every attribute once',
      hint: 'a keyword and an attribute [ … ] of the same type cannot stand together',
    });
  }
  setAttribute(draft, added);
}

/** The attribute of a type code that the draft has. */
export function attributeOf({ attributes }: RouteDraft, code: number): PathAttribute | undefined {
  for (const one of attributes) if (one.code === code) return one;
  return undefined;
}

/** Puts an attribute into the draft, in place of the one with its type code. */
export function setAttribute({ attributes }: RouteDraft, added: PathAttribute): void {
  let at = attributes.length;
  while (at > 0 && attributes[at - 1]!.code >= added.code) at--;
  attributes.splice(at, attributes[at]?.code === added.code ? 1 : 0, added);
}

/** True where an attribute has the row's model and usual flags, so that the row's keyword says all of it. */
export function isModel<T>(found: PathAttribute, row: AttributeRow<T>): found is PathAttribute<T> {
  return (found.flags & ~AttributeFlag.EXTENDED_LENGTH) === row.flags && !(found.value instanceof Uint8Array);
}
