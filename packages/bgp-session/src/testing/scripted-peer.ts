import {
  type CodecContext,
  createContext,
  type DecodedMessage,
  decodeFrame,
  encodeMessage,
  type Fault,
  Framer,
  KEEPALIVE,
  MeshError,
  type Message,
  type OpenMessage,
} from '@mesh/bgp-wire';
import { systemClock } from '../adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { Clock } from '../clock.js';
import type { DuplexLike } from '../duplex.js';
import { localOpen } from '../fsm/local-open.js';
import { negotiate } from '../fsm/negotiate.js';
import type { FsmOptions } from '../fsm/options.js';
import { type PeerSettings, resolvePeer } from '../peer/peer-settings.js';
import { VirtualClock } from './virtual-clock.js';

/** How long `expect` waits where nothing else is said. */
const EXPECT_MS = 10_000;

/** A message of the given type. */
export type MessageOf<T extends DecodedMessage['type']> = Extract<DecodedMessage, { readonly type: T }>;

export interface ExpectOptions<T extends DecodedMessage['type']> {
  /** How long to wait. Default 10 000. */
  readonly ms?: number;
  /** Messages of the type that it is false for are passed over. */
  readonly match?: (message: MessageOf<T>) => boolean;
}

/**
 * The other end of a session, without a will of its own: it says what the test says and remembers what it hears. It
 * sends no KEEPALIVE by itself and answers nothing, so that a test has every octet in its hand.
 *
 * In virtual time `expect` and `establish` drive the clock and are settled when they return; over a real stream they
 * wait. So one test serves both.
 */
export class ScriptedPeer {
  /** Everything that came, in order; UPDATEs are owned copies. */
  readonly received: DecodedMessage[] = [];
  /** What came and was no message; nothing is read after it. */
  fault: Fault | undefined;
  /** The stream is over. */
  closed = false;
  readonly #stream: DuplexLike;
  readonly #options: FsmOptions;
  readonly #clock: Clock;
  readonly #framer = new Framer({ extendedMessage: true });
  #rx: CodecContext = createContext();
  #tx: CodecContext = createContext();
  /** Where the next `expect` begins to look. */
  #seen = 0;
  #waiting: (() => void)[] = [];

  constructor(stream: AnyDuplex, settings: PeerSettings, clock: Clock = systemClock()) {
    this.#stream = toDuplex(stream);
    this.#options = resolvePeer(settings).options;
    this.#clock = clock;
    this.#stream.attach({
      data: (bytes) => this.#data(bytes),
      drain: () => undefined,
      closed: () => {
        this.closed = true;
        this.#wake();
      },
    });
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
    this.#stream.write(bytes, () => undefined);
  }

  /** OPEN and KEEPALIVE in both directions, then silence. Resolves to the OPEN of the other side. */
  establish(options: { readonly ms?: number } = {}): Promise<OpenMessage> {
    const ms = options.ms ?? EXPECT_MS;
    this.send(this.open);
    if (this.#clock instanceof VirtualClock) {
      this.#clock.runUntil(() => this.#came('OPEN') || this.closed, ms);
      this.send(KEEPALIVE);
      // And until the other side has ours: then both are Established.
      const done = () => this.#came('KEEPALIVE') && this.#stream.unaccepted === 0;
      this.#clock.runUntil(() => done() || this.closed, ms);
      return this.#established(ms);
    }
    return this.#wait(() => this.#came('OPEN') || this.closed, ms).then(async () => {
      this.send(KEEPALIVE);
      await this.#wait(() => this.#came('KEEPALIVE') || this.closed, ms);
      return this.#established(ms);
    });
  }

  #came(type: DecodedMessage['type']): boolean {
    return this.received.some((message) => message.type === type);
  }

  #established(ms: number): Promise<OpenMessage> {
    this.#take('KEEPALIVE');
    const open = this.received.find((message) => message.type === 'OPEN');
    if (open === undefined) return Promise.reject(this.#disappointment('OPEN', ms));
    return this.#came('KEEPALIVE') ? Promise.resolve(open) : Promise.reject(this.#disappointment('KEEPALIVE', ms));
  }

  /**
   * The next message of a type; those before it are passed over. Rejects with `MESH_EXPECTATION` where none comes in time,
   * or the stream ends first.
   */
  expect<T extends DecodedMessage['type']>(type: T, options: ExpectOptions<T> = {}): Promise<MessageOf<T>> {
    const ms = options.ms ?? EXPECT_MS;
    let found: MessageOf<T> | undefined;
    const settled = (): boolean => {
      found ??= this.#take(type, options.match);
      return found !== undefined || this.closed;
    };
    const result = (): Promise<MessageOf<T>> =>
      found === undefined ? Promise.reject(this.#disappointment(type, ms)) : Promise.resolve(found);
    if (this.#clock instanceof VirtualClock) {
      this.#clock.runUntil(settled, ms);
      return result();
    }
    return this.#wait(settled, ms).then(result);
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

  #take<T extends DecodedMessage['type']>(
    type: T,
    match?: (message: MessageOf<T>) => boolean,
  ): MessageOf<T> | undefined {
    while (this.#seen < this.received.length) {
      const message = this.received[this.#seen++]!;
      if (message.type !== type) continue;
      const typed = message as MessageOf<T>;
      if (match?.(typed) ?? true) return typed;
    }
    return undefined;
  }

  #wait(settled: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!settled()) return;
        cancel();
        this.#waiting = this.#waiting.filter((one) => one !== look);
        resolve();
      };
      const cancel = this.#clock.after(ms, () => {
        this.#waiting = this.#waiting.filter((one) => one !== look);
        resolve();
      });
      this.#waiting.push(look);
      look();
    });
  }

  #disappointment(type: string, ms: number): MeshError {
    const came = this.received.map((message) => message.type).join(', ') || 'nothing';
    const end = this.closed ? 'before the stream ended' : `within ${ms} ms`;
    return new MeshError('MESH_EXPECTATION', `no ${type} came ${end}; in all there came: ${came}`);
  }

  #data(bytes: Uint8Array): void {
    const octets = new Uint8Array(bytes);
    this.fault ??= this.#framer.push(octets, (frame) => {
      const result = decodeFrame(frame, this.#rx);
      if (result.ok) this.#note(result.message);
      else this.fault = result.fault;
      return undefined;
    });
    this.#wake();
  }

  #note(message: DecodedMessage): void {
    this.received.push(message.type === 'UPDATE' ? message.retain() : message);
    if (message.type !== 'OPEN') return;
    const result = negotiate(this.#options, message);
    if (!result.ok) return;
    this.#rx = result.negotiated.rx;
    this.#tx = result.negotiated.tx;
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}
