import type { CodecContext } from '../../context.js';
import { Family } from '../../family.js';
import type { Outcome } from '../../fault.js';
import { AttributeCode as Code } from '../../iana.js';
import { readableFamily } from '../../nlri/field.js';

/** What the RFCs say of one path attribute: a well-formed value, and what it costs when it is not. */
export interface VerdictRow {
  readonly code: number;
  /** The name, where the table has several rows of one attribute. */
  readonly variant?: string;
  /** Optional and Transitive: well-known, optional non-transitive, optional transitive. */
  readonly flags: 'W' | 'ON' | 'OT';
  /** A well-formed value as hexadecimal text. */
  readonly value: string;
  /** What a value of a wrong length costs, and the subcode should it come to a reset. */
  readonly approach: Outcome;
  readonly subcode: number;
  /** The clause that demands it. */
  readonly clause: string;
  /** What wrong flags cost; treat-as-withdraw where nothing is said (RFC 7606 §3.c). */
  readonly flagsApproach?: Outcome;
  readonly emptyIsLegal?: true;
  /** Discarded from external peers, whatever it looks like; the name is that of the option that takes it nevertheless. */
  readonly internalOnly?: true | 'aigp' | 'prefixSid';
  /** Discarded whatever it looks like, and whoever sent it. */
  readonly always?: true;
  /** Only for sessions with, or without, 4-octet AS numbers. */
  readonly asn4?: boolean;
  /** The octet appended for "one too long"; zero unless that would be legal. */
  readonly surplus?: string;
  /** What a second instance costs; nothing where nothing is said (RFC 7606 §3.g). */
  readonly twice?: Outcome;
  /** Where its NLRI start in the value; their family may be disabled instead of the session (RFC 4760 §7). */
  readonly nlriAt?: number;
  /** No row reads it: only the rules for unknown attributes hold. */
  readonly unknown?: true;
}

const WITHDRAW = 'treat-as-withdraw';
const DISCARD = 'attribute-discard';
const RESET = 'session-reset';
const REACH_VALUE = '00020110 20010db8000000000000000000000001 00 2020010db8';

