import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import type { SpanCursor } from '../dissect/cursor.js';
import type { Outcome } from '../fault.js';
import type { JsonForm } from '../json/form.js';

/** Attribute flag bits (RFC 4271 §4.3). */
export const AttributeFlag = {
  OPTIONAL: 0x80,
  TRANSITIVE: 0x40,
  PARTIAL: 0x20,
  EXTENDED_LENGTH: 0x10,
} as const;

export const WELL_KNOWN = 0x40;
export const OPTIONAL_NON_TRANSITIVE = 0x80;
export const OPTIONAL_TRANSITIVE = 0xc0;

/** What is wrong with one attribute and what the RFC makes of it. Rows share frozen findings where they can. */
export interface AttributeFinding {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly rfc: string;
  /** Subcode of the UPDATE Message Error if it comes to a reset. */
  readonly subcode: number;
  /** Offset of the fault from the start of the message, where it is not that of the attribute. */
  readonly offset?: number;
}

/**
 * One path attribute. `value` is the row's model; octets (`Uint8Array`) instead of a model are written as they are,
 * which is how unknown attributes round-trip and how a harness writes wrong ones.
 */
export interface PathAttribute<T = unknown> {
  readonly code: number;
  /** Flag octet; the Extended Length bit is set by the encoder where the length needs it. */
  readonly flags: number;
  readonly value: T;
}

/** Octets from `from` to `to`, a multiple of `unit`, which is a power of two. */
export interface SoundLengths {
  readonly from: number;
  readonly to: number;
  readonly unit: 1 | 2 | 4 | 8;
}

/** Everything known about one path attribute: one file, one row, one line in the table. */
export interface AttributeRow<T> {
  readonly code: number;
  readonly name: string;
  /** Expected Optional and Transitive bits. */
  readonly flags: number;
  /** What a conflict of those bits costs; treat-as-withdraw unless the row says otherwise (RFC 7606 §3.c). */
  flagsOutcome?(context: CodecContext): Outcome;
  /** Lengths of values that `check` passes whatever their octets and the context: the walk does not call it for them. */
  readonly soundLengths?: SoundLengths;
  /** Judges the value in `bytes[start, end)`; undefined where it is well formed. Never reads outside. */
  check(bytes: Uint8Array, start: number, end: number, context: CodecContext): AttributeFinding | undefined;
  /** The model of a value that `check` passed. */
  decode(bytes: Uint8Array, start: number, end: number, context: CodecContext): T;
  /** Writes the value without header. Throws `RangeError` for a model that has no encoding. */
  encode(value: T, writer: ByteWriter, context: CodecContext): void;
  /** The value as a person writes it. */
  format(value: T): string;
  /** Names the octets of a value, well formed or not; left out where the value is one field. */
  dissect?(cursor: SpanCursor, context: CodecContext): void;
  /** The value in JSON, where that is not simply its members. */
  readonly json?: JsonForm<T>;
}

/** The attribute with a row's usual flags: `attribute(MULTI_EXIT_DISC, 100)`. */
export function attribute<T>(row: AttributeRow<T>, value: T): PathAttribute<T> {
  return { code: row.code, flags: row.flags, value };
}
