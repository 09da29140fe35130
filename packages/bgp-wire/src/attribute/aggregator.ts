import type { Asn } from '../brand.js';
import { formatIPv4, parseIPv4 } from '../bytes/address.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import { AS_TRANS } from '../iana.js';
import { discardFor, UpdateSubcode } from './finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** Who formed the aggregate (RFC 4271 §5.1.7). */
export interface Aggregator {
  readonly asn: Asn;
  /** IPv4 address of the speaker. */
  readonly address: string;
}

/**
 * AGGREGATOR, RFC 4271 §5.1.7; the AS number has 4 octets between speakers that both have the capability, else 2.
 *
 * ```text
 * +------------------+------------------+
 * | AS number (2, 4) | IPv4 address (4) |
 * +------------------+------------------+
 * ```
 */
export const AGGREGATOR: AttributeRow<Aggregator> = {
  code: 7,
  name: 'AGGREGATOR',
  flags: OPTIONAL_TRANSITIVE,
  check: (bytes, start, end, context) =>
    checkAggregator('AGGREGATOR', bytes, start, end, context.asn4 ? 4 : 2, 'RFC 7606 §7.7'),
  decode: (bytes, start, _end, context) => decodeAggregator(bytes, start, context.asn4 ? 4 : 2),
  encode: (value, writer, context) => encodeAggregator(value, writer, context.asn4 ? 4 : 2),
  format: ({ asn, address }) => `${asn}:${address}`,
  dissect(cursor, context) {
    cursor.number('AS', context.asn4 ? 4 : 2);
    cursor.address('address', 4);
  },
};

/** Length and AS 0 (RFC 7607 §2); both cost the attribute only. */
export function checkAggregator(
  name: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  width: 2 | 4,
  rfc: string,
): AttributeFinding | undefined {
  if (end - start !== width + 4) {
    return discardFor(`${name} has length ${width + 4}, got ${end - start}`, rfc, UpdateSubcode.ATTRIBUTE_LENGTH);
  }
  const asn = width === 4 ? readU32(bytes, start) : readU16(bytes, start);
  return asn === 0 ? discardFor(`${name} has AS number 0`, 'RFC 7607 §2', UpdateSubcode.OPTIONAL_ATTRIBUTE) : undefined;
}

export function decodeAggregator(bytes: Uint8Array, start: number, width: 2 | 4): Aggregator {
  const asn = width === 4 ? readU32(bytes, start) : readU16(bytes, start);
  return { asn, address: formatIPv4(readU32(bytes, start + width)) };
}

export function encodeAggregator({ asn, address }: Aggregator, writer: ByteWriter, width: 2 | 4): void {
  const octets = parseIPv4(address);
  if (octets === undefined) throw new RangeError(`AGGREGATOR has an IPv4 address, got ${address}`);
  unsigned('an AS number', asn, MAX_U32);
  if (width === 4) writer.u32(asn);
  else writer.u16(asn > 0xffff ? AS_TRANS : asn);
  writer.u32(octets);
}
