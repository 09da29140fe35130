import {
  type CodecContext,
  createContext,
  type DecodedMessage,
  decodeFrame,
  encodeMessage,
  type Fault,
  Framer,
  KEEPALIVE,
  type Message,
  type OpenMessage,
} from '@mesh/bgp-wire';
import { systemClock } from '../adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { Cancel, Clock } from '../clock.js';
import type { DuplexLike } from '../duplex.js';
import { localOpen } from '../fsm/local-open.js';
import { negotiate } from '../fsm/negotiate.js';
import type { FsmOptions } from '../fsm/options.js';
import { type PeerSettings, resolvePeer } from '../peer/peer-settings.js';
import { Expectations, type ExpectOptions, type SilenceOptions } from './expectation/expectations.js';
import { Inbox } from './expectation/inbox.js';
import type { MessageOf, PatternOf } from './expectation/pattern.js';

/**
 * The other end of a session, without a will of its own: it says what the test says and remembers what it hears. It
 * sends no KEEPALIVE by itself and answers nothing, so that a test has every octet in its hand.
 *
 * In virtual time what is expected drives the clock and is settled when the call returns; over a real stream it waits.
 * So one test serves both. What is not as expected rejects with `MESH_EXPECTATION`, and says what came instead.
 */
export class ScriptedPeer {
  readonly #stream: DuplexLike;
  readonly #options: FsmOptions;
  readonly #clock: Clock;
  readonly #framer = new Framer({ extendedMessage: true });
  readonly #inbox: Inbox;
  readonly #expectations: Expectations;
  #rx: CodecContext = createContext();
  #tx: CodecContext = createContext();

  constructor(stream: AnyDuplex, settings: PeerSettings, clock: Clock = systemClock()) {
    this.#stream = toDuplex(stream);
    this.#options = resolvePeer(settings).options;
    this.#clock = clock;
    this.#inbox = new Inbox(clock);
    this.#expectations = new Expectations(this.#inbox);
    this.#stream.attach({
      data: (bytes) => this.#data(bytes),
      drain: () => undefined,
      closed: () => {
        this.#inbox.closed = true;
        this.#inbox.wake();
      },
    });
  }

  /** Everything that came, in order; UPDATEs are owned copies. */
  get received(): readonly DecodedMessage[] {
    return this.#inbox.items.map(({ message }) => message);
  }

  /** What came and was no message; nothing is read after it. */
  get fault(): Fault | undefined {
    return this.#inbox.fault;
  }

  /** The stream is over. */
  get closed(): boolean {
    return this.#inbox.closed;
  }

  /** The OPEN that fits the settings. */
  get open(): OpenMessage {
    return localOpen(this.#options);
  }

  /** How what we send is encoded: as negotiated, once both OPENs are known. */
  get tx(): CodecContext {
    return this.#tx;
  }

  /** Writes a message, or octets just as they are. */
  send(message: Message | Uint8Array): void {
    const bytes = message instanceof Uint8Array ? message : encodeMessage(message, this.#tx);
    this.#stream.write(bytes, () => this.#inbox.wake());
  }

  /** Sends a KEEPALIVE every so often, until the stream ends or the function given back is called. */
  keepAlive(everyMs: number): Cancel {
    let cancel: Cancel = () => undefined;
    const arm = () => {
      cancel = this.#clock.after(everyMs, () => {
        if (this.closed) return;
        this.send(KEEPALIVE);
        arm();
      });
    };
    arm();
    return () => cancel();
  }

  /** OPEN and KEEPALIVE in both directions, then silence. Resolves to the OPEN of the other side. */
  async establish(options: { readonly ms?: number } = {}): Promise<OpenMessage> {
    this.send(this.open);
    const heard = this.#expectations.came('OPEN', options);
    // Said at once where that is known by now, as in virtual time: then both are Established when this returns.
    if (this.#inbox.has('OPEN')) this.send(KEEPALIVE);
    else await heard.then(() => this.send(KEEPALIVE));
    const confirmed = this.#expectations.came('KEEPALIVE', { ...options, until: () => this.#stream.unaccepted === 0 });
    return heard.then(async (open) => {
      await confirmed;
      return open;
    });
  }

  /** The next message of a type that fits the pattern; those before it are passed over. */
  expect<T extends DecodedMessage['type']>(
    type: T,
    expected: PatternOf<T> & ExpectOptions<T> = {} as PatternOf<T>,
    options: ExpectOptions<T> = {},
  ): Promise<MessageOf<T>> {
    return this.#expectations.expect(type, expected, options);
  }

  /**
   * The same of the very next message, so that calls one after another say an order: any other is a failure at once.
   * KEEPALIVEs are passed over, unless one is expected.
   */
  expectNext<T extends DecodedMessage['type']>(
    type: T,
    expected: PatternOf<T> & ExpectOptions<T> = {} as PatternOf<T>,
    options: ExpectOptions<T> = {},
  ): Promise<MessageOf<T>> {
    return this.#expectations.expectNext(type, expected, options);
  }

  /** The very next message, or messages, octet for octet. KEEPALIVEs are passed over, unless the octets begin with one. */
  expectBytes(octets: Uint8Array, options: { readonly ms?: number } = {}): Promise<void> {
    return this.#expectations.expectBytes(octets, options);
  }

  /** Nothing comes for a while, counted from now, and the stream does not end. `but`: types that may come. */
  silence(options: SilenceOptions): Promise<void> {
    return this.#expectations.silence(options);
  }

  /** The other side ends the stream. */
  expectClose(options: { readonly ms?: number } = {}): Promise<void> {
    return this.#expectations.expectClose(options);
  }

  /**
   * Waits for whatever may be said of all that came: until `look` gives something, which it resolves to. `what` names it
   * in a failure. Nothing is passed over.
   */
  until<T>(
    what: string,
    look: (received: readonly DecodedMessage[]) => T | undefined | false,
    options: { readonly ms?: number } = {},
  ): Promise<T> {
    return this.#expectations.until(what, () => look(this.received), options);
  }

  /** Stops reading, as a peer that is stuck. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** Ends the stream in good order. */
  end(): void {
    this.#stream.end();
  }

  /** Cuts the stream. */
  destroy(): void {
    this.#stream.destroy(new Error('cut by the test'));
  }

  #data(bytes: Uint8Array): void {
    this.#inbox.fault ??= this.#framer.push(new Uint8Array(bytes), (frame) => {
      const result = decodeFrame(frame, this.#rx);
      if (result.ok) this.#note(result.message, frame);
      else this.#inbox.fault = result.fault;
      return undefined;
    });
    this.#inbox.wake();
  }

  #note(message: DecodedMessage, frame: Uint8Array): void {
    this.#inbox.add(message.type === 'UPDATE' ? message.retain() : message, frame.slice());
    if (message.type !== 'OPEN') return;
    const result = negotiate(this.#options, message);
    if (!result.ok) return;
    this.#rx = result.negotiated.rx;
    this.#tx = result.negotiated.tx;
  }
}
