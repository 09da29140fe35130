import { CeaseSubcode, ErrorCode, type NotificationMessage, type OpenMessage } from '@mesh/bgp-wire';
import type { Connection, Incoming } from '../connection/connection.js';
import type { Mailbox } from '../connection/mailbox.js';
import { arbitrate } from '../fsm/collision.js';
import type { FsmOptions } from '../fsm/options.js';
import { peerAsOf } from '../fsm/peer-as.js';
import type { FsmState } from '../fsm/state.js';

/*
 * The connections of one peer, and which of them is the peer's own. The FSM of `main` persists: it lives through Idle and
 * holds what is known of the peer (counters, IdleHoldTime). A connection that comes in while it is busy gets an FSM of its
 * own, and either takes over or is disposed (RFC 4271 §6.8, §8.2.1). Decided here:
 *
 * - A connection that reaches OpenConfirm has won: it becomes the peer's own, whatever the other one was at. Only then is
 *   the loser told, so that an OPEN nobody accepts closes nothing. Where the peer's own has lost, the other one takes over
 *   before it ends.
 * - The loser never counts against the peer: the winner takes the counters from before.
 * - A damped peer is refused, as RFC 4271 §8.2.2 has it, and without a word: that leaves the other side waiting in Active
 *   for us to dial, where a NOTIFICATION would have both sides damped and refusing each other for ever. A peer that only
 *   waits to be dialled again is welcome, for the same reason.
 */

/** Connections of one peer with a stream; one more is turned away. */
const MAX_STREAMS = 2;

export interface PeerConnectionsPorts {
  /** The options as they are now. */
  options(): FsmOptions;
  readonly mailbox: Mailbox;
  make(options: FsmOptions): Connection;
  /** Turns a stream away with a Cease, or without a word. */
  refuse(incoming: Incoming, subcode: number | undefined): void;
  /** Another connection is the peer's own now. */
  replaced(from: FsmState, to: FsmState): void;
}

export class PeerConnections {
  readonly #ports: PeerConnectionsPorts;
  readonly #incoming = new Set<Connection>();
  #main: Connection;
  /** An incoming stream that an FSM is being asked about. */
  #offered: Incoming | undefined;
  /** Who is to be closed once the winner's OPEN has been accepted. */
  #verdict: { readonly winner: Connection; readonly loser: Connection; readonly how: 'dump' | 'lost' } | undefined;

  constructor(ports: PeerConnectionsPorts) {
    this.#ports = ports;
    this.#main = ports.make(ports.options());
  }

  get main(): Connection {
    return this.#main;
  }

