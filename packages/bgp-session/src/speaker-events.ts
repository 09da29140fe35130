import { type Fault, MeshError } from '@mesh/bgp-wire';
import type { EventEmitter } from 'eventemitter3';
import type { Clock } from './clock.js';
import type { CloseReason } from './close-reason.js';
import type { FsmStateName } from './fsm/state.js';
import { EventStream, type EventStreamOptions } from './observe/event-stream.js';
import type { Peer, PeerPorts } from './peer.js';
import { type PeerSnapshot, snapshot } from './peer-snapshot.js';
import type { Session } from './session.js';

/** State changes and faults; nothing of the hot path. */
export interface SpeakerEvents {
  state: (peer: PeerSnapshot, from: FsmStateName) => void;
  established: (session: Session, peer: PeerSnapshot) => void;
  /** A session, or an attempt at one, is over. */
  closed: (reason: CloseReason, peer: PeerSnapshot) => void;
  /** A finding in an UPDATE that does not end the session (RFC 7606); at most ten a minute from each peer. */
  fault: (fault: Fault, peer: PeerSnapshot) => void;
  /** Something that ends nothing: a handler threw (`cause`), the event loop stood still. */
  error: (error: MeshError, peer: PeerSnapshot) => void;
}

/** Each event of a speaker as a value, for `for await`. */
type SpeakerEventDetail =
  | { readonly type: 'state'; readonly peer: PeerSnapshot; readonly from: FsmStateName }
  | { readonly type: 'established'; readonly peer: PeerSnapshot; readonly session: Session }
  | { readonly type: 'closed'; readonly peer: PeerSnapshot; readonly reason: CloseReason }
  | { readonly type: 'fault'; readonly peer: PeerSnapshot; readonly fault: Fault }
  | { readonly type: 'error'; readonly peer: PeerSnapshot; readonly error: MeshError };

/** One event of a speaker; `cursor` counts them from 1. A snapshot with cursor n knows of all up to n. */
export type SpeakerEvent = SpeakerEventDetail & { readonly cursor: number };

/** A speaker at one moment: what all events up to `cursor` have led to. */
export interface SpeakerSnapshot {
  readonly cursor: number;
  readonly peers: readonly PeerSnapshot[];
}

const FAULT_WINDOW_MS = 60_000;
const FAULTS_PER_WINDOW = 10;

/** How the peers of a speaker report: as its events, with what hosts throw kept away from the protocol. */
export class Reporter {
  readonly #emitter: EventEmitter<SpeakerEvents>;
  readonly #clock: Clock;
  readonly #streams = new Set<EventStream<SpeakerEvent>>();
  /** Events so far. */
  cursor = 0;
  readonly #faults = new WeakMap<Peer, { since: number; count: number }>();

  constructor(emitter: EventEmitter<SpeakerEvents>, clock: Clock) {
    this.#emitter = emitter;
    this.#clock = clock;
  }

  /** The events from here on. */
  stream(options: EventStreamOptions): EventStream<SpeakerEvent> {
    const stream: EventStream<SpeakerEvent> = new EventStream(options, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  /** No more events come. */
  end(): void {
    for (const stream of this.#streams) stream.end();
  }

  /** The ports through which one peer reports. */
  portsOf(self: () => Peer): Pick<PeerPorts, 'guard' | 'events'> {
    const guard: PeerPorts['guard'] = (call) => {
      try {
        const result = call();
        if (result instanceof Promise) result.catch((reason: unknown) => this.#error(self(), reason));
        return result;
      } catch (thrown) {
        this.#error(self(), thrown);
        return undefined;
      }
    };
    const emitter = this.#emitter;
    return {
      guard,
      events: {
        error: (peer, error) => this.#error(peer, error),
        state: (of, from) => {
          const peer = this.#publish({ type: 'state', peer: snapshot(of), from });
          guard(() => emitter.emit('state', peer, from));
        },
        established: (of, session) => {
          const peer = this.#publish({ type: 'established', peer: snapshot(of), session });
          guard(() => emitter.emit('established', session, peer));
        },
        closed: (of, reason) => {
          const peer = this.#publish({ type: 'closed', peer: snapshot(of), reason });
          guard(() => emitter.emit('closed', reason, peer));
        },
        fault: (of, fault) => {
          if (!this.#mayReport(of)) return;
          const peer = this.#publish({ type: 'fault', peer: snapshot(of), fault });
          guard(() => emitter.emit('fault', fault, peer));
        },
      },
    };
  }

  /** Counts an event and gives it to those who iterate; gives back its peer. */
  #publish(detail: SpeakerEventDetail): PeerSnapshot {
    this.cursor++;
    for (const stream of this.#streams) stream.push({ ...detail, cursor: this.cursor });
    return detail.peer;
  }

  #error(of: Peer, cause: unknown): void {
    const error =
      cause instanceof MeshError
        ? cause
        : new MeshError('MESH_HANDLER', `${of.name}: a handler threw: ${String(cause)}`, { cause });
    const peer = this.#publish({ type: 'error', peer: snapshot(of), error });
    try {
      this.#emitter.emit('error', error, peer);
    } catch {
      // A listener for errors that throws has nobody left to tell.
    }
  }

  /** A flood of malformed UPDATEs must not become one of events. */
  #mayReport(peer: Peer): boolean {
    const now = this.#clock.now();
    let window = this.#faults.get(peer);
    if (window === undefined || now - window.since >= FAULT_WINDOW_MS) {
      window = { since: now, count: 0 };
      this.#faults.set(peer, window);
    }
    return ++window.count <= FAULTS_PER_WINDOW;
  }
}
