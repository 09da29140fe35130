import type { CloseReason } from '../close-reason.js';
import type { MakeTap, MessageTap, TappedStream } from '../observe/message-tap.js';
import type { SessionInfo } from '../session-info.js';

/** Runs a host's code: what it throws is reported, and ends nothing. */
export type Guard = <T>(call: () => T) => T | undefined;

/** The taps of one stream. With none, each call costs a look at an empty set. */
export class Taps {
  readonly #stream: TappedStream;
  readonly #guard: Guard;
  readonly #taps = new Map<MakeTap, MessageTap>();

  constructor(stream: TappedStream, guard: Guard, makers: Iterable<MakeTap>) {
    this.#stream = stream;
    this.#guard = guard;
    for (const make of makers) this.add(make, undefined);
  }

  /** Observes from here on; a session that is up already is told of at once. */
  add(make: MakeTap, session: SessionInfo | undefined): void {
    const tap = this.#guard(() => make(this.#stream));
    if (tap === undefined) return;
    this.#taps.set(make, tap);
    if (session !== undefined) this.#guard(() => tap.established?.(session));
  }

  remove(make: MakeTap): void {
    this.#taps.delete(make);
  }

  received(message: Uint8Array): void {
    if (this.#taps.size > 0) this.#tell((tap) => tap.received?.(message));
  }

  sent(octets: Uint8Array): void {
    if (this.#taps.size > 0) this.#tell((tap) => tap.sent?.(octets));
  }

  established(session: SessionInfo): void {
    this.#tell((tap) => tap.established?.(session));
  }

  closed(reason: CloseReason): void {
    this.#tell((tap) => tap.closed?.(reason));
    this.#taps.clear();
  }

  #tell(call: (tap: MessageTap) => void): void {
    for (const tap of this.#taps.values()) this.#guard(() => call(tap));
  }
}
