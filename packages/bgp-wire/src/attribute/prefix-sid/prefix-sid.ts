import { MAX_U16, MAX_U32, unsigned } from '../../bytes/range.js';
import { readU16, readU32 } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import type { CodecContext } from '../../context.js';
import { dissectTlvs } from '../../dissect/tlv.js';
import type { ValueForm } from '../../tlv/form.js';
import type { OpaqueTlv } from '../../tlv/record.js';
import { discardFor, UpdateSubcode, withdrawFor } from '../finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_TRANSITIVE } from '../row.js';
import {
  checkSrv6Service,
  decodeSrv6Service,
  encodeOpaqueTlv,
  encodeSrv6Service,
  type Srv6Service,
} from './srv6-service.js';

/** A block of labels of the originator (RFC 8669 §3.2). */
export interface SrgbRange {
  /** First label, 24 bits as they stand. */
  readonly base: number;
  readonly size: number;
}

/** Segment identifiers of a prefix: of several TLVs of a known type the first counts (RFC 8669 §3). */
export interface PrefixSid {
  readonly labelIndex?: { readonly flags: number; readonly index: number };
  readonly originatorSrgb?: { readonly flags: number; readonly ranges: readonly SrgbRange[] };
  readonly srv6L3Service?: Srv6Service;
  readonly srv6L2Service?: Srv6Service;
  /** TLVs of other types, and repeated ones, in their order. */
  readonly others?: readonly OpaqueTlv[];
}

interface PrefixSidTlv<T> {
  readonly type: number;
  readonly key: keyof PrefixSid;
  check(bytes: Uint8Array, start: number, end: number): AttributeFinding | undefined;
  decode(bytes: Uint8Array, start: number, end: number): T;
  encode(value: T, writer: ByteWriter): void;
}

const LABEL_INDEX: PrefixSidTlv<NonNullable<PrefixSid['labelIndex']>> = {
  type: 1,
  key: 'labelIndex',
  check: (_bytes, start, end) =>
    end - start === 7 ? undefined : discard(`the label index TLV has 7 octets, got ${end - start}`),
  decode: (bytes, start) => ({ flags: readU16(bytes, start + 1), index: readU32(bytes, start + 3) }),
  encode({ flags, index }, writer) {
    writer.u8(0);
    writer.u16(unsigned('label index flags', flags, MAX_U16));
    writer.u32(unsigned('a label index', index, MAX_U32));
  },
};

const ORIGINATOR_SRGB: PrefixSidTlv<NonNullable<PrefixSid['originatorSrgb']>> = {
  type: 3,
  key: 'originatorSrgb',
  check: (_bytes, start, end) =>
    end - start >= 8 && (end - start - 2) % 6 === 0
      ? undefined
      : discard(`the originator SRGB TLV has 2 + 6 × n octets, got ${end - start}`),
  decode(bytes, start, end) {
    const ranges: SrgbRange[] = [];
    for (let at = start + 2; at < end; at += 6)
      ranges.push({ base: readU32(bytes, at) >>> 8, size: readU32(bytes, at + 2) & 0xffffff });
    return { flags: readU16(bytes, start), ranges };
  },
  encode({ flags, ranges }, writer) {
    writer.u16(unsigned('originator SRGB flags', flags, MAX_U16));
    for (const { base, size } of ranges) {
      writer.u24(unsigned('the base of an SRGB', base, 0xffffff));
      writer.u24(unsigned('the size of an SRGB', size, 0xffffff));
    }
  },
};

function srv6Tlv(type: number, key: 'srv6L3Service' | 'srv6L2Service'): PrefixSidTlv<Srv6Service> {
  return {
    type,
    key,
    check(bytes, start, end) {
      const reason = checkSrv6Service(bytes, start, end);
      return reason === undefined ? undefined : withdrawFor(reason, 'RFC 9252 §7', UpdateSubcode.OPTIONAL_ATTRIBUTE);
    },
    decode: decodeSrv6Service,
    encode: encodeSrv6Service,
  };
}

const TLVS: readonly PrefixSidTlv<unknown>[] = [
  LABEL_INDEX,
  ORIGINATOR_SRGB,
  srv6Tlv(5, 'srv6L3Service'),
  srv6Tlv(6, 'srv6L2Service'),
];
const BY_TYPE = new Map(TLVS.map((tlv) => [tlv.type, tlv]));

