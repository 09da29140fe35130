import type { CodecContext } from '@mesh/bgp-wire';
import { BMP_VERSION } from '@mesh/bgp-wire/bmp';
import {
  type CaptureFault,
  type CaptureStream,
  type MessageEvent,
  MessageReader,
  readStreams,
  type StreamEvent,
} from '@mesh/bgp-wire/pcap';
import { BmpReader } from './bmp.js';
import { looksLikeBmp } from './bmp-header.js';
import type { CaptureItem, CaptureItems } from './item.js';
import { Sessions } from './sessions.js';

/** Connections of any protocol remembered at a time: those between that nobody asked for must not push the others out. */
const MAX_CONNECTIONS = 16_384;

/**
 * Messages of a packet capture: of the BGP sessions on a port (0: any), each in the context that both OPENs negotiated,
 * `context` without them; and of the BMP streams on whatever port, told by what they begin with.
 */
export async function* pcapItems(octets: AsyncIterable<Uint8Array>, context: CodecContext, port: number): CaptureItems {
  const capture = new Capture(context, port);
  for await (const event of readStreams(octets, { ports: [], maxConnections: MAX_CONNECTIONS })) {
    const items = capture.read(event);
    if (items.length > 0) yield items;
  }
}

/** Events of one stream, told or kept. */
type EventOfStream = Extract<StreamEvent, { readonly stream: CaptureStream; readonly timestampNs: bigint }>;

/** What a stream turned out to be, and what came of it until then. */
interface Conversation {
  protocol: 'unknown' | 'bgp' | 'bmp' | 'other';
  waiting: EventOfStream[];
  readonly bmp: BmpReader;
}

/**
 * Tells the streams of a capture apart. A stream of another port that does not begin with BMP may be one whose
 * beginning was not captured: each of its segments is looked at anew, for routers begin segments with messages.
 */
class Capture {
  readonly #port: number;
  readonly #sessions: Sessions;
  readonly #messages = new MessageReader();
  readonly #conversations = new Map<CaptureStream, Conversation>();

  constructor(context: CodecContext, port: number) {
    this.#port = port;
    this.#sessions = new Sessions(context);
  }

  read(event: StreamEvent): readonly CaptureItem[] {
    if (event.kind === 'end') return [];
    if (event.kind === 'fault') return [faultItem(event)];
    if (event.kind === 'opened') {
      this.#conversations.set(event.stream, { protocol: 'unknown', waiting: [event], bmp: new BmpReader() });
      return [];
    }
    const conversation = this.#conversations.get(event.stream)!;
    if (event.kind === 'closed') this.#conversations.delete(event.stream);
    if (conversation.protocol === 'bgp') return this.#readBgp(event);
    return conversation.protocol === 'bmp' ? readBmp(event, conversation) : this.#decide(event, conversation);
  }

  /** Waits for the octets that tell what a stream is; what has waited is then read. */
  #decide(event: EventOfStream, conversation: Conversation): readonly CaptureItem[] {
    conversation.waiting.push(event);
    const isFirst = conversation.protocol === 'unknown';
    const isBmp = event.kind === 'data' ? beginsBmp(conversation.waiting, isFirst) : false;
    if (isBmp === undefined) return [];
    const waiting = conversation.waiting.splice(0);
    if (isBmp) conversation.protocol = 'bmp';
    else conversation.protocol = isFirst && this.#isBgp(event.stream) ? 'bgp' : 'other';
    if (conversation.protocol === 'other') return [];
    return waiting.flatMap((one) => (isBmp ? readBmp(one, conversation) : this.#readBgp(one)));
  }

  #isBgp({ source, destination }: CaptureStream): boolean {
    return this.#port === 0 || source.port === this.#port || destination.port === this.#port;
  }

  #readBgp(event: EventOfStream): readonly CaptureItem[] {
    const items: CaptureItem[] = [];
    this.#messages.push(event, (told) => items.push(...this.#itemsOf(told)));
    return items;
  }

  #itemsOf(event: MessageEvent): readonly CaptureItem[] {
    if (event.kind === 'message') return [this.#sessions.read(event)];
    if (event.kind === 'fault') return [faultItem(event)];
    if (event.kind === 'gap') return [missing(event.stream, event.octets)];
    return event.kind === 'skipped' ? [skipped(event.stream, event.octets)] : [];
  }
}

/** What a stream of BMP brings. After a gap or a fault, it is unknown where its next message begins. */
function readBmp(event: EventOfStream, conversation: Conversation): readonly CaptureItem[] {
  const { bmp } = conversation;
  if (event.kind === 'opened') return [];
  if (event.kind === 'data') {
    const items = bmp.push(event.octets);
    if (!bmp.fault) return items;
    const { reason, rfc } = bmp.fault;
    leave(conversation);
    return [...items, streamRemark(event.stream, `no BMP: ${reason} (${rfc})`)];
  }
  const rest = bmp.held > 0 ? [skipped(event.stream, bmp.held)] : [];
  leave(conversation);
  return event.kind === 'gap' ? [...rest, missing(event.stream, event.octets)] : rest;
}

function leave(conversation: Conversation): void {
  conversation.protocol = 'other';
  conversation.bmp.goOn();
}

/** A version that is not read is told where a stream begins with it, and not again for each of its segments. */
function beginsBmp(events: readonly EventOfStream[], isFirst: boolean): boolean | undefined {
  const octets = Buffer.concat(events.flatMap((event) => (event.kind === 'data' ? [event.octets] : [])));
  return isFirst || octets[0] === BMP_VERSION ? looksLikeBmp(octets) : false;
}

function faultItem({ layer, reason, rfc }: CaptureFault): CaptureItem {
  return { kind: 'remark', text: `${layer}: ${reason} (${rfc})` };
}

function missing(stream: CaptureStream, octets: number): CaptureItem {
  return streamRemark(stream, `${octets} octets were not captured`);
}

function skipped(stream: CaptureStream, octets: number): CaptureItem {
  return streamRemark(stream, `${octets} octets belong to no whole message`);
}

function streamRemark({ source, destination }: CaptureStream, text: string): CaptureItem {
  return { kind: 'remark', text: `${source.address} to ${destination.address}: ${text}` };
}
