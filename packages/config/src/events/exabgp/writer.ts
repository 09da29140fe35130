import { formatHex, HEADER_LENGTH } from '@mesh/bgp-wire';
import type { EventPeer, PeerEvent, SpeakerEvent } from '../event.js';
import { MESSAGES, typeOf } from './message.js';
import { UpdateWriter } from './update.js';
import { EXABGP_VERSIONS, type ExabgpVersion } from './version.js';

/** Who writes: what stands in every event. */
export interface ExabgpEventOptions {
  /** Of the API: 6 unless told. 4 differs in its name and in the next hop that stands in flows and BGP-LS. */
  readonly version?: ExabgpVersion;
  readonly host: string;
  readonly pid: number;
  readonly ppid: number;
}

/** The first part of `neighbor` is the same from event to event. */
interface Known {
  readonly peer: EventPeer;
  readonly text: string;
  counter: number;
}

/**
 * Writes events as ExaBGP does, a line each without the line break, so that programs written for it can read them. Each
 * neighbour's events are counted from 1. Text is put together without objects in between where it is written often.
 */
export class ExabgpEventWriter {
  readonly #head: string;
  readonly #identity: string;
  readonly #updates: UpdateWriter;
  readonly #known = new Map<string, Known>();
  #last: Known | undefined;
  #time: number = Number.NaN;
  #timed: string = '';

  constructor({ version = 6, host, pid, ppid }: ExabgpEventOptions) {
    this.#head = `{"exabgp":"${EXABGP_VERSIONS[version]}","time":`;
    this.#identity = `,"host":${JSON.stringify(host)},"pid":${pid},"ppid":${ppid}`;
    this.#updates = new UpdateWriter(version);
  }

  /** The JSON of an event. An UPDATE is read while this runs, and not kept. */
  write(event: SpeakerEvent): string {
    const head = this.#headOf(event.timeMs);
    if (event.type === 'shutdown') return `${head},"type":"notification","notification":"shutdown"}`;
    const known = this.#knownOf(event.peer);
    known.counter += 1;
    const message = this.#messageOf(event);
    return `${head},"counter":${known.counter},"type":"${typeOf(event)}"${octetsOf(event)},"neighbor":{${known.text}${directionOf(event)}${message === '' ? '' : `,${message}`}}}`;
  }

  /** Forgets a neighbour that is gone: should it come back, its events are counted from 1 again. */
  forget(peer: EventPeer): void {
    this.#known.delete(keyOf(peer));
    this.#last = undefined;
  }

  /** Many events happen in one millisecond, and the text of a time is slow to make. */
  #headOf(timeMs: number): string {
    if (timeMs !== this.#time) {
      this.#time = timeMs;
      this.#timed = `${this.#head}${timeMs / 1000}${this.#identity}`;
    }
    return this.#timed;
  }

  #messageOf(event: PeerEvent): string {
    const write = MESSAGES[event.type] as (event: PeerEvent, updates: UpdateWriter) => string;
    return write(event, this.#updates);
  }

  #knownOf(peer: EventPeer): Known {
    if (this.#last?.peer === peer) return this.#last;
    const key = keyOf(peer);
    const before = this.#known.get(key);
    const known = { peer, text: neighborText(peer), counter: before?.counter ?? 0 };
    this.#known.set(key, known);
    this.#last = known;
    return known;
  }
}

/** Sessions are told apart by both their ends. */
function keyOf({ localAddress, peerAddress, localAs, peerAs }: EventPeer): string {
  return `${localAddress} ${peerAddress} ${localAs} ${peerAs}`;
}

function neighborText({ localAddress, peerAddress, localAs, peerAs, routerId }: EventPeer): string {
  const address = JSON.stringify({ local: localAddress, peer: peerAddress });
  const identifier = routerId === undefined ? '' : `,"router-id":${JSON.stringify(routerId)}`;
  return `"address":${address},"asn":{"local":${localAs},"peer":${peerAs}}${identifier}`;
}

function directionOf(event: PeerEvent): string {
  return 'direction' in event ? `,"direction":"${event.direction}"` : '';
}

/** Header and body in hexadecimal, where the octets are there. */
function octetsOf(event: PeerEvent): string {
  const frame = 'frame' in event && event.type !== 'packet' ? event.frame : undefined;
  if (!frame) return '';
  const header = formatHex(frame, 0, HEADER_LENGTH).toUpperCase();
  const body = formatHex(frame, HEADER_LENGTH).toUpperCase();
  return body === '' ? `,"header":"${header}"` : `,"header":"${header}","body":"${body}"`;
}
