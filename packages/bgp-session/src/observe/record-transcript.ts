import { formatHex } from '@mesh/bgp-wire';
import { systemClock } from '../adapters/system-clock.js';
import type { Clock } from '../clock.js';
import { formatCloseReason } from '../format-close-reason.js';
import type { MakeTap, TappedStream } from './message-tap.js';
import { wallTimeMs } from './wall-time.js';

/** What every line of a transcript says: when, and on which stream of whom. Plain data, made for `JSON.stringify`. */
interface TranscriptPlace {
  /** Milliseconds since 1970-01-01 UTC, or since the beginning of a virtual clock. */
  readonly atMs: number;
  readonly peer: string;
  /** Streams are counted from 1 in the order in which they opened. */
  readonly stream: number;
}

/** One line of a transcript. */
export type TranscriptEntry = TranscriptPlace &
  (
    | { readonly event: 'opened'; readonly by: 'local' | 'remote' }
    /** A whole message, in hexadecimal. */
    | { readonly event: 'received'; readonly hex: string }
    /** What was handed to the stream at once, usually whole messages. */
    | { readonly event: 'sent'; readonly hex: string }
    | { readonly event: 'established' }
    /** `reason` in words. */
    | { readonly event: 'closed'; readonly reason: string }
  );

export interface RecordTranscriptOptions {
  readonly write: (entry: TranscriptEntry) => void;
  /** When things happen. Default: the host's clock. */
  readonly clock?: Clock | undefined;
}

/** `Omit` that keeps the members of a union apart. */
type Said = TranscriptEntry extends infer E
  ? E extends TranscriptEntry
    ? Omit<E, keyof TranscriptPlace>
    : never
  : never;

/**
 * A tap that writes down, in order, what passed on every stream and when: to read, to compare two runs, or to feed to
 * a peer again.
 *
 * ```ts
 * speaker.tap(recordTranscript({ write: (entry) => file.write(`${JSON.stringify(entry)}\n`) }));
 * ```
 */
export function recordTranscript(options: RecordTranscriptOptions): MakeTap {
  const clock = options.clock ?? systemClock();
  let streams = 0;
  return ({ peer, initiator }: TappedStream) => {
    const stream = ++streams;
    const say = (said: Said) => options.write({ atMs: wallTimeMs(clock), peer, stream, ...said } as TranscriptEntry);
    say({ event: 'opened', by: initiator });
    return {
      received: (message) => say({ event: 'received', hex: formatHex(message) }),
      sent: (octets) => say({ event: 'sent', hex: formatHex(octets) }),
      established: () => say({ event: 'established' }),
      closed: (reason) => say({ event: 'closed', reason: formatCloseReason(reason) }),
    };
  };
}
