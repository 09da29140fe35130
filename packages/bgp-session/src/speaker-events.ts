import { type Fault, MeshError } from '@mesh/bgp-wire';
import type { Clock } from './clock.js';
import type { CloseReason } from './close-reason.js';
import type { FsmStateName } from './fsm/state.js';
import type { Peer, PeerPorts } from './peer.js';
import { type PeerSnapshot, snapshot } from './peer-snapshot.js';
import type { Session } from './session.js';
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
  /** A finding in an UPDATE that does not end the session (RFC 7606); at most ten a minute from each peer. */
  fault: (fault: Fault, peer: PeerSnapshot) => void;
  /** Something that ends nothing: a handler threw (`cause`) or took long, the event loop stood still. */
  error: (error: MeshError, peer: PeerSnapshot) => void;
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
}

type Tell = <T extends keyof SpeakerEvents>(event: T, ...args: Parameters<SpeakerEvents[T]>) => void;

/** How the peers of a speaker report: as its events, with what hosts throw kept away from the protocol. */
export class Reporter {
  readonly #emitter: SpeakerEmitter;
  readonly #clock: Clock;
  readonly #windows = new WeakMap<object, { since: number; count: number }>();

  constructor(emitter: SpeakerEmitter, clock: Clock) {
    this.#emitter = emitter;
    this.#clock = clock;
  }

  /** The ports through which one peer reports. */
  portsOf(self: () => Peer): Pick<PeerPorts, 'guard' | 'events' | 'took'> {
    const took = (start: number) => {
      const ms = this.#clock.now() - start;
      if (ms > BUDGET_MS) this.#error(self(), slow(self().name, ms));
    };
    const guard: PeerPorts['guard'] = (call) => {
      const start = this.#clock.now();
      try {
        const result = call();
        if (result instanceof Promise) result.catch((reason: unknown) => this.#error(self(), reason));
        return result;
      } catch (thrown) {
        this.#error(self(), thrown);
        return undefined;
      } finally {
        took(start);
      }
    };
    const tell: Tell = (event, ...args) =>
      guard(() => this.#emitter.tell((error) => this.#error(self(), error), event, ...args));
    return {
      guard,
      took,
      events: {
        error: (peer, error) => this.#error(peer, error),
        created: (peer) => tell('created', snapshot(peer)),
        deleted: (peer) => tell('deleted', snapshot(peer)),
        updated: (peer) => tell('updated', snapshot(peer)),
        state: (peer, from) => tell('state', snapshot(peer), from),
        established: (peer, session) => tell('established', session, snapshot(peer)),
        closed: (peer, reason) => tell('closed', reason, snapshot(peer)),
        fault: (peer, fault) => {
          if (this.#mayReport(peer)) tell('fault', fault, snapshot(peer));
        },
      },
    };
  }

  /** A stream was turned away. */
  refused(reason: MeshError, from: StreamAddresses): void {
    if (!this.#mayReport(this)) return;
    // There is no peer yet whose error this could be.
    this.#emitter.tell(() => undefined, 'refused', reason, from);
  }

  #error(peer: Peer, cause: unknown): void {
    const error =
      cause instanceof MeshError
        ? cause
        : new MeshError('MESH_HANDLER', `${peer.name}: a handler threw: ${String(cause)}`, { cause });
    // A listener for errors that fails has nobody left to tell.
    this.#emitter.tell(() => undefined, 'error', error, snapshot(peer));
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
