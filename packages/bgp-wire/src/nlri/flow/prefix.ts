import { formatAddress } from '../../bytes/address.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { requirePrefix } from '../prefix.js';

/** A prefix of a flow; for IPv6 with the bits before it that are not compared (RFC 8956 §3.1). */
export interface FlowPrefix {
  readonly prefix: string;
  readonly offset?: number;
}

/** Octets of the prefix component at `offset` (behind its type), or -1 where it is malformed. */
export function measureFlowPrefix(bytes: Uint8Array, offset: number, end: number, addressLength: 4 | 16): number {
  const header = addressLength === 4 ? 1 : 2;
  if (offset + header > end) return -1;
  const bits = bytes[offset]!;
  const skipped = addressLength === 4 ? 0 : bytes[offset + 1]!;
  if (bits > 8 * addressLength || skipped > bits || (skipped === bits && bits > 0)) return -1;
  const length = header + ((bits - skipped + 7) >> 3);
  return offset + length <= end ? length : -1;
}

/** The prefix of a component that `measureFlowPrefix` passed. */
export function decodeFlowPrefix(bytes: Uint8Array, offset: number, addressLength: 4 | 16): FlowPrefix {
  const bits = bytes[offset]!;
  const skipped = addressLength === 4 ? 0 : bytes[offset + 1]!;
  const pattern = offset + (addressLength === 4 ? 1 : 2);
  const address = new Uint8Array(addressLength);
  for (let bit = skipped; bit < bits; bit++) {
    const from = bit - skipped;
    if ((bytes[pattern + (from >> 3)]! & (0x80 >> (from & 7))) !== 0) address[bit >> 3]! |= 0x80 >> (bit & 7);
  }
  const prefix = `${formatAddress(address)}/${bits}`;
  return skipped === 0 ? { prefix } : { prefix, offset: skipped };
}

/** Writes length, for IPv6 the offset, and the pattern. */
export function encodeFlowPrefix({ prefix, offset = 0 }: FlowPrefix, writer: ByteWriter, addressLength: 4 | 16): void {
  const { address, bits } = requirePrefix(prefix, addressLength, 'a flow');
  if (offset !== 0 && (addressLength === 4 || offset >= bits)) {
    throw new RangeError(`a flow prefix of ${bits} bits cannot have offset ${offset}`);
  }
  writer.u8(bits);
  if (addressLength === 16) writer.u8(offset);
  for (let at = offset; at < bits; at += 8) {
    let octet = 0;
    for (let bit = at; bit < Math.min(at + 8, bits); bit++) {
      if ((address[bit >> 3]! & (0x80 >> (bit & 7))) !== 0) octet |= 0x80 >> (bit - at);
    }
    writer.u8(octet);
  }
}
