import type { CapturedPacket, CaptureFault, MessageEvent, StreamEvent } from './event.js';
import { MessageReader } from './message-reader.js';
import { PacketReader } from './packet-reader.js';
import { type StreamOptions, StreamReader } from './stream-reader.js';

/** A capture file: whole, or in chunks as a file stream gives them. */
export type CaptureInput = Uint8Array | AsyncIterable<Uint8Array>;

/** What to read messages of. */
export interface MessageOptions extends StreamOptions {
  /** False refuses messages beyond 4096 octets; by default they are read (RFC 8654). */
  readonly extendedMessage?: boolean;
}

/** How much of a whole file is worked on between two yields. */
const SLICE = 64 * 1024;

/** The packets of a capture, as they stand in the file. Octets are the caller's own. */
export async function* readPackets(
  input: CaptureInput,
): AsyncGenerator<CapturedPacket | CaptureFault, void, undefined> {
  const packets = new PacketReader();
  yield* pump<CapturedPacket | CaptureFault>(
    input,
    (chunk, emit) => packets.push(chunk, (event) => emit(ownPacket(event))),
    (emit) => packets.end((event) => emit(event)),
  );
}

/**
 * The octets of the TCP streams in a capture, of whatever protocol: feed those of a stream to its own framer. The last
 * event is `end`, with counters. Octets are the caller's own.
 */
export async function* readStreams(
  input: CaptureInput,
  options: StreamOptions = {},
): AsyncGenerator<StreamEvent, void, undefined> {
  const packets = new PacketReader();
  const streams = new StreamReader(options);
  yield* pump<StreamEvent>(
    input,
    (chunk, emit) => packets.push(chunk, (event) => streams.push(event, (told) => emit(ownStream(told)))),
    (emit) => {
      packets.end((event) => streams.push(event, emit));
      streams.end((event) => emit(ownStream(event)));
    },
  );
}

/**
 * The BGP messages in a capture, in the order in which they were complete; what is missing or malformed stands between
 * them as values. The last event is `end`, with counters. Frames are the caller's own.
 */
export async function* readMessages(
  input: CaptureInput,
  options: MessageOptions = {},
): AsyncGenerator<MessageEvent, void, undefined> {
  const packets = new PacketReader();
  const streams = new StreamReader(options);
  const messages = new MessageReader(options);
  const onStream = (emit: (event: MessageEvent) => void) => (event: StreamEvent) =>
    messages.push(event, (told) => emit(ownMessage(told)));
  yield* pump<MessageEvent>(
    input,
    (chunk, emit) => packets.push(chunk, (event) => streams.push(event, onStream(emit))),
    (emit) => {
      packets.end((event) => streams.push(event, onStream(emit)));
      streams.end(onStream(emit));
    },
  );
}

async function* pump<T>(
  input: CaptureInput,
  push: (chunk: Uint8Array, emit: (event: T) => void) => void,
  end: (emit: (event: T) => void) => void,
): AsyncGenerator<T, void, undefined> {
  let events: T[] = [];
  const emit = (event: T): void => void events.push(event);
  for await (const chunk of input instanceof Uint8Array ? slices(input) : input) {
    push(chunk, emit);
    yield* events;
    events = [];
  }
  end(emit);
  yield* events;
}

function* slices(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

function ownPacket(event: CapturedPacket | CaptureFault): CapturedPacket | CaptureFault {
  return event.kind === 'packet' ? { ...event, octets: event.octets.slice() } : event;
}

function ownStream(event: StreamEvent): StreamEvent {
  return event.kind === 'data' ? { ...event, octets: event.octets.slice() } : event;
}

function ownMessage(event: MessageEvent): MessageEvent {
  return event.kind === 'message' ? { ...event, frame: event.frame.slice() } : event;
}
