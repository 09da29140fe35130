import { Family, type Nlri, type Prefix, parsePrefix, Safi, safiOf } from '@mesh/bgp-wire';
import type { Span } from '../diagnostic.js';
import { type LabelStack, label } from '../keywords/label.js';
import { rd } from '../keywords/rd.js';
import type { RouteDraft, RouteKeyword } from '../keywords/row.js';
import { split, splitPrefix } from '../keywords/split.js';
import type { TokenCursor } from '../lexer.js';
import { familyOfPrefix, type PrefixWord, prefixText, readPrefix } from '../values.js';
import { familyWords, nlriOf, type RouteForm, requireEncodable, requireKeywords, withRouteKeywords } from './form.js';

/*
 * Prefixes, alone or with labels or a route distinguisher:
 *
 *   "route" prefix { keyword }                          class by what stands with it: rd, else label, else neither
 *   ( "ipv4" | "ipv6" ) safi prefix { keyword }         unicast, multicast, nlri-mpls, mpls-vpn, mcast-mpls-vpn
 */

/** A class of prefixes: what its NLRI are made of beside the prefix. */
interface PrefixClass {
  readonly families: readonly [ipv4: Family, ipv6: Family];
  readonly rows: readonly RouteKeyword[];
}

const CLASSES: Readonly<Record<'unicast' | 'multicast' | 'labelled' | 'vpn' | 'vpnMulticast', PrefixClass>> = {
  unicast: { families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST], rows: [] },
  multicast: { families: [Family.IPV4_MULTICAST, Family.IPV6_MULTICAST], rows: [] },
  labelled: { families: [Family.IPV4_LABELLED_UNICAST, Family.IPV6_LABELLED_UNICAST], rows: [label] },
  vpn: { families: [Family.IPV4_VPN, Family.IPV6_VPN], rows: [rd, label] },
  vpnMulticast: { families: [Family.IPV4_VPN_MULTICAST, Family.IPV6_VPN_MULTICAST], rows: [rd] },
};

function prefixForm({ families, rows }: PrefixClass): RouteForm {
  return {
    families,
    rows,
    keywords: withRouteKeywords(...rows, split),
    head(cursor, draft, family) {
      const token = cursor.peek();
      const prefix = readPrefix(cursor);
      const afi = family === families[0] ? 'ipv4' : 'ipv6';
      if ((prefix.address.length === 4) !== (afi === 'ipv4'))
        throw cursor.error(token, { expected: `an ${afi} prefix` });
      draft.fields['prefix'] = prefix;
    },
    nlri(cursor, draft, family, at) {
      return prefixNlri(cursor, draft, draft.fields['prefix'] as PrefixWord, { family, rows }, at);
    },
    printHead: ({ nlri }) => printPrefix(nlri as Nlri & { prefix: string }),
  };
}

/** Forms of the families of prefixes. */
export const prefixForms: readonly RouteForm[] = Object.values(CLASSES).map(prefixForm);

const PREFIX_ROWS: readonly RouteKeyword[] = [rd, label];

/** `route …` and `attributes … nlri …`, whose class is told by the keywords that stand in it. */
export const anyPrefix: RouteForm = {
  families: [],
  rows: PREFIX_ROWS,
  keywords: withRouteKeywords(...PREFIX_ROWS, split),
  head(cursor, draft) {
    draft.fields['prefix'] = readPrefix(cursor);
  },
  nlri: (cursor, draft, _family, at) => nlriOfPrefix(cursor, draft, draft.fields['prefix'] as PrefixWord, at),
};

/** The NLRI that a prefix is with what the draft has beside it; several where it is split. */
export function nlriOfPrefix(cursor: TokenCursor, draft: RouteDraft, prefix: PrefixWord, at: Span): readonly Nlri[] {
  if ('rd' in draft.fields || 'labels' in draft.fields) {
    const { families, rows } = 'rd' in draft.fields ? CLASSES.vpn : CLASSES.labelled;
    return prefixNlri(cursor, draft, prefix, { family: families[prefix.address.length === 4 ? 0 : 1], rows }, at);
  }
  return prefixNlri(cursor, draft, prefix, { family: familyOfPrefix(prefix), rows: [] }, at);
}

function prefixNlri(
  cursor: TokenCursor,
  draft: RouteDraft,
  prefix: PrefixWord,
  { family, rows }: { readonly family: Family; readonly rows: readonly RouteKeyword[] },
  at: Span,
): readonly Nlri[] {
  // Without labels a route can be withdrawn (RFC 8277 §2.4), not announced.
  requireKeywords(cursor, draft, draft.action === 'withdraw' ? rows.filter((row) => row !== label) : rows, at);
  const stack = rows.includes(label)
    ? ((draft.fields['labels'] as LabelStack | undefined) ?? { labels: [] })
    : undefined;
  const members = rows.includes(rd) ? { rd: draft.fields['rd'], ...stack } : stack;
  const one = (text: string) => nlriOf(family, draft, members ? { ...members, prefix: text } : { prefix: text });
  const pieces: readonly Prefix[] | undefined = splitPrefix(cursor, draft, prefix);
  const list = pieces ? pieces.map((piece) => one(prefixText(piece))) : [one(prefix.text)];
  if (members) requireEncodable(cursor, list[0]!, at);
  return list;
}

/** `route` where the prefix tells the family, the family else. Throws `RangeError` for text that is no prefix. */
function printPrefix({ family, prefix: text }: Nlri & { prefix: string }): string {
  const prefix = parsePrefix(text);
  if (!prefix) throw new RangeError(`a prefix is written 10.0.0.0/24 or 2001:db8::/32, got ${text}`);
  const told = safiOf(family) <= Safi.MULTICAST && familyOfPrefix(prefix) === family;
  return `${told ? 'route' : familyWords(family)} ${text}`;
}
