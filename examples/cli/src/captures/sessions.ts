import {
  ADD_PATH,
  type CodecContext,
  capabilityValue,
  capabilityValues,
  decodeMessage,
  EXTENDED_MESSAGE,
  type Family,
  FOUR_OCTET_AS,
  type OpenMessage,
} from '@mesh/bgp-wire';
import type { CapturedMessage, CaptureStream } from '@mesh/bgp-wire/pcap';
import type { CaptureItem } from './item.js';

type Side = 'forward' | 'reverse';

/** The BGP sessions of a capture: their messages, each in the context that both OPENs negotiated. */
export class Sessions {
  readonly #context: CodecContext;
  readonly #opens = new Map<number, Partial<Record<Side, OpenMessage>>>();
  readonly #contexts = new Map<CaptureStream, CodecContext>();

  constructor(context: CodecContext) {
    this.#context = context;
  }

  /** The item of a message, with octets of its own. */
  read({ stream, direction, frame: borrowed, timestampNs, source }: CapturedMessage): CaptureItem {
    const frame = borrowed.slice();
    const opens = this.#opens.get(stream.connection) ?? {};
    const result = decodeMessage(frame, this.#context);
    if (result.ok && result.message.type === 'OPEN') {
      this.#opens.set(stream.connection, { ...opens, [direction]: result.message });
    }
    const open = this.#opens.get(stream.connection)?.[direction];
    const origin = {
      address: source.address,
      asn: open ? (capabilityValue(open.capabilities, FOUR_OCTET_AS) ?? open.myAs) : 0,
      timestamp: Number(timestampNs / 1_000_000_000n),
      microseconds: Number((timestampNs / 1000n) % 1_000_000n),
    };
    return { kind: 'message', frame, context: this.#contextOf(stream, direction), origin };
  }

  #contextOf(stream: CaptureStream, direction: Side): CodecContext {
    const known = this.#contexts.get(stream);
    if (known) return known;
    const opens = this.#opens.get(stream.connection);
    const [sender, receiver] = [opens?.[direction], opens?.[direction === 'forward' ? 'reverse' : 'forward']];
    if (!sender || !receiver) return this.#context;
    const context = negotiated(sender, receiver, this.#context);
    this.#contexts.set(stream, context);
    return context;
  }
}

/** The context of what one side sends (RFC 6793 §4.1, RFC 8654 §3, RFC 7911 §4). */
function negotiated(sender: OpenMessage, receiver: OpenMessage, base: CodecContext): CodecContext {
  const both = (row: typeof FOUR_OCTET_AS | typeof EXTENDED_MESSAGE) =>
    [sender, receiver].every(({ capabilities }) => capabilities.some(({ code }) => code === row.code));
  const receives = pathFamilies(receiver, 'receive');
  return {
    ...base,
    asn4: both(FOUR_OCTET_AS),
    extendedMessage: both(EXTENDED_MESSAGE),
    addPath: new Set([...pathFamilies(sender, 'send')].filter((family) => receives.has(family))),
  };
}

function pathFamilies({ capabilities }: OpenMessage, mode: 'send' | 'receive'): ReadonlySet<Family> {
  const all = capabilityValues(capabilities, ADD_PATH).flat();
  return new Set(all.filter((one) => one.mode === mode || one.mode === 'both').map(({ family }) => family));
}
