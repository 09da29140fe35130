import { formatHex } from '../bytes/hex.js';
import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { ValueForm } from './form.js';
import { octets } from './value.js';

/*
 * A run of TLVs as one object: a member a TLV, named and read by the row of its type. Whatever the octets were, the
 * object writes them back:
 *
 * - TLVs of other types, repeated ones that may not repeat, and those whose octets are not of the form of their row
 *   are kept as octets, in `others`; once one of a type stands there, the later ones of the type do too.
 * - An object is written in ascending order of types, as RFC 9552 §5.1 wants; `order` stands in it only where the
 *   octets were in another one.
 */

/** A TLV this codec has no model for, or could not read. */
export interface OpaqueTlv {
  readonly type: number;
  readonly value: Uint8Array;
}

/** What every run of TLVs has beside the members of its rows. */
export interface TlvRecord {
  /** TLVs that no row could read, in their order. */
  readonly others?: readonly OpaqueTlv[];
  /** The types as they stood, where that was not in ascending order. */
  readonly order?: readonly number[];
}

/** Everything known about one TLV. */
export interface TlvRow {
  readonly type: number;
  readonly name: string;
  readonly form: ValueForm<unknown>;
  /** It may stand several times: the member is a list. */
  readonly repeats?: boolean;
}

/** Rows by type, and the names of their members. */
export interface TlvTable {
  readonly rows: readonly TlvRow[];
  get(type: number): TlvRow | undefined;
}

const HEADER = 4;
/** Members of a record that are no TLV. */
const BESIDES: ReadonlySet<string> = new Set(['others', 'order']);

/** Makes rows whose names and forms are those of the members of `T`. */
export interface TlvRows<T> {
  one<K extends keyof T & string>(type: number, name: K, form: ValueForm<Exclude<T[K], undefined>>): TlvRow;
  /** A TLV that may stand several times: `form` is that of one. */
  many<K extends keyof T & string>(type: number, name: K, form: ValueForm<Element<Exclude<T[K], undefined>>>): TlvRow;
}
type Element<L> = L extends readonly (infer E)[] ? E : never;

export function tlvRows<T>(): TlvRows<T> {
  return {
    one: (type, name, form) => ({ type, name, form }),
    many: (type, name, form) => ({ type, name, form, repeats: true }),
  };
}

/** A table of the given rows, at most one a type. */
export function tlvTable(rows: readonly TlvRow[]): TlvTable {
  const byType = new Map(rows.map((row) => [row.type, row]));
  return Object.freeze({ rows: Object.freeze([...rows]), get: (type: number) => byType.get(type) });
}

/** False where a TLV, or one inside it, overruns what it stands in. */
export function soundTlvs(bytes: Uint8Array, start: number, end: number, table: TlvTable): boolean {
  let at = start;
  while (at + HEADER <= end) {
    const next = at + HEADER + readU16(bytes, at + 2);
    if (next > end) return false;
    const { sound } = table.get(readU16(bytes, at))?.form ?? {};
    if (sound?.(bytes, at + HEADER, next) === false) return false;
    at = next;
  }
  return at === end;
}

/** The record of TLVs that `soundTlvs` passed. */
export function decodeTlvs(bytes: Uint8Array, start: number, end: number, table: TlvTable): TlvRecord {
  const members: Record<string, unknown> = {};
  const others: OpaqueTlv[] = [];
  const unread = new Set<number>();
  const order: number[] = [];
  let ascending = true;
  for (let at = start, next = at; at < end; at = next) {
    const type = readU16(bytes, at);
    next = at + HEADER + readU16(bytes, at + 2);
    ascending &&= type >= (order.at(-1) ?? 0);
    order.push(type);
    const row = unread.has(type) ? undefined : table.get(type);
    if (row && decodeMember(row, bytes, at + HEADER, next, members)) continue;
    others.push({ type, value: bytes.slice(at + HEADER, next) });
    unread.add(type);
  }
  return { ...members, ...(others.length === 0 ? {} : { others }), ...(ascending ? {} : { order }) };
}

