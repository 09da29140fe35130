import { formatAddress, parseAddress } from '../bytes/address.js';
import { MAX_U8, MAX_U32, unsigned } from '../bytes/range.js';
import { readU32 } from '../bytes/reader.js';
import type { OpaqueTlv } from '../tlv/record.js';
import { discardFor, UpdateSubcode } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** The BFD session that watches a multicast tunnel (RFC 9026 §3.1.6). */
export interface BfdDiscriminator {
  /** 1: a point-to-multipoint session. */
  readonly mode: number;
  readonly discriminator: number;
  /** Where the packets of the session come from; it stands first. */
  readonly source?: string;
  /** TLVs of other types, in their order. */
  readonly others?: readonly OpaqueTlv[];
}

const FIXED = 5;
const SOURCE = 1;
/** The fixed part, and a source address with its TLV header. */
const MIN_LENGTH = FIXED + 2 + 4;

/**
 * BFD Discriminator, RFC 9026 §3.1.6: malformed, it is discarded.
 *
 * ```text
 * +----------+-------------------+----------+------------+-------+
 * | mode (1) | discriminator (4) | type (1) | length (1) | value | …
 * +----------+-------------------+----------+------------+-------+
 * ```
 */
export const BFD_DISCRIMINATOR: AttributeRow<BfdDiscriminator> = {
  code: 38,
  name: 'BFD_DISCRIMINATOR',
  flags: OPTIONAL_TRANSITIVE,
  check(bytes, start, end) {
    const reason = faultOf(bytes, start, end);
    return reason === undefined ? undefined : discardFor(reason, 'RFC 9026 §3.1.6', UpdateSubcode.OPTIONAL_ATTRIBUTE);
  },
  decode(bytes, start, end) {
    const others: OpaqueTlv[] = [];
    let source: string | undefined;
    for (let at = start + FIXED; at < end; at += 2 + bytes[at + 1]!) {
      const next = at + 2 + bytes[at + 1]!;
      if (bytes[at] === SOURCE && at === start + FIXED) source = formatAddress(bytes, at + 2, next);
      else others.push({ type: bytes[at]!, value: bytes.slice(at + 2, next) });
    }
    return {
      mode: bytes[start]!,
      discriminator: readU32(bytes, start + 1),
      ...(source === undefined ? {} : { source }),
      ...(others.length === 0 ? {} : { others }),
    };
  },
  encode({ mode, discriminator, source, others = [] }, writer) {
    const address = source === undefined ? undefined : parseAddress(source);
    if (source !== undefined && !address) throw new RangeError(`a BFD source is an IP address, got ${source}`);
    writer.u8(unsigned('a BFD mode', mode, MAX_U8));
    writer.u32(unsigned('a BFD discriminator', discriminator, MAX_U32));
    for (const { type, value } of address ? [{ type: SOURCE, value: address }, ...others] : others) {
      writer.u8(unsigned('a TLV type', type, MAX_U8));
      const length = writer.reserve8();
      writer.bytes(value);
      writer.patch8(length);
    }
  },
  format: ({ mode, discriminator, source }) =>
    `mode ${mode} discriminator ${discriminator}${source === undefined ? '' : ` source ${source}`}`,
};

function faultOf(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start < MIN_LENGTH) return `BFD_DISCRIMINATOR has at least ${MIN_LENGTH} octets, got ${end - start}`;
  for (let at = start + FIXED; at < end; ) {
    const next = at + 2 <= end ? at + 2 + bytes[at + 1]! : end + 1;
    if (next > end) return 'a BFD_DISCRIMINATOR TLV overruns the attribute';
    const length = next - at - 2;
    if (bytes[at] === SOURCE && length !== 4 && length !== 16) return `a BFD source has 4 or 16 octets, got ${length}`;
    at = next;
  }
  return undefined;
}
