import type { ByteWriter } from '../bytes/writer.js';
import type { SpanCursor } from '../dissect/cursor.js';
import type { JsonForm } from '../json/form.js';

/**
 * One capability of an OPEN. `value` is the row's model; octets (`Uint8Array`) where the code has no row, or where
 * the row could not read them, and they are written as they are.
 */
export interface Capability<T = unknown> {
  readonly code: number;
  readonly value: T;
}

/** Everything known about one capability: one file, one row, one line in the table. */
export interface CapabilityRow<T> {
  readonly code: number;
  readonly name: string;
  /** A wrong length is a reason to refuse the OPEN, because the capability decides how messages are decoded. */
  readonly strict?: boolean;
  /** The model of the value in `bytes[start, end)`, or undefined where it is malformed. Never reads outside. */
  decode(bytes: Uint8Array, start: number, end: number): T | undefined;
  /** Writes the value without code and length. Throws `RangeError` for a model that has no encoding. */
  encode(value: T, writer: ByteWriter): void;
  /** The value as a person writes it; empty for a capability that is only a flag. */
  format(value: T): string;
  /** Names the octets of a value, well formed or not; left out where the value is one field. */
  dissect?(cursor: SpanCursor): void;
  /** The value in JSON, where that is not simply its members. */
  readonly json?: JsonForm<T>;
}

/** The capability of a row: `capability(MULTIPROTOCOL, Family.IPV4_UNICAST)`. */
export function capability<T>(row: CapabilityRow<T>, value: T): Capability<T> {
  return { code: row.code, value };
}

/** All well-formed values of a row's capability, in order. */
export function capabilityValues<T>(capabilities: readonly Capability[], row: CapabilityRow<T>): T[] {
  return capabilities
    .filter((one) => one.code === row.code && !(one.value instanceof Uint8Array))
    .map((one) => one.value as T);
}

/** The last well-formed value of a row's capability (RFC 4724 §3: of several the last counts), or undefined. */
export function capabilityValue<T>(capabilities: readonly Capability[], row: CapabilityRow<T>): T | undefined {
  return capabilityValues(capabilities, row).at(-1);
}

/** A row for a capability that carries no octets: its presence is the value. */
export function flagRow(code: number, name: string): CapabilityRow<true> {
  return {
    code,
    name,
    decode: (_bytes, start, end) => (start === end ? true : undefined),
    encode: () => undefined,
    format: () => '',
  };
}
