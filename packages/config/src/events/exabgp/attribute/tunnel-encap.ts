import {
  type EndpointBehavior,
  type LabelEntry,
  Segment,
  SrPolicySubTlv,
  type SubTlv,
  subTlvValue,
  subTlvValues,
  type Tunnel,
  TunnelType,
  WEIGHT,
} from '@mesh/bgp-wire';

/** What a type of segment says; ExaBGP prints no others. */
const SEGMENTS: Readonly<Record<number, (value: never) => unknown>> = {
  [Segment.A.type]: ({ label }: { label: LabelEntry }) => ({
    type: 'A',
    label: label.label,
    tc: label.trafficClass ?? 0,
    s: label.isBottom === true,
    ttl: label.ttl ?? 0,
  }),
  [Segment.B.type]: ({ sid, endpointBehavior: one }: { sid: string; endpointBehavior?: EndpointBehavior }) => ({
    type: 'B',
    sid,
    ...(one && {
      'endpoint-behavior': {
        behavior: one.behavior,
        'lb-length': one.locatorBlock,
        'ln-length': one.locatorNode,
        'fun-length': one.function,
        'arg-length': one.argument,
      },
    }),
  }),
};

/** Members of an SR policy; one without a value is left out. */
const SR_POLICY: Readonly<Record<string, (list: readonly SubTlv[]) => unknown>> = {
  preference: (list) => subTlvValue(list, SrPolicySubTlv.PREFERENCE)?.value,
  'binding-sid': (list) => {
    const label = subTlvValue(list, SrPolicySubTlv.BINDING_SID)?.label;
    return label && { type: 'mpls', label: label.label };
  },
  'srv6-binding-sid': (list) => subTlvValue(list, SrPolicySubTlv.SRV6_BINDING_SID)?.sid,
  'policy-name': (list) => subTlvValue(list, SrPolicySubTlv.POLICY_NAME)?.name,
  'candidate-path-name': (list) => subTlvValue(list, SrPolicySubTlv.CANDIDATE_PATH_NAME)?.name,
  'segment-lists': (list) =>
    subTlvValues(list, SrPolicySubTlv.SEGMENT_LIST).map(({ subTlvs }) => ({
      weight: subTlvValue(subTlvs, WEIGHT)?.value,
      segments: subTlvs.flatMap(({ type, value }) => SEGMENTS[type]?.(value as never) ?? []),
    })),
};

/** TUNNEL_ENCAP: the SR policy in it (RFC 9830 §2.2), the only tunnel that ExaBGP prints. */
export function writeTunnelEncap(tunnels: readonly Tunnel[]): string {
  const subTlvs = tunnels.find(({ type }) => type === TunnelType.SR_POLICY)?.subTlvs;
  if (!subTlvs) return '{}';
  const members = Object.entries(SR_POLICY).map(([name, read]) => [name, read(subTlvs)]);
  return JSON.stringify({ 'sr-policy': Object.fromEntries(members) });
}
