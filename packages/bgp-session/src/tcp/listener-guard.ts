import { MeshError } from '@mesh/bgp-wire';
import type { ConnectTarget } from '../peer/peer-transport.js';
import { isSameKey } from '../peer/secret.js';
import type { StreamGuard } from '../speaker/stream-guard.js';
import type { Libc } from './libc.js';
import { type IpVersion, ipVersion } from './sockaddr.js';
import { libcFor, MAX_TTL, minTtl, SocketOptions } from './socket-options.js';

/*
 * What stands on a listening socket, and so protects connections before Node knows of them:
 *
 * - The key of each peer. The kernel drops a SYN from its address that is not signed with it, without an answer.
 * - TTL 255 of what is sent, as soon as one peer asks for `ttlSecurity`: it would not take our SYN-ACK otherwise.
 * - The least TTL that is taken, while every peer asks for `ttlSecurity`: that of the one furthest away. While one does
 *   not, a SYN from afar is answered, and the least TTL is set on each accepted socket once its peer is known, before any
 *   of it is read. What the kernel took in between (a first flight from further away) is not told apart.
 *
 * A connection that had come before its key stood is found out when it is accepted: the kernel copies the key to the
 * sockets of signed connections alone, so a key that cannot be taken away there was not in use.
 */

interface Key {
  readonly password: ConnectTarget['password'];
  /** Who asked for it, for people. */
  readonly owner: string;
  users: number;
}

/** Any address, in both versions: for a peer without one. */
const ANYWHERE = { 4: ['0.0.0.0/0'], 6: ['0.0.0.0/0', '::/0'] } as const;
const VERSIONS = { 4: [4], 6: [4, 6] } as const;
const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

/** Where a socket listens. */
export interface ListeningSocket {
  readonly fd: number;
  readonly host: string;
}

export class ListenerGuard implements StreamGuard {
  readonly #socket: ListeningSocket;
  readonly #version: IpVersion;
  readonly #keys = new Map<string, Key>();
  /** How many peers are at most so many hops away; 0 stands for those that do not say. */
  readonly #hops = new Map<number, number>();
  /** Of the listening socket; there once a peer asked for something, and then an accepted socket may have inherited it. */
  #options: SocketOptions | undefined;
  #libc: Libc | undefined;

  constructor(socket: ListeningSocket) {
    this.#socket = socket;
    this.#version = ipVersion(socket.host);
  }

  add(peer: ConnectTarget): void {
    if (!this.#concerns(peer)) return;
    this.#libc ??= libcFor(peer);
    if (this.#libc !== undefined) this.#options ??= new SocketOptions(this.#libc, this.#socket.fd, this.#version);
    this.#agree(peer);
    this.#count(peer, 1);
    try {
      this.#addKeys(peer);
      this.#setTtl(peer.name);
    } catch (error) {
      this.#forget(peer);
      throw error;
    }
  }

  remove(peer: ConnectTarget): void {
    if (!this.#concerns(peer)) return;
    this.#forget(peer);
    this.#setTtl(peer.name);
  }

  /** Gives an accepted socket what its peer asks for. Throws `MESH_TCP_OPTION` where the connection was not signed. */
  protect(fd: number, remoteAddress: string, peer: ConnectTarget): void {
    const libc = libcFor(peer) ?? this.#libc;
    if (libc === undefined) return;
    const options = new SocketOptions(libc, fd, this.#version);
    if (peer.password !== undefined) {
      if (!options.removeKey(remoteAddress, peer.name)) throw unsigned(peer.name);
      options.setKey(remoteAddress, peer.password, peer.name);
    }
    options.apply({ ...peer, peerAddress: remoteAddress });
  }

  /** Whether the peer can connect here at all. */
  #concerns({ peerAddress, localAddress }: ConnectTarget): boolean {
    const { host } = this.#socket;
    const version = peerAddress === undefined ? this.#version : ipVersion(peerAddress);
    if (WILDCARDS.includes(host)) return version <= this.#version;
    return version === this.#version && (localAddress === undefined || localAddress === host);
  }

  #addresses({ peerAddress }: ConnectTarget): readonly string[] {
    return peerAddress === undefined ? ANYWHERE[this.#version] : [peerAddress];
  }

  /** The kernel has one key for an address. */
  #agree(peer: ConnectTarget): void {
    for (const address of this.#addresses(peer)) {
      const key = this.#keys.get(address);
      if (key === undefined || isSameKey(key.password, peer.password)) continue;
      throw new MeshError(
        'MESH_TCP_OPTION',
        `password of ${peer.name} cannot be set: ${key.owner} is at the same address with another one or none, and the kernel takes one for an address: give both the same, or listen at the localAddress of each`,
        { details: { option: 'password', name: peer.name, owner: key.owner } },
      );
    }
  }

  #addKeys(peer: ConnectTarget): void {
    for (const address of this.#addresses(peer)) {
      const key = this.#keys.get(address) ?? { password: peer.password, owner: peer.name, users: 0 };
      key.users++;
      this.#keys.set(address, key);
      if (key.users === 1 && key.password !== undefined) this.#options?.setKey(address, key.password, peer.name);
    }
  }

  #forget(peer: ConnectTarget): void {
    for (const address of this.#addresses(peer)) {
      const key = this.#keys.get(address);
      if (key === undefined || --key.users > 0) continue;
      this.#keys.delete(address);
      if (key.password !== undefined) this.#options?.removeKey(address, peer.name);
    }
    this.#count(peer, -1);
  }

  #count({ ttlSecurity = 0 }: ConnectTarget, change: 1 | -1): void {
    const count = (this.#hops.get(ttlSecurity) ?? 0) + change;
    if (count <= 0) this.#hops.delete(ttlSecurity);
    else this.#hops.set(ttlSecurity, count);
  }

  #setTtl(peer: string): void {
    const hops = [...this.#hops.keys()];
    const isWanted = hops.some((one) => one > 0);
    const least = isWanted && !hops.includes(0) ? minTtl(Math.max(...hops)) : 0;
    for (const version of VERSIONS[this.#version]) {
      this.#options?.setTtl(version, isWanted ? MAX_TTL : undefined, 'ttlSecurity', peer);
      this.#options?.setMinTtl(version, least, peer);
    }
  }
}

function unsigned(name: string): MeshError {
  return new MeshError(
    'MESH_TCP_OPTION',
    `password of ${name} does not protect the connection that came: it is not signed, for it was made before the key was set; the next one will be`,
    { details: { option: 'password', name } },
  );
}
