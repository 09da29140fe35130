import { RTR_HEADER_LENGTH, type RtrFault, RtrFramer } from '@mesh/bgp-wire/rtr';

const NOTHING = new Uint8Array(0);

/** The framer of one stream, and what stood where it met a fault: an Error Report sends that back (RFC 8210 §5.11). */
export class CacheStream {
  readonly #framer = new RtrFramer();
  /** The beginning of a header whose rest has not come yet. */
  #beginning: Uint8Array = NOTHING;

  /** Hands over whole PDUs, until the handler returns false. The fault, and the header that it is in, end the stream. */
  push(
    chunk: Uint8Array,
    handler: (frame: Uint8Array) => boolean,
  ): { readonly fault: RtrFault; readonly header: Uint8Array } | undefined {
    let start = -this.#framer.held;
    const fault = this.#framer.push(chunk, (frame) => {
      start += frame.length;
      return handler(frame);
    });
    const beginning = this.#beginning;
    if (fault !== undefined) {
      const header = start >= 0 ? chunk.slice(start, start + RTR_HEADER_LENGTH) : header8(beginning, chunk);
      return { fault, header };
    }
    const { held } = this.#framer;
    if (held === 0 || held >= RTR_HEADER_LENGTH) this.#beginning = NOTHING;
    else this.#beginning = held <= chunk.length ? chunk.slice(chunk.length - held) : header8(beginning, chunk);
    return undefined;
  }
}

/** The first octets of two pieces, as many as a header has. */
function header8(a: Uint8Array, b: Uint8Array): Uint8Array {
  const octets = new Uint8Array(Math.min(RTR_HEADER_LENGTH, a.length + b.length));
  octets.set(a);
  octets.set(b.subarray(0, octets.length - a.length), a.length);
  return octets;
}
