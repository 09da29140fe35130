import type { DuplexLike } from '../duplex.js';
import { fromDuplex, type NodeDuplex } from './from-duplex.js';
import { fromMessagePort, type MessagePortLike } from './from-message-port.js';
import { fromWebSocket, type WebSocketLike } from './from-web-socket.js';
import { fromWebStreams, type WebStreams } from './from-web-streams.js';

/** What `connect` may give and `accept` takes. */
export type AnyDuplex = DuplexLike | NodeDuplex | WebStreams | WebSocketLike | MessagePortLike;

/** The port of a stream of any shape, told by what only that shape has. */
export function toDuplex(stream: AnyDuplex): DuplexLike {
  if ('attach' in stream) return stream;
  if ('bufferedAmount' in stream) return fromWebSocket(stream);
  if ('postMessage' in stream) return fromMessagePort(stream);
  return 'writable' in stream && typeof stream.writable === 'object'
    ? fromWebStreams(stream)
    : fromDuplex(stream as NodeDuplex);
}
