import { type BmpFault, BmpFramer, type BmpMessage, contextOfPeer, decodeBmp, PeerContexts } from '@mesh/bgp-wire/bmp';
import type { CaptureItem, CaptureItems, Origin } from './item.js';

/** Messages of a BMP stream, each in the context that the Peer Up of its peer negotiated. */
export async function* bmpItems(octets: AsyncIterable<Uint8Array>): CaptureItems {
  const reader = new BmpReader();
  for await (const chunk of octets) {
    yield reader.push(chunk);
    if (!reader.fault) continue;
    const { reason, rfc } = reader.fault;
    yield [{ kind: 'remark', text: `no BMP at octet ${reader.taken}: ${reason} (${rfc})` }];
    return;
  }
  if (reader.held > 0) yield [{ kind: 'remark', text: `the stream ends inside a message, at octet ${reader.taken}` }];
}

/** The octets of a BMP stream in, items out. After a fault nothing is read until it is told to go on. */
export class BmpReader {
  #framer = new BmpFramer();
  readonly #contexts = new PeerContexts();
  #fault: BmpFault | undefined;
  #taken = 0;

  /** Octets of an unfinished message. */
  get held(): number {
    return this.#framer.held;
  }

  /** Octets of all messages so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Why nothing is read any more. */
  get fault(): BmpFault | undefined {
    return this.#fault;
  }

  /** The next octets begin a message; what the Peer Ups negotiated still holds. */
  goOn(): void {
    this.#framer = new BmpFramer();
    this.#fault = undefined;
  }

  push(chunk: Uint8Array): readonly CaptureItem[] {
    if (this.#fault) return [];
    const items: CaptureItem[] = [];
    this.#fault = this.#framer.push(chunk, (frame) => {
      const result = decodeBmp(frame.slice());
      if (result.ok) {
        this.#contexts.observe(result.message);
        items.push(...itemsOf(result.message, this.#contexts));
      } else items.push({ kind: 'remark', text: `${result.fault.reason} (${result.fault.rfc})` });
      this.#taken += frame.length;
      return true;
    });
    return items;
  }
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
