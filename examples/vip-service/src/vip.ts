import { formatAddress, hasHostBits, parseAddress, parsePrefix } from '@mesh/bgp-wire';

/** A virtual address, or a prefix of them, in canonical text (RFC 5952). */
export interface Vip {
  readonly vip: string;
  readonly prefix_len: number;
}

/** What names it: `10.0.0.1/32`. */
export function keyOf({ vip, prefix_len }: Vip): string {
  return `${vip}/${prefix_len}`;
}

/**
 * The address and length of a request; the whole address where no length is given. A string says what is wrong with it: an
 * address that is none, a length beyond it, or bits behind the length, which would name another prefix than was meant.
 */
export function parseVip(address: string, length?: number): Vip | string {
  const octets = parseAddress(address);
  if (octets === undefined) return `vip must be an IPv4 or IPv6 address, got ${JSON.stringify(address)}`;
  const bits = 8 * octets.length;
  const prefix_len = length ?? bits;
  if (prefix_len > bits) return `prefix_len must be 0-${bits} for ${address}, got ${prefix_len}`;
  const vip = formatAddress(octets);
  if (hasHostBits({ address: octets, bits: prefix_len })) return `vip ${vip} has bits behind prefix_len ${prefix_len}`;
  return { vip, prefix_len };
}

/** The address of a key as `10.0.0.1/32`; undefined for anything else. */
export function parseKey(key: string): Vip | undefined {
  const prefix = parsePrefix(key);
  return prefix && { vip: formatAddress(prefix.address), prefix_len: prefix.bits };
}
