/** IP protocols (IANA protocol-numbers) that flows are written with. */
export const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  egp: 8,
  udp: 17,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  ospf: 89,
  ipip: 94,
  pim: 103,
  sctp: 132,
};

/** Bits of the TCP flags, ECN and the former NS among them (RFC 9293 §3.1, RFC 3168, RFC 3540). */
export const TCP_FLAGS: Readonly<Record<string, number>> = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  push: 0x08,
  ack: 0x10,
  urg: 0x20,
  ece: 0x40,
  cwr: 0x80,
  ns: 0x100,
};

/** Bits of the fragment component (RFC 8955 §4.2.2.12). */
export const FRAGMENTS: Readonly<Record<string, number>> = {
  'not-a-fragment': 0,
  'dont-fragment': 1,
  'is-fragment': 2,
  'first-fragment': 4,
  'last-fragment': 8,
};

/** Types of ICMP for IPv4 (IANA icmp-parameters). */
export const ICMP_TYPES: Readonly<Record<string, number>> = {
  'echo-reply': 0,
  unreachable: 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicit': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  timestamp: 13,
  'timestamp-reply': 14,
  photuris: 40,
};

/** Codes of ICMP for IPv4, of which `icmp-type` tells whose they are (IANA icmp-parameters). */
export const ICMP_CODES: Readonly<Record<string, number>> = {
  'network-unreachable': 0,
  'host-unreachable': 1,
  'protocol-unreachable': 2,
  'port-unreachable': 3,
  'fragmentation-needed': 4,
  'source-route-failed': 5,
  'network-unknown': 6,
  'host-unknown': 7,
  'source-host-isolated': 8,
  'network-prohibited': 9,
  'host-prohibited': 10,
  'network-unreachable-for-tos': 11,
  'host-unreachable-for-tos': 12,
  'communication-prohibited-by-filtering': 13,
  'host-precedence-violation': 14,
  'precedence-cutoff-in-effect': 15,
  'ttl-eq-zero-during-transit': 0,
  'ttl-eq-zero-during-reassembly': 1,
  'redirect-for-network': 0,
  'redirect-for-host': 1,
  'redirect-for-tos-and-net': 2,
  'redirect-for-tos-and-host': 3,
  'ip-header-bad': 0,
  'required-option-missing': 1,
};
