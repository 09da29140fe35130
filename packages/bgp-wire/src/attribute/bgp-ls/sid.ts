import { unsigned } from '../../bytes/range.js';
import { readU16 } from '../../bytes/reader.js';
import { struct, type ValueForm } from '../../tlv/form.js';
import { readUint, reserved, uint, writeUint } from '../../tlv/value.js';

/** A segment identifier (RFC 9085 §2.1.1): three octets hold a label, four an index. One of the two stands in a model. */
export interface Sid {
  /** 24 bits as they stand: a label in the lower 20. */
  readonly label?: number;
  readonly index?: number;
}

const LABEL_LENGTH = 3;
const INDEX_LENGTH = 4;

/** A label or an index, told apart by the length. */
export const sid: ValueForm<Sid> = {
  measure: (_bytes, start, end) => end - start,
  decode(bytes, start, end) {
    if (end - start === LABEL_LENGTH) return { label: readUint(bytes, start, LABEL_LENGTH) };
    return end - start === INDEX_LENGTH ? { index: readUint(bytes, start, INDEX_LENGTH) } : undefined;
  },
  encode({ label, index, ...more }, writer, name) {
    const stray = Object.keys(more).join(', ');
    if (stray !== '' || (label === undefined) === (index === undefined))
      throw new RangeError(`${name} has either a label or an index${stray && `, and no ${stray}`}`);
    if (index === undefined) writeUint(unsigned(`the label of ${name}`, label ?? Number.NaN, 0xffffff), 3, writer);
    else writeUint(unsigned(`the index of ${name}`, index, 0xffffffff), 4, writer);
  },
};

const SID_LABEL = 1161;
const TLV_HEADER = 4;

/** A label or an index in a SID/Label TLV of its own. */
const sidTlv: ValueForm<Sid> = {
  measure: (bytes, start, end) => (start + TLV_HEADER <= end ? TLV_HEADER + readU16(bytes, start + 2) : -1),
  decode: (bytes, start, end) =>
    readU16(bytes, start) === SID_LABEL ? sid.decode(bytes, start + TLV_HEADER, end) : undefined,
  encode(value, writer, name) {
    writer.u16(SID_LABEL);
    const length = writer.reserve16();
    sid.encode(value, writer, name);
    writer.patch16(length);
  },
};

/** `size` labels or indexes from the given one on. */
export interface SidRange extends Sid {
  readonly size: number;
}

/** Labels a node sets aside for segment routing: SRGB (RFC 9085 §2.1.2) or SRLB (§2.1.4). */
export interface SidBlock {
  /** 0x80: MPLS of IPv4, 0x40: MPLS of IPv6 (RFC 8667 §3.1). */
  readonly flags: number;
  readonly reserved?: number;
  readonly ranges: readonly SidRange[];
}

const range = struct<SidRange>({ size: uint(3) }, sidTlv);
const RANGE_MIN = 3 + TLV_HEADER;

/** Ranges to the end. A SID/Label TLV that overruns makes the whole unsound. */
const ranges: ValueForm<readonly SidRange[]> = {
  measure: (_bytes, start, end) => end - start,
  decode(bytes, start, end) {
    const list: SidRange[] = [];
    for (let at = start; at < end; ) {
      const next = at + range.measure(bytes, at, end);
      const one = next > at ? range.decode(bytes, at, next) : undefined;
      if (!one) return undefined;
      list.push(one);
      at = next;
    }
    return list;
  },
  encode(value, writer, name) {
    if (!Array.isArray(value)) throw new RangeError(`${name} is a list, got ${value}`);
    for (const one of value) range.encode(one, writer, name);
  },
  sound(bytes, start, end) {
    let at = start;
    while (at + RANGE_MIN <= end) at += RANGE_MIN + readU16(bytes, at + 5);
    return at <= end;
  },
};

export const sidBlock: ValueForm<SidBlock> = struct<SidBlock>({ flags: uint(1), reserved: reserved(1), ranges });

/** The SID of an adjacency (RFC 9085 §2.2.1) or of a BGP peer (RFC 9086 §5). */
export interface AdjacencySid extends Sid {
  readonly flags: number;
  readonly weight: number;
  readonly reserved?: number;
}

export const adjacencySid: ValueForm<AdjacencySid> = struct<AdjacencySid>(
  { flags: uint(1), weight: uint(1), reserved: reserved(2) },
  sid,
);
