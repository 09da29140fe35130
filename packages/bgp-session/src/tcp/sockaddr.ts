import { parseAddress } from '@mesh/bgp-wire';
import type { Libc } from './libc.js';

export type IpVersion = 4 | 6;

/** Address families of Linux. */
export const AF = { 4: 2, 6: 10 } as const;

const SIN6_OCTETS = 28;
const SIN_OCTETS = 16;

/** Of an address or a prefix. */
export function ipVersion(address: string): IpVersion {
  return address.includes(':') ? 6 : 4;
}

/**
 * An address as `struct sockaddr_in` or `sockaddr_in6`, as a socket of the version takes it: one of IPv6 takes an IPv4
 * address in IPv6 clothes (RFC 4291 §2.5.5.2). The zone of a link-local address is the name of an interface.
 *
 *     sockaddr_in   family u16, port u16 (network order), address 4 octets, 8 of padding
 *     sockaddr_in6  family u16, port u16 (network order), flow information u32, address 16 octets, scope u32
 */
export function sockaddr(socketVersion: IpVersion, address: string, port: number, libc: Libc): Uint8Array {
  const [host = '', zone] = address.split('%');
  const octets = parseAddress(host) ?? new Uint8Array(4);
  const bytes = new Uint8Array(socketVersion === 6 ? SIN6_OCTETS : SIN_OCTETS);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF[socketVersion], true);
  view.setUint16(2, port);
  if (socketVersion === 4) {
    bytes.set(octets, 4);
    return bytes;
  }
  if (octets.length === 4) bytes.set([0xff, 0xff], 18);
  bytes.set(octets, octets.length === 4 ? 20 : 8);
  if (zone !== undefined) view.setUint32(24, libc.interfaceIndex(zone), true);
  return bytes;
}
