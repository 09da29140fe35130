import { Family } from '@mesh/bgp-wire';
import { addressKeyword, numberKeyword, octetsKeyword } from '../keywords/address.js';
import { rd } from '../keywords/rd.js';
import type { RouteForm } from './form.js';
import { typedForm } from './typed.js';

const source = addressKeyword('source', { any: true });
/** The rendezvous point stands where the other join has its source. */
const rp = addressKeyword('rp', { member: 'source', any: true });
const group = addressKeyword('group', { any: true });
const originator = addressKeyword('originator');
const sourceAs = numberKeyword('source-as', undefined, 'sourceAs');

/** Multicast VPN routes (RFC 6514 §4): `ipv4 mcast-vpn source-ad source 10.0.0.1 group 239.0.0.1 rd 65000:1`. */
export const mcastVpnForm: RouteForm = typedForm([Family.IPV4_MCAST_VPN, Family.IPV6_MCAST_VPN], 0xff, [
  { type: 1, word: 'intra-as-i-pmsi', rows: [rd, originator] },
  { type: 2, word: 'inter-as-i-pmsi', rows: [rd, sourceAs] },
  { type: 3, word: 's-pmsi', rows: [source, group, originator, rd] },
  { type: 4, word: 'leaf', rows: [octetsKeyword('route-key', 'routeKey'), originator] },
  { type: 5, word: 'source-ad', rows: [source, group, rd] },
  { type: 6, word: 'shared-join', rows: [rp, group, rd, sourceAs] },
  { type: 7, word: 'source-join', rows: [source, group, rd, sourceAs] },
]);
