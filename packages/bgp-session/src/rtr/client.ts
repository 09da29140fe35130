import { MeshError } from '@mesh/bgp-wire';
import {
  type AspaPdu,
  decodeRtr,
  encodeRtr,
  errorReport,
  type RouterKeyPdu,
  RtrErrorCode,
  type RtrPdu,
  RtrType,
} from '@mesh/bgp-wire/rtr';
import { EventEmitter } from 'eventemitter3';
import { Fifo } from '../adapters/fifo.js';
import { systemClock, systemRandom } from '../adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { Cancel, Clock } from '../clock.js';
import type { DuplexLike } from '../duplex.js';
import type { FlushReason, RtrAction } from './action.js';
import { CacheStream } from './cache-stream.js';
import type { RtrControlPdu, RtrEvent, RtrProblem } from './event.js';
import { DEFAULT_INTERVALS, type RtrIntervals } from './interval.js';
import { takePrefix } from './payload.js';
import { initialState, type RtrPosition, type RtrState, type RtrStateName, type RtrTimer } from './state.js';
import { isConnected, type RtrRules, rtrTransition } from './transition.js';
import type { VrpDelta, VrpVisitor } from './vrp-delta.js';
import { VrpSet } from './vrp-set.js';

/*
 * The shell around the pure machine (`transition.ts`): octets in, actions out, timers. Events run one after another, each
 * to its end. What changes the set of VRPs runs in slices; meanwhile the stream is paused and events wait, so that a
 * response holds as a whole before anything else happens.
 */

export interface RtrClientOptions {
  /** Opens a stream to the cache; `signal` gives the attempt up. */
  readonly connect: (signal: AbortSignal) => AnyDuplex | Promise<AnyDuplex>;
  /** Highest version to speak: 0 (RFC 6810), 1 (RFC 8210), 2 (draft-ietf-sidrops-8210bis). Default 1. */
  readonly version?: 0 | 1 | 2 | undefined;
  /** Lowest version to fall back to. Default 0. */
  readonly minVersion?: 0 | 1 | 2 | undefined;
  /** Until the cache says them, and for version 0, which cannot. Default 3600, 600 and 7200 seconds (RFC 8210 §6). */
  readonly intervals?: Partial<RtrIntervals> | undefined;
  /** VRPs a cache may have; more end the stream with Internal Error. Default 4 000 000. */
  readonly maxVrps?: number | undefined;
  /** Seconds of silence that end a stream on which an answer is due. Default 60. */
  readonly responseSeconds?: number | undefined;
  /** Seconds before the first new attempt, doubled for each further one, up to the retry interval. Default 1. */
  readonly backOffSeconds?: number | undefined;
  /** Seconds between two queries that follow a Serial Notify. Default 10. */
  readonly notifySeconds?: number | undefined;
  readonly clock?: Clock | undefined;
  /** For jitter, and for the seed of the hash table. */
  readonly random?: (() => number) | undefined;
}

export interface RtrClientEvents {
  state: (state: RtrStateName, before: RtrStateName) => void;
  /**
   * VRPs that hold from now on, or no more. What one response brings comes in slices, announcements first; `endOfData`,
   * or `expired` where everything goes, follows the last.
   */
  update: (delta: VrpDelta) => void;
  /** All that the cache has told up to this serial number holds. */
  endOfData: (position: RtrPosition) => void;
  /** Nothing of this cache holds any more. */
  expired: (reason: FlushReason) => void;
  /** A BGPsec router key, as it comes and borrowed: before the End of Data, and nothing here keeps it. */
  routerKey: (pdu: RouterKeyPdu) => void;
  /** Providers of an AS, likewise; version 2 only. */
  aspa: (pdu: AspaPdu) => void;
  /**
   * What the cache did wrong (`MESH_RTR_FAULT`), what it reports (`MESH_RTR_REPORT`), why no stream came to be, or what a
   * listener threw. The client goes on.
   */
  error: (error: unknown) => void;
}

const MAX_VRPS = 4_000_000;
/** Octets worked through before others have their turn: Node hands over two megabytes at once where there are as many. */
const TURN_OCTETS = 16_384;
/** How long a stream may take to flush an Error Report. */
const LINGER_MS = 1_000;

