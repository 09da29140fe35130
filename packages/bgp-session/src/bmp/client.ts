import { MeshError } from '@mesh/bgp-wire';
import {
  type BmpMessage,
  type BmpStatistic,
  encodeBmp,
  InformationType,
  TerminationReason,
  TerminationType,
} from '@mesh/bgp-wire/bmp';
import { EventEmitter } from 'eventemitter3';
import { Fifo } from '../adapters/fifo.js';
import { systemClock, systemRandom } from '../adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { Cancel, Clock } from '../clock.js';
import type { DuplexLike } from '../duplex.js';
import type { SessionInfo } from '../session-info.js';
import type { Speaker } from '../speaker/speaker.js';
import { type MonitoredViews, SessionMonitor } from './session-monitor.js';

/*
 * The router's side of BMP (RFC 7854 §3.2): one connection to a station, over which every session of a speaker is shown.
 * It observes; nothing it does can hold up a session:
 *
 * - What the station does not take is kept up to `maxBufferedBytes`; beyond it the connection ends and is opened anew,
 *   and the station is told all from the beginning, as RFC 7854 §3.3 has it after any loss.
 * - To a station that connects while sessions are up, each is announced, and its routes come from `routes`, or from the
 *   peer itself, who is asked to send them again (RFC 2918). Those of `routes` are fetched as fast as the station takes
 *   them, however many there are; what happens meanwhile is told after them.
 * - A connection that did not last as long as the wait before it counts as an attempt that failed: a station that cannot
 *   keep up is not told everything over and over, nor are peers asked for it.
 */

export interface BmpClientOptions {
  /** Opens a stream to the station; `signal` gives the attempt up. */
  readonly connect: (signal: AbortSignal) => AnyDuplex | Promise<AnyDuplex>;
  /** sysName and sysDescr of the Initiation (RFC 7854 §4.4). */
  readonly sysName: string;
  readonly sysDescr?: string | undefined;
  /** Default `{ adjRibIn: true }`. */
  readonly views?: Partial<MonitoredViews> | undefined;
  /**
   * The UPDATEs that make up what a peer has announced so far, whole messages in the encoding of `session.rx` with an
   * End-of-RIB for each family. They are fetched bit by bit, so best made on the way. Default: the peer is asked to send
   * its routes again, where it can be; then no End-of-RIB follows them.
   */
  readonly routes?: ((session: SessionInfo) => Iterable<Uint8Array>) | undefined;
  /** Seconds between two Statistics Reports of each session; 0, the default, for none. */
  readonly statisticsSeconds?: number | undefined;
  /** What they hold (RFC 7854 §4.8). */
  readonly statistics?: ((session: SessionInfo) => readonly BmpStatistic[]) | undefined;
  /** Octets that may wait for the station. Default 8 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** Seconds before the second attempt, more than 0; each further one waits twice as long, up to 720 (RFC 7854 §3.2). Default 30. */
  readonly retrySeconds?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

export interface BmpClientEvents {
  connected: () => void;
  /** The connection to the station is over, or none came to be. */
  disconnected: (error: Error | undefined) => void;
  /** What the host gave, or a listener, threw; nothing ends for it. */
  error: (error: unknown) => void;
}

/** Octets to send, or messages that are made when the station has room for them. */
type Work = Uint8Array | Iterator<BmpMessage>;

/** Octets that wait in the stream when more messages are made, and that are made in one go. */
const LOW_WATER = 65_536;

const MAX_BUFFERED = 8 << 20;
const RETRY_SECONDS = 30;
const MAX_RETRY_SECONDS = 720;
/** How long a stream may take to flush the Termination. */
const LINGER_MS = 1_000;

export class BmpClient extends EventEmitter<BmpClientEvents> implements AsyncDisposable {
  readonly #speaker: Speaker;
  readonly #options: BmpClientOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #views: MonitoredViews;
  readonly #monitors = new Set<SessionMonitor>();
  readonly #untap: Cancel;
  /** What has to wait for routes that are still being told. */
  readonly #work = new Fifo<Work>();
  /** Octets in it. */
  #held = 0;
  #working = false;
  #attempt = new AbortController();
  #attempts = 0;
  #stream: DuplexLike | undefined;
  /** Since when it is connected. */
  #since = 0;
  #retry: Cancel | undefined;
  #statistics: Cancel | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;
  #released: (() => void) | undefined;

