import {
  ByteWriter,
  type Family,
  formatFamily,
  type Nlri,
  NO_PATH_ID,
  type PathAttribute,
  standardFamilies,
} from '@mesh/bgp-wire';
import type { Span } from '../diagnostic.js';
import { type KeywordSet, keywordSet, type RouteDraft, type RouteKeyword } from '../keywords/row.js';
import { routeKeywords } from '../keywords/table.js';
import type { TokenCursor } from '../lexer.js';
import type { RouteText } from '../route-text.js';

/** How the routes of a family, or of several that are alike, are written: one line in the table of forms. */
export interface RouteForm {
  readonly families: readonly Family[];
  /** Keywords of the NLRI, in the order in which they are printed behind the head. */
  readonly rows: readonly RouteKeyword[];
  /** All keywords that may stand behind the head. */
  readonly keywords: KeywordSet;
  /** The same where they depend on the head. */
  keywordsOf?(draft: RouteDraft): KeywordSet;
  /** Takes what stands between the family and the keywords; nothing where it is left out. */
  head?(cursor: TokenCursor, draft: RouteDraft, family: Family): void;
  /** The NLRI of a statement that has been read whole. Throws at `at` where something is missing. */
  nlri(cursor: TokenCursor, draft: RouteDraft, family: Family, at: Span): readonly Nlri[];
  /** The words before the keywords; those of the family unless told otherwise. */
  printHead?(route: RouteText): string;
  /** The keywords to print, where that depends on the NLRI. */
  rowsOf?(route: RouteText): readonly RouteKeyword[];
  /** What an attribute is in this form, where it has keywords of its own for it. */
  printAttribute?(one: PathAttribute): string | undefined;
}

/** The keywords of every route, and some besides. */
export function withRouteKeywords(...rows: readonly RouteKeyword[]): KeywordSet {
  return keywordSet(...rows, ...routeKeywords);
}

const OPENERS = new Map<Family, string>();

/** `ipv4 mcast-vpn`: how a statement of a family begins. */
export function familyWords(family: Family): string {
  let words = OPENERS.get(family);
  if (words === undefined) {
    const name = formatFamily(family);
    words = standardFamilies.get(family) ? name.replace(/^(bgp-ls|[^-]+)-/, '$1 ') : name;
    OPENERS.set(family, words);
  }
  return words;
}

/** Members of an NLRI with its family, and the path identifier of the draft. */
export function nlriOf(family: Family, { pathId }: Pick<RouteDraft, 'pathId'>, members: object): Nlri {
  return pathId === undefined ? { family, ...members } : { family, pathId, ...members };
}

/** Throws at `at` where one of the keywords has not stood. */
export function requireKeywords(
  cursor: TokenCursor,
  { seen }: RouteDraft,
  rows: readonly RouteKeyword[],
  at: Span,
): void {
  const missing = rows.find((row) => !seen.includes(row));
  if (missing) {
    throw cursor.error(at, {
      problem: `the route has no ${missing.keyword}`,
      expected: missing.keyword,
      hint: `add ${missing.keyword} ${missing.argument}`,
    });
  }
}

const scratch = new ByteWriter();

/** The NLRI as the codec reads it back from what it writes; throws at `at` with what it says where it cannot. */
export function canonical(cursor: TokenCursor, nlri: Nlri, at: Span): Nlri {
  requireEncodable(cursor, nlri, at);
  const row = standardFamilies.get(nlri.family)!;
  const octets = scratch.view();
  if (row.measure(octets, 0, octets.length, false) !== octets.length) {
    throw cursor.error(at, {
      problem: 'the route makes no sense',
      expected: `a route of ${formatFamily(nlri.family)}`,
    });
  }
  return row.decode(octets, 0, octets.length, nlri.pathId ?? NO_PATH_ID, false);
}

/** The NLRI, which its family's codec can write; throws at `at` with what the codec says where it cannot. */
export function requireEncodable(cursor: TokenCursor, nlri: Nlri, at: Span): Nlri {
  scratch.truncate(0);
  try {
    standardFamilies.get(nlri.family)?.encode(nlri, scratch);
  } catch (error) {
    const name = formatFamily(nlri.family);
    // Encoders judge models; one that makes no sense at all may also trip them (`null` for an object).
    const problem = error instanceof RangeError ? error.message : `this is no route of ${name}`;
    throw cursor.error(at, { problem, expected: `a route of ${name}` });
  }
  return nlri;
}
