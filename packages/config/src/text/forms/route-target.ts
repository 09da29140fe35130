import { Family, formatExtendedCommunity, parseExtendedCommunity, type RouteTargetNlri } from '@mesh/bgp-wire';
import { numberKeyword } from '../keywords/address.js';
import { nlriKeyword } from '../keywords/nlri.js';
import type { RouteKeyword } from '../keywords/row.js';
import { canonical, familyWords, nlriOf, type RouteForm, requireKeywords, withRouteKeywords } from './form.js';

const FULL_BITS = 96;
const NO_TARGET = formatExtendedCommunity({ high: 0, low: 0 });

const originAs = numberKeyword('origin-as', undefined, 'originAs');
const routeTarget = nlriKeyword<string>({
  keyword: 'route-target',
  argument: 'target:<asn>:<number> | 0x<octets>',
  member: 'routeTarget',
  read: (cursor) =>
    cursor.value('a route target such as target:65000:1', (text) => {
      const community = parseExtendedCommunity(text);
      return community && formatExtendedCommunity(community);
    }),
  write: (value) => value,
});
/** Bits that are compared; all of them where it is left out. */
const bits: RouteKeyword = {
  ...numberKeyword('bits', FULL_BITS),
  print: ({ nlri }) =>
    (nlri as RouteTargetNlri).bits === FULL_BITS ? undefined : `bits ${(nlri as RouteTargetNlri).bits}`,
};
const rows = [originAs, routeTarget, bits];

/**
 * Route target membership (RFC 4684 §4): `ipv4 rtc default`, `ipv4 rtc origin-as 65000 route-target target:65000:1`,
 * and with `bits` a prefix of that, from 32 (the origin AS alone) to 96.
 */
export const routeTargetForm: RouteForm = {
  families: [Family.ROUTE_TARGET],
  rows,
  keywords: withRouteKeywords(...rows),
  head(cursor, draft) {
    if (cursor.accept('default')) Object.assign(draft.fields, { bits: 0, originAs: 0, routeTarget: NO_TARGET });
  },
  nlri(cursor, draft, family, at) {
    const { fields } = draft;
    if (fields['bits'] !== 0) requireKeywords(cursor, draft, [originAs], at);
    if (!('bits' in fields) && !('routeTarget' in fields)) fields['bits'] = 32;
    const members = { bits: FULL_BITS, routeTarget: NO_TARGET, ...fields };
    return [canonical(cursor, nlriOf(family, draft, members), at)];
  },
  printHead: ({ nlri }) => `${familyWords(nlri.family)}${(nlri as RouteTargetNlri).bits === 0 ? ' default' : ''}`,
  rowsOf: ({ nlri }) => ((nlri as RouteTargetNlri).bits === 0 ? [] : rows),
};
