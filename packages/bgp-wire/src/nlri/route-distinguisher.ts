import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import { formatHex, parseHex } from '../bytes/hex.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';

/** Octets of a route distinguisher. */
export const RD_LENGTH = 8;

/**
 * Text of the route distinguisher at `offset` (RFC 4364 §4.2): `65000:1` (type 0), `192.0.2.1:1` (type 1), `70000:1`
 * (type 2), else `0x` and sixteen digits. A type 2 whose AS number fits two octets prints as `65000L:1`.
 *
 * ```text
 * +----------+-----------------------------------+
 * | type (2) | administrator, assigned number (6)|   0: AS (2) + 4, 1: IPv4 (4) + 2, 2: AS (4) + 2
 * +----------+-----------------------------------+
 * ```
 */
export function formatRd(bytes: Uint8Array, offset: number): string {
  const type = readU16(bytes, offset);
  if (type === 0) return `${readU16(bytes, offset + 2)}:${readU32(bytes, offset + 4)}`;
  const administrator = readU32(bytes, offset + 2);
  const assigned = readU16(bytes, offset + 6);
  if (type === 1) return `${formatIPv4(administrator)}:${assigned}`;
  if (type === 2) return `${administrator}${administrator <= 0xffff ? 'L' : ''}:${assigned}`;
  return `0x${formatHex(bytes, offset, offset + RD_LENGTH)}`;
}

/** Writes the route distinguisher of a text that `formatRd` gives. Throws `RangeError` for any other text. */
export function writeRd(text: string, writer: ByteWriter): void {
  const octets = /^0x[0-9a-f]{16}$/i.test(text) ? parseHex(text) : undefined;
  if (octets) {
    writer.bytes(octets);
    return;
  }
  const [administrator, assigned] = splitRd(text);
  const address = parseIPv4(administrator);
  const asn = /^(\d{1,10})(L?)$/.exec(administrator);
  const number = Number(assigned);
  if (address !== undefined && number <= 0xffff) {
    writer.u16(1);
    writer.u32(address);
    writer.u16(number);
  } else if (asn && (asn[2] || Number(asn[1]) > 0xffff) && Number(asn[1]) <= 0xffffffff && number <= 0xffff) {
    writer.u16(2);
    writer.u32(Number(asn[1]));
    writer.u16(number);
  } else if (asn && !asn[2] && Number(asn[1]) <= 0xffff && number <= 0xffffffff) {
    writer.u16(0);
    writer.u16(Number(asn[1]));
    writer.u32(number);
  } else throw badRd(text);
}

function splitRd(text: string): [administrator: string, assigned: string] {
  const colon = text.lastIndexOf(':');
  const assigned = text.slice(colon + 1);
  if (colon < 1 || !/^\d{1,10}$/.test(assigned)) throw badRd(text);
  return [text.slice(0, colon), assigned];
}

function badRd(text: string): RangeError {
  return new RangeError(`a route distinguisher is written 65000:1, 192.0.2.1:1 or 70000:1, got ${text}`);
}
