import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { WebSocketLike } from '../../src/index.js';

const HERE = '127.0.0.1';

/** A WebSocket server on loopback, and its address. */
export async function webSocketServer(): Promise<{ readonly server: WebSocketServer; readonly url: string }> {
  const server = new WebSocketServer({ host: HERE, port: 0 });
  await once(server, 'listening');
  return { server, url: `ws://${HERE}:${(server.address() as AddressInfo).port}` };
}

/** Both ends of an open WebSocket; the first dialled. */
export async function webSocketPair(): Promise<[WebSocket, WebSocket]> {
  const { server, url } = await webSocketServer();
  const ours = new WebSocket(url);
  const [[theirs]] = await Promise.all([once(server, 'connection'), once(ours, 'open')]);
  server.close();
  return [ours, theirs as WebSocket];
}

/** A WebSocket with what browsers give and no more: it cannot be paused or terminated. */
export function bare(socket: WebSocket): WebSocketLike {
  return {
    set binaryType(type: 'arraybuffer') {
      socket.binaryType = type;
    },
    get readyState() {
      return socket.readyState;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    addEventListener: (type, listener) => socket.addEventListener(type as 'open', listener as () => void),
    removeEventListener: (type, listener) => socket.removeEventListener(type as 'open', listener as () => void),
    send: (data) => socket.send(data),
    close: (code) => socket.close(code),
  };
}
