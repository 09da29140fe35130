import { formatAddress, parseAddress } from '../bytes/address.js';
import { unsigned } from '../bytes/range.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** Tunnel types by name (IANA pmsi-tunnel-types). */
export const PmsiTunnelType = {
  NONE: 0,
  RSVP_TE_P2MP: 1,
  MLDP_P2MP: 2,
  PIM_SSM: 3,
  PIM_SM: 4,
  BIDIR_PIM: 5,
  INGRESS_REPLICATION: 6,
  MLDP_MP2MP: 7,
  TRANSPORT: 8,
  ASSISTED_REPLICATION: 10,
  BIER: 11,
  SR_MPLS_P2MP: 12,
  SRV6_P2MP: 13,
} as const;

/** How the multicast traffic of a VPN is carried (RFC 6514 §5). */
export interface PmsiTunnel {
  /** The flags octet; bit 0 asks for leaf information. */
  readonly flags: number;
  readonly tunnelType: number;
  /** 24 bits as they stand: an MPLS label in the upper 20, or a VNI. */
  readonly label: number;
  /** Addresses of the identifier: the endpoint of ingress replication, or source and group of PIM. */
  readonly addresses?: readonly string[];
  /** The identifier of any other tunnel type. */
  readonly identifier?: Uint8Array;
}

/** How many addresses the identifier of a tunnel type is made of. */
const ADDRESSES: Readonly<Record<number, number>> = { 3: 2, 4: 2, 5: 2, 6: 1 };
const KNOWN: ReadonlySet<number> = new Set(Object.values(PmsiTunnelType));

/**
 * PMSI_TUNNEL, RFC 6514 §5.
 *
 * ```text
 * +-----------+-----------------+-----------+-------------------+
 * | flags (1) | tunnel type (1) | label (3) | tunnel identifier |
 * +-----------+-----------------+-----------+-------------------+
 * ```
 */
export const PMSI_TUNNEL: AttributeRow<PmsiTunnel> = {
  code: 22,
  name: 'PMSI_TUNNEL',
  flags: OPTIONAL_TRANSITIVE,
  check(bytes, start, end) {
    const reason = faultOf(bytes, start, end);
    return reason === undefined ? undefined : withdrawFor(reason, 'RFC 6514 §5', UpdateSubcode.OPTIONAL_ATTRIBUTE);
  },
  decode(bytes, start, end) {
    const tunnelType = bytes[start + 1]!;
    const label = (bytes[start + 2]! << 16) | (bytes[start + 3]! << 8) | bytes[start + 4]!;
    const count = ADDRESSES[tunnelType];
    const base = { flags: bytes[start]!, tunnelType, label };
    if (count === undefined) return end === start + 5 ? base : { ...base, identifier: bytes.slice(start + 5, end) };
    const size = (end - start - 5) / count;
    const addresses: string[] = [];
    for (let at = start + 5; at < end; at += size) addresses.push(formatAddress(bytes, at, at + size));
    return { ...base, addresses };
  },
  encode({ flags, tunnelType, label, addresses = [], identifier }, writer) {
    writer.u8(flags);
    writer.u8(tunnelType);
    writer.u24(unsigned('a PMSI label', label, 0xffffff));
    for (const text of addresses) {
      const address = parseAddress(text);
      if (!address) throw new RangeError(`a PMSI tunnel identifier has IPv4 or IPv6 addresses, got ${text}`);
      writer.bytes(address);
    }
    if (identifier) writer.bytes(identifier);
  },
  format: ({ tunnelType, label, addresses }) =>
    [`tunnel-type ${tunnelType} label ${label}`, ...(addresses ?? [])].join(' '),
};

function faultOf(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start < 5) return `PMSI_TUNNEL has at least 5 octets, got ${end - start}`;
  const type = bytes[start + 1]!;
  if (!KNOWN.has(type)) return `PMSI tunnel type ${type} is not defined`;
  const count = ADDRESSES[type];
  const length = end - start - 5;
  if (type === PmsiTunnelType.NONE && length !== 0)
    return `a PMSI without tunnel has no identifier, got ${length} octets`;
  if (count !== undefined && length !== 4 * count && length !== 16 * count) {
    return `the identifier of PMSI tunnel type ${type} has ${4 * count} or ${16 * count} octets, got ${length}`;
  }
  return undefined;
}
