import type { Fault } from '../fault.js';

/** What a run of octets is. Children cover it exactly, in order; a span without children is one field. */
export interface Span {
  /** `length`, `AS_PATH`, `NLRI`. */
  readonly name: string;
  /** Offset of the first octet, from the start of what was dissected. */
  readonly start: number;
  /** Offset after the last octet. */
  readonly end: number;
  /** What the octets say, as a person writes it. */
  readonly value?: string;
  /** What is remarkable about them: they end early, or nobody knows how to read them. */
  readonly note?: string;
  /** What is wrong here, and what it costs. */
  readonly faults?: readonly Fault[];
  readonly children: readonly Span[];
}
