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
import { systemClock, systemRandom } from '../adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { Cancel, Clock } from '../clock.js';
import type { DuplexLike } from '../duplex.js';
import type { SessionInfo } from '../session-info.js';
import type { Speaker } from '../speaker.js';
import { type MonitoredViews, SessionMonitor } from './session-monitor.js';

/*
 * The router's side of BMP (RFC 7854 §3.2): one connection to a station, over which every session of a speaker is shown.
 * It observes; nothing it does can hold up a session:
 *
 * - What the station does not take is kept up to `maxBufferedBytes`; beyond it the connection ends and is opened anew,
 *   and the station is told all from the beginning, as RFC 7854 §3.3 has it after any loss.
 * - To a station that connects while sessions are up, each is announced, and its routes come from `routes`, or from the
 *   peer itself, who is asked to send them again (RFC 2918).
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
   * End-of-RIB for each family. Default: the peer is asked to send its routes again, where it can be.
   */
  readonly routes?: ((session: SessionInfo) => Iterable<Uint8Array>) | undefined;
  /** Seconds between two Statistics Reports of each session; 0, the default, for none. */
  readonly statisticsSeconds?: number | undefined;
  /** What they hold (RFC 7854 §4.8). */
  readonly statistics?: ((session: SessionInfo) => readonly BmpStatistic[]) | undefined;
  /** Octets that may wait for the station. Default 8 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** Seconds before the second attempt; each further one waits twice as long, up to 720 (RFC 7854 §3.2). Default 30. */
  readonly retrySeconds?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

export interface BmpClientEvents {
  connected: () => void;
  /** The connection to the station is over, or none came to be. */
  disconnected: (error: Error | undefined) => void;
}

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
  #attempt = new AbortController();
  #attempts = 0;
  #stream: DuplexLike | undefined;
  #retry: Cancel | undefined;
  #statistics: Cancel | undefined;
  #closing: Promise<void> | undefined;
  #released: (() => void) | undefined;

  /** Observes a speaker from here on, and connects to the station. */
  constructor(speaker: Speaker, options: BmpClientOptions) {
    super();
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
    this.#closing ??= new Promise((resolve) => {
      this.#untap();
      this.#monitors.clear();
      this.#retry?.();
      this.#attempt.abort();
      const stream = this.#stream;
      if (stream === undefined) {
        resolve();
        return;
      }
      const information = [{ type: TerminationType.REASON, value: TerminationReason.ADMINISTRATIVELY_CLOSED }];
      this.#say({ type: 'TERMINATION', information });
      const linger = this.#clock.after(LINGER_MS, () => stream.destroy());
      this.#released = () => {
        linger();
        resolve();
      };
      stream.end();
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #connect(): void {
    this.#retry = undefined;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const opened = (stream: AnyDuplex) => {
      const duplex = toDuplex(stream);
      if (attempt.signal.aborted) duplex.destroy();
      else this.#begin(duplex);
    };
    const failed = (error: unknown) => {
      if (!attempt.signal.aborted) this.#lost(error instanceof Error ? error : new Error(String(error)));
    };
    try {
      const stream = this.#options.connect(attempt.signal);
      if (stream instanceof Promise) stream.then(opened, failed);
      else opened(stream);
    } catch (error) {
      failed(error);
    }
  }

  #begin(stream: DuplexLike): void {
    this.#stream = stream;
    stream.attach({
      data: () => undefined, // A station has nothing to say (RFC 7854 §3.2).
      drain: () => undefined,
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
    this.emit('connected');
    for (const monitor of [...this.#monitors]) this.#catchUp(monitor);
    this.#scheduleStatistics();
  }

  /** Tells a new station of a session that is up already. */
  #catchUp(monitor: SessionMonitor): void {
    const { session } = monitor;
    if (session === undefined) return;
    monitor.announce();
    if (!this.#views.adjRibIn) return;
    const { routes } = this.#options;
    if (routes !== undefined) for (const frame of routes(session)) monitor.route(session, frame);
    else if (session.routeRefresh) {
      const live = this.#speaker.peer(session.peer)?.session;
      for (const family of session.families) live?.requestRefresh(family);
    }
  }

  #scheduleStatistics(): void {
    const { statistics, statisticsSeconds = 0 } = this.#options;
    if (statistics === undefined || statisticsSeconds === 0) return;
    this.#statistics = this.#clock.after(statisticsSeconds * 1000, () => {
      for (const monitor of this.#monitors) {
        const { session } = monitor;
        if (session === undefined) continue;
        this.#say({ type: 'STATISTICS-REPORT', peer: monitor.header(session), statistics: statistics(session) });
      }
      if (this.#stream !== undefined) this.#scheduleStatistics();
    });
  }

  #say(message: BmpMessage): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    const octets = encodeBmp(message);
    const most = this.#options.maxBufferedBytes ?? MAX_BUFFERED;
    if (stream.unaccepted + octets.length <= most) {
      this.#attempts = 0;
      stream.write(octets, () => undefined);
      return;
    }
    const error = new MeshError(
      'MESH_BMP_STATION_SLOW',
      `the station has ${stream.unaccepted} octets to take, more than the ${most} that may wait: it is told all again`,
    );
    this.#lost(error);
    stream.destroy(error);
  }

  #lost(error: Error | undefined): void {
    this.#stream = undefined;
    this.#statistics?.();
    this.#statistics = undefined;
    this.emit('disconnected', error);
    if (this.#closing !== undefined) {
      this.#released?.();
      return;
    }
    const { retrySeconds = RETRY_SECONDS } = this.#options;
    const seconds = Math.min(Math.max(retrySeconds, MAX_RETRY_SECONDS), retrySeconds * 2 ** this.#attempts++);
    this.#retry = this.#clock.after(seconds * 1000 * (0.75 + this.#random() / 4), () => this.#connect());
  }
}
