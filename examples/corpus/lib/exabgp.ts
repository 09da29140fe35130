import {
  AGGREGATOR,
  AS_PATH,
  ATOMIC_AGGREGATE,
  CLUSTER_LIST,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MP_REACH_NLRI,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  type Nlri,
  ORIGIN,
  ORIGINATOR_ID,
  OTC,
  parseFamilyName,
  standardFamilies,
  type UpdateView,
} from '@mesh/bgp-wire';
import { EXABGP_TREES } from './exabgp-attribute.js';
import { likeExabgp, withoutRepeats } from './exabgp-nlri.js';
import type { Comparison } from './tshark-field.js';

/* ExaBGP's JSON of an UPDATE, member by member. A member of theirs that is in no table counts as a difference. */

type Json = Readonly<Record<string, unknown>>;

export function compareWithExabgp(view: UpdateView, json: unknown): Comparison[] {
  const update = (json as { neighbor?: { message?: { update?: Json } } }).neighbor?.message?.update;
  if (!update) return [];
  const attribute = (update['attribute'] ?? {}) as Json;
  return [
    ...Object.entries(attribute).flatMap(([name, value]) => attributeField(view, name, value)),
    ...nlriFields(view, 'announce', (update['announce'] ?? {}) as Json),
    ...nlriFields(view, 'withdraw', (update['withdraw'] ?? {}) as Json),
  ];
}

/** Our value of a member in the shape of ExaBGP's. */
const MEMBERS: Readonly<Record<string, (view: UpdateView) => unknown>> = {
  origin: (view) => view.get(ORIGIN),
  'local-preference': (view) => view.get(LOCAL_PREF),
  med: (view) => view.get(MULTI_EXIT_DISC),
  'next-hop': (view) => view.get(NEXT_HOP),
  'as-path': (view) =>
    Object.fromEntries(
      (view.get(AS_PATH) ?? []).map(({ type, asns }, i) => [
        String(i),
        { element: type.toLowerCase().replaceAll('_', '-'), value: asns },
      ]),
    ),
  community: (view) => (view.get(COMMUNITIES) ?? []).map((one) => [one >>> 16, one & 0xffff]),
  'large-community': (view) =>
    (view.get(LARGE_COMMUNITY) ?? []).map((one) => [one.globalAdministrator, one.localData1, one.localData2]),
  'extended-community': (view) =>
    (view.get(EXTENDED_COMMUNITIES) ?? []).map(({ high, low }) => Number((BigInt(high) << 32n) | BigInt(low))),
  'originator-id': (view) => view.get(ORIGINATOR_ID),
  'cluster-list': (view) => view.get(CLUSTER_LIST),
  'atomic-aggregate': (view) => view.has(ATOMIC_AGGREGATE),
  aggregator: (view) => {
    const value = view.get(AGGREGATOR);
    return value && `${value.asn}:${value.address}`;
  },
  otc: (view) => view.get(OTC),
};

function attributeField(view: UpdateView, name: string, theirs: unknown): Comparison[] {
  const ours = MEMBERS[name] ?? EXABGP_TREES[name];
  if (!ours) return [[name, JSON.stringify(theirs), 'no such member']];
  const value = name === 'extended-community' ? (theirs as { value: number }[]).map((one) => one.value) : theirs;
  return [[name, JSON.stringify(value), JSON.stringify(ours(view, theirs))]];
}

/** ExaBGP's JSON of a single NLRI, without an UPDATE around it. */
export function compareWithFragment(list: readonly Nlri[], fragment: unknown): Comparison[] {
  const theirs = fragment as Json;
  return [['fragment', JSON.stringify(withoutRepeats(theirs)), JSON.stringify(likeExabgp(list[0], theirs))]];
}

/** `announce` has the next hop as key below the family, `withdraw` has the list at once. */
function nlriFields(view: UpdateView, kind: 'announce' | 'withdraw', families: Json): Comparison[] {
  return Object.entries(families).flatMap(([name, content]): Comparison[] => {
    const family = parseFamilyName(name);
    if (family === undefined || !standardFamilies.get(family)) return [[`${kind} ${name}`, name, 'no such family']];
    const lists = Array.isArray(content) ? [['', content] as const] : Object.entries(content as Json);
    const theirs = lists.flatMap(([hop, list]) => (list as Json[]).map((nlri) => [hop, nlri] as const));
    const ours = (kind === 'announce' ? view.announced() : view.withdrawn()).filter((nlri) => nlri.family === family);
    return [
      [`${kind} ${name}`, String(theirs.length), String(ours.length)],
      ...theirs.flatMap(([hop, nlri], i): Comparison[] => [
        [`${name} next hop`, hop, kind === 'announce' ? hopOf(view) : ''],
        [name, JSON.stringify(withoutRepeats(nlri)), JSON.stringify(likeExabgp(ours[i], nlri))],
      ]),
    ];
  });
}

function hopOf(view: UpdateView): string {
  return view.get(MP_REACH_NLRI)?.nextHop.address ?? view.get(NEXT_HOP) ?? 'no-nexthop';
}
