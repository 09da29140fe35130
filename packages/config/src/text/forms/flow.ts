import { Family, type FlowNlri } from '@mesh/bgp-wire';
import { community } from '../keywords/community.js';
import { actionKeywords, interfaceSet } from '../keywords/flow/actions.js';
import { COMPONENTS, componentKeywords, flowFields, printComponents } from '../keywords/flow/components.js';
import { ipv6ExtendedCommunity } from '../keywords/ipv6-extended-community.js';
import { largeCommunity } from '../keywords/large-community.js';
import { readName } from '../keywords/name.js';
import { rd } from '../keywords/rd.js';
import { readBlock } from '../keywords/read.js';
import { type KeywordSet, keywordSet, type RouteKeyword } from '../keywords/row.js';
import { canonical, familyWords, nlriOf, type RouteForm, withRouteKeywords } from './form.js';

/*
 * Flow specifications (RFC 8955, RFC 8956), in blocks or on one line:
 *
 *   [ afi ] "flow" [ "route" ] [ name ] "{" [ "rd" … ";" ] [ "next-hop" … ";" ]
 *                                           "match" { … } [ "scope" { … } ] "then" { … } "}"
 *   afi "flow" { component | action | keyword }
 *
 * The family is told by what is matched, and by `rd`, where the text does not say it.
 */

const block = (keyword: string, keywords: KeywordSet): RouteKeyword => ({
  keyword,
  argument: '{ … }',
  parse: (cursor, draft) => readBlock(cursor, draft, keywords),
});

/** All components print together, in the order of their types. */
const components: RouteKeyword = {
  keyword: 'components',
  argument: '',
  parse: () => undefined,
  print: ({ nlri }) => printComponents(nlri as FlowNlri),
};

const BLOCKS: readonly RouteKeyword[] = [
  block('match', keywordSet(...componentKeywords)),
  block('scope', keywordSet(interfaceSet)),
  block('then', keywordSet(...actionKeywords, community, largeCommunity, ipv6ExtendedCommunity)),
];

/** The family of a flow by its address family, without and with a route distinguisher. */
const FAMILIES: Readonly<Record<string, readonly [plain: Family, vpn: Family]>> = {
  ipv4: [Family.IPV4_FLOW, Family.IPV4_FLOW_VPN],
  ipv6: [Family.IPV6_FLOW, Family.IPV6_FLOW_VPN],
  l2: [Family.L2_FLOW, Family.L2VPN_FLOW_VPN],
};

export const flowForm: RouteForm = {
  families: Object.values(FAMILIES).flat(),
  rows: [rd, components],
  keywords: withRouteKeywords(rd, ...BLOCKS, ...componentKeywords, ...actionKeywords, interfaceSet),
  head(cursor, draft) {
    cursor.accept('route');
    readName(cursor, draft, flowForm.keywords);
  },
  nlri(cursor, draft, family, at) {
    const { components: found, afis } = flowFields(draft);
    const named = Object.entries(FAMILIES).find(([, pair]) => pair.includes(family))?.[0];
    const afi = named ?? [...afis][0] ?? 'ipv4';
    const [plain, vpn] = FAMILIES[afi]!;
    const chosen = 'rd' in draft.fields ? vpn : plain;
    const stray = [...found].find(([name, { type }]) => COMPONENTS.get(chosen)?.get(type)?.name !== name);
    if (stray || afis.size > 1 || (afis.size === 1 && !afis.has(afi === 'ipv6' ? 'ipv6' : 'ipv4'))) {
      throw cursor.error(at, {
        problem: stray ? `a flow of ${afi} has no ${stray[0]}` : 'a flow has prefixes of one address family',
        expected: `components of ${afi}`,
      });
    }
    if (found.size === 0) throw cursor.error(at, { problem: 'the flow matches nothing', expected: 'match { … }' });
    if (family !== chosen && family === vpn) throw cursor.error(at, { problem: 'the flow has no rd', expected: 'rd' });
    const list = [...found.values()].sort((a, b) => a.type - b.type);
    const members = 'rd' in draft.fields ? { rd: draft.fields['rd'], components: list } : { components: list };
    return [canonical(cursor, nlriOf(chosen, draft, members), at)];
  },
  printHead: ({ nlri }) => familyWords(nlri.family),
};
