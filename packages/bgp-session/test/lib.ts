import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import {
  AS_PATH,
  asSequence,
  attribute,
  createContext,
  encodeMessage,
  Family,
  type Message,
  NEXT_HOP,
  type NotificationMessage,
  ORIGIN,
  type UpdateMessage,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { CloseReason, Connect, PeerSettings, SessionInfo, UpdateSink, UpdateSource } from '../src/index.js';
import { Speaker, type SpeakerOptions } from '../src/index.js';
import { type MemoryPairOptions, memoryPair, type VirtualClock } from '../src/testing/index.js';

/** Lets Node work until the condition holds, or for 50 turns of its loop where it never does. */
export async function until(condition: () => boolean, turns = 50): Promise<boolean> {
  for (let i = 0; i < turns; i++) {
    if (condition()) return true;
    await setImmediate();
  }
  return condition();
}

/** Why the next session, or attempt at one, of a speaker ends. */
export function nextClose(speaker: Speaker): Promise<CloseReason> {
  return new Promise((resolve) => speaker.once('closed', resolve));
}

/** Two ends of one `stream.Duplex` pair: what one writes the other reads, with back-pressure. */
export function nodePair(): [Duplex, Duplex] {
  const ends: [Duplex, Duplex] = [makeEnd(() => ends[1]), makeEnd(() => ends[0])];
  return ends;
}

function makeEnd(other: () => Duplex): Duplex {
  let resume: (() => void) | undefined;
  const end = new Duplex({
    allowHalfOpen: false,
    read() {
      const go = resume;
      resume = undefined;
      go?.();
    },
    write(chunk: Buffer, _encoding, callback) {
      const peer = other();
      if (peer.destroyed) callback(new Error('write EPIPE'));
      else if (peer.push(Buffer.from(chunk))) callback();
      else setResume(peer, callback);
    },
    final(callback) {
      other().push(null);
      callback();
    },
    destroy(error, callback) {
      const peer = other();
      resume?.();
      if (!peer.destroyed) peer.destroy(error === null ? undefined : new Error('read ECONNRESET'));
      callback(error);
    },
  });
  resumes.set(end, (go) => {
    resume = go;
  });
  return end;
}

const resumes = new WeakMap<Duplex, (go: () => void) => void>();

function setResume(peer: Duplex, go: () => void): void {
  resumes.get(peer)?.(go);
}

/** Two ends as Web Streams. */
export function webPair(): [WebPair, WebPair] {
  const [forth, back] = [new TransformStream<Uint8Array, Uint8Array>(), new TransformStream<Uint8Array, Uint8Array>()];
  return [
    { readable: back.readable, writable: forth.writable },
    { readable: forth.readable, writable: back.writable },
  ];
}

export interface WebPair {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** Our side of most tests: AS 65001 at 192.0.2.1, its peer AS 65002 at 192.0.2.2. */
export const us: PeerSettings = {
  peerAddress: '192.0.2.2',
  localAddress: '192.0.2.1',
  localAs: 65001,
  peerAs: 65002,
  routerId: '192.0.2.1',
};

/** The other side of the same session. */
export const them: PeerSettings = {
  peerAddress: '192.0.2.1',
  localAddress: '192.0.2.2',
  localAs: 65002,
  peerAs: 65001,
  routerId: '192.0.2.2',
};

/** Octets of a message with 4-octet AS numbers. */
export function octets(message: Message): Uint8Array {
  return encodeMessage(message, createContext());
}

/** An UPDATE that announces IPv4 prefixes. */
export function announce(...prefixes: string[]): UpdateMessage {
  return {
    type: 'UPDATE',
    attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65002)), attribute(NEXT_HOP, '192.0.2.2')],
    nlri: prefixes.map((prefix) => ({ family: Family.IPV4_UNICAST, prefix })),
  };
}

/** An End-of-RIB for IPv4 unicast. */
export const endOfRib: UpdateMessage = { type: 'UPDATE' };

/** A sink that writes down what it is told. */
export class SinkLog implements UpdateSink {
  readonly calls: string[] = [];
  updates = 0;

  up(session: SessionInfo): void {
    this.calls.push(`up ${session.peer}`);
  }
  update(_view: UpdateView): NotificationMessage | undefined {
    this.updates++;
    return undefined;
  }
  endOfRib(family: Family): void {
    this.calls.push(`endOfRib ${family}`);
  }
  refresh(family: Family, mark: 'begin' | 'end'): void {
    this.calls.push(`refresh ${family} ${mark}`);
  }
  stale(family: Family, kind: 'gr' | 'llgr'): void {
    this.calls.push(`stale ${family} ${kind}`);
  }
  purge(family: Family): void {
    this.calls.push(`purge ${family}`);
  }
  down(reason: CloseReason, retain: boolean): void {
    this.calls.push(`down ${reason.kind} ${retain}`);
  }
}

/** A source that has a number of chunks, or chunks without end. */
export class ChunkSource implements UpdateSource {
  given = 0;
  taken = 0;
  closedWith: CloseReason | undefined;
  #left: number;
  readonly #chunk: Uint8Array;
  #wake: (() => void) | undefined;

  constructor(chunk: Uint8Array, count: number) {
    this.#chunk = chunk;
    this.#left = count;
  }

  next(): Uint8Array | undefined {
    if (this.#left === 0) return undefined;
    this.#left--;
    this.given++;
    return this.#chunk;
  }
  accepted(): void {
    this.taken++;
  }
  onReady(wake: () => void): void {
    this.#wake = wake;
  }
  more(count: number): void {
    this.#left += count;
    this.#wake?.();
  }
  close(reason: CloseReason): void {
    this.closedWith = reason;
  }
}

/** About 64 KiB of whole UPDATEs. */
export function bigChunk(): Uint8Array {
  const one = octets(announce(...Array.from({ length: 200 }, (_, i) => `10.${i}.0.0/16`)));
  const count = Math.floor(65536 / one.length);
  const chunk = new Uint8Array(count * one.length);
  for (let i = 0; i < count; i++) chunk.set(one, i * one.length);
  return chunk;
}

/** Speakers by address: what one dials, the other accepts, over memory streams on one clock. */
export class Exchange {
  readonly clock: VirtualClock;
  readonly #options: MemoryPairOptions;
  readonly #speakers = new Map<string, Speaker>();

  constructor(clock: VirtualClock, options: MemoryPairOptions = {}) {
    this.clock = clock;
    this.#options = options;
  }

  /** A speaker at an address. */
  add(address: string, options: SpeakerOptions = {}): Speaker {
    const connect: Connect = ({ peerAddress }) => {
      const other = this.#speakers.get(peerAddress ?? '');
      if (other === undefined) throw new Error('connect ECONNREFUSED');
      const [ours, theirs] = memoryPair(this.clock, { ...this.#options, addresses: [address, peerAddress ?? ''] });
      this.clock.after(this.#options.latencyMs ?? 0, () => {
        other.accept(theirs, theirs);
      });
      return ours;
    };
    const speaker = new Speaker({ clock: this.clock, random: () => 0.5, connect, poison: true, ...options });
    this.#speakers.set(address, speaker);
    return speaker;
  }
}
