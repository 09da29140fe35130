import * as fc from 'fast-check';
import { attributeName } from '../../attribute/finding.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { CodecContext } from '../../context.js';
import { afiOf, Family, formatFamily, safiOf } from '../../family.js';
import { type Outcome, strongest } from '../../fault.js';
import { AS_TRANS, AttributeCode, HEADER_LENGTH } from '../../iana.js';
import { readableFamily } from '../../nlri/field.js';
import { createContext } from '../../standard-context.js';
import { NLRI_ROWS, type NlriRow } from './nlri-rows.js';
import { join, octetsOf, tlv, updateOf } from './octets.js';
import { appliesTo, VERDICT_ROWS, type VerdictRow } from './rows.js';
import { type Wrong, wrongsOf } from './wrongs.js';

/*
 * UPDATEs with one fault each, and the verdict the RFCs demand. The verdict is computed from the table of the
 * attributes (`rows.ts`), that of the NLRI (`nlri-rows.ts`) and the general rules of RFC 7606 — attribute lists (§4),
 * flags (§3.c), duplicates (§3.g), mandatory attributes (§3.d), no reachable NLRI (§5.2) — and by nothing of the
 * decoder, so that a decoder can be held against it.
 */

/** An UPDATE and what RFC 7606 makes of it. */
export interface JudgedUpdate {
  /** What is wrong with what: `ORIGIN: Transitive flipped, with NLRI`. */
  readonly name: string;
  readonly octets: Uint8Array;
  readonly outcome: Outcome;
  /** The clause that demands the outcome; empty where it is `accept`. */
  readonly clause: string;
  /** Subcode of the UPDATE Message Error, should it come to a reset. */
  readonly subcode: number;
  /** Octets from the start of the message to what is at fault: an attribute, or an NLRI. */
  readonly offset: number;
  /** How many routes of the family under test are delivered, where that is told. */
  readonly routes?: number;
}

const REACHABLE = ['NLRI', 'MP_REACH_NLRI', 'nothing'] as const;
type Reachable = (typeof REACHABLE)[number];

interface Verdict {
  readonly outcome: Outcome;
  readonly subcode: number;
  readonly clause: string;
}

const ACCEPT: Verdict = { outcome: 'accept', subcode: 0, clause: '' };
const WITHDRAW = 'treat-as-withdraw';
const RESET = 'session-reset';

/** Every UPDATE of the tables for a context: those with a fault, and their faultless likes. */
export function judgedUpdates(context: CodecContext = createContext()): readonly JudgedUpdate[] {
  const speaksV6 = readableFamily(Family.IPV6_UNICAST, context) !== undefined;
  const rows = VERDICT_ROWS.filter((row) => appliesTo(row, context));
  const reachable = REACHABLE.filter((one) => speaksV6 || one !== 'MP_REACH_NLRI');
  const ofAttributes = rows.flatMap((row) =>
    wrongsOf(row).flatMap((wrong) => reachable.map((one) => judgeAttribute(row, wrong, one, context))),
  );
  const nlri = NLRI_ROWS.filter(({ family }) => readableFamily(family, context) && !context.addPath.has(family));
  const ofNlri = nlri.flatMap((row) => fieldsOf(row).map((field) => judgeNlri(row, field, context)));
  return [...ofAttributes, ...ofNlri];
}

/** Every UPDATE of the tables that the context does not accept. */
export function malformedUpdates(context: CodecContext = createContext()): readonly JudgedUpdate[] {
  return judgedUpdates(context).filter(({ outcome }) => outcome !== 'accept');
}

/** One of `malformedUpdates`. */
export function malformedUpdate(context: CodecContext = createContext()): fc.Arbitrary<JudgedUpdate> {
  return fc.constantFrom(...malformedUpdates(context));
}

/** The prefixes of an IPv4 field, behind path identifiers where the context has ADD-PATH for it. */
function prefixes(list: readonly string[], family: number, { addPath }: CodecContext): Uint8Array {
  return join(...list.map((text) => octetsOf(addPath.has(family) ? `00000001${text}` : text)));
}

/** The attributes every UPDATE with routes has, in the AS size of the context and with the AS it wants leftmost. */
function mandatory(reachable: Reachable, context: CodecContext): readonly (readonly [number, Uint8Array])[] {
  const { asn4, firstAs = 65001, peering } = context;
  const path = new ByteWriter();
  path.u16(0x0201);
  if (asn4) path.u32(firstAs);
  else path.u16(firstAs > 0xffff ? AS_TRANS : firstAs);
  const list: [number, Uint8Array][] = [
    [AttributeCode.ORIGIN, octetsOf('40010100')],
    [AttributeCode.AS_PATH, tlv(0x40, AttributeCode.AS_PATH, path.view())],
  ];
  if (reachable === 'NLRI') list.push([AttributeCode.NEXT_HOP, octetsOf('400304c0000201')]);
  if (reachable === 'MP_REACH_NLRI') list.push([AttributeCode.MP_REACH_NLRI, reachV6(context)]);
  if (peering === 'internal') list.push([AttributeCode.LOCAL_PREF, octetsOf('40050400000064')]);
  return list;
}

function reachV6(context: CodecContext): Uint8Array {
  const nextHop = octetsOf('00020110 20010db8000000000000000000000001 00');
  return tlv(0x80, AttributeCode.MP_REACH_NLRI, join(nextHop, prefixes(['2020010db8'], Family.IPV6_UNICAST, context)));
}

const WITHDRAWN = ['080b'];
const ANNOUNCED = ['080a', '18c00002'];

