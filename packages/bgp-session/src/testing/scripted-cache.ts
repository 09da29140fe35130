import { decodeRtr, type EndOfDataPdu, encodeRtr, RtrFramer, type RtrPdu } from '@mesh/bgp-wire/rtr';
import type { DuplexLike } from '../duplex.js';

/** A VRP as text: `{ prefix: '192.0.2.0/24', maxLength: 24, as: 65001 }`. */
export interface ScriptedVrp {
  readonly prefix: string;
  readonly maxLength: number;
  readonly as: number;
}

export interface ScriptedCacheOptions {
  /** The highest version it speaks. Default 1. */
  readonly version?: number;
  readonly sessionId?: number;
  readonly serial?: number;
  /** Of its End of Data. Default 3600, 600 and 7200 seconds. */
  readonly intervals?: NonNullable<EndOfDataPdu['intervals']>;
}

interface Change {
  readonly serial: number;
  readonly announced: readonly ScriptedVrp[];
  readonly withdrawn: readonly ScriptedVrp[];
}

const INTERVALS = { refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 7200 };

/**
 * An RPKI-to-Router cache (RFC 8210) for tests: it answers queries over any number of streams from the data it is given,
 * remembers what changed, and writes down what it received. With `silent` it answers nothing, and a test speaks for it
 * with `send`.
 */
export class ScriptedCache {
  /** Every PDU that came, in order. */
  readonly received: RtrPdu[] = [];
  silent = false;
  version: number;
  sessionId: number;
  serial: number;
  intervals: NonNullable<EndOfDataPdu['intervals']>;
  readonly #data = new Map<string, ScriptedVrp>();
  #changes: Change[] = [];
  readonly #streams = new Set<DuplexLike>();

  constructor(options: ScriptedCacheOptions = {}) {
    this.version = options.version ?? 1;
    this.sessionId = options.sessionId ?? 1;
    this.serial = options.serial ?? 0;
    this.intervals = options.intervals ?? INTERVALS;
  }

  /** Streams that are open. */
  get connections(): number {
    return this.#streams.size;
  }

  /** Speaks over a stream. */
  serve(stream: DuplexLike): void {
    const framer = new RtrFramer();
    this.#streams.add(stream);
    stream.attach({
      data: (bytes) => {
        framer.push(bytes, (frame) => {
          const result = decodeRtr(frame.slice());
          if (result.ok) this.#receive(result.pdu, stream);
          return result.ok;
        });
      },
      drain: () => undefined,
      closed: () => this.#streams.delete(stream),
    });
  }

  /** Changes the data under the next serial number, and says so to all who are connected unless `notify` is false. */
  change(change: {
    readonly announced?: readonly ScriptedVrp[];
    readonly withdrawn?: readonly ScriptedVrp[];
    readonly notify?: boolean;
  }): void {
    const { announced = [], withdrawn = [], notify = true } = change;
    this.serial = (this.serial + 1) >>> 0;
    for (const vrp of withdrawn) this.#data.delete(keyOf(vrp));
    for (const vrp of announced) this.#data.set(keyOf(vrp), vrp);
    this.#changes.push({ serial: this.serial, announced, withdrawn });
    if (notify) this.notify();
  }

  /** Serial Notify to all who are connected. */
  notify(): void {
    this.send({ type: 'SERIAL-NOTIFY', version: this.version, sessionId: this.sessionId, serial: this.serial });
  }

  /** Forgets what changed: Serial Queries are answered with Cache Reset. */
  forget(): void {
    this.#changes = [];
  }

  /** Falls over and comes back: its streams end, with a new session id it begins to count anew. The data stay. */
  restart(sessionId: number = this.sessionId + 1): void {
    this.hangUp();
    this.forget();
    this.sessionId = sessionId;
    this.serial = 0;
  }

  hangUp(): void {
    for (const stream of [...this.#streams]) stream.destroy();
    this.#streams.clear();
  }

  /** PDUs to all who are connected. */
  send(...pdus: readonly RtrPdu[]): void {
    for (const pdu of pdus) this.sendOctets(encodeRtr(pdu));
  }

  sendOctets(octets: Uint8Array): void {
    for (const stream of this.#streams) stream.write(octets, () => undefined);
  }

  #receive(pdu: RtrPdu, stream: DuplexLike): void {
    this.received.push(pdu);
    if (this.silent) return;
    const say = (answer: RtrPdu) => void stream.write(encodeRtr(answer), () => undefined);
    if (pdu.type !== 'RESET-QUERY' && pdu.type !== 'SERIAL-QUERY') return;
    const { version } = pdu;
    if (version > this.version) {
      const text = `version ${this.version} is the highest`;
      say({ type: 'ERROR-REPORT', version: this.version, errorCode: 4, pdu: encodeRtr(pdu), text });
      stream.end();
      return;
    }
    const changes =
      pdu.type === 'SERIAL-QUERY'
        ? this.#since(pdu.sessionId, pdu.serial)
        : [{ serial: this.serial, announced: [...this.#data.values()], withdrawn: [] }];
    if (changes === undefined) {
      say({ type: 'CACHE-RESET', version });
      return;
    }
    say({ type: 'CACHE-RESPONSE', version, sessionId: this.sessionId });
    for (const { announced, withdrawn } of changes) {
      for (const vrp of withdrawn) say(prefixPdu(vrp, false, version));
      for (const vrp of announced) say(prefixPdu(vrp, true, version));
    }
    const end = { type: 'END-OF-DATA' as const, version, sessionId: this.sessionId, serial: this.serial };
    say(version === 0 ? end : { ...end, intervals: this.intervals });
  }

  /** What changed since a serial number, where that is known. */
  #since(sessionId: number, serial: number): readonly Change[] | undefined {
    if (sessionId !== this.sessionId) return undefined;
    if (serial === this.serial) return [];
    const from = this.#changes.findIndex((change) => change.serial === (serial + 1) >>> 0);
    return from < 0 ? undefined : this.#changes.slice(from);
  }
}

function keyOf({ prefix, maxLength, as }: ScriptedVrp): string {
  return `${prefix} ${maxLength} ${as}`;
}

function prefixPdu(vrp: ScriptedVrp, announced: boolean, version: number): RtrPdu {
  return { type: vrp.prefix.includes(':') ? 'IPV6-PREFIX' : 'IPV4-PREFIX', version, announced, ...vrp };
}
