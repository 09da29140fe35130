/** Tunnel types by name (IANA tunnel-types). */
export const TunnelType = {
  L2TPV3: 1,
  GRE: 2,
  TRANSMIT_TUNNEL_ENDPOINT: 3,
  IPSEC: 4,
  IP_IN_IP_WITH_IPSEC: 5,
  MPLS_IN_IP_WITH_IPSEC: 6,
  IP_IN_IP: 7,
  VXLAN: 8,
  NVGRE: 9,
  MPLS: 10,
  MPLS_IN_GRE: 11,
  VXLAN_GPE: 12,
  MPLS_IN_UDP: 13,
  IPV6_TUNNEL: 14,
  SR_POLICY: 15,
  BARE: 16,
  SR_TUNNEL: 17,
  GENEVE: 19,
} as const;

const NAMES = new Map<number, string>(
  Object.entries(TunnelType).map(([name, code]) => [code, name.toLowerCase().replaceAll('_', '-')]),
);
const CODES = new Map([...NAMES].map(([code, name]) => [name, code]));

/** `vxlan`, or the number of a type without a name. */
export function formatTunnelType(type: number): string {
  return NAMES.get(type) ?? String(type);
}

/** The type that `vxlan` or `8` means; undefined for any other text. */
export function parseTunnelType(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 0xffff) return Number(text);
  return CODES.get(text);
}