function judgeAttribute(row: VerdictRow, wrong: Wrong, reachable: Reachable, context: CodecContext): JudgedUpdate {
  const others = mandatory(reachable, context).filter(([code]) => code !== row.code);
  const withdrawn = prefixes(WITHDRAWN, Family.IPV4_UNICAST, context);
  const before = join(...others.map(([, octets]) => octets));
  const nlri = reachable === 'NLRI' ? prefixes(ANNOUNCED, Family.IPV4_UNICAST, context) : new Uint8Array(0);
  const listStart = HEADER_LENGTH + 4 + withdrawn.length;
  const at = listStart + before.length;
  const verdict = verdictOf(row, wrong, reachable, context);
  const isMissing = verdict.clause === MISSING;
  return {
    name: `${row.variant ?? attributeName(row.code)}: ${wrong.name}, with ${reachable}`,
    octets: updateOf(withdrawn, join(before, wrong.octets), nlri),
    ...verdict,
    offset: isMissing ? listStart : at + (wrong.at ?? 0),
  };
}

const MISSING = 'RFC 7606 §3.d';

/** The verdict of RFC 7606 on an UPDATE with one attribute like that. */
function verdictOf(row: VerdictRow, wrong: Wrong, reachable: Reachable, context: CodecContext): Verdict {
  const own = ownVerdict(row, wrong, context);
  const seen = wrong.kind !== 'list';
  const reaches = row.code === AttributeCode.MP_REACH_NLRI ? seen : reachable === 'MP_REACH_NLRI';
  if (!reaches && reachable !== 'NLRI') {
    const escalates = own.outcome === WITHDRAW || own.outcome === 'afi-safi-disable';
    return escalates ? { ...own, outcome: RESET, clause: 'RFC 7606 §5.2' } : own;
  }
  const needed: number[] = mandatory(reachable, context).map(([code]) => code);
  if (seen || !needed.includes(row.code) || row.code === AttributeCode.MP_REACH_NLRI) return own;
  return strongest(own.outcome, WITHDRAW) === own.outcome ? own : { outcome: WITHDRAW, subcode: 3, clause: MISSING };
}

/** The verdict on the attribute alone. */
function ownVerdict(row: VerdictRow, wrong: Wrong, context: CodecContext): Verdict {
  const { kind } = wrong;
  const isEmpty = wrong.octets.length <= 3;
  const disables = row.nlriAt !== undefined && context.afiSafiDisable && !isEmpty;
  const costs = (outcome: Outcome) => (disables && outcome === RESET ? 'afi-safi-disable' : outcome);
  if (kind === 'list') return { outcome: WITHDRAW, subcode: 1, clause: 'RFC 7606 §4' };
  if (kind === 'twice' && row.twice) return { outcome: row.twice, subcode: 1, clause: 'RFC 7606 §3.g' };
  if (row.unknown) return kind === 'optional' ? unknownWellKnown(context) : ACCEPT;
  const { internalOnly } = row;
  const isTaken = internalOnly === undefined || context.peering !== 'external';
  const isEnabled = internalOnly !== undefined && internalOnly !== true && context[internalOnly];
  if (!isTaken && !isEnabled) return { outcome: 'attribute-discard', subcode: row.subcode, clause: row.clause };
  if (kind === 'optional' || kind === 'flags')
    return { outcome: costs(row.flagsApproach ?? WITHDRAW), subcode: 4, clause: 'RFC 7606 §3.c' };
  if (kind === 'length' || row.always)
    return { outcome: costs(row.approach), subcode: row.subcode, clause: row.clause };
  return ACCEPT;
}

function unknownWellKnown({ tolerateUnknownWellKnown }: CodecContext): Verdict {
  return { outcome: tolerateUnknownWellKnown ? WITHDRAW : RESET, subcode: 2, clause: 'RFC 4271 §6.3' };
}

function fieldsOf({ field }: NlriRow): readonly ('reach' | 'unreach')[] {
  return field === 'both' ? ['reach', 'unreach'] : [field];
}

/** An UPDATE whose only NLRI are those of the row. */
function judgeNlri(row: NlriRow, field: 'reach' | 'unreach', context: CodecContext): JudgedUpdate {
  const known = context.familyTable.get(row.family)!;
  const value = new ByteWriter();
  value.u16(afiOf(row.family));
  value.u8(safiOf(row.family));
  if (field === 'reach') {
    const length = Math.max(...known.nextHopLengths);
    value.u8(length);
    for (let i = 0; i <= length; i++) value.u8(0);
  }
  const nlriAt = value.length;
  value.bytes(octetsOf(row.nlri));
  const before =
    field === 'reach' ? join(...mandatory('nothing', context).map(([, octets]) => octets)) : new Uint8Array(0);
  const attribute = tlv(
    0x90,
    field === 'reach' ? AttributeCode.MP_REACH_NLRI : AttributeCode.MP_UNREACH_NLRI,
    value.view(),
  );
  const at = HEADER_LENGTH + 4 + before.length;
  const malformed = row.outcome === RESET;
  const clause = field === 'reach' ? 'RFC 7606 §7.11' : 'RFC 7606 §7.12';
  return {
    name: `${formatFamily(row.family)} NLRI of ${field}: ${row.name}`,
    octets: updateOf(new Uint8Array(0), join(before, attribute), new Uint8Array(0)),
    outcome: malformed && context.afiSafiDisable ? 'afi-safi-disable' : row.outcome,
    clause: malformed ? clause : '',
    subcode: malformed ? 9 : 0,
    offset: malformed ? at + 4 + nlriAt + (row.at ?? 0) : at,
    routes: malformed ? 0 : (row.routes ?? 1),
  };
}
