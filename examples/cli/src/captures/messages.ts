import { type CodecContext, Framer } from '@mesh/bgp-wire';
import type { CaptureItem, CaptureItems } from './item.js';

/** BGP messages one after another, as they stand on the wire. */
export async function* messageItems(octets: AsyncIterable<Uint8Array>, context: CodecContext): CaptureItems {
  const framer = new Framer(context);
  let taken = 0;
  for await (const chunk of octets) {
    const items: CaptureItem[] = [];
    const fault = framer.push(chunk, (frame) => {
      items.push({ kind: 'message', frame: frame.slice(), context });
      taken += frame.length;
      return true;
    });
    if (fault) items.push({ kind: 'remark', text: `no message at octet ${taken}: ${fault.reason} (${fault.rfc})` });
    yield items;
    if (fault) return;
  }
  if (framer.held > 0) yield [{ kind: 'remark', text: `the stream ends inside a message, at octet ${taken}` }];
}
