import { optional, struct, type ValueForm } from '../../tlv/form.js';
import { type LabelEntry, labelEntry } from '../../tlv/label-entry.js';
import { ipv4, ipv6, reserved, uint } from '../../tlv/value.js';
import { row, type SubTlvRow } from './sub-tlv.js';

/** Endpoint behaviour of an SRv6 SID and how its bits divide (RFC 9830 §2.4.4.2.4), parts in bits. */
export interface EndpointBehavior {
  readonly behavior: number;
  readonly reserved?: number;
  readonly locatorBlock: number;
  readonly locatorNode: number;
  readonly function: number;
  readonly argument: number;
}

/**
 * ```text
 * +--------------+--------------+--------+--------+--------+--------+
 * | behavior (2) | reserved (2) | LB (1) | LN (1) | fn (1) | arg (1)|
 * +--------------+--------------+--------+--------+--------+--------+
 * ```
 */
export const endpointBehavior: ValueForm<EndpointBehavior> = struct({
  behavior: uint(2),
  reserved: reserved(2),
  locatorBlock: uint(1),
  locatorNode: uint(1),
  function: uint(1),
  argument: uint(1),
});

interface Flagged {
  /** 0x80 verify, 0x40 algorithm given, 0x20 SID given, 0x10 behaviour given (RFC 9831 §2.10). */
  readonly flags: number;
}
interface MplsSid {
  readonly sid?: LabelEntry;
}
interface Srv6Sid {
  readonly sid?: string;
  readonly endpointBehavior?: EndpointBehavior;
}
interface Link {
  readonly localAddress: string;
  readonly remoteAddress: string;
}
interface Interfaces {
  readonly localInterface: number;
  readonly localAddress: string;
  readonly remoteInterface: number;
  readonly remoteAddress: string;
}

/** What segment types are made of, by their letter (RFC 9830 §2.4.4.2, RFC 9831 §2). */
export interface SegmentTypes {
  /** A label. */
  readonly A: Flagged & { readonly reserved?: number; readonly label: LabelEntry };
  /** An SRv6 SID. */
  readonly B: Flagged & {
    readonly reserved?: number;
    readonly sid: string;
    readonly endpointBehavior?: EndpointBehavior;
  };
  /** An IPv4 node. */
  readonly C: Flagged & { readonly algorithm: number; readonly node: string } & MplsSid;
  /** An IPv6 node, for SR-MPLS. */
  readonly D: Flagged & { readonly algorithm: number; readonly node: string } & MplsSid;
  /** An interface of an IPv4 node. */
  readonly E: Flagged & {
    readonly reserved?: number;
    readonly localInterface: number;
    readonly node: string;
  } & MplsSid;
  /** An IPv4 link by both addresses. */
  readonly F: Flagged & { readonly reserved?: number } & Link & MplsSid;
  /** An IPv6 link by nodes and interfaces, for SR-MPLS. */
  readonly G: Flagged & { readonly reserved?: number } & Interfaces & MplsSid;
  /** An IPv6 link by both addresses, for SR-MPLS. */
  readonly H: Flagged & { readonly reserved?: number } & Link & MplsSid;
  /** An IPv6 node, for SRv6. */
  readonly I: Flagged & { readonly algorithm: number; readonly node: string } & Srv6Sid;
  /** An IPv6 link by nodes and interfaces, for SRv6. */
  readonly J: Flagged & { readonly algorithm: number } & Interfaces & Srv6Sid;
  /** An IPv6 link by both addresses, for SRv6. */
  readonly K: Flagged & { readonly algorithm: number } & Link & Srv6Sid;
}

const head = { flags: uint(1), reserved: reserved(1) } as const;
const algorithm = { flags: uint(1), algorithm: uint(1) } as const;
const links = (address: ValueForm<string>) => ({ localAddress: address, remoteAddress: address }) as const;
const interfaces = {
  localInterface: uint(4),
  localAddress: ipv6,
  remoteInterface: uint(4),
  remoteAddress: ipv6,
} as const;
const behavior = { endpointBehavior: optional(endpointBehavior) } as const;
const mplsSid = { sid: optional(labelEntry) } as const;
const srv6Sid = { sid: optional(ipv6), ...behavior } as const;

const segment = <T extends object>(type: number, letter: string, codec: ValueForm<T>) =>
  row(type, `type-${letter}`, codec, { repeats: true });

/** The segment types: one line each, `flags, algorithm or reserved octet, fields, SID`. */
export const Segment: { readonly [L in keyof SegmentTypes]: SubTlvRow<SegmentTypes[L]> } = {
  A: segment(1, 'a', struct<SegmentTypes['A']>({ ...head, label: labelEntry })),
  B: segment(13, 'b', struct<SegmentTypes['B']>({ ...head, sid: ipv6, ...behavior })),
  C: segment(3, 'c', struct<SegmentTypes['C']>({ ...algorithm, node: ipv4, ...mplsSid })),
  D: segment(4, 'd', struct<SegmentTypes['D']>({ ...algorithm, node: ipv6, ...mplsSid })),
  E: segment(5, 'e', struct<SegmentTypes['E']>({ ...head, localInterface: uint(4), node: ipv4, ...mplsSid })),
  F: segment(6, 'f', struct<SegmentTypes['F']>({ ...head, ...links(ipv4), ...mplsSid })),
  G: segment(7, 'g', struct<SegmentTypes['G']>({ ...head, ...interfaces, ...mplsSid })),
  H: segment(8, 'h', struct<SegmentTypes['H']>({ ...head, ...links(ipv6), ...mplsSid })),
  I: segment(14, 'i', struct<SegmentTypes['I']>({ ...algorithm, node: ipv6, ...srv6Sid })),
  J: segment(15, 'j', struct<SegmentTypes['J']>({ ...algorithm, ...interfaces, ...srv6Sid })),
  K: segment(16, 'k', struct<SegmentTypes['K']>({ ...algorithm, ...links(ipv6), ...srv6Sid })),
};