/** Why a PDU is not taken where it came. */
const UNEXPECTED: RtrProblem = {
  errorCode: RtrErrorCode.CORRUPT_DATA,
  reason: 'a PDU that does not belong here',
  rfc: 'RFC 8210 §8',
};
const OTHER_VERSION: RtrProblem = {
  errorCode: RtrErrorCode.UNEXPECTED_VERSION,
  reason: 'a PDU of another version than agreed',
  rfc: 'RFC 8210 §7',
};

/** Work on the set that others must not come between. */
interface Job {
  readonly slices: Iterator<VrpDelta, VrpDelta>;
  readonly done: () => void;
}

/** An event, a whole PDU that waits, or a timer that has fired. */
type Item = RtrEvent | Uint8Array | { readonly type: 'fired'; readonly timer: RtrTimer; readonly cancel: Cancel };

export class RtrClient extends EventEmitter<RtrClientEvents> implements AsyncDisposable {
  readonly #options: RtrClientOptions;
  readonly #rules: RtrRules;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #set: VrpSet;
  #state: RtrState;
  /** The last End of Data whose data hold. */
  #position: RtrPosition | undefined;
  #attempt = new AbortController();
  #stream: DuplexLike | undefined;
  #heardAt = 0;
  #framed = new CacheStream();
  /** Octets since others had their turn, and those that wait for the next one; undefined where none do. */
  #turn = 0;
  #late: Uint8Array[] | undefined;
  /** The PDU that is being judged: an Error Report sends it back. */
  #frame: Uint8Array = new Uint8Array(0);
  readonly #inbox = new Fifo<Item>();
  readonly #jobs = new Fifo<Job>();
  #running = false;
  readonly #timers = new Map<RtrTimer, Cancel>();
  /** Streams that are being ended. */
  readonly #ending = new Map<DuplexLike, Cancel>();
  #closed = false;
  #closing: Promise<void> | undefined;
  #released: (() => void) | undefined;

