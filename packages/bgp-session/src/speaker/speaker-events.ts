import { type Fault, MeshError } from '@mesh/bgp-wire';
import type { BfdStateName } from '../bfd/bfd-port.js';
import type { Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import type { FsmStateName } from '../fsm/state.js';
import { EventStream, type EventStreamOptions } from '../observe/event-stream.js';
import type { Peer, PeerEvents } from '../peer/peer.js';
import { type PeerSnapshot, snapshot } from '../peer/peer-snapshot.js';
import type { ConnectTarget } from '../peer/peer-transport.js';
import type { Session } from '../session.js';
import type { SpeakerEmitter } from './speaker-emitter.js';

/** State changes and faults; nothing of the hot path. */
export interface SpeakerEvents {
  /** A peer was created, by the host or because it connected from a range. */
  created: (peer: PeerSnapshot) => void;
  /** A peer was deleted, or is gone by itself as those of ranges are. */
  deleted: (peer: PeerSnapshot) => void;
  /** The settings of a peer were changed. */
  updated: (peer: PeerSnapshot) => void;
  /** A stream was turned away before a peer had it; at most ten a minute. */
  refused: (reason: MeshError, from: StreamAddresses) => void;
  state: (peer: PeerSnapshot, from: FsmStateName) => void;
  established: (session: Session, peer: PeerSnapshot) => void;
  /** A session, or an attempt at one, is over. */
  closed: (reason: CloseReason, peer: PeerSnapshot) => void;
  /** Our own restart is over: the peers have told us all they have, or the time is up (RFC 4724 §4.1). */
  restarted: () => void;
  /** The BFD session of a peer is in another state: `peer.bfd` (RFC 5880). */
  bfd: (peer: PeerSnapshot, from: BfdStateName) => void;
  /** A finding in an UPDATE that does not end the session (RFC 7606); at most ten a minute from each peer. */
  fault: (fault: Fault, peer: PeerSnapshot) => void;
  /** Something that ends nothing: a handler threw (`cause`) or took long, the event loop stood still. */
  error: (error: MeshError, peer: PeerSnapshot) => void;
}

/** Each event of a peer as a value, for `for await`. */
type SpeakerEventDetail =
  | { readonly type: 'created'; readonly peer: PeerSnapshot }
  | { readonly type: 'updated'; readonly peer: PeerSnapshot }
  | { readonly type: 'deleted'; readonly peer: PeerSnapshot }
  | { readonly type: 'state'; readonly peer: PeerSnapshot; readonly from: FsmStateName }
  | { readonly type: 'established'; readonly peer: PeerSnapshot; readonly session: Session }
  | { readonly type: 'closed'; readonly peer: PeerSnapshot; readonly reason: CloseReason }
  | { readonly type: 'bfd'; readonly peer: PeerSnapshot; readonly from: BfdStateName }
  | { readonly type: 'fault'; readonly peer: PeerSnapshot; readonly fault: Fault }
  | { readonly type: 'error'; readonly peer: PeerSnapshot; readonly error: MeshError };

/** One event of a speaker; `cursor` counts them from 1. A snapshot with cursor n knows of all up to n. */
export type SpeakerEvent = SpeakerEventDetail & { readonly cursor: number };

/** A speaker at one moment: what all events up to `cursor` have led to. */
export interface SpeakerSnapshot {
  readonly cursor: number;
  readonly peers: readonly PeerSnapshot[];
}

const WINDOW_MS = 60_000;
const REPORTS_PER_WINDOW = 10;

/** How long a host's code may keep the event loop for itself before it is told of. */
const BUDGET_MS = 100;

/** Addresses of an incoming stream, where it has them. */
export interface StreamAddresses {
  readonly localAddress?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /**
   * Makes the stream what the peer it belongs to asks of the transport, before any of it is read. Throws where it cannot,
   * or where it is too late: the stream is closed then. Without this no peer that asks for anything gets the stream.
   */
  readonly protect?: ((peer: ConnectTarget) => void) | undefined;
}

/** How the peers of a speaker report: as its events, with what hosts throw kept away from the protocol. */
export class Reporter {
  readonly #emitter: SpeakerEmitter;
  readonly #clock: Clock;
  readonly #streams = new Set<EventStream<SpeakerEvent>>();
  /** Events so far. */
  cursor = 0;
  readonly #windows = new WeakMap<object, { since: number; count: number }>();

  constructor(emitter: SpeakerEmitter, clock: Clock) {
    this.#emitter = emitter;
    this.#clock = clock;
  }

  /** The events from here on. */
  stream(options: EventStreamOptions): EventStream<SpeakerEvent> {
    const stream = new EventStream<SpeakerEvent>(options, (ended) => this.#streams.delete(ended));
    if (!options.signal?.aborted) this.#streams.add(stream);
    return stream;
  }

  /** No more events come. */
  end(): void {
    for (const stream of this.#streams) stream.end();
  }

  /** What the peers report; one for all of them. */
  readonly events: PeerEvents = {
    error: (peer, error) => this.#error(peer, error),
    created: (of) => {
      this.#tell(of, 'created', this.#publish({ type: 'created', peer: snapshot(of) }));
    },
    updated: (of) => {
      this.#tell(of, 'updated', this.#publish({ type: 'updated', peer: snapshot(of) }));
    },
    deleted: (of) => {
      this.#tell(of, 'deleted', this.#publish({ type: 'deleted', peer: snapshot(of) }));
    },
    state: (of, from) => {
      const peer = this.#publish({ type: 'state', peer: snapshot(of), from });
      this.#tell(of, 'state', peer, from);
    },
    established: (of, session) => {
      const peer = this.#publish({ type: 'established', peer: snapshot(of), session });
      this.#tell(of, 'established', session, peer);
    },
    closed: (of, reason) => {
      const peer = this.#publish({ type: 'closed', peer: snapshot(of), reason });
      this.#tell(of, 'closed', reason, peer);
    },
    bfd: (of, from) => {
      const peer = this.#publish({ type: 'bfd', peer: snapshot(of), from });
      this.#tell(of, 'bfd', peer, from);
    },
    fault: (of, fault) => {
      if (!this.#mayReport(of)) return;
      const peer = this.#publish({ type: 'fault', peer: snapshot(of), fault });
      this.#tell(of, 'fault', fault, peer);
    },
  };

  /** Runs a host's code for a peer: what it throws is reported, and ends nothing. */
  guard<T>(of: Peer, call: () => T): T | undefined {
    const start = this.#clock.now();
    try {
      const result = call();
      if (result instanceof Promise) result.catch((reason: unknown) => this.#error(of, reason));
      return result;
    } catch (thrown) {
      this.#error(of, thrown);
      return undefined;
    } finally {
      this.took(of, start);
    }
  }

  /** A host's code has returned that was called at `start`: it is reported where that was long ago. */
  took(of: Peer, start: number): void {
    const ms = this.#clock.now() - start;
    if (ms > BUDGET_MS) this.#error(of, slow(of.name, ms));
  }

  /** Our own restart is over. */
  restarted(): void {
    this.#emitter.tell(() => undefined, 'restarted');
  }

  /** A stream was turned away. */
  refused(reason: MeshError, from: StreamAddresses): void {
    if (!this.#mayReport(this)) return;
    // There is no peer yet whose error this could be.
    this.#emitter.tell(() => undefined, 'refused', reason, from);
  }

  #tell<T extends keyof SpeakerEvents>(of: Peer, event: T, ...args: Parameters<SpeakerEvents[T]>): void {
    this.guard(of, () => this.#emitter.tell((error) => this.#error(of, error), event, ...args));
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
    // A listener for errors that fails has nobody left to tell.
    this.#emitter.tell(() => undefined, 'error', error, peer);
  }

  /** A flood of malformed UPDATEs, or of streams, must not become one of events. */
  #mayReport(source: object): boolean {
    const now = this.#clock.now();
    let window = this.#windows.get(source);
    if (window === undefined || now - window.since >= WINDOW_MS) {
      window = { since: now, count: 0 };
      this.#windows.set(source, window);
    }
    return ++window.count <= REPORTS_PER_WINDOW;
  }
}

function slow(name: string, ms: number): MeshError {
  return new MeshError(
    'MESH_HANDLER_SLOW',
    `${name}: a handler took ${Math.round(ms)} ms, of ${BUDGET_MS} at most: nothing else runs meanwhile`,
    { details: { name, ms, budgetMs: BUDGET_MS } },
  );
}