  get all(): readonly Connection[] {
    return [this.#main, ...this.#incoming];
  }

  /** A new FSM for the peer, which knows nothing of what was. */
  renew(): void {
    this.#main.dispose();
    this.#main = this.#ports.make(this.#ports.options());
  }

  /** A connection that is not the peer's own has ended. */
  drop(connection: Connection): void {
    this.#incoming.delete(connection);
    connection.dispose();
  }

  /** The options are others now; connections under way go by them from here on. */
  configure(): void {
    this.#main.configure(this.#ports.options());
    for (const connection of this.#incoming) connection.configure(this.#incomingOptions());
  }

  /** Takes a stream that the peer opened. */
  accept(incoming: Incoming): void {
    const { state } = this.#main;
    if (awaitsStream(this.#main)) this.#main.accept(incoming);
    else if (state.name !== 'Idle') this.#offer(this.#main, incoming);
    else if (state.timers.has('idle-hold')) this.#ports.refuse(incoming, undefined);
    else this.#track(incoming);
  }

  /** The FSM that was asked about a stream would have it tracked. */
  track(): void {
    const incoming = this.#takeOffered();
    if (incoming !== undefined) this.#track(incoming);
  }

  /** The FSM that was asked about a stream would have it turned away. */
  reject(): void {
    const incoming = this.#takeOffered();
    if (incoming !== undefined) this.#ports.refuse(incoming, CeaseSubcode.CONNECTION_REJECTED);
  }

  /** Whether the connection on which an OPEN has come must yield to another one (RFC 4271 §6.8). */
  loses(connection: Connection, open: OpenMessage): boolean {
    const options = this.#ports.options();
    for (const other of this.all) {
      if (other === connection) continue;
      const verdict = arbitrate({
        localRouterId: options.routerId,
        remoteRouterId: open.routerId,
        localAs: options.localAs,
        remoteAs: peerAsOf(options, open),
        old: { state: other.state.name, initiator: other.initiator },
        new: { state: connection.state.name, initiator: connection.initiator },
        collisionDetectEstablishedState: options.collisionDetectEstablishedState,
        gracefulRestart: other.state.name === 'Established' && other.state.negotiated.gracefulRestart !== undefined,
      });
      if (verdict.close === 'new') {
        if (connection === this.#main) this.#promote(other);
        return true;
      }
      if (verdict.close === 'old') this.#verdict = { winner: connection, loser: other, how: verdict.how };
    }
    return false;
  }

  /** The peer has decided a collision against this connection: the other one takes over before this one ends. */
  notified(connection: Connection, { code, subcode }: NotificationMessage): void {
    if (connection !== this.#main || code !== ErrorCode.CEASE || subcode !== CeaseSubcode.CONNECTION_COLLISION) return;
    const [other] = this.#incoming;
    if (other !== undefined) this.#promote(other);
  }

  /** An OPEN was accepted: its connection is the peer's from now on, and the one that collided goes. */
  confirmed(connection: Connection): void {
    const verdict = this.#verdict?.winner === connection ? this.#verdict : undefined;
    this.#verdict = undefined;
    if (connection !== this.#main) this.#promote(connection);
    if (verdict === undefined) return;
    verdict.loser.raise({ type: verdict.how === 'dump' ? 'OpenCollisionDump' : 'TcpConnectionFails' });
  }

  /** Asks the peer's FSM about a second stream (RFC 4271 §8.2.2, event 17). */
  #offer(main: Connection, incoming: Incoming): void {
    this.#offered = incoming;
    main.raise({ type: 'TcpConnectionConfirmed' });
    this.#ports.mailbox.run(() => {
      if (this.#takeOffered() === undefined) return;
      // RFC 4724 §5: the old connection was given up for this one.
      if (awaitsStream(main)) main.accept(incoming);
      else this.#track(incoming);
    }, undefined);
  }

  #takeOffered(): Incoming | undefined {
    const incoming = this.#offered;
    this.#offered = undefined;
    return incoming;
  }

  /** Gives a second stream an FSM of its own. */
  #track(incoming: Incoming): void {
    if (this.all.filter((connection) => connection.hasStream).length >= MAX_STREAMS) {
      this.#ports.refuse(incoming, CeaseSubcode.CONNECTION_COLLISION);
      return;
    }
    const connection = this.#ports.make(this.#incomingOptions());
    this.#incoming.add(connection);
    connection.raise({ type: 'ManualStart_with_PassiveTcpEstablishment' });
    connection.accept(incoming);
  }

  #incomingOptions(): FsmOptions {
    return { ...this.#ports.options(), passiveTcpEstablishment: true, dampPeerOscillations: false };
  }

  /** Makes an incoming connection the peer's own. What the old one still does, it does as one that is on its way out. */
  #promote(connection: Connection): void {
    const old = this.#main;
    this.#incoming.delete(connection);
    connection.adopt(old.state, this.#ports.options());
    this.#main = connection;
    if (old.hasStream) this.#incoming.add(old);
    else old.dispose();
    this.#ports.replaced(old.state, connection.state);
  }
}

/** True where the FSM waits for the peer to connect. */
function awaitsStream(connection: Connection): boolean {
  const { state } = connection;
  if (connection.hasStream) return false;
  return state.name === 'Active' || (state.name === 'Connect' && !state.dialing);
}
