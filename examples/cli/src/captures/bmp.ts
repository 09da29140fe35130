import { BmpFramer, type BmpMessage, contextOfPeer, decodeBmp, PeerContexts } from '@mesh/bgp-wire/bmp';
import type { CaptureItem, CaptureItems, Origin } from './item.js';

/** Messages of a BMP stream, each in the context that the Peer Up of its peer negotiated. */
export async function* bmpItems(octets: AsyncIterable<Uint8Array>): CaptureItems {
  const framer = new BmpFramer();
  const contexts = new PeerContexts();
  let taken = 0;
  for await (const chunk of octets) {
    const items: CaptureItem[] = [];
    const fault = framer.push(chunk, (frame) => {
      const result = decodeBmp(frame.slice());
      if (result.ok) {
        contexts.observe(result.message);
        items.push(...itemsOf(result.message, contexts));
      } else items.push({ kind: 'remark', text: `${result.fault.reason} (${result.fault.rfc})` });
      taken += frame.length;
      return true;
    });
    if (fault) items.push({ kind: 'remark', text: `no BMP at octet ${taken}: ${fault.reason} (${fault.rfc})` });
    yield items;
    if (fault) return;
  }
  if (framer.held > 0) yield [{ kind: 'remark', text: `the stream ends inside a message, at octet ${taken}` }];
}

function itemsOf(message: BmpMessage, contexts: PeerContexts): CaptureItem[] {
  const name = message.type.toLowerCase().replace('-', ' ');
  if (!('peer' in message)) return [{ kind: 'remark', text: name }];
  const { address, as: asn, seconds, microseconds } = message.peer;
  const origin: Origin = { address, asn, timestamp: seconds, ...(microseconds === 0 ? {} : { microseconds }) };
  const remark: CaptureItem = { kind: 'remark', text: name, origin };
  if (message.type === 'ROUTE-MONITORING') {
    return [{ kind: 'message', frame: message.frame, context: contexts.contextOf(message.peer), origin }];
  }
  if (message.type !== 'PEER-UP') return [remark];
  const context = contextOfPeer(message.peer);
  const opens = [message.sentOpen, message.receivedOpen];
  return [remark, ...opens.map((frame) => ({ kind: 'message', frame, context, origin }) as const)];
}
