import dgram from 'node:dgram';
import type { DatagramPort } from './datagram-port.js';
import { SOURCE_PORTS } from './datagram-port.js';

/** The TTL of RFC 5881 §5: nobody but a neighbour can send it. Node cannot read the one received. */
const TTL = 255;

/** Ports that are tried before a sender gives up. */
const PORT_ATTEMPTS = 64;

/** Datagrams over UDP. Sockets keep a Node process alive until they are closed. */
export function udp(): DatagramPort {
  return {
    listen({ address, family, port }, { received, failed }) {
      // A daemon with sockets at any address of the host (FRR, BIRD) leaves those at one address to others who ask for it.
      const socket = makeSocket(family, address !== undefined);
      socket.on('message', (bytes, { address: from }) => received(bytes, from));
      socket.on('error', failed);
      socket.bind({ port, ...(address === undefined ? {} : { address }) });
      return { close: () => release(socket) };
    },
    sender({ address, family, port }, failed) {
      let socket = makeSocket(family);
      let attempts = 0;
      let closed = false;
      /** Datagrams that Node has not handed to the host yet: the last word of a session is among them when it closes. */
      let unsent = 0;
      const onError = (error: NodeJS.ErrnoException) => {
        unsent = 0; // Node forgets what waits for a socket that cannot be bound.
        if (!closed && (error.code !== 'EADDRINUSE' || ++attempts === PORT_ATTEMPTS)) return failed(error);
        release(socket);
        if (closed) return;
        socket = makeSocket(family);
        open();
      };
      const open = () => {
        socket.on('error', onError);
        socket.once('listening', () => socket.setTTL(TTL));
        socket.bind({ port: portAfter(port, attempts), ...(address === undefined ? {} : { address }) });
      };
      open();
      return {
        send(bytes, to) {
          // A datagram that cannot leave (no route, no buffer) is a lost one: that is what is being watched for.
          const current = socket;
          unsent++;
          current.send(bytes, to.port, to.address, () => {
            if (current === socket && --unsent === 0 && closed) release(socket);
          });
        },
        close() {
          closed = true;
          if (unsent === 0) release(socket);
        },
      };
    },
  };
}

function makeSocket(family: 4 | 6, reuseAddr: boolean = false): dgram.Socket {
  return dgram.createSocket(family === 4 ? { type: 'udp4', reuseAddr } : { type: 'udp6', ipv6Only: true, reuseAddr });
}

/** Closes a socket for good, and hears no more of it. */
function release(socket: dgram.Socket): void {
  socket.removeAllListeners();
  socket.on('error', () => undefined);
  socket.close();
}

function portAfter(port: number, steps: number): number {
  const { low, high } = SOURCE_PORTS;
  return low + ((port - low + steps) % (high - low + 1));
}
