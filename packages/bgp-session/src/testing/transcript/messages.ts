import {
  type CodecContext,
  createContext,
  type DecodedMessage,
  decodeFrame,
  Framer,
  formatHex,
  type OpenMessage,
} from '@mesh/bgp-wire';
import { messageText } from '../expectation/message-text.js';
import { agreedContexts } from './agreed-contexts.js';
import { lineOctets } from './format.js';
import type { TranscriptLine } from './line.js';

/** A message of a transcript. */
export interface TranscriptMessage {
  /** When its last octet came or went. */
  readonly atMs: number;
  readonly stream: number;
  readonly direction: 'received' | 'sent';
  readonly frame: Uint8Array;
  /** Undefined where the octets are none. */
  readonly message: DecodedMessage | undefined;
  /** Decoded, in one line; what is wrong with it, where it cannot be. */
  readonly text: string;
}

/** The messages of all streams of a transcript in the order in which they were complete, decoded as both OPENs have agreed. */
export function transcriptMessages(lines: Iterable<TranscriptLine>): TranscriptMessage[] {
  const messages: TranscriptMessage[] = [];
  const streams = new Map<number, StreamMessages>();
  for (const line of lines) {
    if (line.event !== 'received' && line.event !== 'sent') continue;
    const stream = streams.get(line.stream) ?? new StreamMessages(line.stream, messages);
    streams.set(line.stream, stream);
    stream.take(line.event, line.atMs, lineOctets(line));
  }
  return messages;
}

class StreamMessages {
  readonly #stream: number;
  readonly #into: TranscriptMessage[];
  readonly #framers = {
    received: new Framer({ extendedMessage: true }),
    sent: new Framer({ extendedMessage: true }),
  };
  readonly #opens = new Map<'received' | 'sent', OpenMessage>();
  readonly #broken = new Set<'received' | 'sent'>();
  #contexts: { readonly received: CodecContext; readonly sent: CodecContext };

  constructor(stream: number, into: TranscriptMessage[]) {
    this.#stream = stream;
    this.#into = into;
    const plain = createContext();
    this.#contexts = { received: plain, sent: plain };
  }

  /** Takes octets; what comes after octets that are no message is none either. */
  take(direction: 'received' | 'sent', atMs: number, octets: Uint8Array): void {
    if (this.#broken.has(direction)) return;
    const fault = this.#framers[direction].push(octets, (frame) => {
      this.#into.push({ atMs, stream: this.#stream, direction, ...this.#read(direction, frame.slice()) });
      return undefined;
    });
    if (fault === undefined) return;
    this.#broken.add(direction);
    const text = `octets that are no message: ${fault.reason}`;
    this.#into.push({ atMs, stream: this.#stream, direction, frame: octets, message: undefined, text });
  }

  #read(direction: 'received' | 'sent', frame: Uint8Array): Pick<TranscriptMessage, 'frame' | 'message' | 'text'> {
    const result = decodeFrame(frame, this.#contexts[direction]);
    if (!result.ok) return { frame, message: undefined, text: `0x${formatHex(frame)}: ${result.fault.reason}` };
    const { message } = result;
    if (message.type === 'OPEN') this.#open(direction, message);
    return { frame, message, text: messageText(message) };
  }

  #open(direction: 'received' | 'sent', open: OpenMessage): void {
    this.#opens.set(direction, open);
    const [ours, theirs] = [this.#opens.get('sent'), this.#opens.get('received')];
    if (ours !== undefined && theirs !== undefined) this.#contexts = agreedContexts(ours, theirs);
  }
}
