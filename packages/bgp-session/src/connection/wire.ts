import type { Cancel, Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import type { DuplexLike } from '../duplex.js';
import type { UpdateSource } from '../update-source.js';
import type { Mailbox } from './mailbox.js';
import { Receiver, type ReceiverUser } from './receiver.js';
import { Sender, type SenderUser } from './sender.js';
import type { Taps } from './taps.js';
import type { Counting } from './traffic.js';

/** How long a stream may take to flush its last words. */
export const LINGER_MS = 1_000;

export interface WirePorts {
  readonly clock: Clock;
  readonly mailbox: Mailbox;
  readonly received: Counting;
  readonly sent: Counting;
  /** Overwrite frames once they have been handled. */
  readonly poison: boolean;
  /** Who observes the stream. */
  tap(stream: DuplexLike, initiator: 'local' | 'remote'): Taps;
  /** How long a sender rests once all has been told, drawn anew each time; 0 for not at all. */
  restMs(): number;
  /** A wire holds a stream from here on. */
  opened(): void;
  /** It has let go of it. */
  released(): void;
}

/** What a wire tells its FSM; nothing any more once it was closed. */
export interface WireUser extends SenderUser, ReceiverUser {
  lost(error: Error | undefined): void;
}

/**
 * One stream as an FSM sees it: frames come, octets go, and it is lost once. After `close` it flushes what was written,
 * for a second at most, and has no user any more.
 */
export class Wire {
  readonly #stream: DuplexLike;
  readonly #ports: WirePorts;
  readonly #user: WireUser;
  readonly #receiver: Receiver;
  readonly sender: Sender;
  readonly taps: Taps;
  #open = true;
  #closed = false;
  #linger: Cancel | undefined;

  constructor(stream: DuplexLike, initiator: 'local' | 'remote', ports: WirePorts, user: WireUser) {
    this.#stream = stream;
    this.#ports = ports;
    this.#user = user;
    const { clock, mailbox, received, poison } = ports;
    const taps = ports.tap(stream, initiator);
    this.taps = taps;
    this.#receiver = new Receiver({ stream, clock, mailbox, poison, count: received, taps }, user);
    this.sender = new Sender(stream, { clock, count: ports.sent, taps, restMs: () => ports.restMs() }, user);
    ports.opened();
  }

  get localAddress(): string | undefined {
    return this.#stream.localAddress;
  }

  /** Octets have come that were not worked through yet. */
  get behind(): boolean {
    return this.#receiver.behind;
  }

  attach(): void {
    this.#stream.attach({
      data: (bytes) => this.#receiver.data(bytes),
      drain: () => this.sender.drain(),
      closed: (error) => this.#onClosed(error),
    });
  }

  /** Takes nothing from the stream until `resume`. */
  pause(): void {
    this.#receiver.hold();
  }

  resume(): void {
    this.#receiver.release();
  }

  allowExtendedMessages(): void {
    this.#receiver.allowExtendedMessages();
  }

  /** Sends what the source has from here on; where it is held, once the sender may begin. */
  pullFrom(source: UpdateSource, held: boolean = false): void {
    this.sender.attach(source, held);
  }

  /** Flushes what was written, for a second at most, and lets the stream go. */
  close(reason: CloseReason): void {
    if (!this.#open) return;
    this.#open = false;
    this.#receiver.stop();
    this.sender.close(reason);
    this.taps.closed(reason);
    if (this.#closed) return;
    this.#linger = this.#ports.clock.after(LINGER_MS, () => this.#stream.destroy());
    this.#stream.resume();
    this.#stream.end();
  }

  #onClosed(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#linger?.();
    this.#receiver.whenCaughtUp(() =>
      this.#ports.mailbox.run(() => {
        if (this.#open) this.#user.lost(error);
      }, undefined),
    );
    this.#ports.released();
  }
}