  /** Nothing happens before `start`. Throws `RangeError` for numbers that are none. */
  constructor(options: RtrClientOptions) {
    super();
    checkNumbers(options);
    const { version = 1, minVersion = 0, responseSeconds = 60, backOffSeconds = 1, notifySeconds = 10 } = options;
    this.#options = options;
    this.#rules = {
      version,
      minVersion,
      responseMs: responseSeconds * 1000,
      backOffMs: backOffSeconds * 1000,
      paceMs: notifySeconds * 1000,
    };
    this.#clock = options.clock ?? systemClock();
    this.#random = options.random ?? systemRandom;
    this.#set = new VrpSet(options.maxVrps ?? MAX_VRPS, (this.#random() * 2 ** 32) | 0);
    this.#state = initialState(version, { ...DEFAULT_INTERVALS, ...options.intervals });
  }

  get state(): RtrStateName {
    return this.#state.name;
  }

  /** Which version is spoken, or asked with next. */
  get version(): number {
    return this.#state.version;
  }

  /** How far the data that hold go; undefined where there are none. */
  get position(): RtrPosition | undefined {
    return this.#position;
  }

  /** VRPs that hold. */
  get size(): number {
    return this.#set.size;
  }

  /** Octets they take. */
  get byteLength(): number {
    return this.#set.byteLength;
  }

  /** Calls `visitor` with each VRP that holds, `announced` being true. */
  visit(visitor: VrpVisitor): void {
    this.#set.visit(visitor);
  }

  /** Connects, and keeps in touch with the cache until `stop` or `close`. Nothing where it does already. */
  start(): this {
    if (this.#closed) throw new MeshError('MESH_RTR_CLOSED', 'the client is closed: make another');
    this.#post({ type: 'start' });
    return this;
  }

  /** Leaves the cache alone. What it told holds until it expires, or goes now with `flush`. */
  stop(options: { readonly flush?: boolean } = {}): void {
    if (!this.#closed) this.#post({ type: 'stop', flush: options.flush ?? false });
  }

  /** Ends the stream and lets go of everything; listeners hear nothing more. Resolves within a second. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #close(): Promise<void> {
    this.#closed = true;
    this.#inbox.clear();
    this.#jobs.clear();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#disconnect();
    if (this.#ending.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#released = resolve;
    });
  }

  #post(item: Item): void {
    if (this.#closed) return;
    this.#inbox.push(item);
    this.#run();
  }

  /** Takes what waits, one after another, unless a job has the set. */
  #run(): void {
    if (this.#running) return;
    this.#running = true;
    while (this.#jobs.size === 0) {
      const item = this.#inbox.shift();
      if (item === undefined) break;
      if (item instanceof Uint8Array) this.#take(item);
      else if (item.type !== 'fired') this.#step(item);
      else if (this.#timers.get(item.timer) === item.cancel) this.#expired(item.timer);
    }
    this.#running = false;
  }

  #expired(timer: RtrTimer): void {
    this.#timers.delete(timer);
    const silentMs = this.#clock.now() - this.#heardAt;
    if (timer === 'response' && silentMs < this.#rules.responseMs) this.#arm(timer, this.#rules.responseMs - silentMs);
    else this.#step({ type: 'timer', timer });
  }

  #step(event: RtrEvent): void {
    const before = this.#state.name;
    if (event.type === 'fault') this.#frame = event.pdu;
    const { state, actions } = rtrTransition(this.#state, event, this.#rules);
    this.#state = state;
    for (const action of actions) {
      if (this.#closed) return;
      this.#perform(action);
    }
    if (state.name !== before) this.#tell('state', state.name, before);
  }

  #perform(action: RtrAction): void {
    const perform = this.#performers[action.type] as (action: RtrAction) => void;
    perform(action);
  }

  readonly #performers: {
    readonly [T in RtrAction['type']]: (action: Extract<RtrAction, { readonly type: T }>) => void;
  } = {
    connect: () => this.#connect(),
    disconnect: () => this.#disconnect(),
    send: ({ pdu }) => this.#send(pdu),
    report: ({ problem, version }) => this.#report(problem, version),
    told: ({ errorCode }) =>
      this.#tell('error', new MeshError('MESH_RTR_REPORT', `the cache reports error ${errorCode} (RFC 8210 §12)`)),
    begin: ({ query }) => this.#set.begin(query),
    rollback: () => this.#settle('rollback', () => undefined),
    commit: ({ position }) =>
      this.#settle('commit', () => {
        this.#position = position;
        this.#tell('endOfData', position);
      }),
    flush: ({ reason }) => this.#flush(reason),
    'start-timer': ({ timer, ms, jitter }) => this.#arm(timer, jitter ? ms * (1 - this.#random() / 4) : ms),
    'stop-timer': ({ timer }) => {
      this.#timers.get(timer)?.();
      this.#timers.delete(timer);
    },
  };

  #arm(timer: RtrTimer, ms: number): void {
    this.#timers.get(timer)?.();
    const cancel: Cancel = this.#clock.after(ms, () => this.#post({ type: 'fired', timer, cancel }));
    this.#timers.set(timer, cancel);
  }

  #connect(): void {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const failed = (error: unknown) => {
      if (attempt.signal.aborted) return;
      this.#tell('error', error);
      this.#post({ type: 'disconnected' });
    };
    const opened = (stream: AnyDuplex) => {
      try {
        const duplex = toDuplex(stream);
        if (attempt.signal.aborted) duplex.destroy();
        else this.#begin(duplex);
      } catch (error) {
        failed(error);
      }
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
    this.#heardAt = this.#clock.now();
    this.#framed = new CacheStream();
    this.#turn = 0;
    this.#late = undefined;
    stream.attach({
      data: (bytes) => {
        if (this.#stream === stream) this.#data(stream, bytes);
      },
      drain: () => undefined,
      closed: (error) => this.#over(stream, error),
    });
    if (this.#stream === stream) this.#post({ type: 'connected' });
  }

  #over(stream: DuplexLike, error: Error | undefined): void {
    this.#ending.get(stream)?.();
    this.#ending.delete(stream);
    if (this.#ending.size === 0) this.#released?.();
    if (this.#stream !== stream) return;
    for (const bytes of this.#late ?? []) this.#read(stream, bytes);
    if (this.#stream !== stream) return;
    if (error !== undefined) this.#tell('error', error);
    this.#stream = undefined;
    this.#post({ type: 'disconnected' });
  }

  /** Ends the stream once what was written to it has left; what came from it and waits is void. */
  #disconnect(): void {
    this.#attempt.abort();
    const stream = this.#stream;
    this.#stream = undefined;
    this.#late = undefined;
    for (let left = this.#inbox.size; left > 0; left--) {
      const item = this.#inbox.shift()!;
      if (!(item instanceof Uint8Array) && !OF_STREAM.has(item.type)) this.#inbox.push(item);
    }
    if (stream === undefined) return;
    this.#ending.set(
      stream,
      this.#clock.after(LINGER_MS, () => stream.destroy()),
    );
    stream.resume();
    stream.end();
  }

  #data(stream: DuplexLike, bytes: Uint8Array): void {
    this.#heardAt = this.#clock.now();
    if (this.#late !== undefined) this.#late.push(bytes.slice());
    else if (this.#turn + bytes.length <= TURN_OCTETS) this.#read(stream, bytes);
    else {
      this.#late = [bytes.slice()];
      stream.pause();
      this.#nextTurn(stream);
    }
  }

  /** Works through what waits as far as one turn goes; the stream goes on once nothing does. */
  #nextTurn(stream: DuplexLike): void {
    if (this.#stream !== stream || this.#jobs.size > 0) return;
    this.#turn = 0;
    while (this.#late !== undefined && this.#turn < TURN_OCTETS && this.#jobs.size === 0) {
      const first = this.#late.shift();
      if (first === undefined) {
        this.#late = undefined;
        stream.resume();
        return;
      }
      const room = TURN_OCTETS - this.#turn;
      if (first.length > room) this.#late.unshift(first.subarray(room));
      this.#read(stream, first.subarray(0, room));
    }
    // A job that has begun goes on with what waits when it ends.
    if (this.#late !== undefined && this.#jobs.size === 0) this.#clock.defer(() => this.#nextTurn(stream));
  }

  #read(stream: DuplexLike, bytes: Uint8Array): void {
    this.#turn += bytes.length;
    const stopped = this.#framed.push(bytes, (frame) => {
      if (this.#running || this.#jobs.size > 0 || this.#inbox.size > 0) this.#inbox.push(frame.slice());
      else {
        this.#running = true;
        this.#take(frame);
        this.#running = false;
        if (this.#inbox.size > 0) this.#run();
      }
      return this.#stream === stream;
    });
    if (stopped === undefined || this.#stream !== stream) return;
    this.#post({ type: 'fault', problem: stopped.fault, pdu: stopped.header });
  }

  /** One whole PDU. */
  #take(frame: Uint8Array): void {
    this.#frame = frame;
    const { name, version } = this.#state;
    const octets = frame[1] === RtrType.IPV4_PREFIX ? 4 : frame[1] === RtrType.IPV6_PREFIX ? 16 : 0;
    if (octets !== 0 && name === 'receiving' && frame[0] === version) {
      const problem = takePrefix(frame, octets, this.#set);
      if (problem === undefined) return;
      if (problem !== 'malformed') {
        this.#step({ type: 'fault', problem, pdu: frame });
        return;
      }
    }
    const result = decodeRtr(frame);
    if (result.ok) this.#receive(result.pdu, frame);
    else this.#step({ type: 'fault', problem: result.fault, pdu: frame });
  }

  #receive(pdu: RtrPdu, frame: Uint8Array): void {
    if (CONTROL.has(pdu.type)) this.#step({ type: 'pdu', pdu: pdu as RtrControlPdu });
    else if (!isConnected(this.#state)) return;
    else if (this.#state.agreed && pdu.version !== this.#state.version)
      this.#step({ type: 'fault', problem: OTHER_VERSION, pdu: frame });
    else if (pdu.type === 'ROUTER-KEY' && this.#state.name === 'receiving') this.#tell('routerKey', pdu);
    else if (pdu.type === 'ASPA' && this.#state.name === 'receiving') this.#tell('aspa', pdu);
    else this.#step({ type: 'fault', problem: UNEXPECTED, pdu: frame });
  }

  #send(pdu: RtrPdu): void {
    this.#heardAt = this.#clock.now();
    this.#stream?.write(encodeRtr(pdu), () => undefined);
  }

  #report(problem: RtrProblem, version: number): void {
    const { errorCode, reason, rfc } = problem;
    const report = errorReport({ errorCode, reason, rfc, offset: 0 }, this.#frame, version);
    if (report !== undefined) this.#send(report);
    this.#tell(
      'error',
      new MeshError('MESH_RTR_FAULT', `${reason} (${rfc}), reported to the cache as error ${errorCode}`),
    );
  }

  /** Nothing holds any more: as if the cache had told all it has, and that were nothing. */
  #flush(reason: FlushReason): void {
    const slices = this.#set;
    this.#job({
      slices: lazily(() => {
        slices.begin('reset');
        return slices.settle('commit');
      }),
      done: () => {
        this.#position = undefined;
        this.#tell('expired', reason);
      },
    });
  }

  #settle(way: 'commit' | 'rollback', done: () => void): void {
    this.#job({ slices: this.#set.settle(way), done });
  }

  #job(job: Job): void {
    this.#jobs.push(job);
    if (this.#jobs.size > 1) return;
    this.#stream?.pause();
    this.#work();
  }

  /** Does a slice of the job at hand; small ones are done with it. */
  #work(): void {
    while (this.#jobs.first !== undefined) {
      const { slices, done } = this.#jobs.first;
      const { done: last, value } = slices.next();
      if (value.size > 0) this.#tell('update', value);
      if (this.#closed) return;
      if (!last) {
        this.#clock.defer(() => this.#work());
        return;
      }
      done();
      this.#jobs.shift();
    }
    const stream = this.#stream;
    if (stream !== undefined && this.#late === undefined) stream.resume();
    this.#run();
    if (stream !== undefined && this.#late !== undefined) this.#nextTurn(stream);
  }

  #tell<K extends Exclude<keyof RtrClientEvents, 'error'>>(event: K, ...args: Parameters<RtrClientEvents[K]>): void;
  #tell(event: 'error', error: unknown): void;
  #tell(event: keyof RtrClientEvents, ...args: unknown[]): void {
    if (this.#closed) return;
    try {
      this.emit(event, ...(args as never));
    } catch (error) {
      if (event !== 'error') this.#tell('error', error);
      // A listener for errors that throws has nobody left to tell.
    }
  }
}

/** Events that a stream brings about: void once it is given up. */
const OF_STREAM: ReadonlySet<string> = new Set<RtrEvent['type']>(['connected', 'disconnected', 'pdu', 'fault']);

const CONTROL: ReadonlySet<string> = new Set<RtrControlPdu['type']>([
  'SERIAL-NOTIFY',
  'CACHE-RESPONSE',
  'END-OF-DATA',
  'CACHE-RESET',
  'ERROR-REPORT',
]);

/** Begins when its turn comes. */
function* lazily(begin: () => Generator<VrpDelta, VrpDelta>): Generator<VrpDelta, VrpDelta> {
  return yield* begin();
}

/** What the numbers of the options may be. */
function checkNumbers(options: RtrClientOptions): void {
  const { version = 1, minVersion = 0, intervals = {} } = options;
  const check = (field: string, value: number | undefined, rule: string, holds: (value: number) => boolean) => {
    if (value === undefined || (Number.isFinite(value) && holds(value))) return;
    throw new RangeError(`${field} must be ${rule}, got ${value}`);
  };
  check('version', version, '0, 1 or 2', (value) => value === 0 || value === 1 || value === 2);
  check(
    'minVersion',
    minVersion,
    `0 to ${version}`,
    (value) => Number.isInteger(value) && value >= 0 && value <= version,
  );
  check('maxVrps', options.maxVrps, '1 or more', (value) => value >= 1);
  const positive = { ...intervals, responseSeconds: options.responseSeconds, backOffSeconds: options.backOffSeconds };
  for (const [field, value] of Object.entries(positive)) check(field, value, 'more than 0', (one) => one > 0);
  check('notifySeconds', options.notifySeconds, '0 or more', (value) => value >= 0);
}
