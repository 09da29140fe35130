import type { TokenCursor } from '../lexer.js';
import type { RouteDraft, RouteKeyword } from './row.js';

/** A keyword whose value is one member of an NLRI. */
export function nlriKeyword<T>(row: {
  readonly keyword: string;
  readonly aliases?: readonly string[];
  readonly argument: string;
  readonly member: string;
  /** Undefined where the text says that the NLRI has no such member. */
  read(cursor: TokenCursor, draft: RouteDraft): T | undefined;
  /** The argument that `read` makes the same value of. */
  write(value: T): string;
  /** The argument for an NLRI without the member; nothing is printed where it is left out. */
  readonly absent?: string;
}): RouteKeyword {
  const { keyword, aliases, argument, member, absent } = row;
  return {
    keyword,
    ...(aliases ? { aliases } : {}),
    argument,
    parse(cursor, draft) {
      draft.fields[member] = row.read(cursor, draft);
    },
    print({ nlri }) {
      const value = (nlri as unknown as Readonly<Record<string, T | undefined>>)[member];
      const text = value === undefined ? absent : row.write(value);
      if (text === undefined) return undefined;
      return keyword === '' ? text : `${keyword} ${text}`;
    },
  };
}
