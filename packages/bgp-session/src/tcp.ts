import net from 'node:net';
import { MeshError } from '@mesh/bgp-wire';
import { fromDuplex } from './adapters/from-duplex.js';
import type { DuplexLike } from './duplex.js';
import { optionUnsupported, TRANSPORT_OPTIONS } from './peer-settings.js';
import type { ConnectTarget, Speaker } from './speaker.js';

/** Opens a TCP connection to a peer, from its `localAddress` where it has one. Rejects where it cannot, or the signal aborts. */
export function connect(target: ConnectTarget, signal: AbortSignal): Promise<DuplexLike> {
  for (const option of TRANSPORT_OPTIONS) {
    if (target[option] !== undefined) throw optionUnsupported(option, target.name);
  }
  const { peerAddress, peerPort, localAddress, name } = target;
  if (peerAddress === undefined)
    throw new MeshError('MESH_PEER_SETTING', `peerAddress of ${name} is needed to dial it`);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = net.connect({
      host: peerAddress,
      port: peerPort,
      noDelay: true,
      keepAlive: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    const onAbort = () => socket.destroy(new Error('the attempt was given up'));
    const onError = (error: Error) => {
      signal.removeEventListener('abort', onAbort);
      reject(error);
    };
    signal.addEventListener('abort', onAbort);
    socket.once('error', onError);
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      resolve(fromDuplex(socket));
    });
  });
}

export interface ListenOptions {
  /** The address to listen on. Default: all. */
  readonly host?: string | undefined;
  /** Default 179; 0 for any that is free. */
  readonly port?: number | undefined;
}

/** A listening socket. */
export interface Listener extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Stops listening; sessions go on. */
  close(): Promise<void>;
}

/** Accepts TCP connections for a speaker. Rejects where the address cannot be had. */
export function listen(options: ListenOptions, speaker: Pick<Speaker, 'accept'>): Promise<Listener> {
  const server = net.createServer({ noDelay: true, keepAlive: true }, (socket) => {
    const { localAddress, remoteAddress, remotePort } = socket;
    speaker.accept(socket, { localAddress, remoteAddress, remotePort });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port ?? 179 }, () => {
      server.off('error', reject);
      // A connection that cannot be accepted (no file descriptor left) is the dialler's loss: it tries again.
      server.on('error', () => undefined);
      const { address: host, port } = server.address() as net.AddressInfo;
      const close = () => new Promise<void>((done) => server.close(() => done()));
      resolve({ host, port, close, [Symbol.asyncDispose]: close });
    });
  });
}
