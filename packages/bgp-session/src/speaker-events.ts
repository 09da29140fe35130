import { type Fault, MeshError } from '@mesh/bgp-wire';
import type { EventEmitter } from 'eventemitter3';
import type { BfdStateName } from './bfd-port.js';
import type { Clock } from './clock.js';
import type { CloseReason } from './close-reason.js';
import type { FsmStateName } from './fsm/state.js';
import type { Peer, PeerPorts } from './peer.js';
import { type PeerSnapshot, snapshot } from './peer-snapshot.js';
import type { Session } from './session.js';

/** State changes and faults; nothing of the hot path. */
export interface SpeakerEvents {
  state: (peer: PeerSnapshot, from: FsmStateName) => void;
  established: (session: Session, peer: PeerSnapshot) => void;
  /** A session, or an attempt at one, is over. */
  closed: (reason: CloseReason, peer: PeerSnapshot) => void;
  /** The BFD session of a peer is in another state: `peer.bfd` (RFC 5880). */
  bfd: (peer: PeerSnapshot, from: BfdStateName) => void;
  /** A finding in an UPDATE that does not end the session (RFC 7606); at most ten a minute from each peer. */
  fault: (fault: Fault, peer: PeerSnapshot) => void;
  /** Something that ends nothing: a handler threw (`cause`), the event loop stood still. */
  error: (error: MeshError, peer: PeerSnapshot) => void;
}

const FAULT_WINDOW_MS = 60_000;
const FAULTS_PER_WINDOW = 10;

/** How the peers of a speaker report: as its events, with what hosts throw kept away from the protocol. */
export class Reporter {
  readonly #emitter: EventEmitter<SpeakerEvents>;
  readonly #clock: Clock;
  readonly #faults = new WeakMap<Peer, { since: number; count: number }>();

  constructor(emitter: EventEmitter<SpeakerEvents>, clock: Clock) {
    this.#emitter = emitter;
    this.#clock = clock;
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
        state: (peer, from) => guard(() => emitter.emit('state', snapshot(peer), from)),
        established: (peer, session) => guard(() => emitter.emit('established', session, snapshot(peer))),
        closed: (peer, reason) => guard(() => emitter.emit('closed', reason, snapshot(peer))),
        bfd: (peer, from) => guard(() => emitter.emit('bfd', snapshot(peer), from)),
        fault: (peer, fault) => {
          if (this.#mayReport(peer)) guard(() => emitter.emit('fault', fault, snapshot(peer)));
        },
      },
    };
  }

  #error(peer: Peer, cause: unknown): void {
    const error =
      cause instanceof MeshError
        ? cause
        : new MeshError('MESH_HANDLER', `${peer.name}: a handler threw: ${String(cause)}`, { cause });
    try {
      this.#emitter.emit('error', error, snapshot(peer));
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
