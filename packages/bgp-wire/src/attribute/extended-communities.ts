import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import { formatHex } from '../bytes/hex.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import { writeU32 } from '../bytes/writer.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** An extended community as two unsigned 32-bit halves: no number of JavaScript holds all 64 bits. */
export interface ExtendedCommunity {
  readonly high: number;
  readonly low: number;
}

/** The sub-types that have a text form, by the name they are written with (RFC 4360 §4–5). */
const SUBTYPES: Readonly<Record<string, number>> = { target: 0x02, origin: 0x03 };

/**
 * EXTENDED COMMUNITIES, RFC 4360: eight octets each. Unknown types are never an error (RFC 7606 §7.14).
 *
 * ```text
 * +------+---------+--------------------------------------+
 * | type | subtype | AS (2) value (4)                     |  type 0x00, 0x40
 * |      |         | IPv4 (4) value (2), AS (4) value (2) |  type 0x01, 0x02 (RFC 5668)
 * +------+---------+--------------------------------------+
 * ```
 */
export const EXTENDED_COMMUNITIES: AttributeRow<readonly ExtendedCommunity[]> = {
  code: 16,
  name: 'EXTENDED_COMMUNITIES',
  flags: OPTIONAL_TRANSITIVE,
  check(_bytes, start, end) {
    const length = end - start;
    return length > 0 && length % 8 === 0
      ? undefined
      : withdrawFor(
          `EXTENDED_COMMUNITIES has a length of 8 × n, got ${length}`,
          'RFC 7606 §7.14',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        );
  },
  decode(bytes, start, end) {
    const list: ExtendedCommunity[] = [];
    for (let offset = start; offset < end; offset += 8) {
      list.push({ high: readU32(bytes, offset), low: readU32(bytes, offset + 4) });
    }
    return list;
  },
  encode(value, writer) {
    for (const { high, low } of value) {
      writer.u32(unsigned('each half of an extended community', high, MAX_U32));
      writer.u32(unsigned('each half of an extended community', low, MAX_U32));
    }
  },
  format: (value) => value.map(formatExtendedCommunity).join(' '),
};

/** `target:65000:1`, `origin:192.0.2.1:1`, or `0x` and sixteen hexadecimal digits where there is no text form. */
export function formatExtendedCommunity({ high, low }: ExtendedCommunity): string {
  const subtype = (high >>> 16) & 0xff;
  const name = Object.keys(SUBTYPES).find((key) => SUBTYPES[key] === subtype);
  const administrator = ((high & 0xffff) * 0x10000 + (low >>> 16)) >>> 0;
  if (name !== undefined) {
    if (high >>> 24 === 0x00) return `${name}:${high & 0xffff}:${low}`;
    if (high >>> 24 === 0x01) return `${name}:${formatIPv4(administrator)}:${low & 0xffff}`;
    if (high >>> 24 === 0x02) return `${name}:${administrator}L:${low & 0xffff}`;
  }
  const bytes = new Uint8Array(8);
  writeU32(bytes, 0, high);
  writeU32(bytes, 4, low);
  return `0x${formatHex(bytes)}`;
}

/**
 * The extended community of `target:65000:1`, `origin:192.0.2.1:1`, `target:70000:1` or `target:65000L:1` (4-octet AS,
 * RFC 5668), `65000:1` (a target), or `0x` and sixteen digits. Undefined for any other text.
 */
export function parseExtendedCommunity(text: string): ExtendedCommunity | undefined {
  const hex = /^0x([0-9a-f]{8})([0-9a-f]{8})$/i.exec(text);
  if (hex) return { high: Number.parseInt(hex[1]!, 16), low: Number.parseInt(hex[2]!, 16) };
  const parts = text.split(':');
  const [name, administrator, value] = parts.length === 2 ? ['target', ...parts] : parts;
  const subtype = Object.hasOwn(SUBTYPES, name ?? '') ? SUBTYPES[name!] : undefined;
  if (parts.length > 3 || subtype === undefined || !/^\d{1,10}$/.test(value ?? '')) return undefined;
  const number = Number(value);
  const address = parseIPv4(administrator!);
  if (address !== undefined) return split(0x01, subtype, address, number);
  const asn = /^(\d{1,10})(L?)$/.exec(administrator!);
  if (!asn) return undefined;
  if (Number(asn[1]) > 0xffff || asn[2]) return split(0x02, subtype, Number(asn[1]), number);
  return number <= 0xffffffff ? { high: (subtype << 16) | Number(asn[1]), low: number } : undefined;
}

function split(type: number, subtype: number, administrator: number, value: number): ExtendedCommunity | undefined {
  if (administrator > 0xffffffff || value > 0xffff) return undefined;
  return {
    high: ((type << 24) | (subtype << 16) | (administrator >>> 16)) >>> 0,
    low: (((administrator & 0xffff) << 16) | value) >>> 0,
  };
}
