import { Family } from '@mesh/bgp-wire';
import { addressKeyword } from '../keywords/address.js';
import { nlriOf, type RouteForm, requireEncodable, requireKeywords, withRouteKeywords } from './form.js';

const endpoint = addressKeyword('endpoint');

/** Endpoints of tunnels (RFC 5512 §3): `ipv4 encap endpoint 192.0.2.1`. */
export const encapForm: RouteForm = {
  families: [Family.IPV4_ENCAP, Family.IPV6_ENCAP],
  rows: [endpoint],
  keywords: withRouteKeywords(endpoint),
  nlri(cursor, draft, family, at) {
    requireKeywords(cursor, draft, [endpoint], at);
    return [requireEncodable(cursor, nlriOf(family, draft, draft.fields), at)];
  },
};
