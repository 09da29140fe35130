import { unsigned } from '../bytes/range.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { SpanCursor } from '../dissect/cursor.js';

/** Octets of one label in an NLRI (RFC 8277 §2.2): 20 bits of label, 3 reserved, bottom of stack. */
export const LABEL_LENGTH = 3;

/** The label fields that mean "no label" where routes are withdrawn (RFC 8277 §2.4, RFC 3107 §3). */
const WITHDRAWN_LABELS: readonly number[] = [0x800000, 0x000000];

/**
 * Octets of the label stack at `offset`, which ends with the bottom of stack inside `end`; of a withdrawn route also
 * with the one label that means none. -1 where there is no such end: nothing is read past it.
 */
export function measureLabels(bytes: Uint8Array, offset: number, end: number, withdrawn: boolean): number {
  for (let at = offset; at + LABEL_LENGTH <= end; at += LABEL_LENGTH) {
    if ((bytes[at + 2]! & 1) === 1) return at + LABEL_LENGTH - offset;
    if (withdrawn && at === offset && WITHDRAWN_LABELS.includes(readLabelField(bytes, at))) return LABEL_LENGTH;
  }
  return -1;
}

function readLabelField(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 16) | (bytes[offset + 1]! << 8) | bytes[offset + 2]!;
}

/** Labels of an NLRI, first to last. */
export interface LabelStack {
  /** Empty where a withdrawn route has none. */
  readonly labels: readonly number[];
  /** The three reserved bits of each label, where a speaker set some (RFC 8277 §2.2: sent as 0, ignored). */
  readonly reservedBits?: readonly number[];
}

/** The labels of a stack of `length` octets; none for the one label that means none. */
export function decodeLabels(bytes: Uint8Array, offset: number, length: number): LabelStack {
  const labels: number[] = [];
  const reservedBits: number[] = [];
  for (let at = offset; at < offset + length; at += LABEL_LENGTH) {
    const label = readLabelField(bytes, at);
    if (length === LABEL_LENGTH && WITHDRAWN_LABELS.includes(label)) return { labels: [] };
    labels.push(label >>> 4);
    reservedBits.push((label >>> 1) & 7);
  }
  return reservedBits.every((bits) => bits === 0) ? { labels } : { labels, reservedBits };
}

/** Writes labels with the bottom of stack on the last; for none, the label 0x800000 of a withdrawn route. */
export function encodeLabels({ labels, reservedBits }: LabelStack, writer: ByteWriter): void {
  if (labels.length === 0) writer.u24(0x800000);
  labels.forEach((label, i) => {
    writer.u24(
      (unsigned('a label', label, 0xfffff) << 4) | ((reservedBits?.[i] ?? 0) << 1) | (i === labels.length - 1 ? 1 : 0),
    );
  });
}

/**
 * Writes an NLRI that begins with its bits and a stack as it is withdrawn (RFC 8277 §2.4): whatever labels it had, one
 * label field of 0x800000 stands for them.
 */
export function writeUnlabelled(bytes: Uint8Array, offset: number, end: number, writer: ByteWriter): void {
  const stack = measureLabels(bytes, offset + 1, end, false);
  writer.u8(bytes[offset]! - 8 * (stack - LABEL_LENGTH));
  writer.u24(0x800000);
  writer.bytes(bytes, offset + 1 + stack, end);
}

/** Names the octets of a stack that `measureLabels` passed. */
export function dissectLabels(cursor: SpanCursor, withdrawn: boolean): void {
  const end = cursor.offset + measureLabels(cursor.bytes, cursor.offset, cursor.end, withdrawn);
  while (cursor.offset < end) {
    cursor.number('label', LABEL_LENGTH, (entry) => `${entry >>> 4}${(entry & 1) === 1 ? ', bottom of stack' : ''}`);
  }
}
