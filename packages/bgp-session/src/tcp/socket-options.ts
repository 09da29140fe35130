import { MeshError } from '@mesh/bgp-wire';
import { type ConnectTarget, optionUnsupported, type TransportOption } from '../peer/peer-transport.js';
import type { Secret } from '../peer/secret.js';
import { type Libc, libc } from './libc.js';
import { type IpVersion, ipVersion, sockaddr } from './sockaddr.js';

/*
 * What Node cannot set on a socket, set by the number Linux has for it.
 *
 *     struct tcp_md5sig, 216 octets (linux/tcp.h)
 *       0  address: struct sockaddr_storage, 128 octets
 *     128  flags u8 · prefix length u8 · key length u16 · interface index i32
 *     136  key, 80 octets
 */

/** Levels and options, as Linux numbers them. */
const LEVEL = { IP: 0, SOCKET: 1, TCP: 6, IPV6: 41 } as const;
const TCP_MD5SIG = 14;
/** The same for a prefix of addresses, since Linux 4.13. */
const TCP_MD5SIG_EXT = 32;
const TCP_MD5SIG_FLAG_PREFIX = 1;
const SO_REUSEADDR = 2;
const SO_BINDTODEVICE = 25;
/** TTL or hop limit: of what is sent, and the least that is taken. */
const HOPS = {
  4: { level: LEVEL.IP, ttl: 2, minTtl: 21 },
  6: { level: LEVEL.IPV6, ttl: 16, minTtl: 73 },
} as const;

const MD5SIG_OCTETS = 216;
const ENOENT = 'ENOENT';
/** What is sent under GTSM (RFC 5082 §3). */
export const MAX_TTL = 255;
const HOST_TTL = -1;

/** Options of a peer that Node cannot set. */
export const FOREIGN_OPTIONS: readonly TransportOption[] = ['password', 'ttlSecurity', 'ttl', 'interface'];

/** All that this transport can set. */
export const OWN_OPTIONS: readonly TransportOption[] = [...FOREIGN_OPTIONS, 'localPort'];

const ADVICE: Readonly<Record<string, string>> = {
  password: 'the kernel must be built with CONFIG_TCP_MD5SIG, and have room for the key (net.core.optmem_max)',
  interface: 'name an interface of this host; before Linux 5.7 binding to one needs CAP_NET_RAW',
};

/** The C library for a peer that asks for what Node cannot set; undefined where it asks for nothing. Throws `MESH_TCP_OPTION_UNSUPPORTED`. */
export function libcFor(peer: ConnectTarget): Libc | undefined {
  if (peer.tcpAo !== undefined) throw optionUnsupported('tcpAo', peer.name);
  const option = FOREIGN_OPTIONS.find((one) => peer[one] !== undefined);
  if (option === undefined) return undefined;
  try {
    return libc();
  } catch (error) {
    throw optionUnsupported(option, peer.name, ` (${(error as Error).message})`);
  }
}

/** One socket, whose options are set in the name of a peer. All methods throw `MESH_TCP_OPTION`. */
export class SocketOptions {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #version: IpVersion;

  /** `version` is that of the socket; one of IPv6 may carry IPv4. */
  constructor(libc: Libc, fd: number, version: IpVersion) {
    this.#libc = libc;
    this.#fd = fd;
    this.#version = version;
  }

  /** Demands and makes signatures (RFC 2385) for an address, or a prefix `10.0.0.0/8`. */
  setKey(address: string, key: Secret, peer: string): void {
    this.#attempt('password', peer, () => this.#md5(address, key.octets()));
  }

  /** Forgets the key for an address or prefix. False where there was none. */
  removeKey(address: string, peer: string): boolean {
    return this.#attempt('password', peer, () => {
      try {
        this.#md5(address, new Uint8Array(0));
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === ENOENT) return false;
        throw error;
      }
    });
  }

  /** TTL of what is sent; undefined for the host's. */
  setTtl(version: IpVersion, ttl: number | undefined, option: TransportOption, peer: string): void {
    this.#attempt(option, peer, () => this.#integer(HOPS[version].level, HOPS[version].ttl, ttl ?? HOST_TTL));
  }

  /** The least TTL with which a segment counts (RFC 5082 §3); 0 for any. */
  setMinTtl(version: IpVersion, minTtl: number, peer: string): void {
    this.#attempt('ttlSecurity', peer, () => this.#integer(HOPS[version].level, HOPS[version].minTtl, minTtl));
  }

  /** The one interface that segments come and go over. */
  setInterface(name: string, peer: string): void {
    this.#attempt('interface', peer, () =>
      this.#libc.setsockopt(this.#fd, LEVEL.SOCKET, SO_BINDTODEVICE, new TextEncoder().encode(`${name}\0`)),
    );
  }

  /** What a peer asks for, the key aside, on a socket that carries its session. */
  apply(peer: ConnectTarget): void {
    const { name, ttlSecurity, ttl, peerAddress } = peer;
    const version = peerAddress === undefined ? this.#version : ipVersion(peerAddress);
    const sent = ttlSecurity === undefined ? ttl : MAX_TTL;
    this.setTtl(version, sent, ttlSecurity === undefined ? 'ttl' : 'ttlSecurity', name);
    this.setMinTtl(version, ttlSecurity === undefined ? 0 : minTtl(ttlSecurity), name);
    if (peer.interface !== undefined) this.setInterface(peer.interface, name);
  }

  /** A local port that a session of before has used can be bound at once. */
  reuseAddress(): void {
    this.#integer(LEVEL.SOCKET, SO_REUSEADDR, 1);
  }

  #md5(addressOrPrefix: string, key: Uint8Array): void {
    const [address = '', length] = addressOrPrefix.split('/');
    const bytes = new Uint8Array(MD5SIG_OCTETS);
    bytes.set(sockaddr(this.#version, address, 0, this.#libc));
    if (length !== undefined) bytes.set([TCP_MD5SIG_FLAG_PREFIX, Number(length)], 128);
    new DataView(bytes.buffer).setUint16(130, key.length, true);
    bytes.set(key, 136);
    const name = length === undefined ? TCP_MD5SIG : TCP_MD5SIG_EXT;
    try {
      this.#libc.setsockopt(this.#fd, LEVEL.TCP, name, bytes);
    } finally {
      bytes.fill(0);
      key.fill(0);
    }
  }

  #integer(level: number, name: number, value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, value, true);
    this.#libc.setsockopt(this.#fd, level, name, bytes);
  }

  #attempt<T>(option: TransportOption, peer: string, act: () => T): T {
    try {
      return act();
    } catch (cause) {
      const advice = ADVICE[option];
      throw new MeshError(
        'MESH_TCP_OPTION',
        `${option} of ${peer} cannot be set: ${(cause as Error).message}${advice === undefined ? '' : `; ${advice}`}`,
        { cause, details: { option, name: peer } },
      );
    }
  }
}

/** The least TTL of a segment that comes from at most so many hops away: 255 for 1 (RFC 5082 §3). */
export function minTtl(hops: number): number {
  return MAX_TTL + 1 - hops;
}
