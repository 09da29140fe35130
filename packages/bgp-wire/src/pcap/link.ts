import { readU16 } from '../bytes/reader.js';

/** The packet holds no IP, or something this reader does not look into. */
export const NOT_IP = -1;
/** The packet ends inside its link-layer header. */
export const CUT_SHORT = -2;

/** Codes of the link-layer header types registry that are understood. */
export const LinkType = {
  NULL: 0,
  ETHERNET: 1,
  PPP: 9,
  RAW: 101,
  C_HDLC: 104,
  FRAME_RELAY: 107,
  LOOP: 108,
  LINUX_SLL: 113,
  JUNIPER_ETHERNET: 178,
  IPV4: 228,
  IPV6: 229,
  LINUX_SLL2: 276,
} as const;

const EtherType = { IPV4: 0x0800, IPV6: 0x86dd, MPLS: 0x8847 } as const;

/** Tags before the real type: 802.1Q, 802.1ad and the two older numbers for the outer tag of QinQ. */
const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);

/** Offset of the IP header in a packet, or `NOT_IP`, or `CUT_SHORT`. */
type FindIp = (bytes: Uint8Array) => number;

/**
 * Where the IP header begins, for each link type.
 *
 * ```text
 * Ethernet        destination (6), source (6), [tag (2), VLAN (2)]…, type (2)
 * Linux cooked    kind (2), hardware (2), length (2), address (8), type (2)
 * … version 2     type (2), reserved (2), interface (4), hardware (2), kind (1), length (1), address (8)
 * null, loop      address family (4), in the writer's byte order and in network order
 * PPP             [address (1) ff, control (1) 03], protocol (2)
 * Cisco HDLC      address (1), control (1), type (2)
 * Frame Relay     address (2), type (2) or control (1) 03 with NLPID (1)
 * Juniper         4d 47 43, flags (1), [length (2), extension], Ethernet
 * ```
 */
const LINK_TYPES: ReadonlyMap<number, FindIp> = new Map<number, FindIp>([
  [LinkType.NULL, (bytes) => addressFamily(bytes)],
  [LinkType.LOOP, (bytes) => addressFamily(bytes)],
  [LinkType.ETHERNET, (bytes) => etherType(bytes, 12)],
  [LinkType.LINUX_SLL, (bytes) => etherType(bytes, 14)],
  [LinkType.LINUX_SLL2, (bytes) => (bytes.length < 20 ? CUT_SHORT : networkAt(bytes, readU16(bytes, 0), 20))],
  [LinkType.PPP, ppp],
  [LinkType.C_HDLC, (bytes) => etherType(bytes, 2)],
  [LinkType.FRAME_RELAY, frameRelay],
  [LinkType.JUNIPER_ETHERNET, juniperEthernet],
  // 12 and 14 are what raw IP is called where DLT numbers stand in a file.
  ...[LinkType.RAW, LinkType.IPV4, LinkType.IPV6, 12, 14].map((code) => [code, () => 0] as const),
]);

/** Offset of the IP header in a packet of a link type, or `NOT_IP`, or `CUT_SHORT`. */
export function findIp(linkType: number, bytes: Uint8Array): number {
  return LINK_TYPES.get(linkType)?.(bytes) ?? NOT_IP;
}

function etherType(bytes: Uint8Array, at: number): number {
  let offset = at;
  while (offset + 2 <= bytes.length && VLAN_TAGS.has(readU16(bytes, offset))) offset += 4;
  return offset + 2 > bytes.length ? CUT_SHORT : networkAt(bytes, readU16(bytes, offset), offset + 2);
}

function networkAt(bytes: Uint8Array, type: number, offset: number): number {
  if (type === EtherType.IPV4 || type === EtherType.IPV6) return offset;
  return type === EtherType.MPLS ? mpls(bytes, offset) : NOT_IP;
}

/** Below a label stack nothing tells the protocol: the version nibble of IP is what forwarders look at (RFC 4928 §2). */
function mpls(bytes: Uint8Array, start: number): number {
  let offset = start;
  while (offset + 4 <= bytes.length && (bytes[offset + 2]! & 1) === 0) offset += 4;
  const network = offset + 4;
  if (network >= bytes.length) return CUT_SHORT;
  const version = bytes[network]! >> 4;
  return version === 4 || version === 6 ? network : NOT_IP;
}

/** IPv4 is 2 everywhere, IPv6 is 10, 24, 28 or 30 by system; the version nibble of the header tells more. */
function addressFamily(bytes: Uint8Array): number {
  if (bytes.length < 5) return CUT_SHORT;
  const version = bytes[4]! >> 4;
  return version === 4 || version === 6 ? 4 : NOT_IP;
}

function ppp(bytes: Uint8Array): number {
  const at = bytes[0] === 0xff && bytes[1] === 0x03 ? 2 : 0;
  if (at + 2 > bytes.length) return CUT_SHORT;
  const protocol = readU16(bytes, at);
  return protocol === 0x0021 || protocol === 0x0057 ? at + 2 : NOT_IP;
}

function frameRelay(bytes: Uint8Array): number {
  if (bytes.length < 4) return CUT_SHORT;
  const nlpid = bytes[2] === 0x03 ? bytes[3] : undefined;
  return nlpid === 0xcc || nlpid === 0x8e ? 4 : etherType(bytes, 2);
}

function juniperEthernet(bytes: Uint8Array): number {
  if (bytes.length < 6) return CUT_SHORT;
  const extended = (bytes[3]! & 0x80) !== 0;
  const withoutLayer2 = (bytes[3]! & 0x02) !== 0;
  return withoutLayer2 ? NOT_IP : etherType(bytes, (extended ? 6 + readU16(bytes, 4) : 4) + 12);
}
