import {
  type AsPathSegment,
  AttributeCode,
  Family,
  formatCommunity,
  type MpReachNlri,
  type MpUnreachNlri,
  type Nlri,
  Safi,
  safiOf,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { Comparison } from './tshark-field.js';

/* yabgp's values of single attributes and prefix lists, as its unit tests state them. */

const SEGMENTS = ['', 'AS_SET', 'AS_SEQUENCE', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'];

/** Our value of an attribute in the shape of yabgp's; rows that are not listed are not compared. */
const VALUES: Readonly<Record<number, (value: unknown) => unknown>> = {
  [AttributeCode.ORIGIN]: (value) => ['igp', 'egp', 'incomplete'].indexOf(value as string),
  [AttributeCode.AS_PATH]: (value) =>
    (value as AsPathSegment[]).map(({ type, asns }) => [SEGMENTS.indexOf(type), asns]),
  [AttributeCode.NEXT_HOP]: (value) => value,
  [AttributeCode.MULTI_EXIT_DISC]: (value) => value,
  [AttributeCode.LOCAL_PREF]: (value) => value,
  [AttributeCode.ORIGINATOR_ID]: (value) => value,
  [AttributeCode.CLUSTER_LIST]: (value) => value,
  [AttributeCode.COMMUNITIES]: (value) =>
    (value as number[]).map((one) => formatCommunity(one).toUpperCase().replaceAll('-', '_')),
  [AttributeCode.MP_REACH_NLRI]: (value) => {
    const { nextHop, nlri } = value as MpReachNlri;
    return { nexthop: nextHop.address, linklocal: nextHop.address && nextHop.linkLocal, nlri: nlriValues(nlri) };
  },
  [AttributeCode.MP_UNREACH_NLRI]: (value) => ({ withdraw: nlriValues((value as MpUnreachNlri).nlri) }),
};

function nlriValues(list: readonly Nlri[]): unknown {
  const shape = SHAPES.get(safiOf(list[0]?.family ?? Family.IPV4_UNICAST));
  return shape && list.map((nlri) => shape(nlri as unknown as Fields));
}

type Fields = Readonly<Record<string, unknown>>;

/** An NLRI in the shape of yabgp's, by SAFI; its readings of flows and link state have a shape of their own each. */
const SHAPES: ReadonlyMap<number, (nlri: Fields) => unknown> = new Map([
  [Safi.UNICAST, plainPrefix],
  [Safi.MULTICAST, plainPrefix],
  [Safi.NLRI_MPLS, ({ labels, prefix }) => ({ prefix, label: labels })],
  [
    Safi.MPLS_VPN,
    ({ pathId, labels, rd, prefix }) => ({
      ...(pathId === undefined ? {} : { path_id: pathId }),
      label: labels,
      rd,
      prefix,
    }),
  ],
]);

function plainPrefix({ prefix, pathId }: Fields): unknown {
  return pathId === undefined ? prefix : { prefix, path_id: pathId };
}

export function compareWithYabgp(view: UpdateView, kind: string, theirs: unknown): Comparison[] {
  if (kind === 'nlri') {
    const ours = nlriValues(view.withdrawn());
    return ours === undefined ? [] : [['prefixes', JSON.stringify(theirs), JSON.stringify(ours)]];
  }
  const attributes = view.attributes();
  if (attributes.length > 1) {
    return attributes.flatMap(({ code, value }) =>
      compareValue(code, value, (theirs as Record<string, unknown>)[code]),
    );
  }
  return attributes.flatMap(({ code, value }) => compareValue(code, value, theirs));
}

function compareValue(code: number, value: unknown, theirs: unknown): Comparison[] {
  const ours = VALUES[code];
  if (!ours || value instanceof Uint8Array || isOpaque(value)) return [];
  return [[`attribute ${code}`, JSON.stringify(normal(theirs)), JSON.stringify(ours(value))]];
}

/** True for the two MP attributes of a family without a row. */
function isOpaque(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'nlri' in value && nlriValues(value.nlri as Nlri[]) === undefined
  );
}

/** Their names of the members of the two MP attributes, and of the origin. */
function normal(theirs: unknown): unknown {
  if (theirs === 'yabgp:IGP') return 0;
  if (typeof theirs !== 'object' || theirs === null || Array.isArray(theirs)) return theirs;
  const { nexthop: hop, linklocal_nexthop: linklocal, nlri, withdraw } = theirs as Record<string, unknown>;
  const nexthop = typeof hop === 'object' && hop !== null && 'str' in hop ? hop.str : hop;
  return withdraw === undefined ? { nexthop, linklocal, nlri } : { withdraw };
}
