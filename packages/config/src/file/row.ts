import { closest } from '../text/closest.js';
import type { Token, TokenCursor } from '../text/lexer.js';
import type { RouteReader } from '../text/route.js';
import type { FileCursor } from './cursor.js';
import type { Lines } from './lines.js';
import type { Value } from './value.js';

/** Settings while their text is read: nothing needs to be there yet. */
export type Draft<T> = { -readonly [K in keyof T]?: T[K] };

/** What the blocks of one text share. */
export interface Source {
  readonly cursor: FileCursor;
  /** Reads the routes of all sections. */
  readonly routes: RouteReader;
  /** The templates that have stood so far. */
  readonly templates: ReadonlyMap<string, unknown>;
}

/** What is to be printed. */
export interface PrintOptions {
  /** Print passwords too. Default false: a remark stands in their place. */
  readonly secrets?: boolean;
}

/** Everything known about one keyword of a block: how its statement is read, and how the same is printed. */
export interface FileKeyword<S> {
  readonly keyword: string;
  /** Other words for it, which are read only. */
  readonly aliases?: readonly string[];
  /** How the argument is written, for people: `{ … }` for a block, empty where there is none. */
  readonly argument: string;
  /** May stand more than once in a block. */
  readonly repeatable?: true;
  /** Reads the argument, and the `;` or the block that ends the statement; the keyword, at `at`, has been taken. */
  read(source: Source, draft: S, at: Token): void;
  /** Prints the statements of settings; nothing where they do not speak of it. */
  print(settings: S, lines: Lines, options: PrintOptions): void;
}

/** A keyword that sets one member to one value. */
export function setting<S extends object, K extends keyof S>(
  keyword: string,
  member: K,
  value: Value<NonNullable<S[K]>> | Value<NonNullable<S[K]> | undefined>,
  { aliases, secret }: { readonly aliases?: readonly string[]; readonly secret?: true } = {},
): FileKeyword<S> {
  return {
    keyword,
    ...(aliases ? { aliases } : {}),
    argument: value.argument,
    read({ cursor }, draft, at) {
      if (secret) cursor.hideLine(at.end);
      const read = value.read(cursor);
      if (read !== undefined) draft[member] = read;
      endOfStatement(cursor);
    },
    print(settings, lines, { secrets = false }) {
      const found = settings[member];
      if (found === undefined || found === null) return;
      if (secret && !secrets) lines.comment(`${keyword} is not shown`);
      else lines.statement(`${keyword} ${value.write(found as NonNullable<S[K]>)}`.trimEnd());
    },
  };
}

/** Keywords of a member, standing beside those of its owner. */
export function within<S extends object, K extends keyof S>(
  member: K,
  rows: readonly FileKeyword<Draft<NonNullable<S[K]>>>[],
): FileKeyword<S>[] {
  return rows.map((row) => ({
    ...row,
    read: (source, draft, at) => row.read(source, memberOf(draft, member), at),
    print(settings, lines, options) {
      const found = settings[member];
      if (found !== undefined) row.print(found as Draft<NonNullable<S[K]>>, lines, options);
    },
  }));
}

/** A block whose keywords fill in one member. */
export function block<S extends object, K extends keyof S>(
  keyword: string,
  member: K,
  rows: readonly FileKeyword<Draft<NonNullable<S[K]>>>[],
): FileKeyword<S> {
  return {
    keyword,
    argument: '{ … }',
    read(source, draft) {
      readBlock(source, memberOf(draft, member), rows);
    },
    print(settings, lines, options) {
      const found = settings[member];
      if (found === undefined) return;
      lines.block(keyword, () => printRows(found as Draft<NonNullable<S[K]>>, rows, lines, options));
    },
  };
}

function memberOf<S extends object, K extends keyof S>(draft: S, member: K): Draft<NonNullable<S[K]>> {
  draft[member] ??= {} as S[K];
  return draft[member] as Draft<NonNullable<S[K]>>;
}

/** Reads `{ statement … }` of some keywords; the brace comes next. Each stands once, unless it may be repeated. */
export function readBlock<S>(source: Source, draft: S, rows: readonly FileKeyword<S>[]): void {
  const { cursor } = source;
  cursor.expect('{');
  if (cursor.accept('}')) return;
  const seen = new Set<FileKeyword<S>>();
  while (!cursor.accept('}')) {
    if (!cursor.accept(';')) readStatement(source, draft, rows, seen);
  }
}

/** Reads one statement of some keywords. */
export function readStatement<S>(
  source: Source,
  draft: S,
  rows: readonly FileKeyword<S>[],
  seen: Set<FileKeyword<S>>,
): void {
  const { cursor } = source;
  const token = cursor.peek();
  const row = token.kind === 'word' ? setOf(rows).get(token.text) : undefined;
  if (!row) {
    cursor.hideLine(token.end);
    const names = rows.map(({ keyword }) => keyword);
    const likely = closest(token.text, names);
    throw cursor.error(token, {
      ...(token.kind === 'word' ? { problem: `unknown keyword '${token.text.slice(0, 80)}'` } : {}),
      expected: 'a keyword or }',
      hint: likely === undefined ? `keywords are ${names.join(', ')}` : `did you mean ${likely}?`,
    });
  }
  if (seen.has(row) && row.repeatable === undefined) {
    throw cursor.error(token, { problem: `${row.keyword} stands twice`, expected: 'every keyword once' });
  }
  seen.add(row);
  cursor.next();
  row.read(source, draft, token);
}

const SETS = new WeakMap<readonly FileKeyword<never>[], ReadonlyMap<string, FileKeyword<never>>>();

/** Keywords by each of their words. */
function setOf<S>(rows: readonly FileKeyword<S>[]): ReadonlyMap<string, FileKeyword<S>> {
  let set = SETS.get(rows as readonly FileKeyword<never>[]);
  if (!set) {
    set = new Map(
      rows.flatMap((row) => [row.keyword, ...(row.aliases ?? [])].map((name) => [name, row as FileKeyword<never>])),
    );
    SETS.set(rows as readonly FileKeyword<never>[], set);
  }
  return set as unknown as ReadonlyMap<string, FileKeyword<S>>;
}

export function printRows<S>(settings: S, rows: readonly FileKeyword<S>[], lines: Lines, options: PrintOptions): void {
  for (const row of rows) row.print(settings, lines, options);
}

/** Takes the `;` behind a statement. */
export function endOfStatement(cursor: TokenCursor): void {
  if (cursor.accept(';')) return;
  throw cursor.error(cursor.peek(), { expected: "';' at the end of the statement" });
}
