import { formatHex, parseHex } from '@mesh/bgp-wire';

/** Settings that a transcript does not have: keys, which no file is to show, and the path, of which nothing is recorded. */
const LEFT_OUT: readonly string[] = ['password', 'tcpAo', 'bfd'];

/** A value as JSON has it: octets as `{ "hex": "…" }`, without keys, functions and signals. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: formatHex(value) };
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  if (!isRecord(value)) return undefined;
  const members = Object.entries(value).filter(
    ([name, member]) => !LEFT_OUT.includes(name) && member !== undefined && typeof member !== 'function',
  );
  return Object.fromEntries(
    members.map(([name, member]) => [name, toPlain(member)]).filter(([, one]) => one !== undefined),
  );
}

/** The value of `toPlain` as it was. */
export function fromPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value !== 'object' || value === null) return value;
  const { hex, ...rest } = value as { hex?: unknown };
  if (typeof hex === 'string' && Object.keys(rest).length === 0) return parseHex(hex) ?? value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromPlain(member)]));
}

/** An object that somebody wrote down, not one of a class: tables of a codec, signals and the like have no plain form. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
