/** Octets of the route distinguisher before each address of a VPN next hop, all zero (RFC 4364 §4.3.2, RFC 4659 §3.2.1). */
export const RD_OCTETS = 8;

const PARTS: ReadonlyMap<number, { readonly start: number; readonly end: number; readonly linkLocal?: number }> =
  new Map([
    [4, { start: 0, end: 4 }],
    [16, { start: 0, end: 16 }],
    [32, { start: 0, end: 16, linkLocal: 16 }],
    [12, { start: 8, end: 12 }],
    [24, { start: 8, end: 24 }],
    [48, { start: 8, end: 24, linkLocal: 32 }],
  ]);

/** Where the address stands in a next hop, and the link-local one behind it; undefined for octets that are no address. */
export function addressIn(
  hop: Uint8Array,
): { readonly start: number; readonly end: number; readonly linkLocal?: number } | undefined {
  return PARTS.get(hop.length);
}

/** A next hop with a route distinguisher before each address, as the VPN families have it. */
export function withRd(hop: Uint8Array): Uint8Array {
  const parts = hop.length === 32 ? [hop.subarray(0, 16), hop.subarray(16)] : [hop];
  const written = new Uint8Array(hop.length + RD_OCTETS * parts.length);
  let at = 0;
  for (const part of parts) {
    written.set(part, at + RD_OCTETS);
    at += RD_OCTETS + part.length;
  }
  return written;
}
