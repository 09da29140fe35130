import { MeshError } from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';

/** How many streams may wait for a peer to say who it is: those accepted that have not brought a valid OPEN yet. */
export interface AdmissionLimits {
  /** From one source address at one time. Default 8. */
  readonly perAddress?: number | undefined;
  /** From all of them at one time. Default 256. */
  readonly total?: number | undefined;
  /** New ones of one source address in a second. Default 5. */
  readonly perSecond?: number | undefined;
  /** How long one may wait before it is closed, in seconds. Default 30. */
  readonly openSeconds?: number | undefined;
}

/** The place of a stream that was let in, until its OPEN has come or it is gone. */
export interface Ticket {
  /** Called where no OPEN came in time. */
  onExpiry: (() => void) | undefined;
  /** The peer has said who it is, or the stream is gone; calling it again does nothing. */
  leave(): void;
}

/** What is known of one source address. */
interface Source {
  waiting: number;
  /** Streams it may open now; refilled with time. */
  tokens: number;
  /** When `tokens` was right. */
  at: number;
}

/**
 * Source addresses that are remembered at least before those with nothing to remember are looked for; then as many again
 * as were left, so that a flood from ever new ones does not look through all of them for each.
 */
const SWEEP_AT = 1024;

const LIMITS: readonly (readonly [keyof AdmissionLimits, number, number])[] = [
  ['perAddress', 8, 0xffffffff],
  ['total', 256, 0xffffffff],
  ['perSecond', 5, 0xffffffff],
  ['openSeconds', 30, 65535],
];

/*
 * Who may wait at the door. Before its OPEN a stream has shown nothing, so what it may cost is bounded: a place among a
 * few, for a while. What it sends is bounded by the framer, which takes no message of more than 4096 octets before the
 * OPENs have said otherwise, and by the FSM, which takes no first message but an OPEN.
 */
export class Admission {
  readonly #clock: Clock;
  readonly #limits: Readonly<Record<keyof AdmissionLimits, number>>;
  readonly #sources = new Map<string, Source>();
  #sweepAt = SWEEP_AT;
  #waiting = 0;

  /** Throws `MESH_SPEAKER_OPTION` for a limit that is no whole number from 1. */
  constructor(clock: Clock, limits: AdmissionLimits = {}) {
    this.#clock = clock;
    this.#limits = Object.fromEntries(
      LIMITS.map(([field, standard, most]) => [field, checkLimit(field, limits[field] ?? standard, most)]),
    ) as Record<keyof AdmissionLimits, number>;
  }

  /** Streams that have not said who they are. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Lets a stream in; an error says which limit is passed. A stream without an address counts among all only. */
  enter(address: string | undefined): Ticket | MeshError {
    const { perAddress, total, perSecond } = this.#limits;
    if (this.#waiting >= total) return exceeded('total', `${total} streams wait for an OPEN already`);
    const source = address === undefined ? undefined : this.#sourceOf(address);
    if (source !== undefined) {
      if (source.waiting >= perAddress) {
        return exceeded('perAddress', `${perAddress} streams of ${address} wait for an OPEN already`);
      }
      if (source.tokens < 1) return exceeded('perSecond', `${address} opens more than ${perSecond} streams a second`);
      source.tokens--;
      source.waiting++;
    }
    this.#waiting++;
    return this.#ticket(source);
  }

  #ticket(source: Source | undefined): Ticket {
    let cancel: Cancel | undefined;
    const ticket: Ticket = {
      onExpiry: undefined,
      leave: () => {
        if (cancel === undefined) return;
        cancel();
        cancel = undefined;
        this.#waiting--;
        if (source !== undefined) source.waiting--;
      },
    };
    cancel = this.#clock.after(this.#limits.openSeconds * 1000, () => ticket.onExpiry?.());
    return ticket;
  }

  #sourceOf(address: string): Source {
    const now = this.#clock.now();
    const { perSecond } = this.#limits;
    let source = this.#sources.get(address);
    if (source === undefined) {
      if (this.#sources.size >= this.#sweepAt) this.#sweep(now);
      source = { waiting: 0, tokens: perSecond, at: now };
      this.#sources.set(address, source);
    }
    source.tokens = Math.min(perSecond, source.tokens + ((now - source.at) / 1000) * perSecond);
    source.at = now;
    return source;
  }

  /** After a second of silence there is nothing to remember of an address. */
  #sweep(now: number): void {
    for (const [address, { waiting, at }] of this.#sources) {
      if (waiting === 0 && now - at >= 1_000) this.#sources.delete(address);
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#sources.size);
  }
}

function checkLimit(field: string, value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  const rule = `a whole number from 1 to ${most}`;
  throw new MeshError('MESH_SPEAKER_OPTION', `admission.${field} must be ${rule}, got ${String(value)}`, {
    details: { field: `admission.${field}`, value, rule },
  });
}

function exceeded(limit: keyof AdmissionLimits, message: string): MeshError {
  return new MeshError('MESH_ADMISSION_LIMIT', message, { details: { limit } });
}
