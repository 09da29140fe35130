import { attribute, Family, TUNNEL_ENCAP, TunnelType } from '@mesh/bgp-wire';
import { addressKeyword, isIPv4, numberKeyword } from '../keywords/address.js';
import { addAttribute, isModel } from '../keywords/row.js';
import { printSubTlvs, srPolicyKeywords } from '../keywords/sr-policy/sub-tlvs.js';
import { nlriOf, type RouteForm, requireEncodable, requireKeywords, withRouteKeywords } from './form.js';

const rows = [numberKeyword('distinguisher'), numberKeyword('color'), addressKeyword('endpoint')];

/**
 * SR Policies (RFC 9830): `sr-policy distinguisher 0 color 100 endpoint 10.0.0.1 next-hop 192.0.2.1 preference 100
 * segment-list weight 1 segment type-a mpls 16001`. What the policy is becomes one tunnel of a TUNNEL_ENCAP; the family
 * is that of the endpoint where the text does not say it.
 */
export const srPolicyForm: RouteForm = {
  families: [Family.IPV4_SR_POLICY, Family.IPV6_SR_POLICY],
  rows,
  keywords: withRouteKeywords(...rows, ...srPolicyKeywords),
  nlri(cursor, draft, family, at) {
    requireKeywords(cursor, draft, rows, at);
    const { subTlvs, ...members } = draft.fields;
    if (subTlvs) {
      const tunnels = [{ type: TunnelType.SR_POLICY, subTlvs: subTlvs as never }];
      addAttribute(cursor, draft, at, attribute(TUNNEL_ENCAP, tunnels));
    }
    const told = isIPv4(String(members['endpoint'])) ? Family.IPV4_SR_POLICY : Family.IPV6_SR_POLICY;
    return [requireEncodable(cursor, nlriOf(family || told, draft, members), at)];
  },
  printAttribute(one) {
    if (one.code !== TUNNEL_ENCAP.code || !isModel(one, TUNNEL_ENCAP)) return undefined;
    const [tunnel, ...more] = one.value;
    if (tunnel?.type !== TunnelType.SR_POLICY || tunnel.subTlvs.length === 0 || more.length > 0) return undefined;
    return printSubTlvs(tunnel.subTlvs);
  },
};