function discard(reason: string): AttributeFinding {
  return discardFor(reason, 'RFC 8669 §6', UpdateSubcode.OPTIONAL_ATTRIBUTE);
}

/** What is wrong with the TLVs in `bytes[start, end)`, of whatever peer they are. */
function checkTlvs(bytes: Uint8Array, start: number, end: number): AttributeFinding | undefined {
  if (end - start < 3) return discard(`PREFIX_SID has at least 3 octets, got ${end - start}`);
  for (let at = start; at < end; ) {
    const next = at + 3 <= end ? at + 3 + readU16(bytes, at + 1) : end + 1;
    if (next > end) return discard('a PREFIX_SID TLV overruns the attribute');
    const finding = BY_TYPE.get(bytes[at]!)?.check(bytes, at + 3, next);
    if (finding) return finding;
    at = next;
  }
  return undefined;
}

/** The TLVs of a prefix, as the attribute and as a sub-TLV of a tunnel (RFC 9012 §3.7) carry them. */
export const prefixSidForm: ValueForm<PrefixSid> = {
  measure: (_bytes, start, end) => end - start,
  decode: (bytes, start, end) => (checkTlvs(bytes, start, end) ? undefined : decodeTlvs(bytes, start, end)),
  encode(value, writer) {
    for (const { type, key, encode } of TLVS) {
      const one = value[key];
      if (one === undefined) continue;
      writer.u8(type);
      const length = writer.reserve16();
      encode(one, writer);
      writer.patch16(length);
    }
    for (const other of value.others ?? []) encodeOpaqueTlv(other, writer);
  },
};

/** Members stand in the order of the table, whatever that of the TLVs was: in it they are written. */
function decodeTlvs(bytes: Uint8Array, start: number, end: number): PrefixSid {
  const found = new Map<string, unknown>();
  const others: OpaqueTlv[] = [];
  for (let at = start; at < end; ) {
    const next = at + 3 + readU16(bytes, at + 1);
    const tlv = BY_TYPE.get(bytes[at]!);
    if (tlv && !found.has(tlv.key)) found.set(tlv.key, tlv.decode(bytes, at + 3, next));
    else others.push({ type: bytes[at]!, value: bytes.slice(at + 3, next) });
    at = next;
  }
  const known = TLVS.filter(({ key }) => found.has(key)).map(({ key }) => [key, found.get(key)]);
  return { ...Object.fromEntries(known), ...(others.length === 0 ? {} : { others }) };
}

/**
 * BGP Prefix-SID, RFC 8669 §3, and SRv6 services, RFC 9252 §2. It is meant for one SR domain: from an external peer it
 * is taken only where the session has it enabled (RFC 8669 §4).
 *
 * ```text
 * +----------+------------+-------+
 * | type (1) | length (2) | value | …
 * +----------+------------+-------+
 * ```
 */
export const PREFIX_SID: AttributeRow<PrefixSid> = {
  code: 40,
  name: 'PREFIX_SID',
  flags: OPTIONAL_TRANSITIVE,
  flagsOutcome: (context) => (isForeign(context) ? 'attribute-discard' : 'treat-as-withdraw'),
  check(bytes, start, end, context) {
    if (isForeign(context)) return discard('PREFIX_SID on a session without it');
    return checkTlvs(bytes, start, end);
  },
  decode: decodeTlvs,
  encode: (value, writer) => prefixSidForm.encode(value, writer, 'PREFIX_SID'),
  dissect: (cursor) => dissectTlvs(cursor, { typeLength: 1, lengthLength: 2 }),
  format(value) {
    const parts: string[] = [];
    if (value.labelIndex) parts.push(`index ${value.labelIndex.index}`);
    for (const { base, size } of value.originatorSrgb?.ranges ?? []) parts.push(`srgb ${base}+${size}`);
    for (const service of [value.srv6L3Service, value.srv6L2Service]) {
      for (const { sid, behavior } of service?.sids ?? []) parts.push(`sid ${sid} behavior 0x${behavior.toString(16)}`);
    }
    return parts.join(' ');
  },
};

/** True where the peer is outside our SR domain: nothing about the attribute is worse than discard then. */
function isForeign({ peering, prefixSid }: CodecContext): boolean {
  return peering === 'external' && !prefixSid;
}
