import { formatIPv6, parseIPv6 } from '../../bytes/address.js';
import { MAX_U8, MAX_U16, unsigned } from '../../bytes/range.js';
import { readU16 } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import type { OpaqueTlv } from '../../tlv/record.js';

/** How the bits of a SID divide (RFC 9252 §3.2.1), all in bits. */
export interface SidStructure {
  readonly locatorBlock: number;
  readonly locatorNode: number;
  readonly function: number;
  readonly argument: number;
  readonly transpositionLength: number;
  readonly transpositionOffset: number;
}

/** One SID of a service (RFC 9252 §3.1). */
export interface Srv6Sid {
  readonly sid: string;
  readonly flags: number;
  /** Endpoint behaviour (IANA srv6-endpoint-behaviors); 0xffff: not told. */
  readonly behavior: number;
  readonly structure?: SidStructure;
  readonly others?: readonly OpaqueTlv[];
}

/** An SRv6 service TLV (RFC 9252 §2). */
export interface Srv6Service {
  readonly sids: readonly Srv6Sid[];
  readonly others?: readonly OpaqueTlv[];
}

const SID_INFORMATION = 1;
/** Octets of SID information before its sub-sub-TLVs. */
const SID_FIXED = 21;
const SID_STRUCTURE = 1;
const STRUCTURE_LENGTH = 6;
const FIELDS = [
  'locatorBlock',
  'locatorNode',
  'function',
  'argument',
  'transpositionLength',
  'transpositionOffset',
] as const satisfies readonly (keyof SidStructure)[];

/** Why the service TLV in `bytes[start, end)` cannot be read; undefined where it can. */
export function checkSrv6Service(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start < 1) return 'an SRv6 service TLV has at least 1 octet';
  for (let at = start + 1; at < end; ) {
    const next = at + 3 <= end ? at + 3 + readU16(bytes, at + 1) : end + 1;
    if (next > end) return 'an SRv6 service sub-TLV overruns its TLV';
    if (bytes[at] === SID_INFORMATION) {
      const reason = checkSid(bytes, at + 3, next);
      if (reason !== undefined) return reason;
    }
    at = next;
  }
  return undefined;
}

function checkSid(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start < SID_FIXED) return `SRv6 SID information has at least ${SID_FIXED} octets, got ${end - start}`;
  for (let at = start + SID_FIXED; at < end; ) {
    const next = at + 3 <= end ? at + 3 + readU16(bytes, at + 1) : end + 1;
    if (next > end) return 'an SRv6 SID sub-sub-TLV overruns its sub-TLV';
    if (bytes[at] === SID_STRUCTURE) {
      if (next - at - 3 !== STRUCTURE_LENGTH)
        return `an SRv6 SID structure has ${STRUCTURE_LENGTH} octets, got ${next - at - 3}`;
      const bits = bytes[at + 3]! + bytes[at + 4]! + bytes[at + 5]! + bytes[at + 6]!;
      if (bits > 128) return `the parts of an SRv6 SID have ${bits} bits, of 128`;
      if (bytes[at + 7]! + bytes[at + 8]! > 128 || bytes[at + 7]! > 24)
        return 'the transposed bits of an SRv6 SID lie outside it';
    }
    at = next;
  }
  return undefined;
}

/** The service of a TLV that `checkSrv6Service` passed. */
export function decodeSrv6Service(bytes: Uint8Array, start: number, end: number): Srv6Service {
  const sids: Srv6Sid[] = [];
  const others: OpaqueTlv[] = [];
  for (let at = start + 1; at < end; ) {
    const next = at + 3 + readU16(bytes, at + 1);
    if (bytes[at] === SID_INFORMATION) sids.push(decodeSid(bytes, at + 3, next));
    else others.push({ type: bytes[at]!, value: bytes.slice(at + 3, next) });
    at = next;
  }
  return others.length === 0 ? { sids } : { sids, others };
}

function decodeSid(bytes: Uint8Array, start: number, end: number): Srv6Sid {
  let structure: SidStructure | undefined;
  const others: OpaqueTlv[] = [];
  for (let at = start + SID_FIXED; at < end; ) {
    const next = at + 3 + readU16(bytes, at + 1);
    if (bytes[at] === SID_STRUCTURE && structure === undefined) structure = decodeStructure(bytes, at + 3);
    else others.push({ type: bytes[at]!, value: bytes.slice(at + 3, next) });
    at = next;
  }
  return {
    sid: formatIPv6(bytes, start + 1),
    flags: bytes[start + 17]!,
    behavior: readU16(bytes, start + 18),
    ...(structure ? { structure } : {}),
    ...(others.length === 0 ? {} : { others }),
  };
}

function decodeStructure(bytes: Uint8Array, at: number): SidStructure {
  return {
    locatorBlock: bytes[at]!,
    locatorNode: bytes[at + 1]!,
    function: bytes[at + 2]!,
    argument: bytes[at + 3]!,
    transpositionLength: bytes[at + 4]!,
    transpositionOffset: bytes[at + 5]!,
  };
}

/** Writes the value of a service TLV. Throws `RangeError` for a SID that is no IPv6 address or a number out of range. */
export function encodeSrv6Service({ sids, others = [] }: Srv6Service, writer: ByteWriter): void {
  writer.u8(0);
  for (const sid of sids) {
    writer.u8(SID_INFORMATION);
    const length = writer.reserve16();
    encodeSid(sid, writer);
    writer.patch16(length);
  }
  for (const other of others) encodeOpaqueTlv(other, writer);
}

function encodeSid({ sid, flags, behavior, structure, others = [] }: Srv6Sid, writer: ByteWriter): void {
  const address = parseIPv6(sid);
  if (!address) throw new RangeError(`an SRv6 SID is an IPv6 address, got ${sid}`);
  writer.u8(0);
  writer.bytes(address);
  writer.u8(unsigned('SRv6 SID flags', flags, MAX_U8));
  writer.u16(unsigned('an endpoint behaviour', behavior, MAX_U16));
  writer.u8(0);
  if (structure) {
    writer.u8(SID_STRUCTURE);
    writer.u16(STRUCTURE_LENGTH);
    for (const name of FIELDS) writer.u8(unsigned(name, structure[name], MAX_U8));
  }
  for (const other of others) encodeOpaqueTlv(other, writer);
}

/** Writes a TLV with a 1-octet type and a 2-octet length. */
export function encodeOpaqueTlv({ type, value }: OpaqueTlv, writer: ByteWriter): void {
  writer.u8(unsigned('a TLV type', type, MAX_U8));
  const length = writer.reserve16();
  writer.bytes(value);
  writer.patch16(length);
}
