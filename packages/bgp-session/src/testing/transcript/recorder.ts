import { systemClock, systemRandom } from '../../adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from '../../adapters/to-duplex.js';
import type { Clock } from '../../clock.js';
import type { DuplexLike } from '../../duplex.js';
import type { SessionHandler } from '../../session-handler.js';
import { type Connect, Speaker, type SpeakerOptions } from '../../speaker/speaker.js';
import type { StreamAddresses } from '../../speaker/speaker-events.js';
import { watchSession, watchSpeaker } from './calls.js';
import type { TranscriptEvent, TranscriptLine } from './line.js';
import { recordedSource, skillsOf } from './recorded-source.js';
import { RecordedStream } from './recorded-stream.js';

/*
 * Records at the ports. Everything that happens to a speaker comes through one of them: calls, streams, timers, random
 * numbers, and what its host has to send. So what stands between its making and its end is all there is to know, and a
 * speaker of the same code that is given it again does the same again.
 */

export interface TranscriptRecorderOptions {
  /** Takes each line as it happens. Default: they are kept in `lines`. */
  readonly write?: ((line: TranscriptLine) => void) | undefined;
}

/** Makes speakers that are written down, one transcript each. */
export class TranscriptRecorder {
  /** What happened so far, where there is no `write`. */
  readonly lines: TranscriptLine[] = [];
  readonly #write: (line: TranscriptLine) => void;
  #now: () => number = () => 0;
  #streams = 0;
  #timers = 0;

  constructor(options: TranscriptRecorderOptions = {}) {
    this.#write = options.write ?? ((line) => this.lines.push(line));
  }

  /** A speaker as `new Speaker(options)` makes it, all of whose life is written down. Once a recorder. */
  speaker(options: SpeakerOptions = {}): Speaker {
    const clock = options.clock ?? systemClock();
    const { connect, random = systemRandom } = options;
    const start = clock.now();
    this.#now = () => clock.now() - start;
    const speaker = new Speaker({
      ...options,
      clock: this.#clock(clock),
      random: () => {
        const value = random();
        this.#note({ event: 'random', value });
        return value;
      },
      connect: connect && this.#connect(connect),
      handlerFor: (peer) => this.#handler(options.handlerFor?.(peer) ?? {}, peer.name),
    });
    const accept = speaker.accept.bind(speaker);
    Object.defineProperty(speaker, 'accept', {
      value: (stream: AnyDuplex, addresses: StreamAddresses = {}) => {
        const { localAddress, remoteAddress } = addresses;
        return accept(
          this.#opened(++this.#streams, 'remote', toDuplex(stream), { localAddress, remoteAddress }),
          addresses,
        );
      },
    });
    watchSpeaker(speaker, (call) => this.#note(call));
    return speaker;
  }

  #note(event: TranscriptEvent): void {
    this.#write({ atMs: this.#now(), ...event });
  }

  #clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      epochMs: clock.epochMs,
      defer: (fn) => clock.defer(fn),
      after: (ms, fn) => {
        const timer = ++this.#timers;
        this.#note({ event: 'timer', timer, ms });
        return clock.after(ms, () => {
          this.#note({ event: 'expired', timer });
          fn();
        });
      },
    };
  }

  #connect(connect: Connect): Connect {
    const recorded = (...[target, signal]: Parameters<Connect>): ReturnType<Connect> => {
      const stream = ++this.#streams;
      this.#note({ event: 'dialled', stream, peer: target.name });
      const opened = (one: AnyDuplex): DuplexLike => {
        const duplex = toDuplex(one);
        const { localAddress, remoteAddress } = duplex;
        return this.#opened(stream, 'local', duplex, { localAddress, remoteAddress });
      };
      const refused = (error: unknown): never => {
        this.#note({ event: 'refused', stream, error: error instanceof Error ? error.message : String(error) });
        throw error;
      };
      try {
        const one = connect(target, signal);
        return 'then' in one ? one.then(opened, refused) : opened(one);
      } catch (error) {
        return refused(error);
      }
    };
    const { supports, check } = connect;
    return Object.assign(recorded, supports && { supports }, check && { check });
  }

  #opened(
    stream: number,
    by: 'local' | 'remote',
    duplex: DuplexLike,
    addresses: { readonly localAddress?: string | undefined; readonly remoteAddress?: string | undefined },
  ): DuplexLike {
    this.#note({ event: 'opened', stream, by, ...withoutUndefined(addresses) });
    return new RecordedStream(stream, duplex, (event) => this.#note(event));
  }

  #handler(handler: SessionHandler, peer: string): SessionHandler {
    return {
      onOpen: (open) => handler.onOpen?.(open),
      onEstablished: (session) => {
        watchSession(session, (call) => this.#note(call));
        const ports = handler.onEstablished?.(session) ?? {};
        const { source } = ports;
        this.#note({ event: 'attached', peer, ...(source && { source: skillsOf(source) }) });
        return { ...ports, source: source && recordedSource(source, peer, (event) => this.#note(event)) };
      },
      onClose: (reason) => handler.onClose?.(reason),
    };
  }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
