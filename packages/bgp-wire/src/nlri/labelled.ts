import { MAX_U8, unsigned } from '../bytes/range.js';
import { Family } from '../family.js';
import {
  decodeLabels,
  dissectLabels,
  encodeLabels,
  LABEL_LENGTH,
  type LabelStack,
  measureLabels,
  writeUnlabelled,
} from './label-stack.js';
import { formatPrefixBits, requirePrefix, writePrefixBits, writePrefixKey } from './prefix.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/**
 * A prefix with the labels to reach it (RFC 8277 §2.2). The prefix is the key, the labels are payload; no labels
 * stand for "none", which only a withdrawn route has.
 *
 * ```text
 * +---------------+------------------+--------+
 * | length (bits) | labels (3 each)  | prefix |   the length counts labels and prefix
 * +---------------+------------------+--------+
 * ```
 */
export interface LabelledNlri extends Nlri, LabelStack {
  readonly prefix: string;
}

function labelledRow(family: number, name: string, addressLength: 4 | 16): FamilyRow<LabelledNlri> {
  return {
    family,
    name,
    nextHopLengths: addressLength === 4 ? [4] : [16, 32],
    extendedNextHopLengths: addressLength === 4 ? [16, 32] : [],
    measure(bytes, offset, end, withdrawn) {
      const bits = bytes[offset]!;
      const next = offset + 1 + ((bits + 7) >> 3);
      if (next > end) return -1;
      const labels = measureLabels(bytes, offset + 1, next, withdrawn);
      if (labels < 0 || 8 * labels > bits) return -1;
      return bits - 8 * labels <= 8 * addressLength ? next - offset : -1;
    },
    decode(bytes, offset, end, pathId, withdrawn) {
      const stack = measureLabels(bytes, offset + 1, end, withdrawn);
      const labels = decodeLabels(bytes, offset + 1, stack);
      const prefix = formatPrefixBits(bytes, offset + 1 + stack, bytes[offset]! - 8 * stack, addressLength);
      return pathId === NO_PATH_ID ? { family, ...labels, prefix } : { family, pathId, ...labels, prefix };
    },
    encode(nlri, writer) {
      const prefix = requirePrefix(nlri.prefix, addressLength, name);
      const bits = 8 * LABEL_LENGTH * Math.max(1, nlri.labels.length) + prefix.bits;
      writer.u8(unsigned('the bits of labels and prefix', bits, MAX_U8));
      encodeLabels(nlri, writer);
      writePrefixBits(prefix, writer);
    },
    dissect(cursor, withdrawn) {
      cursor.number('length', 1, (bits) => `${bits} bits`);
      dissectLabels(cursor, withdrawn);
      cursor.octets('prefix', cursor.remaining);
    },
    writeKey(bytes, offset, end, withdrawn, writer) {
      const stack = measureLabels(bytes, offset + 1, end, withdrawn);
      writePrefixKey(bytes[offset]! - 8 * stack, bytes, offset + 1 + stack, end, writer);
    },
    writeWithdrawn: writeUnlabelled,
    format: ({ labels, prefix }) => (labels.length === 0 ? prefix : `${prefix} label ${labels.join('/')}`),
  };
}

export const IPV4_LABELLED_UNICAST: FamilyRow<LabelledNlri> = labelledRow(
  Family.IPV4_LABELLED_UNICAST,
  'ipv4-nlri-mpls',
  4,
);
export const IPV6_LABELLED_UNICAST: FamilyRow<LabelledNlri> = labelledRow(
  Family.IPV6_LABELLED_UNICAST,
  'ipv6-nlri-mpls',
  16,
);
