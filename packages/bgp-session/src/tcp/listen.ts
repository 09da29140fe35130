import net from 'node:net';
import { normalAddress } from '../peer/peer-settings.js';
import type { Speaker } from '../speaker/speaker.js';
import { ListenerGuard } from './listener-guard.js';

const BGP_PORT = 179;

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
  /** Stops listening, and does not wait for sessions, which go on. */
  close(): Promise<void>;
}

/** What a listener needs of a speaker; without `guardWith` a peer with a password gets no stream from here. */
export type ListeningSpeaker = Pick<Speaker, 'accept'> & Partial<Pick<Speaker, 'guardWith'>>;

/**
 * Accepts TCP connections for a speaker, protected as its peers ask for: those there are, and those that come later.
 * Rejects where the address cannot be had, or a peer cannot be protected (`MESH_TCP_OPTION_UNSUPPORTED`, `MESH_TCP_OPTION`).
 */
export async function listen(options: ListenOptions, speaker: ListeningSpeaker): Promise<Listener> {
  const server = net.createServer({ noDelay: true, keepAlive: true });
  await listening(server, options);
  const { address: host, port } = server.address() as net.AddressInfo;
  const guard = new ListenerGuard({ fd: descriptor(server), host: normalAddress(host) ?? host });
  let release: (() => void) | undefined;
  const close = async () => {
    release?.();
    // The socket is closed when this returns; what `server` still waits for are the connections it has accepted.
    server.close();
  };
  try {
    release = speaker.guardWith?.(guard);
  } catch (error) {
    await close();
    throw error;
  }
  server.on('connection', (socket) => {
    const { localAddress, remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined) {
      // It was reset before it was accepted. Without an address it would be taken for the stream of a harness.
      socket.destroy();
      return;
    }
    speaker.accept(socket, {
      localAddress,
      remoteAddress,
      remotePort,
      protect: (peer) => guard.protect(descriptor(socket), normalAddress(remoteAddress) ?? remoteAddress, peer),
    });
  });
  return { host, port, close, [Symbol.asyncDispose]: close };
}

function listening(server: net.Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.host, port: options.port ?? BGP_PORT }, () => {
      server.off('error', reject);
      // A connection that cannot be accepted is the dialler's loss: it tries again. Where no file descriptor is left Node
      // tells nothing: it keeps one in reserve, with which it takes what comes and closes it. Nothing can pause that.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

/** The file descriptor, which Node keeps in a property without documentation; -1 where there is none any more. */
function descriptor(owner: net.Server | net.Socket): number {
  const { _handle: handle } = owner as typeof owner & { readonly _handle?: { readonly fd?: number } | null };
  return handle?.fd ?? -1;
}
