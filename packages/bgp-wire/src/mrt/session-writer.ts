import type { Asn } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import type { CodecContext } from '../context.js';
import { AS_TRANS, MessageType } from '../iana.js';
import { NO_PATH_ID } from '../nlri/row.js';
import { createContext } from '../standard-context.js';
import { UpdateView } from '../update/view.js';
import { visitRoutes } from '../update/visit.js';
import { MrtWriter } from './writer.js';

/** The session whose messages are written. */
export interface MrtSessionOptions {
  readonly peerAs: Asn;
  readonly localAs: Asn;
  readonly peerAddress: string;
  readonly localAddress: string;
  /** Default 0. */
  readonly interfaceIndex?: number;
  /** What messages of the peer are decoded with. Default a session of 4-octet AS numbers without ADD-PATH. */
  readonly rx?: CodecContext;
  /** What our messages are encoded with. Default as `rx`. */
  readonly tx?: CodecContext;
}

/** One message of a session. */
export interface MrtSessionMessage {
  /** Nanoseconds since 1970-01-01 UTC; the file keeps microseconds. */
  readonly timestampNs: bigint;
  readonly direction: 'received' | 'sent';
  /** One whole message, header included. */
  readonly frame: Uint8Array;
}

/** A change of the FSM's state, by the numbers of RFC 6396 §4.4.1: 1 Idle … 6 Established. */
export interface MrtSessionStateChange {
  readonly timestampNs: bigint;
  readonly oldState: number;
  readonly newState: number;
}

/**
 * Writes what happens on a session as BGP4MP_ET, times to the microsecond; what we sent as LOCAL. The subtype says of
 * each message how it is to be read: in which width AS numbers stand, and whether its NLRI carry path identifiers, which
 * the families of a session need not agree on (RFC 8050 §3).
 *
 * ```ts
 * const writer = new MrtSessionWriter({ peerAs: 65001, localAs: 65002, peerAddress: '192.0.2.1', localAddress: '192.0.2.2' });
 * writer.message({ timestampNs, direction: 'received', frame });
 * file.write(writer.take());
 * ```
 */
export class MrtSessionWriter {
  readonly #options: MrtSessionOptions;
  readonly #contexts: { readonly received: CodecContext; readonly sent: CodecContext };
  readonly #writer = new MrtWriter();

  constructor(options: MrtSessionOptions) {
    const received = options.rx ?? createContext();
    this.#options = options;
    this.#contexts = { received, sent: options.tx ?? received };
  }

  /** Octets that `take()` would give. */
  get length(): number {
    return this.#writer.length;
  }

  /** Appends a message. Throws `RangeError` for a time before 1970 or after 2106, or a session without encoding. */
  message({ timestampNs, direction, frame }: MrtSessionMessage): void {
    const context = this.#contexts[direction];
    const { asn4 } = context;
    const addPath = carriesPathIds(frame, context);
    const local = direction === 'sent';
    this.#writer.record({ ...this.#session(timestampNs, asn4), type: 'MESSAGE', asn4, addPath, local, frame });
  }

  /** Appends a change of state. Throws `RangeError` as `message` does. */
  stateChange({ timestampNs, oldState, newState }: MrtSessionStateChange): void {
    this.#writer.record({ ...this.#session(timestampNs, true), type: 'STATE_CHANGE', oldState, newState });
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    return this.#writer.take();
  }

  #session(timestampNs: bigint, asn4: boolean) {
    const { peerAs, localAs, peerAddress, localAddress, interfaceIndex = 0 } = this.#options;
    // Where messages have room for two octets only, AS_TRANS stands for what is longer (RFC 6793 §4.2.2).
    const inWidth = (asn: Asn) => (asn4 || asn <= 0xffff ? asn : AS_TRANS);
    return {
      timestamp: Number(timestampNs / SECOND_NS),
      microseconds: Number((timestampNs % SECOND_NS) / 1000n),
      peerAs: inWidth(peerAs),
      localAs: inWidth(localAs),
      interfaceIndex,
      peerAddress,
      localAddress,
    };
  }
}

const SECOND_NS = 1_000_000_000n;

/** True for an UPDATE with a route that has a path identifier. */
function carriesPathIds(frame: Uint8Array, context: CodecContext): boolean {
  if (context.addPath.size === 0 || frame[18] !== MessageType.UPDATE) return false;
  if (frame.length < 23 || readU16(frame, 16) !== frame.length) return false;
  let found = false;
  const look = (_family: number, _bytes: Uint8Array, _offset: number, _length: number, pathId: number) => {
    found ||= pathId !== NO_PATH_ID;
  };
  visitRoutes(new UpdateView(frame, context), { withdraw: look, announce: look, nextHop: () => undefined });
  return found;
}

/** The messages of a session as the octets of an MRT file. */
export function writeMrtSession(
  options: MrtSessionOptions & { readonly messages: Iterable<MrtSessionMessage> },
): Uint8Array {
  const writer = new MrtSessionWriter(options);
  for (const message of options.messages) writer.message(message);
  return writer.take();
}
