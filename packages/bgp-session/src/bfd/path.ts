import { MeshError } from '@mesh/bgp-wire';
import type { BfdEvents, BfdStateName } from './bfd-port.js';
import type { DatagramAddress, DatagramPort, DatagramSender } from './datagram-port.js';
import { BfdSession, type BfdSessionPorts } from './session.js';
import type { BfdTiming } from './state.js';

export interface PathPorts extends Pick<BfdSessionPorts, 'clock' | 'random'> {
  readonly port: DatagramPort;
}

/** One who wants a path watched. */
export interface PathClient {
  readonly timing: BfdTiming;
  readonly events: BfdEvents;
}

/** A watched path: its one BFD session, whoever wants it (RFC 5882 §2), and the socket that its packets leave from. */
export class Path {
  readonly session: BfdSession;
  readonly #ports: PathPorts;
  readonly #at: DatagramAddress;
  readonly #to: { readonly address: string; readonly port: number };
  readonly #sourcePort: number;
  readonly #clients = new Set<PathClient>();
  #sender: DatagramSender | undefined;
  #complaint: string | undefined;

  constructor(
    at: DatagramAddress,
    peerAddress: string,
    draws: { readonly discriminator: number; readonly sourcePort: number },
    first: PathClient,
    ports: PathPorts,
  ) {
    this.#at = at;
    this.#to = { address: peerAddress, port: at.port };
    this.#sourcePort = draws.sourcePort;
    this.#ports = ports;
    this.#clients.add(first);
    this.session = new BfdSession(draws.discriminator, first.timing, {
      clock: ports.clock,
      random: ports.random,
      send: (bytes) => this.#send(bytes),
      changed: (from) => this.#changed(from),
    });
  }

  has(client: PathClient): boolean {
    return this.#clients.has(client);
  }

  add(client: PathClient): void {
    this.#clients.add(client);
    this.#retime();
  }

  /** A client wants another pace. */
  replace(client: PathClient, next: PathClient): void {
    this.#clients.delete(client);
    this.add(next);
  }

  /** False where nobody is left who wants the path watched. */
  remove(client: PathClient): boolean {
    this.#clients.delete(client);
    if (this.#clients.size === 0) return false;
    this.#retime();
    return true;
  }

  /** Tells the peer that the session is administratively down, and lets go of it. */
  close(): void {
    this.#clients.clear();
    this.session.close();
    this.#closeSocket();
  }

  /** Tells of a failure, once for each different reason. */
  failed(cause: Error): void {
    if (cause.message === this.#complaint) return;
    this.#complaint = cause.message;
    const { address, port } = this.#at;
    const text = `BFD at ${address ?? 'any address'} port ${port}: ${cause.message}`;
    const error = new MeshError('MESH_BFD_SOCKET', text, { cause });
    this.#tell((events) => events.failed(error));
  }

  #changed(from: BfdStateName): void {
    this.#tell((events) => events.changed(this.session.status, from));
  }

  /** Tells all, but for those that one of them closes meanwhile. */
  #tell(what: (events: BfdEvents) => void): void {
    for (const client of [...this.#clients]) if (this.#clients.has(client)) what(client.events);
  }

  /** As fast as the most demanding asks for. */
  #retime(): void {
    const timings = [...this.#clients].map(({ timing }) => timing);
    const least = (field: keyof BfdTiming) => Math.min(...timings.map((timing) => timing[field]));
    this.session.retime({
      desiredMinTxMs: least('desiredMinTxMs'),
      requiredMinRxMs: least('requiredMinRxMs'),
      detectMultiplier: least('detectMultiplier'),
    });
  }

  /** All packets of a session have one source port (RFC 5881 §4); a socket that failed is opened again with the next. */
  #send(bytes: Uint8Array): void {
    this.#sender ??= this.#ports.port.sender({ ...this.#at, port: this.#sourcePort }, (error) => {
      this.#closeSocket();
      this.failed(error);
    });
    this.#sender.send(bytes, this.#to);
  }

  #closeSocket(): void {
    this.#sender?.close();
    this.#sender = undefined;
  }
}
