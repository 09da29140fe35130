import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { Family } from '../family.js';
import { formatRd, RD_LENGTH, writeRd } from './route-distinguisher.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/** Octets of an NLRI of RFC 4761 after its length. */
const BLOCK_LENGTH = 17;
/** Octets of an NLRI of RFC 6074 after its length. */
const DISCOVERY_LENGTH = 12;

/**
 * What l2vpn-vpls carries: a block of labels of an endpoint, or only who takes part; the length tells them apart
 * (RFC 6074 §7).
 */
export type VplsNlri = VplsLabelBlock | VplsDiscovery;

/**
 * VPLS endpoint with its block of labels (RFC 4761 §3.2.2). Distinguisher, endpoint and offset are the key.
 *
 * ```text
 * +------------+--------+-----------+------------+----------+----------------+
 * | length (2) | RD (8) | VE id (2) | offset (2) | size (2) | label base (3) |
 * +------------+--------+-----------+------------+----------+----------------+
 * ```
 */
export interface VplsLabelBlock extends Nlri {
  readonly rd: string;
  readonly endpoint: number;
  readonly offset: number;
  readonly size: number;
  /** 20 bits. */
  readonly base: number;
}

/**
 * A router that takes part in an L2VPN whose labels LDP gives out (RFC 6074 §3.2.2.1). All of it is the key.
 *
 * ```text
 * +------------+--------+----------------+
 * | length (2) | RD (8) | PE address (4) |
 * +------------+--------+----------------+
 * ```
 */
export interface VplsDiscovery extends Nlri {
  readonly rd: string;
  /** IPv4 address, or any other number of four octets, in that form. */
  readonly address: string;
}

export const VPLS: FamilyRow<VplsNlri> = {
  family: Family.L2VPN_VPLS,
  name: 'l2vpn-vpls',
  nextHopLengths: [4, 16],
  extendedNextHopLengths: [],
  measure(bytes, offset, end) {
    if (offset + 2 > end) return -1;
    const length = readU16(bytes, offset);
    if (length !== BLOCK_LENGTH && length !== DISCOVERY_LENGTH) return -1;
    return offset + 2 + length <= end ? 2 + length : -1;
  },
  decode(bytes, at, end, pathId) {
    const nlri = {
      family: Family.L2VPN_VPLS,
      ...(pathId === NO_PATH_ID ? {} : { pathId }),
      rd: formatRd(bytes, at + 2),
    };
    const body = at + 2 + RD_LENGTH;
    if (end - at === 2 + DISCOVERY_LENGTH) return { ...nlri, address: formatIPv4(readU32(bytes, body)) };
    return {
      ...nlri,
      endpoint: readU16(bytes, body),
      offset: readU16(bytes, body + 2),
      size: readU16(bytes, body + 4),
      base: (bytes[body + 6]! << 12) | (bytes[body + 7]! << 4) | (bytes[body + 8]! >> 4),
    };
  },
  encode(nlri, writer) {
    if ('address' in nlri) encodeDiscovery(nlri, writer);
    else encodeLabelBlock(nlri, writer);
  },
  writeKey(bytes, offset, end, _withdrawn, writer) {
    // With the length: it alone tells a block from a router of the same octets.
    writer.bytes(bytes, offset, Math.min(end, offset + 2 + RD_LENGTH + 4));
  },
  format: (nlri) =>
    'address' in nlri
      ? `rd ${nlri.rd} address ${nlri.address}`
      : `rd ${nlri.rd} endpoint ${nlri.endpoint} base ${nlri.base} offset ${nlri.offset} size ${nlri.size}`,
};

function encodeDiscovery({ rd, address }: VplsDiscovery, writer: ByteWriter): void {
  const number = parseIPv4(address);
  if (number === undefined) throw new RangeError(`a VPLS router is an IPv4 address, got ${address}`);
  writer.u16(DISCOVERY_LENGTH);
  writeRd(rd, writer);
  writer.u32(number);
}

function encodeLabelBlock({ rd, endpoint, offset, size, base }: VplsLabelBlock, writer: ByteWriter): void {
  unsigned('a label base', base, 0xfffff);
  writer.u16(BLOCK_LENGTH);
  writeRd(rd, writer);
  for (const [name, value] of Object.entries({ endpoint, offset, size })) {
    writer.u16(unsigned(`VPLS ${name}`, value, MAX_U16));
  }
  writer.u24((base << 4) | 1);
}
