import { readU16, readU32 } from '@mesh/bgp-wire';
import { BMP_HEADER_LENGTH, BmpType } from '@mesh/bgp-wire/bmp';

/** Version 4 has the same header and is not read: what is told of it is a fault, not silence. */
const VERSIONS: readonly number[] = [3, 4];

/** Message types whose body begins with something else than a per-peer header: TLVs, of 4 octets before their value. */
const WITHOUT_PEER: readonly number[] = [BmpType.INITIATION, BmpType.TERMINATION];
const PEER_HEADER_LENGTH = 42;
const TLV_HEADER_LENGTH = 4;
const LAST_PEER_TYPE = 3;
const LONGEST = 1024 * 1024;

/**
 * True where octets can begin a BMP stream, at the start of a message; undefined where there are too few to tell. The
 * common header (RFC 7854 §4.1) is looked at, and the peer type (§4.2) or the first TLV (§4.4) after it.
 */
export function looksLikeBmp(octets: Uint8Array): boolean | undefined {
  if (octets.length > 0 && !VERSIONS.includes(octets[0]!)) return false;
  if (octets.length < BMP_HEADER_LENGTH) return undefined;
  const [length, type] = [readU32(octets, 1), octets[5]!];
  if (type > BmpType.ROUTE_MIRRORING || length > LONGEST) return false;
  return WITHOUT_PEER.includes(type) ? beginsTlvs(octets, length) : beginsPeerHeader(octets, length);
}

function beginsPeerHeader(octets: Uint8Array, length: number): boolean | undefined {
  if (length < BMP_HEADER_LENGTH + PEER_HEADER_LENGTH) return false;
  return octets.length > BMP_HEADER_LENGTH ? octets[BMP_HEADER_LENGTH]! <= LAST_PEER_TYPE : undefined;
}

function beginsTlvs(octets: Uint8Array, length: number): boolean | undefined {
  if (length < BMP_HEADER_LENGTH + TLV_HEADER_LENGTH) return length === BMP_HEADER_LENGTH;
  const valueAt = BMP_HEADER_LENGTH + TLV_HEADER_LENGTH;
  return octets.length < valueAt ? undefined : valueAt + readU16(octets, valueAt - 2) <= length;
}
