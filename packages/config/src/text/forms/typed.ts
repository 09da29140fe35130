import type { Family, Nlri, TypedNlri } from '@mesh/bgp-wire';
import type { KeywordSet, RouteDraft, RouteKeyword } from '../keywords/row.js';
import { parseUint, printOctets, readOctets } from '../values.js';
import { familyWords, nlriOf, type RouteForm, requireEncodable, requireKeywords, withRouteKeywords } from './form.js';

/*
 * Families whose routes have types (EVPN, MCAST-VPN, MUP):
 *
 *   afi safi word [ argument ] { keyword }        a type with a row: its word, and the members it has
 *   afi safi "type" number octets { keyword }     any other type: its number, and what stands behind type and length
 */

/** One route type, and how it is written. */
export interface TypedRoute {
  readonly type: number;
  readonly word: string;
  /** A member whose value stands behind the word, without a keyword of its own. */
  readonly first?: RouteKeyword;
  readonly rows: readonly RouteKeyword[];
  /** Those of `rows` that may be left out. */
  readonly optional?: readonly RouteKeyword[];
  /** What members have that were left out. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Defaults that depend on what stands there; and what the text cannot say one by one. */
  complete?(fields: Record<string, unknown>): void;
}

export function typedForm(families: readonly Family[], maxType: number, types: readonly TypedRoute[]): RouteForm {
  const byWord = new Map(types.map((one) => [one.word, one]));
  const byType = new Map(types.map((one) => [one.type, one]));
  const rows = [...new Set(types.flatMap((one) => one.rows))];
  const sets = new Map<TypedRoute, KeywordSet>(types.map((one) => [one, withRouteKeywords(...one.rows)]));
  const plain = withRouteKeywords();
  const typeIn = ({ fields }: RouteDraft) => ('body' in fields ? undefined : byType.get(fields['routeType'] as number));
  const unnamed = (type: number | undefined) => (type === undefined || byType.has(type) ? undefined : type);
  const typeOf = (nlri: Nlri) => {
    const { routeType, body } = nlri as TypedNlri;
    return body ? undefined : byType.get(routeType);
  };
  return {
    families,
    rows,
    keywords: plain,
    head(cursor, draft) {
      if (cursor.accept('type')) {
        draft.fields['routeType'] = cursor.value(`the number of a type that has no word, up to ${maxType}`, (text) =>
          unnamed(parseUint(text, maxType)),
        );
        draft.fields['body'] = readOctets(cursor, 'octets in hexadecimal, as 0x00ff');
        return;
      }
      const names = [...byWord.keys()].join(', ');
      const type = cursor.value(`a route type: ${names}, or type`, (text) => byWord.get(text));
      draft.fields['routeType'] = type.type;
      type.first?.parse(cursor, draft, cursor.peek());
    },
    keywordsOf: (draft) => sets.get(typeIn(draft)!) ?? plain,
    nlri(cursor, draft, family, at) {
      const { fields } = draft;
      const type = typeIn(draft);
      const needed = type?.rows.filter((row) => !type.optional?.includes(row)) ?? [];
      requireKeywords(cursor, draft, needed, at);
      const members: Record<string, unknown> = { ...type?.defaults, ...fields };
      type?.complete?.(members);
      for (const [name, value] of Object.entries(members)) if (value === undefined) delete members[name];
      return [requireEncodable(cursor, nlriOf(family, draft, members), at)];
    },
    printHead(route) {
      const { family, routeType, body = new Uint8Array(0) } = route.nlri as TypedNlri;
      const type = typeOf(route.nlri);
      if (!type) return `${familyWords(family)} type ${routeType} ${printOctets(body)}`;
      const first = type.first?.print?.(route);
      return `${familyWords(family)} ${type.word}${first === undefined ? '' : ` ${first}`}`;
    },
    rowsOf: ({ nlri }) => typeOf(nlri)?.rows ?? [],
  };
}
