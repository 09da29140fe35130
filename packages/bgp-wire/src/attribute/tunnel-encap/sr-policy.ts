import { optional, struct, type ValueForm } from '../../tlv/form.js';
import { type LabelEntry, labelEntry } from '../../tlv/label-entry.js';
import { ipv6, reserved, text, uint } from '../../tlv/value.js';
import { type EndpointBehavior, endpointBehavior, Segment } from './segment.js';
import {
  decodeSubTlvs,
  encodeSubTlvs,
  type FindRow,
  forEachSubTlv,
  formatSubTlvs,
  row,
  rowTable,
  type SubTlv,
  type SubTlvRow,
} from './sub-tlv.js';

/** Flags, and a number that the policy is given. */
export interface SrPolicyNumber {
  readonly flags: number;
  readonly reserved?: number;
  readonly value: number;
}

/** The SID that the policy is bound to (RFC 9830 §2.4.2): none, a label, or an SRv6 SID. */
export interface BindingSid {
  /** 0x80: only this SID; 0x40: drop traffic to it where the policy is invalid. */
  readonly flags: number;
  readonly reserved?: number;
  readonly label?: LabelEntry;
  readonly sid?: string;
}

/** An SRv6 SID that the policy is bound to (RFC 9830 §2.4.3). */
export interface Srv6BindingSid {
  /** 0x80 and 0x40 as of the binding SID; 0x20: the endpoint behaviour is given. */
  readonly flags: number;
  readonly reserved?: number;
  readonly sid: string;
  readonly endpointBehavior?: EndpointBehavior;
}

/** Weight and segments of one path (RFC 9830 §2.4.4), as sub-TLVs in their order. */
export interface SegmentList {
  readonly reserved?: number;
  readonly subTlvs: readonly SubTlv[];
}

/** Priority for recomputing the policy (RFC 9830 §2.4.6): the lower, the sooner. */
export interface SrPolicyPriority {
  readonly priority: number;
  readonly reserved?: number;
}

/** A name of the policy, or of the candidate path. */
export interface SrPolicyName {
  readonly reserved?: number;
  readonly name: string;
}

/**
 * ```text
 * +-----------+--------------+----------------+
 * | flags (1) | reserved (1) | value (1 or 4) |
 * +-----------+--------------+----------------+
 * ```
 */
function flagged(octets: 1 | 4): ValueForm<SrPolicyNumber> {
  return struct<SrPolicyNumber>({ flags: uint(1), reserved: reserved(1), value: uint(octets) });
}

const name = struct<SrPolicyName>({ reserved: reserved(1), name: text });

export const WEIGHT: SubTlvRow<SrPolicyNumber> = row(9, 'weight', flagged(4));

const findInSegmentList = rowTable([WEIGHT, ...Object.values(Segment)]);

/** Reserved octet and sub-TLVs; malformed where a sub-TLV of a known type is (RFC 9830 §5). */
const segmentList: ValueForm<SegmentList> = {
  measure: (_bytes, start, end) => end - start,
  decode(bytes, start, end) {
    if (start >= end || !areWellFormed(bytes, start + 1, end, findInSegmentList)) return undefined;
    return {
      ...(bytes[start] === 0 ? {} : { reserved: bytes[start]! }),
      subTlvs: decodeSubTlvs(bytes, start + 1, end, findInSegmentList),
    };
  },
  encode({ reserved: octet = 0, subTlvs }, writer) {
    writer.u8(octet);
    encodeSubTlvs(subTlvs, findInSegmentList, writer);
  },
};

/** True where each sub-TLV of a known type can be read, and those that stand once do. */
export function areWellFormed(bytes: Uint8Array, start: number, end: number, find: FindRow): boolean {
  const seen = new Set<number>();
  let good = true;
  const walked = forEachSubTlv(bytes, start, end, (type, from, to) => {
    const one = find(type);
    if (!one) return;
    good &&= one.form.decode(bytes, from, to) !== undefined && (one.repeats === true || !seen.has(type));
    seen.add(type);
  });
  return walked && good;
}

/** What the sub-TLVs of an SR Policy hold. */
export interface SrPolicySubTlvs {
  readonly PREFERENCE: SrPolicyNumber;
  readonly BINDING_SID: BindingSid;
  readonly SRV6_BINDING_SID: Srv6BindingSid;
  readonly EXPLICIT_NULL_LABEL_POLICY: SrPolicyNumber;
  readonly PRIORITY: SrPolicyPriority;
  readonly SEGMENT_LIST: SegmentList;
  readonly CANDIDATE_PATH_NAME: SrPolicyName;
  readonly POLICY_NAME: SrPolicyName;
}

/** The sub-TLVs of an SR Policy tunnel, one line each (RFC 9830 §2.4). */
export const SrPolicySubTlv: { readonly [K in keyof SrPolicySubTlvs]: SubTlvRow<SrPolicySubTlvs[K]> } = {
  PREFERENCE: row(12, 'preference', flagged(4)),
  BINDING_SID: row(
    13,
    'binding-sid',
    struct<BindingSid>({
      flags: uint(1),
      reserved: reserved(1),
      label: optional({ ...labelEntry, measure: (_bytes, at, end) => (end - at === 4 ? 4 : -1) }),
      sid: optional(ipv6),
    }),
  ),
  SRV6_BINDING_SID: row(
    20,
    'srv6-binding-sid',
    struct<Srv6BindingSid>({
      flags: uint(1),
      reserved: reserved(1),
      sid: ipv6,
      endpointBehavior: optional(endpointBehavior),
    }),
    { repeats: true },
  ),
  EXPLICIT_NULL_LABEL_POLICY: row(14, 'explicit-null-label-policy', flagged(1)),
  PRIORITY: row(15, 'priority', struct<SrPolicyPriority>({ priority: uint(1), reserved: reserved(1) })),
  SEGMENT_LIST: row(128, 'segment-list', segmentList, {
    repeats: true,
    format: ({ subTlvs }) => `[ ${formatSubTlvs(subTlvs, findInSegmentList)} ]`,
  }),
  CANDIDATE_PATH_NAME: row(129, 'candidate-path-name', name),
  POLICY_NAME: row(130, 'policy-name', name),
};
