import { formatAddress } from '../bytes/address.js';
import { Family } from '../family.js';
import type { FamilyRow } from './row.js';
import {
  addressField,
  field,
  numberField,
  type RouteType,
  rdField,
  requireAddress,
  restField,
  type TypedNlri,
  typedRouteRow,
} from './typed-route.js';

/**
 * An MCAST-VPN route (RFC 6514 §4). All its fields are the key.
 *
 * ```text
 * +----------------+------------+--------------------+
 * | route type (1) | length (1) | fields of the type |
 * +----------------+------------+--------------------+
 * ```
 */
export type McastVpnNlri = TypedNlri & {
  readonly rd?: string;
  readonly sourceAs?: number;
  readonly source?: string;
  readonly group?: string;
  readonly originator?: string;
};

/** An address without length, of what is left to the end: the originator of a route. */
const originator = field('originator', true, {
  measure: (_bytes, at, end) => (end - at === 4 || end - at === 16 ? end - at : -1),
  decode: (bytes, at, length) => formatAddress(bytes, at, at + length),
  encode: (value, writer) => writer.bytes(requireAddress(value, 'originator')),
});

/**
 * The route key of a leaf route is the NLRI it answers (RFC 6514 §4.4). Some speakers leave out that one's type and
 * length: then it is all but the originator, which has the size of an IPv4 address.
 */
const routeKey = restField('routeKey', true, (bytes, at, end) => {
  const whole = at + 2 <= end ? 2 + bytes[at + 1]! : 0;
  const originatorLength = end - at - whole;
  if (whole > 2 && (originatorLength === 4 || originatorLength === 16)) return whole;
  return end - at > 4 ? end - at - 4 : -1;
});

const sourceAs = numberField('sourceAs', 4, true);
const source = addressField('source', true);
const group = addressField('group', true);

const TYPES: readonly RouteType[] = [
  { type: 1, name: 'intra-as-i-pmsi', fields: [rdField, originator] },
  { type: 2, name: 'inter-as-i-pmsi', fields: [rdField, sourceAs] },
  { type: 3, name: 's-pmsi', fields: [rdField, source, group, originator] },
  { type: 4, name: 'leaf', fields: [routeKey, originator] },
  { type: 5, name: 'source-ad', fields: [rdField, source, group] },
  { type: 6, name: 'shared-join', fields: [rdField, sourceAs, source, group] },
  { type: 7, name: 'source-join', fields: [rdField, sourceAs, source, group] },
];

function mcastVpnRow(family: number, name: string): FamilyRow<McastVpnNlri> {
  return typedRouteRow<McastVpnNlri>(
    { family, name, nextHopLengths: [4, 16, 32], extendedNextHopLengths: [] },
    { typeLength: 1, types: TYPES },
  );
}

export const IPV4_MCAST_VPN: FamilyRow<McastVpnNlri> = mcastVpnRow(Family.IPV4_MCAST_VPN, 'ipv4-mcast-vpn');
export const IPV6_MCAST_VPN: FamilyRow<McastVpnNlri> = mcastVpnRow(Family.IPV6_MCAST_VPN, 'ipv6-mcast-vpn');
