import net from 'node:net';
import { MeshError } from '@mesh/bgp-wire';
import { fromDuplex } from '../adapters/from-duplex.js';
import type { DuplexLike } from '../duplex.js';
import type { ConnectTarget } from '../peer/peer-transport.js';
import type { Connect } from '../speaker/speaker.js';
import type { Libc } from './libc.js';
import { AF, ipVersion, sockaddr } from './sockaddr.js';
import { libcFor, OWN_OPTIONS, SocketOptions } from './socket-options.js';

/** `SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC` of Linux. */
const STREAM_SOCKET = 1 | 0o4000 | 0o2000000;
const ANY = { 4: '0.0.0.0', 6: '::' } as const;

/**
 * Opens a TCP connection to a peer, from its `localAddress` where it has one and with the options it asks for. Rejects
 * where it cannot (`MESH_TCP_OPTION_UNSUPPORTED`, `MESH_TCP_OPTION` for an option), or the signal aborts. With a password
 * a peer that does not answer is all that is ever seen of one that refuses: the signal has to end the attempt.
 */
export const connect: Connect & ((target: ConnectTarget, signal: AbortSignal) => Promise<DuplexLike>) = Object.assign(
  async (target: ConnectTarget, signal: AbortSignal): Promise<DuplexLike> => {
    const { peerAddress: host, peerPort: port, localAddress, localPort, name } = target;
    if (host === undefined) throw new MeshError('MESH_PEER_SETTING', `peerAddress of ${name} is needed to dial it`);
    signal.throwIfAborted();
    const libc = libcFor(target);
    const prepared = libc === undefined ? undefined : prepare(libc, target, host);
    const socket = prepared ?? new net.Socket();
    const local = {
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(localPort === undefined ? {} : { localPort }),
    };
    const connected = established(socket, signal);
    try {
      socket.connect({ host, port, noDelay: true, keepAlive: true, ...(prepared === undefined ? local : {}) });
    } catch (error) {
      socket.destroy(error as Error);
    }
    await connected;
    return fromDuplex(socket);
  },
  { supports: OWN_OPTIONS, check: (target: ConnectTarget): void => void libcFor(target) },
);

/** A socket with all that has to stand before the first segment leaves. Whatever fails, its descriptor is closed. */
function prepare(libc: Libc, target: ConnectTarget, host: string): net.Socket {
  const { name, password, localAddress, localPort } = target;
  const version = ipVersion(host);
  const fd = libc.socket(AF[version], STREAM_SOCKET);
  try {
    const options = new SocketOptions(libc, fd, version);
    if (password !== undefined) options.setKey(host, password, name);
    options.apply(target);
    if (localAddress !== undefined || localPort !== undefined) {
      const address = localAddress ?? ANY[version];
      options.reuseAddress();
      libc.bind(fd, sockaddr(version, address, localPort ?? 0, libc), `${address}:${localPort ?? 0}`);
    }
    // Paused, for Node would read from it at once, before it is connected.
    return new net.Socket({ fd, readable: true, writable: true, pauseOnCreate: true } as net.SocketConstructorOpts);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/** Resolves once the socket is connected; where it fails or is given up, nothing of it is left. */
function established(socket: net.Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => socket.destroy(new Error('the attempt was given up'));
    const settle = (act: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      act();
    };
    const onError = (error: Error) => settle(() => reject(error));
    signal.addEventListener('abort', onAbort);
    socket.on('error', onError);
    socket.once('connect', () => settle(resolve));
  });
}
