/** What was called of a speaker, as plain data: what a replay calls again. */
export interface TranscriptCall {
  readonly event: 'call';
  readonly call: string;
  /** Whom it was about, by name: the peers that a predicate chose, or the peer of a session. */
  readonly peers?: readonly string[];
  /** Octets stand as `{ "hex": "…" }`, keys of TCP MD5 and TCP-AO not at all. */
  readonly arguments: readonly unknown[];
}

/** What not every source can do. */
export type SourceSkill = 'refresh' | 'filter' | 'gracefulShutdown';

/** What happened, without when. Streams and timers are counted from 1 in the order in which they came to be. */
export type TranscriptEvent =
  | TranscriptCall
  /** We asked for a stream to a peer. */
  | { readonly event: 'dialled'; readonly stream: number; readonly peer: string }
  /** It came to nothing. */
  | { readonly event: 'refused'; readonly stream: number; readonly error: string }
  | {
      readonly event: 'opened';
      readonly stream: number;
      readonly by: 'local' | 'remote';
      readonly localAddress?: string | undefined;
      readonly remoteAddress?: string | undefined;
    }
  /** Octets as they came, in hexadecimal: they need not be whole messages. */
  | { readonly event: 'received'; readonly stream: number; readonly hex: string }
  /** Octets that were handed to the stream at once; `full`: it had no room for more then. */
  | { readonly event: 'sent'; readonly stream: number; readonly hex: string; readonly full?: boolean }
  /** The stream has taken the earliest of what was handed to it. */
  | { readonly event: 'accepted'; readonly stream: number }
  /** There is room again. */
  | { readonly event: 'drained'; readonly stream: number }
  /** The stream is over. `local`: we ended it; else the peer, or the network. */
  | { readonly event: 'ended'; readonly stream: number; readonly by: 'local' | 'remote'; readonly error?: string }
  /** The host gave a session its ends; of a source, what it can do beside giving octets. */
  | { readonly event: 'attached'; readonly peer: string; readonly source?: readonly SourceSkill[] }
  /** Octets, or none, that the host's source gave for the session of a peer; `refreshed`: refreshes that end with them. */
  | { readonly event: 'offered'; readonly peer: string; readonly hex: string; readonly refreshed?: number }
  /** A timer was set, `ms` from then. */
  | { readonly event: 'timer'; readonly timer: number; readonly ms: number }
  | { readonly event: 'expired'; readonly timer: number }
  /** A random number was drawn. */
  | { readonly event: 'random'; readonly value: number };

/** One line of a transcript: what happened, and when, in milliseconds since the recording began. */
export type TranscriptLine = { readonly atMs: number } & TranscriptEvent;

export type TranscriptEventName = TranscriptEvent['event'];

/** Every line of an event. */
export type LineOf<E extends TranscriptEventName> = Extract<TranscriptLine, { readonly event: E }>;

/** The lines of one event. */
export function linesOf<E extends TranscriptEventName>(lines: readonly TranscriptLine[], event: E): LineOf<E>[] {
  return lines.filter((line): line is LineOf<E> => line.event === event);
}
