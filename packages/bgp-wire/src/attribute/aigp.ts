import { readU16 } from '../bytes/reader.js';
import { readU64, writeU64 } from '../bytes/uint64.js';
import { discardFor, UpdateSubcode } from './finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_NON_TRANSITIVE } from './row.js';

/** The accumulated IGP metric, and TLVs of other types as octets (RFC 7311 §3). */
export interface Aigp {
  /** 0 to 2^64 − 1, as sixteen hexadecimal digits where it is above 2^53 − 1. Of several TLVs of type 1 the first counts. */
  readonly metric?: number | string;
  readonly others?: readonly { readonly type: number; readonly value: Uint8Array }[];
}

const METRIC_TYPE = 1;
const METRIC_LENGTH = 11;

/**
 * AIGP, RFC 7311 §3: its errors discard the attribute quietly (§3.3). It is taken from external peers only where the
 * session has it enabled.
 *
 * ```text
 * +----------+------------+---------------------+
 * | type (1) | length (2) | metric (8) of type 1| …   the length counts type and length
 * +----------+------------+---------------------+
 * ```
 */
export const AIGP: AttributeRow<Aigp> = {
  code: 26,
  name: 'AIGP',
  flags: OPTIONAL_NON_TRANSITIVE,
  flagsOutcome: () => 'attribute-discard',
  check(bytes, start, end, context) {
    if (context.peering === 'external' && !context.aigp) return bad('AIGP on a session without it');
    return checkTlvs(bytes, start, end);
  },
  decode(bytes, start, end) {
    const others: { type: number; value: Uint8Array }[] = [];
    let metric: number | string | undefined;
    for (let offset = start; offset < end; offset += readU16(bytes, offset + 1)) {
      const type = bytes[offset]!;
      if (type === METRIC_TYPE && metric === undefined) metric = readU64(bytes, offset + 3);
      else others.push({ type, value: bytes.slice(offset + 3, offset + readU16(bytes, offset + 1)) });
    }
    return { ...(metric === undefined ? {} : { metric }), ...(others.length === 0 ? {} : { others }) };
  },
  encode({ metric, others = [] }, writer) {
    if (metric !== undefined) {
      writer.u8(METRIC_TYPE);
      writer.u16(METRIC_LENGTH);
      writeU64(metric, writer, 'an AIGP metric');
    }
    for (const { type, value } of others) {
      writer.u8(type);
      writer.u16(3 + value.length);
      writer.bytes(value);
    }
  },
  format: ({ metric }) => String(metric ?? 'none'),
};

function checkTlvs(bytes: Uint8Array, start: number, end: number): AttributeFinding | undefined {
  if (start === end) return bad('AIGP has no TLV');
  let hasMetric = false;
  for (let offset = start; offset < end; ) {
    if (offset + 3 > end) return bad('AIGP ends inside a TLV header');
    const length = readU16(bytes, offset + 1);
    if (length < 3) return bad(`an AIGP TLV has at least 3 octets, got ${length}`);
    if (offset + length > end) return bad(`an AIGP TLV of ${length} octets overruns the attribute`);
    if (bytes[offset] === METRIC_TYPE) {
      if (length !== METRIC_LENGTH) return bad(`the AIGP metric TLV has ${METRIC_LENGTH} octets, got ${length}`);
      if (!hasMetric && isAllOnes(bytes, offset + 3, offset + length)) return bad('the AIGP metric is all ones');
      hasMetric = true;
    }
    offset += length;
  }
  return undefined;
}

/** A value of nothing but ones: no path is that long (RFC 7311 §3.2). */
function isAllOnes(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0xff) return false;
  return true;
}

function bad(reason: string): AttributeFinding {
  return discardFor(reason, 'RFC 7311 §3.3', UpdateSubcode.OPTIONAL_ATTRIBUTE);
}
