import { type Fault, Framer } from '@mesh/bgp-wire';
import type { Clock } from '../clock.js';
import type { DuplexLike } from '../duplex.js';
import type { Mailbox } from './mailbox.js';
import type { Taps } from './taps.js';
import { type Counting, countMessage } from './traffic.js';

/**
 * Octets that are worked through before others get their turn: some 1,500 routes, so that the event loop goes round in a
 * few milliseconds while a table comes in. A stream's piece may be longer: the rest of it waits in a copy.
 */
const SLICE = 16_384;

const POISON = 0xdb;

export interface ReceiverPorts {
  readonly stream: DuplexLike;
  readonly clock: Clock;
  readonly mailbox: Mailbox;
  readonly count: Counting;
  readonly taps: Taps;
  /** Overwrite frames once they have been handled. */
  readonly poison: boolean;
}

/** What a receiver hands on. */
export interface ReceiverUser {
  /** A whole message, borrowed for the call. */
  frame(frame: Uint8Array): void;
  /** The stream has no meaning any more; `type` is that of the message at fault, where its header could be read. */
  broken(fault: Fault, type: number | undefined): void;
}

/**
 * Octets in, frames out, one by one and each a step of its own. More than a slice, in one piece or in many, are worked
 * through in slices, with the stream paused meanwhile, so that a burst delays nobody's KEEPALIVE.
 */
export class Receiver {
  readonly #ports: ReceiverPorts;
  readonly #user: ReceiverUser;
  readonly #framer = new Framer();
  readonly #scratch: Uint8Array | undefined;
  #backlog: Uint8Array[] = [];
  #stopped = false;
  /** The host takes no more for now. */
  #held = false;
  /** Octets worked through since others had their turn. */
  #spent = 0;
  /** Another turn is coming, for the backlog or for what the stream has. */
  #scheduled = false;
  #whenCaughtUp: (() => void) | undefined;

  constructor(ports: ReceiverPorts, user: ReceiverUser) {
    this.#ports = ports;
    this.#user = user;
    this.#scratch = ports.poison ? new Uint8Array(65536) : undefined;
  }

  /** Octets have come that were not worked through yet, or may have, where nobody looks. */
  get behind(): boolean {
    return this.#held || this.#scheduled || this.#backlog.length > 0;
  }

  /** Takes no more from the stream, once the slice under way is through, until `release`. */
  hold(): void {
    if (this.#held || this.#stopped) return;
    this.#held = true;
    this.#ports.stream.pause();
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    if (this.#backlog.length > 0 || this.#whenCaughtUp !== undefined) this.#schedule();
    else this.#ports.stream.resume();
  }

  /** Messages from now on may be longer than 4096 octets (RFC 8654). */
  allowExtendedMessages(): void {
    this.#framer.extendedMessage = true;
  }

  /** Calls back once everything that has come is worked through: now, or after the turns it still takes. */
  whenCaughtUp(fn: () => void): void {
    if (this.behind) this.#whenCaughtUp = fn;
    else fn();
  }

  /** Nothing that still comes is of interest. */
  stop(): void {
    this.#stopped = true;
    this.#held = false;
    this.#backlog = [];
  }

  data(bytes: Uint8Array): void {
    if (this.#stopped) return;
    this.#ports.count.octets += bytes.length;
    const octets = plain(bytes);
    if (this.behind || this.#ports.mailbox.running) this.#defer(octets);
    else {
      this.#push(octets.length > SLICE ? octets.subarray(0, SLICE) : octets);
      if (octets.length > SLICE) this.#defer(octets.subarray(SLICE));
      else if (this.#spent >= SLICE) this.#rest();
    }
  }

  /** Leaves what the stream has to the next turn: a stream that always has some must not have the loop for itself. */
  #rest(): void {
    if (this.#stopped || this.#held) return;
    this.#ports.stream.pause();
    this.#schedule();
  }

  /** Keeps a copy for the next turn: what was given is borrowed. */
  #defer(octets: Uint8Array): void {
    if (this.#stopped) return;
    this.#backlog.push(octets.slice());
    if (this.#backlog.length > 1) return;
    this.#ports.stream.pause();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#held) return;
    this.#scheduled = true;
    this.#ports.clock.defer(() => {
      this.#scheduled = false;
      this.#spent = 0;
      this.#catchUp();
    });
  }

  #catchUp(): void {
    if (this.#held || this.#stopped) return;
    const next = this.#backlog.shift();
    if (next !== undefined) {
      if (next.length > SLICE) this.#backlog.unshift(next.subarray(SLICE));
      this.#push(next.length > SLICE ? next.subarray(0, SLICE) : next);
    }
    if (this.#backlog.length > 0) this.#schedule();
    else if (!this.#held) {
      this.#ports.stream.resume();
      this.#whenCaughtUp?.();
    }
  }

  #push(octets: Uint8Array): void {
    this.#spent += octets.length;
    const fault = this.#framer.push(octets, this.#onFrame);
    if (fault === undefined || this.#stopped) return;
    this.stop();
    this.#user.broken(fault, this.#framer.faultType);
  }

  readonly #onFrame = (frame: Uint8Array): boolean => {
    countMessage(this.#ports.count, frame[18]!);
    this.#ports.taps.received(frame);
    if (this.#scratch === undefined) this.#user.frame(frame);
    else this.#handOver(this.#scratch.subarray(0, frame.length), frame);
    return !this.#stopped;
  };

  #handOver(copy: Uint8Array, frame: Uint8Array): void {
    copy.set(frame);
    this.#user.frame(copy);
    copy.fill(POISON);
  }
}

/** Octets as a plain `Uint8Array`: the `slice` of Node's `Buffer` does not copy. */
function plain(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
