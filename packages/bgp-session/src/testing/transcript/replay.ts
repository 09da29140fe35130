import type { AnyDuplex } from '../../adapters/to-duplex.js';
import { TRANSPORT_OPTIONS } from '../../peer/peer-transport.js';
import type { SessionHandler } from '../../session-handler.js';
import type { Connect, Speaker, SpeakerOptions } from '../../speaker/speaker.js';
import { Later } from '../network/later.js';
import { VirtualClock } from '../virtual-clock.js';
import { callAgain } from './calls.js';
import { type DiffOptions, diffTranscripts, type TranscriptDivergence } from './diff.js';
import { lineOctets } from './format.js';
import { type LineOf, linesOf, type TranscriptEventName, type TranscriptLine } from './line.js';
import { TranscriptRecorder } from './recorder.js';
import { ReplayedSource } from './replayed-source.js';
import { ReplayedStream } from './replayed-stream.js';

export interface TranscriptReplayOptions extends Pick<SpeakerOptions, 'restart' | 'admission'> {
  /** The host's part, done anew. Default: its sources give what they gave. */
  readonly handlerFor?: SpeakerOptions['handlerFor'];
}

/** What follows from an event of the record; nothing where the speaker is to find it out by itself. */
type Enact = { readonly [E in TranscriptEventName]?: (line: LineOf<E>) => void };

/**
 * A fresh speaker in virtual time to which everything happens that happened to the one of a transcript: calls, streams,
 * octets, random numbers. What it does of itself (timers, messages) it does anew, and `divergence` says where that is
 * not what was recorded.
 */
export class TranscriptReplay {
  readonly clock: VirtualClock = new VirtualClock();
  readonly speaker: Speaker;
  readonly #recorded: readonly TranscriptLine[];
  readonly #recorder = new TranscriptRecorder();
  /** The draws, with their places among the lines. */
  readonly #random: readonly ({ readonly place: number } & LineOf<'random'>)[];
  readonly #streams = new Map<number, ReplayedStream>();
  readonly #dials = new Map<number, Later<AnyDuplex>>();
  readonly #sources = new Map<string, ReplayedSource>();
  /** What sessions were given, and no session of the replay has been. */
  #attached: readonly LineOf<'attached'>[];
  /** What was done to the speaker, with its place among the lines. */
  readonly #inputs: readonly (readonly [place: number, line: TranscriptLine])[];
  /** Numbers of the streams we dialled, in order. */
  readonly #dialled: readonly number[];
  #made = 0;
  #drawn = 0;
  /** Draws that came before the last thing that was done. */
  #passed = 0;
  #next = 0;

  constructor(recorded: readonly TranscriptLine[], options: TranscriptReplayOptions = {}) {
    this.#recorded = recorded;
    this.#random = [...recorded.entries()].flatMap(([place, line]) =>
      line.event === 'random' ? [{ place, ...line }] : [],
    );
    this.#dialled = linesOf(recorded, 'dialled').map(({ stream }) => stream);
    this.#attached = linesOf(recorded, 'attached');
    this.#inputs = [...recorded.entries()].filter(([, { event }]) => event in this.#enact);
    this.speaker = this.#recorder.speaker({
      ...options,
      clock: this.clock,
      random: () => this.#random[this.#drawn++]?.value ?? 0.5,
      connect: this.#connect,
      handlerFor: options.handlerFor ?? (({ name }) => this.#handler(name)),
    });
  }

  /** What the fresh speaker did and what was done to it so far, as a transcript of its own. */
  get lines(): readonly TranscriptLine[] {
    return this.#recorder.lines;
  }

  /** Everything recorded has been done to the speaker. */
  get done(): boolean {
    return this.#next === this.#inputs.length;
  }

  /** Goes on to a time of the recording, in milliseconds: all that happened until then has happened. */
  runTo(atMs: number): void {
    while ((this.#inputs[this.#next]?.[1].atMs ?? Number.POSITIVE_INFINITY) <= atMs) this.step();
    this.#advance(atMs);
  }

  /** Goes on to the end of the recording. */
  run(): void {
    this.runTo(this.#recorded.at(-1)?.atMs ?? 0);
  }

  /** Does the next thing that was done to the speaker, when it was done, and gives it; undefined at the end. */
  step(): TranscriptLine | undefined {
    const input = this.#inputs[this.#next];
    if (input === undefined) return undefined;
    this.#next++;
    const [place, line] = input;
    this.#advance(line.atMs);
    this.#drawFrom(place);
    const enact = this.#enact[line.event] as (line: TranscriptLine) => void;
    enact(line);
    this.#advance(line.atMs);
    return line;
  }

  /** What is drawn from here on was drawn after that line: a draw more, or one less, before it does not matter. */
  #drawFrom(place: number): void {
    while ((this.#random[this.#passed]?.place ?? Number.POSITIVE_INFINITY) <= place) this.#passed++;
    this.#drawn = this.#passed;
  }

  #advance(atMs: number): void {
    this.clock.runFor(Math.max(0, atMs - this.clock.now()));
  }

  /** Where the fresh speaker did something else so far than the recorded one, if it did. */
  divergence(options: DiffOptions = {}): TranscriptDivergence | undefined {
    const now = this.clock.now();
    const place = this.#inputs[this.#next]?.[0] ?? this.#recorded.length;
    const recorded = this.#recorded.slice(0, place).filter(({ atMs }) => atMs <= now);
    return diffTranscripts(recorded, this.lines, options);
  }

  readonly #enact: Enact = {
    call: (line) => callAgain(this.speaker, line),
    opened: (line) => {
      const stream = new ReplayedStream(this.clock, line, this.#room(line.stream));
      this.#streams.set(line.stream, stream);
      if (line.by === 'remote') this.speaker.accept(stream, stream);
      else this.#dial(line.stream).resolve(stream);
    },
    refused: ({ stream, error }) => this.#dial(stream).reject(new Error(error)),
    received: (line) => this.#streams.get(line.stream)?.bring(lineOctets(line)),
    accepted: ({ stream }) => this.#streams.get(stream)?.accept(),
    drained: ({ stream }) => this.#streams.get(stream)?.drain(),
    ended: ({ stream, by, error }) => {
      if (by === 'remote') this.#streams.get(stream)?.endByPeer(error === undefined ? undefined : new Error(error));
    },
    offered: (line) => this.#sources.get(line.peer)?.offer(line),
  };

  /** A stream that comes when it came: in the turn of its line, which is why it is no promise. */
  readonly #connect: Connect = Object.assign(() => this.#dial(this.#dialled[this.#made++] ?? Number.NaN), {
    supports: TRANSPORT_OPTIONS,
  });

  /** Of each write to a stream, whether there was room for more. */
  #room(stream: number): boolean[] {
    return linesOf(this.#recorded, 'sent').flatMap((line) => (line.stream === stream ? [line.full !== true] : []));
  }

  /** The dial of a number, whether it is made first or settled first. */
  #dial(stream: number): Later<AnyDuplex> {
    const dial = this.#dials.get(stream) ?? new Later();
    this.#dials.set(stream, dial);
    return dial;
  }

  /** A host that gives each session of a peer what it was given. */
  #handler(peer: string): SessionHandler {
    return {
      onEstablished: () => {
        const attached = this.#attached.find((one) => one.peer === peer);
        this.#attached = this.#attached.filter((one) => one !== attached);
        if (attached?.source === undefined) return undefined;
        const source = new ReplayedSource(attached.source);
        this.#sources.set(peer, source);
        return { source };
      },
    };
  }
}