/** Adds the value to the members; false where it cannot be read, or stands a second time. */
function decodeMember(
  { name, form, repeats }: TlvRow,
  bytes: Uint8Array,
  start: number,
  end: number,
  members: Record<string, unknown>,
): boolean {
  const present = members[name];
  if (present !== undefined && !repeats) return false;
  const value = form.decode(bytes, start, end);
  if (value === undefined) return false;
  if (Array.isArray(present) && repeats) present.push(value);
  else members[name] = repeats ? [value] : value;
  return true;
}

/** A TLV about to be written. */
interface Pending {
  readonly type: number;
  write(): void;
}

/** Writes a record. Members named in `besides` are the caller's. Throws `RangeError` for one that is no TLV of the table. */
export function encodeTlvs(
  record: object,
  table: TlvTable,
  writer: ByteWriter,
  name: string,
  besides: ReadonlySet<string> = new Set(),
): void {
  const members = new Map<string, unknown>(Object.entries(record));
  const { others = [], order = [] }: TlvRecord = record;
  if (!Array.isArray(others) || !Array.isArray(order)) throw new RangeError(`others and order of ${name} are lists`);
  const pending: Pending[] = [];
  for (const row of table.rows) {
    const member = members.get(row.name);
    members.delete(row.name);
    if (member === undefined) continue;
    if (row.repeats && !Array.isArray(member)) throw new RangeError(`${row.name} of ${name} is a list, got ${member}`);
    for (const value of row.repeats && Array.isArray(member) ? member : [member])
      pending.push({ type: row.type, write: () => row.form.encode(value, writer, `${row.name} of ${name}`) });
  }
  for (const { type, value } of others)
    pending.push({ type, write: () => octets.encode(value, writer, `TLV ${type} of ${name}`) });
  const stray = [...members.keys()].filter((key) => !BESIDES.has(key) && !besides.has(key));
  if (stray.length > 0) throw new RangeError(`${name} has no TLV ${stray.join(', ')}`);
  for (const one of inOrder(pending, order)) {
    writer.u16(unsigned('a TLV type', one.type, MAX_U16));
    const length = writer.reserve16();
    one.write();
    writer.patch16(length);
  }
}

/** Ascending by type; those named in `order` first and in that order. */
function inOrder(pending: readonly Pending[], order: readonly number[]): readonly Pending[] {
  const queues = new Map<number, Pending[]>();
  for (const one of pending)
    queues
      .set(one.type, queues.get(one.type) ?? [])
      .get(one.type)!
      .push(one);
  for (const queue of queues.values()) queue.reverse();
  const first = order.map((type) => queues.get(type)?.pop()).filter((one) => one !== undefined);
  const written = new Set(first);
  const left = pending.filter((one) => !written.has(one)).sort((a, b) => a.type - b.type);
  return [...first, ...left];
}

/** A record inside a TLV: sub-TLVs. */
export function subTlvs(table: TlvTable): ValueForm<TlvRecord> {
  return {
    measure: (_bytes, start, end) => end - start,
    decode: (bytes, start, end) => decodeTlvs(bytes, start, end, table),
    encode: (value, writer, name) => {
      if (typeof value !== 'object' || value === null) throw new RangeError(`${name} is an object, got ${value}`);
      encodeTlvs(value, table, writer, name);
    },
    sound: (bytes, start, end) => soundTlvs(bytes, start, end, table),
  };
}

/** Members as a person writes them: `igp-metric 10 srlg 1,2 local-node [ autonomous-system 65001 ]`. */
export function formatRecord(record: object): string {
  return Object.entries(record)
    .filter(([name, value]) => name !== 'order' && value !== undefined)
    .flatMap(([name, value]) => {
      const word = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      if (name === 'others') return (value as readonly OpaqueTlv[]).map(formatOpaque);
      const isObjects = Array.isArray(value) && value.some((one) => typeof one === 'object');
      return isObjects ? value.map((one) => `${word} ${formatValue(one)}`) : `${word} ${formatValue(value)}`;
    })
    .join(' ');
}

function formatOpaque({ type, value }: OpaqueTlv): string {
  return `tlv ${type} 0x${formatHex(value)}`;
}

function formatValue(value: unknown): string {
  if (value instanceof Uint8Array) return `0x${formatHex(value)}`;
  if (Array.isArray(value)) return value.join(',');
  if (typeof value !== 'object' || value === null) return String(value);
  return ['[', formatRecord(value), ']'].filter((part) => part !== '').join(' ');
}
