import type { Clock } from '../../clock.js';
import type { MemoryEnd, MemoryPath } from '../memory-pair.js';

/** What the way between two hosts is like, in each direction. */
export interface LinkConditions {
  /** One-way delay in milliseconds. Default 0: what is written comes with the clock's next turn. */
  readonly latencyMs?: number | undefined;
  /** Up to this much more, drawn for each write; octets stay in order. Default 0. */
  readonly jitterMs?: number | undefined;
  /** Octets a second of each connection and direction. Default: without limit. */
  readonly bandwidth?: number | undefined;
  /** Most octets of one `data` call: a number, or the least and the most of a draw. Default: as written. */
  readonly chunk?: number | readonly [least: number, most: number] | undefined;
  /** Probability, from 0 to 1, that a connection breaks with a delivery. Default 0. */
  readonly loss?: number | undefined;
}

/** A host as its links see it. */
export interface LinkEnd {
  readonly address: string;
  /** In the order in which hosts came to be. */
  readonly number: number;
  /** Octets a second that it reads from each connection; `Infinity` for all, 0 for none. */
  readonly readRate: number;
}

/** What links share. */
export interface LinkPorts {
  readonly clock: Clock;
  readonly random: () => number;
  passing(from: LinkEnd, to: LinkEnd, octets: Uint8Array): void;
}

/** A slow connection brings what it carries in this time at once. */
const PACE_MS = 10;

/** The way between two hosts, and the connections on it. */
export class NetworkLink {
  readonly hosts: readonly [LinkEnd, LinkEnd];
  readonly ends: Set<MemoryEnd> = new Set<MemoryEnd>();
  conditions: LinkConditions;
  #cut = false;
  /** What is told once there is a way again. */
  #untold: (() => void)[] = [];
  readonly #ports: LinkPorts;

  constructor(ports: LinkPorts, hosts: readonly [LinkEnd, LinkEnd], conditions: LinkConditions) {
    this.#ports = ports;
    this.hosts = hosts;
    this.conditions = checked(conditions);
  }

  get isCut(): boolean {
    return this.#cut;
  }

  change(conditions: LinkConditions): void {
    this.conditions = checked({ ...this.conditions, ...conditions });
    this.wake();
  }

  cut(): void {
    this.#cut = true;
  }

  mend(): void {
    if (!this.#cut) return;
    this.#cut = false;
    for (const tell of this.#untold.splice(0)) this.later(tell);
    this.wake();
  }

  /** What waited may pass now. */
  wake(): void {
    for (const end of this.ends) end.wake();
  }

  /** Calls back when word of something has gone over the link; where it is cut, after it is mended. */
  later(tell: () => void): void {
    if (this.#cut) this.#untold.push(() => tell());
    else if (this.delayMs > 0) this.#ports.clock.after(this.delayMs, () => this.#arrive(tell));
    else this.#ports.clock.defer(() => this.#arrive(tell));
  }

  get delayMs(): number {
    return this.conditions.latencyMs ?? 0;
  }

  #arrive(tell: () => void): void {
    if (this.#cut) this.#untold.push(tell);
    else tell();
  }

  /** One direction of one connection; `breakOff` ends the connection. */
  path(from: LinkEnd, to: LinkEnd, breakOff: () => void, over: () => void): MemoryPath {
    const { clock, random, passing } = this.#ports;
    let last = 0;
    let opens = 0;
    const rate = (): number => Math.min(this.conditions.bandwidth ?? Number.POSITIVE_INFINITY, to.readRate);
    return {
      arrives: (now) => {
        const { latencyMs = 0, jitterMs = 0 } = this.conditions;
        last = Math.max(last, now + latencyMs + (jitterMs > 0 ? random() * jitterMs : 0));
        return last;
      },
      opens: () => {
        if (this.#cut || to.readRate === 0) return Number.POSITIVE_INFINITY;
        return rate() === Number.POSITIVE_INFINITY ? 0 : opens;
      },
      chunk: () => Math.min(drawChunk(this.conditions.chunk, random), paced(rate())),
      passing: (octets) => {
        const now = clock.now();
        const speed = rate();
        if (speed !== Number.POSITIVE_INFINITY) opens = Math.max(opens, now) + (octets.length * 1000) / speed;
        passing(from, to, octets);
        const { loss = 0 } = this.conditions;
        if (loss > 0 && random() < loss) clock.defer(breakOff);
      },
      broken: (tell) => this.later(tell),
      over,
    };
  }
}

function drawChunk(chunk: LinkConditions['chunk'], random: () => number): number {
  if (chunk === undefined) return Number.POSITIVE_INFINITY;
  if (typeof chunk === 'number') return chunk;
  return chunk[0] + Math.floor(random() * (chunk[1] - chunk[0] + 1));
}

function paced(rate: number): number {
  return rate === Number.POSITIVE_INFINITY ? rate : Math.max(1, Math.floor((rate * PACE_MS) / 1000));
}

/** Throws `RangeError`, with field, value and rule. */
function checked(conditions: LinkConditions): LinkConditions {
  const { latencyMs = 0, jitterMs = 0, bandwidth = 1, chunk = 1, loss = 0 } = conditions;
  const [least, most] = typeof chunk === 'number' ? [chunk, chunk] : chunk;
  rule('latencyMs', latencyMs, latencyMs >= 0, '0 milliseconds or more');
  rule('jitterMs', jitterMs, jitterMs >= 0, '0 milliseconds or more');
  rule('bandwidth', bandwidth, bandwidth > 0, 'more than 0 octets a second');
  rule('chunk', String(chunk), least >= 1 && most >= least, '1 octet or more, the least before the most');
  rule('loss', loss, loss >= 0 && loss <= 1, 'a probability from 0 to 1');
  return conditions;
}

function rule(field: string, value: number | string, holds: boolean, must: string): void {
  if (!holds) throw new RangeError(`${field} must be ${must}, got ${value}`);
}