/** The attributes of RFC 7606 §7 and of the RFCs after it, in the order of their codes. */
export const VERDICT_ROWS: readonly VerdictRow[] = [
  { code: Code.ORIGIN, flags: 'W', value: '00', approach: WITHDRAW, subcode: 5, clause: 'RFC 7606 §7.1' },
  {
    code: Code.AS_PATH,
    flags: 'W',
    value: '02010000fde9',
    approach: WITHDRAW,
    subcode: 11,
    clause: 'RFC 7606 §7.2',
    emptyIsLegal: true,
    asn4: true,
  },
  {
    code: Code.AS_PATH,
    variant: 'AS_PATH in 2 octets',
    flags: 'W',
    value: '0201fde9',
    approach: WITHDRAW,
    subcode: 11,
    clause: 'RFC 7606 §7.2',
    emptyIsLegal: true,
    asn4: false,
  },
  { code: Code.NEXT_HOP, flags: 'W', value: 'c0000201', approach: WITHDRAW, subcode: 5, clause: 'RFC 7606 §7.3' },
  {
    code: Code.MULTI_EXIT_DISC,
    flags: 'ON',
    value: '00000064',
    approach: WITHDRAW,
    subcode: 5,
    clause: 'RFC 7606 §7.4',
  },
  {
    code: Code.LOCAL_PREF,
    flags: 'W',
    value: '00000064',
    approach: WITHDRAW,
    subcode: 5,
    clause: 'RFC 7606 §7.5',
    internalOnly: true,
  },
  {
    code: Code.ATOMIC_AGGREGATE,
    flags: 'W',
    value: '',
    approach: DISCARD,
    subcode: 5,
    clause: 'RFC 7606 §7.6',
    emptyIsLegal: true,
  },
  {
    code: Code.AGGREGATOR,
    flags: 'OT',
    value: '0000fde9c0000201',
    approach: DISCARD,
    subcode: 5,
    clause: 'RFC 7606 §7.7',
    asn4: true,
  },
  {
    code: Code.AGGREGATOR,
    variant: 'AGGREGATOR in 2 octets',
    flags: 'OT',
    value: 'fde9c0000201',
    approach: DISCARD,
    subcode: 5,
    clause: 'RFC 7606 §7.7',
    asn4: false,
  },
  {
    code: Code.COMMUNITIES,
    flags: 'OT',
    value: 'fde90001fde90002',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 7606 §7.8',
  },
  {
    code: Code.ORIGINATOR_ID,
    flags: 'ON',
    value: 'c0000201',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 7606 §7.9',
    internalOnly: true,
  },
  {
    code: Code.CLUSTER_LIST,
    flags: 'ON',
    value: 'c0000201c0000202',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 7606 §7.10',
    internalOnly: true,
  },
  { code: 11, variant: 'DPA', flags: 'OT', value: '01', approach: 'accept', subcode: 0, clause: '', unknown: true },
  {
    code: Code.MP_REACH_NLRI,
    flags: 'ON',
    value: REACH_VALUE,
    approach: RESET,
    subcode: 9,
    clause: 'RFC 7606 §7.11',
    flagsApproach: RESET,
    surplus: '81',
    twice: RESET,
    nlriAt: 21,
  },
  {
    code: Code.MP_UNREACH_NLRI,
    flags: 'ON',
    value: '000201 2020010db8',
    approach: RESET,
    subcode: 9,
    clause: 'RFC 7606 §7.12',
    flagsApproach: RESET,
    surplus: '81',
    twice: RESET,
    nlriAt: 3,
  },
  {
    code: Code.EXTENDED_COMMUNITIES,
    flags: 'OT',
    value: '0002fde900000001',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 7606 §7.14',
  },
  {
    code: Code.AS4_PATH,
    variant: 'AS4_PATH from a 4-octet speaker',
    flags: 'OT',
    value: '02010000fde9',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 6793 §4.1',
    flagsApproach: DISCARD,
    always: true,
    asn4: true,
  },
  {
    code: Code.AS4_PATH,
    flags: 'OT',
    value: '02010000fde9',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 6793 §6',
    asn4: false,
  },
  {
    code: Code.AS4_AGGREGATOR,
    variant: 'AS4_AGGREGATOR from a 4-octet speaker',
    flags: 'OT',
    value: '0000fde9c0000201',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 6793 §4.1',
    flagsApproach: DISCARD,
    always: true,
    asn4: true,
  },
  {
    code: Code.AS4_AGGREGATOR,
    flags: 'OT',
    value: '0000fde9c0000201',
    approach: DISCARD,
    subcode: 5,
    clause: 'RFC 6793 §6',
    asn4: false,
  },
  {
    code: Code.PMSI_TUNNEL,
    flags: 'OT',
    value: '00 06 000640 c0000201',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 6514 §5',
  },
  {
    code: Code.TUNNEL_ENCAP,
    flags: 'OT',
    value: '0008 000c 06 0a 00000000 0001 c0000201',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 9012 §13',
  },
  {
    code: Code.IPV6_EXTENDED_COMMUNITIES,
    flags: 'OT',
    value: '0002 20010db8000000000000000000000001 0001',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 7606 §7.15',
  },
  {
    code: Code.AIGP,
    flags: 'ON',
    value: '01 000b 0000000000000064',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 7311 §3.3',
    flagsApproach: DISCARD,
    internalOnly: 'aigp',
  },
  {
    code: Code.PE_DISTINGUISHER_LABELS,
    flags: 'OT',
    value: 'c0000201 000640',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 6514 §8',
  },
  {
    code: Code.BGP_LS,
    flags: 'ON',
    value: '0402 0003 616263',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 9552 §8.2.2',
  },
  {
    code: Code.LARGE_COMMUNITY,
    flags: 'OT',
    value: '0000fde90000000100000002',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 8092 §6',
  },
  { code: Code.OTC, flags: 'OT', value: '0000fde9', approach: WITHDRAW, subcode: 9, clause: 'RFC 9234 §5' },
  {
    code: Code.BFD_DISCRIMINATOR,
    flags: 'OT',
    value: '01 00000001 01 04 c0000201',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 9026 §3.1.6',
  },
  {
    code: Code.PREFIX_SID,
    flags: 'OT',
    value: '01 0007 00 0000 00000064',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 8669 §6',
    internalOnly: 'prefixSid',
  },
  {
    code: Code.PREFIX_SID,
    variant: 'PREFIX_SID of an SRv6 service',
    flags: 'OT',
    value: '05 0019 00 01 0015 00 20010db8000000000000000000000001 00 0013 00',
    approach: DISCARD,
    subcode: 9,
    clause: 'RFC 8669 §6',
    internalOnly: 'prefixSid',
  },
  {
    code: Code.ATTR_SET,
    flags: 'OT',
    value: '0000fde9 400101 00',
    approach: WITHDRAW,
    subcode: 9,
    clause: 'RFC 6368 §5',
  },
  ...[
    { code: Code.TRAFFIC_ENGINEERING, flags: 'ON' } as const,
    { code: Code.BGPSEC_PATH, flags: 'ON' } as const,
    { code: Code.D_PATH, flags: 'OT' } as const,
    { code: Code.SFP, flags: 'OT' } as const,
  ].map((one): VerdictRow => ({ ...one, value: '01', approach: 'accept', subcode: 0, clause: '', unknown: true })),
  { code: 99, variant: 'unknown', flags: 'OT', value: '01', approach: 'accept', subcode: 0, clause: '', unknown: true },
];

/**
 * True where the octets of the row mean in the context what the row says: its AS size, no path identifiers in its NLRI,
 * and no AS that the path must start with.
 */
export function appliesTo({ code, asn4, nlriAt }: VerdictRow, context: CodecContext): boolean {
  if (asn4 !== undefined && asn4 !== context.asn4) return false;
  if (nlriAt !== undefined)
    return readableFamily(Family.IPV6_UNICAST, context) !== undefined && !context.addPath.has(Family.IPV6_UNICAST);
  return code !== Code.AS_PATH || context.peering !== 'external' || context.firstAs === undefined;
}