  /** Observes a speaker from here on, and connects to the station. Throws `RangeError` for numbers that are none. */
  constructor(speaker: Speaker, options: BmpClientOptions) {
    super();
    checkNumbers(options);
    this.#speaker = speaker;
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#random = options.random ?? systemRandom;
    this.#views = { adjRibIn: true, adjRibOut: false, mirroring: false, ...options.views };
    this.#untap = speaker.tap((stream) => {
      const monitor: SessionMonitor = new SessionMonitor(
        stream,
        this.#views,
        this.#clock,
        (message) => this.#say(message),
        () => this.#monitors.delete(monitor),
      );
      this.#monitors.add(monitor);
      return monitor;
    });
    this.#connect();
  }

  /** The station is connected. */
  get connected(): boolean {
    return this.#stream !== undefined;
  }

  /** Says goodbye to the station (Termination) and lets go of everything; sessions go on. Resolves within a second. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #close(): Promise<void> {
    this.#closed = true;
    this.#untap();
    this.#monitors.clear();
    this.#retry?.();
    this.#attempt.abort();
    this.#forgetWork();
    const stream = this.#stream;
    if (stream === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const linger = this.#clock.after(LINGER_MS, () => stream.destroy());
      this.#released = () => {
        linger();
        resolve();
      };
      const information = [{ type: TerminationType.REASON, value: TerminationReason.ADMINISTRATIVELY_CLOSED }];
      stream.write(encodeBmp({ type: 'TERMINATION', information }), () => undefined);
      stream.end();
    });
  }

  #connect(): void {
    this.#retry = undefined;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const failed = (error: unknown) => {
      if (!attempt.signal.aborted) this.#lost(error instanceof Error ? error : new Error(String(error)));
    };
    const opened = (stream: AnyDuplex) => {
      let duplex: DuplexLike;
      try {
        duplex = toDuplex(stream);
      } catch (error) {
        failed(error);
        return;
      }
      if (attempt.signal.aborted) duplex.destroy();
      else this.#begin(duplex);
    };
    let stream: AnyDuplex | Promise<AnyDuplex>;
    try {
      stream = this.#options.connect(attempt.signal);
    } catch (error) {
      failed(error);
      return;
    }
    if (stream instanceof Promise) stream.then(opened, failed);
    else opened(stream);
  }

  #begin(stream: DuplexLike): void {
    this.#stream = stream;
    this.#since = this.#clock.now();
    stream.attach({
      data: () => undefined, // A station has nothing to say (RFC 7854 §3.2).
      drain: () => this.#proceed(),
      closed: (error) => {
        if (this.#stream === stream) this.#lost(error);
      },
    });
    if (this.#stream !== stream) return;
    const { sysName, sysDescr = '' } = this.#options;
    this.#say({
      type: 'INITIATION',
      information: [
        { type: InformationType.SYS_DESCR, value: sysDescr },
        { type: InformationType.SYS_NAME, value: sysName },
      ],
    });
    this.#tell('connected');
    for (const monitor of [...this.#monitors]) this.#guard(() => this.#catchUp(monitor));
    this.#scheduleStatistics();
  }

  /** Tells a new station of a session that is up already. */
  #catchUp(monitor: SessionMonitor): void {
    const { session } = monitor;
    if (session === undefined || this.#stream === undefined) return;
    monitor.announce();
    if (!this.#views.adjRibIn) return;
    const { routes } = this.#options;
    if (routes !== undefined) {
      this.#work.push(routesOf(monitor, session, routes));
      this.#proceed();
    } else if (session.routeRefresh) {
      const live = this.#speaker.peer(session.peer)?.session;
      for (const family of session.families) live?.requestRefresh(family);
    }
  }

  #scheduleStatistics(): void {
    const { statistics, statisticsSeconds = 0 } = this.#options;
    if (statistics === undefined || statisticsSeconds === 0 || this.#stream === undefined) return;
    this.#statistics = this.#clock.after(statisticsSeconds * 1000, () => {
      for (const monitor of this.#monitors) {
        const { session } = monitor;
        if (session === undefined) continue;
        this.#guard(() =>
          this.#say({ type: 'STATISTICS-REPORT', peer: monitor.header(session), statistics: statistics(session) }),
        );
      }
      this.#scheduleStatistics();
    });
  }

  #say(message: BmpMessage): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    const octets = encodeBmp(message);
    const most = this.#options.maxBufferedBytes ?? MAX_BUFFERED;
    const waiting = stream.unaccepted + this.#held;
    if (waiting + octets.length > most) {
      const error = new MeshError(
        'MESH_BMP_STATION_SLOW',
        `the station has ${waiting} octets to take, more than the ${most} that may wait: it is told all again`,
      );
      this.#lost(error);
      stream.destroy(error);
    } else if (this.#work.size > 0) {
      this.#work.push(octets);
      this.#held += octets.length;
    } else stream.write(octets, () => this.#proceed());
  }

  /** Goes on with what waits, as far as the station takes it, and lets others have their turn on the way. */
  #proceed(): void {
    const stream = this.#stream;
    if (stream === undefined || this.#working || this.#work.size === 0) return;
    this.#working = true;
    let made = 0;
    while (this.#stream === stream && made < LOW_WATER && stream.unaccepted < this.#lowWater) {
      const octets = this.#next();
      if (octets === undefined) break;
      made += octets.length;
      stream.write(octets, () => this.#proceed());
    }
    this.#working = false;
    if (made >= LOW_WATER) this.#clock.defer(() => this.#proceed());
  }

  get #lowWater(): number {
    return Math.min(LOW_WATER, (this.#options.maxBufferedBytes ?? MAX_BUFFERED) / 2);
  }

  /** The next octets of what waits. */
  #next(): Uint8Array | undefined {
    for (;;) {
      const { first } = this.#work;
      if (first === undefined) return undefined;
      if (first instanceof Uint8Array) {
        this.#work.shift();
        this.#held -= first.length;
        return first;
      }
      const octets = this.#guard(() => {
        const { done, value } = first.next();
        return done ? undefined : encodeBmp(value);
      });
      if (octets !== undefined) return octets;
      if (this.#work.first === first) this.#work.shift();
    }
  }

  #forgetWork(): void {
    for (let one = this.#work.shift(); one !== undefined; one = this.#work.shift()) {
      const work = one;
      if (!(work instanceof Uint8Array)) this.#guard(() => work.return?.());
    }
    this.#held = 0;
  }

  #lost(error: Error | undefined): void {
    const lastedMs = this.#stream === undefined ? 0 : this.#clock.now() - this.#since;
    this.#stream = undefined;
    this.#statistics?.();
    this.#statistics = undefined;
    this.#forgetWork();
    if (this.#closed) this.#released?.();
    else {
      const { retrySeconds = RETRY_SECONDS } = this.#options;
      const most = Math.max(retrySeconds, MAX_RETRY_SECONDS);
      const secondsOf = (attempts: number) => Math.min(most, retrySeconds * 2 ** attempts);
      if (this.#attempts > 0 && lastedMs >= secondsOf(this.#attempts - 1) * 1000) this.#attempts = 0;
      const waitMs = secondsOf(this.#attempts++) * 1000 * (0.75 + this.#random() / 4);
      this.#retry = this.#clock.after(waitMs, () => this.#connect());
    }
    this.#tell('disconnected', error);
  }

  #tell<K extends 'connected' | 'disconnected'>(event: K, ...args: Parameters<BmpClientEvents[K]>): void {
    this.#guard(() => this.emit(event, ...(args as never)));
  }

  /** Runs a host's code: what it throws is told, and ends nothing. */
  #guard<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      try {
        this.emit('error', error);
      } catch {
        // A listener for errors that throws has nobody left to tell.
      }
      return undefined;
    }
  }
}

/** What a peer has announced so far, for as long as its session is up. */
function* routesOf(
  monitor: SessionMonitor,
  session: SessionInfo,
  routes: NonNullable<BmpClientOptions['routes']>,
): Generator<BmpMessage, void> {
  for (const frame of routes(session)) {
    if (monitor.session !== session) return;
    yield monitor.route(session, frame);
  }
}

/** What the numbers of the options may be: at least that much, or more than that. */
function checkNumbers({ retrySeconds, statisticsSeconds, maxBufferedBytes }: BmpClientOptions): void {
  const check = (field: string, value: number | undefined, rule: string, holds: (value: number) => boolean) => {
    if (value === undefined || (Number.isFinite(value) && holds(value))) return;
    throw new RangeError(`${field} must be ${rule}, got ${value}`);
  };
  check('retrySeconds', retrySeconds, 'more than 0', (value) => value > 0);
  check('statisticsSeconds', statisticsSeconds, '0 or more', (value) => value >= 0);
  check('maxBufferedBytes', maxBufferedBytes, '1 or more', (value) => value >= 1);
}
