import type { DuplexLike } from '../duplex.js';
import { fromDuplex, type NodeDuplex } from './from-duplex.js';
import { fromWebStreams, type WebStreams } from './from-web-streams.js';

/** What `connect` may give and `accept` takes. */
export type AnyDuplex = DuplexLike | NodeDuplex | WebStreams;

/** The port of a stream of any of the three shapes. */
export function toDuplex(stream: AnyDuplex): DuplexLike {
  if ('attach' in stream) return stream;
  return 'writable' in stream && typeof stream.writable === 'object'
    ? fromWebStreams(stream)
    : fromDuplex(stream as NodeDuplex);
}
