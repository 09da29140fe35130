import { formatAddress } from '../bytes/address.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { type CapturedPacket, type CaptureFault, captureFault, type Endpoint } from './event.js';
import { CUT_SHORT, findIp, NOT_IP } from './link.js';

/** Bits of the TCP flags octet (RFC 9293 §3.1). */
export const TcpFlag = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10 } as const;

/** One TCP segment of a packet. */
export interface TcpSegment {
  readonly kind: 'segment';
  readonly timestampNs: bigint;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** `TcpFlag` bits. */
  readonly flags: number;
  /** As far as it was captured. */
  readonly payload: Uint8Array;
}

/** A packet that holds no whole TCP segment: `fragment` is a part of an IP packet, `other` another protocol. */
export type Unread = 'fragment' | 'other';

const TCP = 6;
const FRAGMENT_HEADER = 44;

/** IPv6 extension headers that may stand before TCP (RFC 8200 §4.1, RFC 6275, RFC 7401, RFC 5533). */
const EXTENSION_HEADERS: ReadonlySet<number> = new Set([0, 43, FRAGMENT_HEADER, 51, 60, 135, 139, 140]);

/** The IP packet around a segment: `bytes[start, end)` is what IP carries. */
interface Carried {
  readonly start: number;
  readonly end: number;
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
}

/**
 * The TCP segment in a packet; a fault where a header is malformed or cut off. Checksums are not looked at: packets
 * captured where they were sent carry none yet.
 */
export function decodeSegment(packet: CapturedPacket): TcpSegment | CaptureFault | Unread {
  const { octets } = packet;
  const at = findIp(packet.linkType, octets);
  if (at === NOT_IP) return 'other';
  if (at === CUT_SHORT || at >= octets.length) {
    const reason = `a packet of ${octets.length} octets ends inside its link-layer header`;
    return captureFault('link', packet.offset, reason, `LINKTYPE ${packet.linkType}`);
  }
  const version = octets[at]! >> 4;
  const carried = version === 4 ? decodeIPv4(packet, at) : version === 6 ? decodeIPv6(packet, at) : 'other';
  if (typeof carried === 'string' || 'kind' in carried) return carried;
  return carried.protocol === TCP ? decodeTcp(packet, carried) : 'other';
}

/**
 * ```text
 * +-----------------+---------+------------------+--------+-----------------------+
 * | version, length | TOS (1) | total length (2) | ID (2) | flags and offset (2)  |
 * +-----------------+---------+------------------+--------+-----------------------+
 * | TTL (1) | protocol (1) | checksum (2) | source (4) | destination (4) | options |
 * +---------+--------------+--------------+------------+-----------------+---------+
 * ```
 */
function decodeIPv4(packet: CapturedPacket, at: number): Carried | CaptureFault | Unread {
  const { octets } = packet;
  const headerLength = (octets[at]! & 0x0f) * 4;
  if (headerLength < 20 || at + headerLength > octets.length) {
    return ipFault(packet, at, `an IPv4 header of ${headerLength} octets, ${octets.length - at} are there`, 'RFC 791');
  }
  const totalLength = readU16(octets, at + 2);
  // A sender that leaves segmentation to its network card captures 0 here.
  const length = totalLength === 0 ? octets.length - at : totalLength;
  if (length < headerLength) return ipFault(packet, at + 2, `a total length of ${length} octets`, 'RFC 791');
  if ((readU16(octets, at + 6) & 0x3fff) !== 0) return 'fragment';
  return {
    start: at + headerLength,
    end: Math.min(at + length, octets.length),
    protocol: octets[at + 9]!,
    source: formatAddress(octets, at + 12, at + 16),
    destination: formatAddress(octets, at + 16, at + 20),
  };
}

/**
 * ```text
 * +--------------------+--------------------+-----------------+---------------+-------------+------------------+
 * | version … label (4) | payload length (2) | next header (1) | hop limit (1) | source (16) | destination (16) |
 * +--------------------+--------------------+-----------------+---------------+-------------+------------------+
 * | extension header: next header (1), length in 8 octets without the first (1), … | …
 * +--------------------------------------------------------------------------------+
 * ```
 */
function decodeIPv6(packet: CapturedPacket, at: number): Carried | CaptureFault | Unread {
  const { octets } = packet;
  if (at + 40 > octets.length) {
    return ipFault(packet, at, `an IPv6 header, but only ${octets.length - at} octets`, 'RFC 8200 §3');
  }
  const payloadLength = readU16(octets, at + 4);
  const end = payloadLength === 0 ? octets.length : Math.min(at + 40 + payloadLength, octets.length);
  let protocol = octets[at + 6]!;
  let start = at + 40;
  while (EXTENSION_HEADERS.has(protocol)) {
    if (start + 8 > end) return ipFault(packet, start, 'the packet ends inside an extension header', 'RFC 8200 §4');
    if (protocol === FRAGMENT_HEADER && (readU16(octets, start + 2) & 0xfff9) !== 0) return 'fragment';
    const length = extensionLength(protocol, octets[start + 1]!);
    protocol = octets[start]!;
    start += length;
  }
  const source = formatAddress(octets, at + 8, at + 24);
  return { start, end, protocol, source, destination: formatAddress(octets, at + 24, at + 40) };
}

/** The authentication header counts in 4 octets without the first two of them (RFC 4302 §2.2). */
function extensionLength(protocol: number, length: number): number {
  if (protocol === FRAGMENT_HEADER) return 8;
  return protocol === 51 ? (length + 2) * 4 : (length + 1) * 8;
}

/**
 * ```text
 * +-----------------+----------------------+--------------+--------------------+
 * | source port (2) | destination port (2) | sequence (4) | acknowledgment (4) |
 * +-----------------+-----------+----------+--------------+-+------------------+
 * | data offset (4 bits) | flags (12 bits) | window (2) | checksum (2) | urgent (2) | options | payload
 * +----------------------+-----------------+------------+--------------+------------+---------+---------
 * ```
 */
function decodeTcp(packet: CapturedPacket, carried: Carried): TcpSegment | CaptureFault {
  const { octets } = packet;
  const { start, end } = carried;
  const headerLength = end - start >= 20 ? (octets[start + 12]! >> 4) * 4 : 20;
  if (headerLength < 20 || start + headerLength > end) {
    const reason = `a TCP header of ${headerLength} octets, ${Math.max(end - start, 0)} are there`;
    return captureFault('tcp', packet.offset + start, reason, 'RFC 9293 §3.1');
  }
  return {
    kind: 'segment',
    timestampNs: packet.timestampNs,
    source: { address: carried.source, port: readU16(octets, start) },
    destination: { address: carried.destination, port: readU16(octets, start + 2) },
    sequence: readU32(octets, start + 4),
    acknowledgment: readU32(octets, start + 8),
    flags: octets[start + 13]!,
    payload: octets.subarray(start + headerLength, end),
  };
}

function ipFault(packet: CapturedPacket, at: number, reason: string, rfc: string): CaptureFault {
  return captureFault('ip', packet.offset + at, reason, rfc);
}
