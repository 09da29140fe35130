import { registryError } from './registry-error.js';

/* What every adapter refuses, so that code written with one runs with the other. */

export const MAX_KEY_OCTETS = 4_096;
/** Below what etcd takes in one request, 1.5 MiB. */
export const MAX_VALUE_OCTETS = 1_048_576;
/** Ten years; etcd takes up to 9,000,000,000 seconds. */
const MAX_TTL_SECONDS = 315_360_000;
const LONE_SURROGATE = /\p{Surrogate}/u;
const UTF8 = new TextEncoder();

export function checkKey(key: string): void {
  if (key === '') throw invalid('key', key, 'a key has at least one character');
  checkPrefix(key, 'key');
}

export function checkPrefix(prefix: string, field = 'prefix'): void {
  if (LONE_SURROGATE.test(prefix)) throw invalid(field, prefix, 'a key is text that UTF-8 can write');
  if (prefix.includes('\0')) throw invalid(field, prefix, 'a key has no NUL');
  if (UTF8.encode(prefix).length > MAX_KEY_OCTETS) {
    throw invalid(field, prefix.slice(0, 64), `a key has at most ${MAX_KEY_OCTETS} octets`);
  }
}

/** A copy, so that the caller may go on with its own. */
export function valueOctets(value: Uint8Array | string): Uint8Array {
  const octets = typeof value === 'string' ? UTF8.encode(value) : value.slice();
  if (octets.length > MAX_VALUE_OCTETS) {
    throw invalid('value', octets.length, `a value has at most ${MAX_VALUE_OCTETS} octets`);
  }
  return octets;
}

export function checkTtl(ttlSeconds: number): void {
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) {
    throw invalid('ttlSeconds', ttlSeconds, `a whole number from 1 to ${MAX_TTL_SECONDS}`);
  }
}

export function checkRevision(field: 'from' | 'ifRevision', revision: number | undefined): void {
  const least = field === 'from' ? 1 : 0;
  if (revision !== undefined && !(Number.isSafeInteger(revision) && revision >= least)) {
    throw invalid(field, revision, `a whole number from ${least}`);
  }
}

function invalid(field: string, value: string | number, rule: string) {
  return registryError('MESH_REGISTRY_INVALID', `${field} ${JSON.stringify(value)}: ${rule}`, { field, value, rule });
}
