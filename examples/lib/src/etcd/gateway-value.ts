import { MeshError } from '@mesh/bgp-wire';
import type { RegistryEntry } from '../registry/registry.js';

/*
 * Values as etcd's JSON gateway has them (proto3 JSON): octets in base64, 64-bit numbers as strings, what is zero, false
 * or empty left out.
 */

export type Json = Readonly<Record<string, unknown>>;

/** What an etcd would not say. Another endpoint may know better. */
export function protocolError(message: string, cause?: unknown): MeshError {
  return new MeshError('MESH_ETCD_PROTOCOL', message, { cause });
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(value: unknown, what: string): Json {
  if (!isRecord(value)) throw protocolError(`${what}: no object`);
  return value;
}

export function records(value: unknown, what: string): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw protocolError(`${what}: no list`);
  return value.map((item) => record(item, what));
}

/** A number that is exact in JavaScript; 2^53 changes take longer than any cluster lives. */
export function int64(value: unknown, what: string): number {
  const number = typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? Number(value) : (value ?? 0);
  if (!Number.isSafeInteger(number)) throw protocolError(`${what}: ${String(value).slice(0, 32)} is no number`);
  return number as number;
}

/** A number that only names something, as a text: lease ids have all 63 bits. */
export function identifier(value: unknown, what: string): string {
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) throw protocolError(`${what}: no number`);
  return value;
}

export function octets(value: unknown, what: string): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (typeof value !== 'string') throw protocolError(`${what}: no base64`);
  return new Uint8Array(Buffer.from(value, 'base64'));
}

export function base64(value: Uint8Array | string): string {
  return (
    typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.length)
  ).toString('base64');
}

/** An `mvccpb.KeyValue`. Keys that others wrote and that are no UTF-8 come with replacement characters. */
export function entryOf(kv: Json): RegistryEntry {
  return {
    key: Buffer.from(octets(kv['key'], 'key')).toString(),
    value: octets(kv['value'], 'value'),
    revision: int64(kv['mod_revision'], 'mod_revision'),
  };
}

export function headerRevision(answer: Json): number {
  return int64(record(answer['header'], 'header')['revision'], 'header.revision');
}

/**
 * `key` and `range_end` of all keys with a prefix: the end is the prefix with its last octet one higher, which no octet of
 * UTF-8 is too high for. All keys are from NUL to NUL, as etcd has it.
 */
export function prefixRange(prefix: string): { readonly key: string; readonly range_end: string } {
  if (prefix === '') return { key: base64('\0'), range_end: base64('\0') };
  const end = Buffer.from(prefix);
  end[end.length - 1]! += 1;
  return { key: base64(prefix), range_end: base64(end) };
}
