import { MAX_U8, unsigned } from '../../bytes/range.js';
import { readU16 } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import type { ValueForm } from '../../tlv/form.js';
import { formatRecord } from '../../tlv/record.js';

/**
 * One sub-TLV of a tunnel, or of a segment list. `value` is the row's model; octets (`Uint8Array`) where the type has
 * no row, or where the row could not read them, and they are written as they are.
 */
export interface SubTlv<T = unknown> {
  readonly type: number;
  readonly value: T | Uint8Array;
}

/** Everything known about one sub-TLV: one line in a table. */
export interface SubTlvRow<T> {
  readonly type: number;
  readonly name: string;
  readonly form: ValueForm<T>;
  /** It may stand more than once. */
  readonly repeats?: true;
  /** The value as a person reads it, where its members by name are not what that is. */
  format?(value: T): string;
}

/** A row of a type, a name and the form of its value. */
export function row<T>(
  type: number,
  name: string,
  form: ValueForm<T>,
  options: Pick<SubTlvRow<T>, 'repeats' | 'format'> = {},
): SubTlvRow<T> {
  return { type, name, form, ...options };
}

/** The sub-TLV of a row: `subTlv(TunnelSubTlv.UDP_DESTINATION_PORT, 4789)`. */
export function subTlv<T extends object | string | number>(one: SubTlvRow<T>, value: T): SubTlv<T> {
  return { type: one.type, value };
}

/** All well-formed values of a row among sub-TLVs, in order. */
export function subTlvValues<T>(list: readonly SubTlv[], one: SubTlvRow<T>): T[] {
  return list.filter(({ type, value }) => type === one.type && !(value instanceof Uint8Array)).map((s) => s.value as T);
}

/** The first well-formed value of a row (RFC 9012 §13: of several the first counts), or undefined. */
export function subTlvValue<T>(list: readonly SubTlv[], one: SubTlvRow<T>): T | undefined {
  return subTlvValues(list, one)[0];
}

/** Which row reads a type; undefined where none does. */
export type FindRow = (type: number) => SubTlvRow<unknown> | undefined;

/** The look-up of a table of rows. */
export function rowTable(rows: readonly SubTlvRow<unknown>[]): FindRow {
  const byType = new Map(rows.map((one) => [one.type, one]));
  return (type) => byType.get(type);
}

/** Types from here on have a length of two octets (RFC 9012 §2). */
export const LONG = 128;

/**
 * Calls back with type and value of each sub-TLV of `bytes[start, end)`. False where one overruns: the last octet of
 * the last sub-TLV is not the last octet of the field (RFC 9012 §13).
 *
 * ```text
 * +----------+---------------------------------+-------+
 * | type (1) | length (1; 2 from type 128 on)  | value | …
 * +----------+---------------------------------+-------+
 * ```
 */
export function forEachSubTlv(
  bytes: Uint8Array,
  start: number,
  end: number,
  callback: (type: number, start: number, end: number) => void,
): boolean {
  for (let at = start; at < end; ) {
    const type = bytes[at]!;
    const valueAt = at + (type < LONG ? 2 : 3);
    if (valueAt > end) return false;
    const next = valueAt + (type < LONG ? bytes[at + 1]! : readU16(bytes, at + 1));
    if (next > end) return false;
    callback(type, valueAt, next);
    at = next;
  }
  return true;
}

/** The sub-TLVs of octets that `forEachSubTlv` could walk. */
export function decodeSubTlvs(bytes: Uint8Array, start: number, end: number, find: FindRow): SubTlv[] {
  const list: SubTlv[] = [];
  forEachSubTlv(bytes, start, end, (type, from, to) => {
    list.push({ type, value: find(type)?.form.decode(bytes, from, to) ?? bytes.slice(from, to) });
  });
  return list;
}

/** Writes sub-TLVs. Throws `RangeError` for a model of a type that has no row. */
export function encodeSubTlvs(list: readonly SubTlv[], find: FindRow, writer: ByteWriter): void {
  for (const { type, value } of list) {
    writer.u8(unsigned('a sub-TLV type', type, MAX_U8));
    const length = type < LONG ? writer.reserve8() : writer.reserve16();
    if (value instanceof Uint8Array) writer.bytes(value);
    else {
      const one = find(type);
      if (!one) throw new RangeError(`sub-TLV ${type} has no row here: give its octets`);
      one.form.encode(value, writer, one.name);
    }
    if (type < LONG) writer.patch8(length);
    else writer.patch16(length);
  }
}

/** `udp-destination-port 4789 color [ flags 0 color 100 ]`: names and values of sub-TLVs. */
export function formatSubTlvs(list: readonly SubTlv[], find: FindRow): string {
  return list
    .map(({ type, value }) => {
      const one = find(type);
      if (!one) return formatRecord({ [`sub-tlv ${type}`]: value });
      return one.format && !(value instanceof Uint8Array)
        ? `${one.name} ${one.format(value)}`
        : formatRecord({ [one.name]: value });
    })
    .join(' ');
}
