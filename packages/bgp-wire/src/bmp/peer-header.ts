import type { Asn, RouterId } from '../brand.js';
import { formatAddress, parseAddress } from '../bytes/address.js';
import { MAX_U8, MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { PeerFlag, PeerType } from './codes.js';

/** Octets of the per-peer header. */
export const PEER_HEADER_LENGTH = 42;

/**
 * Which peer, and which of its RIBs, a message is about (RFC 7854 §4.2, RFC 8671 §4, RFC 9069 §4).
 *
 * ```text
 * +---------------+-----------+------------------------+-------------------+
 * | peer type (1) | flags (1) | peer distinguisher (8) | peer address (16) |   IPv4 in the last four octets
 * +-------------+-+-----------+-+----------------------+----+--------------+
 * | peer AS (4) | BGP ID (4)    | seconds (4) | microseconds (4) |
 * +-------------+---------------+-------------+------------------+
 * ```
 */
export interface PeerHeader {
  /** `PeerType`, or a code that is not known. */
  readonly peerType: number;
  /** `PeerFlag` bits, and those that have no meaning yet. */
  readonly flags: number;
  /** Route distinguisher or local number of the instance, as an unsigned 64-bit number; 0 for the global one. */
  readonly distinguisher: bigint;
  /** `192.0.2.1`, `2001:db8::1`; `0.0.0.0` where it is zero-filled, as for the Loc-RIB. */
  readonly address: string;
  readonly as: Asn;
  readonly routerId: RouterId;
  /** When the routes were received, in seconds since 1970-01-01 UTC; 0 with 0 microseconds where it is not known. */
  readonly seconds: number;
  readonly microseconds: number;
}

/** Whose view a message shows. */
export type MonitoredRib =
  | 'adj-rib-in pre-policy'
  | 'adj-rib-in post-policy'
  | 'adj-rib-out pre-policy'
  | 'adj-rib-out post-policy'
  | 'loc-rib'
  | 'loc-rib filtered';

/** Which RIB a header names (RFC 7854 §4.2, RFC 8671 §4, RFC 9069 §4.2). */
export function monitoredRib({ peerType, flags }: PeerHeader): MonitoredRib {
  if (peerType === PeerType.LOC_RIB) return (flags & PeerFlag.FILTERED) !== 0 ? 'loc-rib filtered' : 'loc-rib';
  const rib = (flags & PeerFlag.ADJ_RIB_OUT) !== 0 ? 'adj-rib-out' : 'adj-rib-in';
  return `${rib} ${(flags & PeerFlag.POST_POLICY) !== 0 ? 'post-policy' : 'pre-policy'}`;
}

/** Reads the 42 octets at `start`; the caller has seen that they are there. */
export function decodePeerHeader(bytes: Uint8Array, start: number): PeerHeader {
  const [peerType, flags] = [bytes[start]!, bytes[start + 1]!];
  return {
    peerType,
    flags,
    distinguisher: readU64(bytes, start + 2),
    address: readPaddedAddress(bytes, start + 10, hasIPv6Address({ peerType, flags })),
    as: readU32(bytes, start + 26),
    routerId: readU32(bytes, start + 30),
    seconds: readU32(bytes, start + 34),
    microseconds: readU32(bytes, start + 38),
  };
}

/** Throws `RangeError` for a value that has no encoding. */
export function encodePeerHeader(peer: PeerHeader, writer: ByteWriter): void {
  writer.u8(unsigned('a peer type', peer.peerType, MAX_U8));
  writer.u8(unsigned('the peer flags', peer.flags, MAX_U8));
  writeU64('a peer distinguisher', peer.distinguisher, writer);
  writePaddedAddress(peer.address, writer);
  writer.u32(unsigned('the peer AS', peer.as, MAX_U32));
  writer.u32(unsigned('the BGP Identifier', peer.routerId, MAX_U32));
  writer.u32(unsigned('the seconds', peer.seconds, MAX_U32));
  writer.u32(unsigned('the microseconds', peer.microseconds, MAX_U32));
}

/** True where the message's addresses have 16 octets. */
export function hasIPv6Address({ peerType, flags }: Pick<PeerHeader, 'peerType' | 'flags'>): boolean {
  return peerType !== PeerType.LOC_RIB && (flags & PeerFlag.IPV6) !== 0;
}

/** The address in a field of 16 octets. One with octets before the last four is IPv6, whatever the flag says. */
export function readPaddedAddress(bytes: Uint8Array, start: number, ipv6: boolean): string {
  const padded = !ipv6 && bytes.subarray(start, start + 12).every((octet) => octet === 0);
  return formatAddress(bytes, padded ? start + 12 : start, start + 16);
}

/** Throws `RangeError` for text that is no address. */
export function writePaddedAddress(address: string, writer: ByteWriter): void {
  const octets = parseAddress(address);
  if (!octets) throw new RangeError(`an address is IPv4 or IPv6, got "${address}"`);
  for (let i = octets.length; i < 16; i++) writer.u8(0);
  writer.bytes(octets);
}

/** The unsigned 64-bit number at `offset`. */
export function readU64(bytes: Uint8Array, offset: number): bigint {
  return (BigInt(readU32(bytes, offset)) << 32n) | BigInt(readU32(bytes, offset + 4));
}

/** Throws `RangeError` for a number that has no encoding. */
export function writeU64(name: string, value: bigint, writer: ByteWriter): void {
  if (BigInt.asUintN(64, value) !== value) throw new RangeError(`${name} is an unsigned 64-bit number, got ${value}`);
  writer.u32(Number(value >> 32n));
  writer.u32(Number(value & 0xffff_ffffn));
}
