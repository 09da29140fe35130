import { formatHex } from '@mesh/bgp-wire';
import type { TranscriptLine } from './line.js';
import { type TranscriptMessage, transcriptMessages } from './messages.js';

/** Something that a message says. */
export interface MessageFact {
  /** Of what: facts about the same thing keep their order, those about different things come in any. */
  readonly about: string;
  readonly says: string;
}

export interface DiffOptions {
  /** What counts of a message; nothing for one that is passed over. Default: its octets, all in order. */
  readonly facts?: ((message: TranscriptMessage) => readonly MessageFact[]) | undefined;
  /** What is said again as it was said last counts once. Default false. */
  readonly withoutRepetition?: boolean | undefined;
  /** Messages that are said at times further apart than this differ. Default: times do not count. */
  readonly withinMs?: number | undefined;
}

/** The first thing that one side has and the other has not, or not there. */
export interface TranscriptDivergence {
  readonly stream: number;
  readonly direction: 'received' | 'sent';
  /** Position among the messages of that stream and direction, from 1. */
  readonly position: number;
  readonly left: TranscriptMessage | undefined;
  readonly right: TranscriptMessage | undefined;
}

/** A fact, and the message that says it. */
interface Found {
  readonly says: string;
  readonly message: TranscriptMessage;
  readonly position: number;
}

/**
 * Where two runs part: the earliest message, of all streams and both directions, in place of which the other run has
 * another, or none. Streams correspond by number. Undefined where both say the same.
 */
export function diffTranscripts(
  left: Iterable<TranscriptLine>,
  right: Iterable<TranscriptLine>,
  options: DiffOptions = {},
): TranscriptDivergence | undefined {
  const [here, there] = [factsOf(left, options), factsOf(right, options)];
  const found = [...new Set([...here.keys(), ...there.keys()])].flatMap((way) => {
    const divergence = firstDifference(here.get(way) ?? [], there.get(way) ?? [], options);
    return divergence === undefined ? [] : [divergence];
  });
  return found.sort((a, b) => atMs(a) - atMs(b))[0];
}

/** `formatDivergence`: which message it is, and both sides decoded. */
export function formatDivergence(
  divergence: TranscriptDivergence,
  names: readonly [string, string] = ['left', 'right'],
): string {
  const { stream, direction, position, left, right } = divergence;
  const width = Math.max(names[0].length, names[1].length);
  const side = (name: string, message: TranscriptMessage | undefined) =>
    `  ${name.padEnd(width)}  ${message === undefined ? 'nothing' : `at ${(message.atMs / 1000).toFixed(3)} s  ${message.text}`}`;
  const what = `message ${position} that was ${direction} on stream ${stream}`;
  return [`${what} is the first that differs:`, side(names[0], left), side(names[1], right)].join('\n');
}

/** Facts by stream, direction and what they are about. */
function factsOf(
  lines: Iterable<TranscriptLine>,
  { facts = octetsOf, withoutRepetition = false }: DiffOptions,
): Map<string, Found[]> {
  const found = new Map<string, Found[]>();
  const positions = new Map<string, number>();
  for (const message of transcriptMessages(lines)) {
    const way = `${message.stream} ${message.direction}`;
    const position = (positions.get(way) ?? 0) + 1;
    positions.set(way, position);
    for (const { about, says } of facts(message)) {
      const key = `${way} ${about}`;
      const list = found.get(key) ?? [];
      found.set(key, list);
      if (!withoutRepetition || list.at(-1)?.says !== says) list.push({ says, message, position });
    }
  }
  return found;
}

function octetsOf({ frame }: TranscriptMessage): readonly MessageFact[] {
  return [{ about: '', says: formatHex(frame) }];
}

function firstDifference(
  here: readonly Found[],
  there: readonly Found[],
  { withinMs = Number.POSITIVE_INFINITY }: DiffOptions,
): TranscriptDivergence | undefined {
  for (let i = 0; i < Math.max(here.length, there.length); i++) {
    const [a, b] = [here[i], there[i]];
    const apart = a && b ? Math.abs(a.message.atMs - b.message.atMs) : 0;
    if (a?.says === b?.says && apart <= withinMs) continue;
    const { message, position } = (a ?? b)!;
    return { stream: message.stream, direction: message.direction, position, left: a?.message, right: b?.message };
  }
  return undefined;
}

function atMs({ left, right }: TranscriptDivergence): number {
  return Math.min(left?.atMs ?? Number.POSITIVE_INFINITY, right?.atMs ?? Number.POSITIVE_INFINITY);
}
