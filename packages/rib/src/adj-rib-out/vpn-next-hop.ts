const RD_LENGTH = 8;
const ADDRESS_LENGTH = 16;

/**
 * A next hop as families of VPN addresses write it: each address behind a Route Distinguisher of 0 (RFC 4364 §4.3.2,
 * RFC 4659 §3.2.1.1, RFC 9552 §5.5).
 */
export function behindZeroRd(hop: Uint8Array): Uint8Array {
  if (hop.length <= ADDRESS_LENGTH) {
    const octets = new Uint8Array(RD_LENGTH + hop.length);
    octets.set(hop, RD_LENGTH);
    return octets;
  }
  const octets = new Uint8Array(2 * RD_LENGTH + hop.length);
  octets.set(hop.subarray(0, ADDRESS_LENGTH), RD_LENGTH);
  octets.set(hop.subarray(ADDRESS_LENGTH), 2 * RD_LENGTH + ADDRESS_LENGTH);
  return octets;
}
