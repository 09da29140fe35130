import { attributeName, UpdateSubcode } from '../attribute/finding.js';
import { type AttributeFinding, AttributeFlag } from '../attribute/row.js';
import type { AttributeJudge } from '../attribute/table-type.js';
import { formatAddress } from '../bytes/address.js';
import { readU16 } from '../bytes/reader.js';
import type { CodecContext } from '../context.js';
import { Family, familyOf } from '../family.js';
import { type Fault, type Outcome, strongest } from '../fault.js';
import { AttributeCode, ErrorCode, HEADER_LENGTH } from '../iana.js';
import { notification } from '../message/notification.js';
import { checkNlri } from '../nlri/field.js';
import type { AttributeIndex } from './attribute-index.js';
import type { FamilyPlan } from './family-plan.js';

/*
 * The generic walk of RFC 7606, once over the octets of an UPDATE. What is particular to one attribute stands in its
 * row (`check`); what holds for all stands here: field lengths, flags, duplicates, zero lengths, mandatory
 * attributes, escalation. Invariants:
 *
 * - The place of the NLRI field is computed from the declared lengths, never from where a scan stopped (§4).
 * - A row sees only its own slice. Nothing here throws, whatever the octets.
 * - All findings are kept; the strongest decides (§3.h). On `session-reset` nothing of the message may be applied.
 *
 * Deliberate deviations: Partial on a well-known attribute is not an error; attributes of a family that was not
 * negotiated are passed over unread; duplicates after the first are dropped without a fault, as §3.g lets us.
 */

/** What the walk found: the strongest outcome and every fault. */
export interface Assessment {
  readonly outcome: Outcome;
  readonly faults: readonly Fault[];
}

export const ACCEPTED: Assessment = Object.freeze({ outcome: 'accept', faults: Object.freeze([]) as readonly Fault[] });

/** An UPDATE in `bytes[start, end)` and where its three fields stand; filled by the walk. */
export interface UpdateLayout {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly context: CodecContext;
  /** Of the same context. */
  readonly ipv4: FamilyPlan;
  readonly index: AttributeIndex;
  readonly findings: Findings;
  withdrawnStart: number;
  withdrawnEnd: number;
  attributesStart: number;
  attributesEnd: number;
  nlriStart: number;
  nlriEnd: number;
}

/** Walks an UPDATE frame (its header already checked) and fills its layout and attribute index. */
export function walkUpdate(layout: UpdateLayout): Assessment {
  const { bytes, end, index, findings } = layout;
  index.clear();
  findings.clear();
  let offset = layout.start + HEADER_LENGTH;
  const withdrawnLength = readU16(bytes, offset);
  layout.withdrawnStart = offset + 2;
  layout.withdrawnEnd = layout.withdrawnStart + withdrawnLength;
  offset = layout.withdrawnEnd;
  if (offset + 2 > end) return lostLayout(layout, `${withdrawnLength} octets of withdrawn routes overrun the message`);
  const attributesLength = readU16(bytes, offset);
  layout.attributesStart = offset + 2;
  layout.attributesEnd = layout.attributesStart + attributesLength;
  if (layout.attributesEnd > end)
    return lostLayout(layout, `${attributesLength} octets of attributes overrun the message`);
  layout.nlriStart = layout.attributesEnd;
  layout.nlriEnd = end;

  checkPrefixField(layout, layout.withdrawnStart, layout.withdrawnEnd, 'withdrawn routes', findings);
  scanAttributes(layout, findings);
  checkPrefixField(layout, layout.nlriStart, layout.nlriEnd, 'NLRI', findings);
  checkMandatory(layout, layout.nlriEnd > layout.nlriStart, findings);
  return findings.assessment(layout.start);
}

/** Walks an attribute list that stands alone in `bytes[start, end)`, as if the NLRI field of its UPDATE had a route. */
export function walkAttributes(layout: UpdateLayout): Assessment {
  const { start, end, index, findings } = layout;
  index.clear();
  findings.clear();
  layout.withdrawnStart = layout.withdrawnEnd = layout.attributesStart = start;
  layout.attributesEnd = layout.nlriStart = layout.nlriEnd = end;
  scanAttributes(layout, findings);
  checkMandatory(layout, true, findings);
  return findings.assessment(start);
}

/** A message whose fields cannot be told apart: nothing in it is usable. */
function lostLayout(layout: UpdateLayout, reason: string): Assessment {
  layout.withdrawnEnd = layout.withdrawnStart;
  layout.attributesStart = layout.attributesEnd = layout.withdrawnStart;
  layout.nlriStart = layout.nlriEnd = layout.withdrawnStart;
  const fault: Fault = {
    outcome: 'session-reset',
    offset: HEADER_LENGTH,
    reason,
    rfc: 'RFC 7606 §3.b',
    notification: notification(ErrorCode.UPDATE_MESSAGE, UpdateSubcode.MALFORMED_ATTRIBUTE_LIST),
  };
  return { outcome: 'session-reset', faults: [fault] };
}

/** Collects findings, message after message; allocates only once there is one. */
export class Findings {
  #faults: Fault[] | undefined;
  #outcome: Outcome = 'accept';

  clear(): void {
    this.#faults = undefined;
    this.#outcome = 'accept';
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  /** The first fault that costs the most. */
  get worst(): Fault | undefined {
    return this.#faults?.find(({ outcome }) => outcome === this.#outcome);
  }

  add(fault: Fault): void {
    this.#faults ??= [];
    this.#faults.push(fault);
    this.#outcome = strongest(this.#outcome, fault.outcome);
  }

  /** A fault of the attribute in `bytes[at, end)`, header included: the data of its NOTIFICATION (RFC 4271 §6.3). */
  attribute(bytes: Uint8Array, code: number, at: number, end: number, finding: AttributeFinding): void {
    this.add({
      outcome: finding.outcome,
      attribute: code,
      offset: finding.offset ?? at,
      reason: finding.reason,
      rfc: finding.rfc,
      notification: notification(
        ErrorCode.UPDATE_MESSAGE,
        finding.subcode,
        finding.subcode === UpdateSubcode.MALFORMED_AS_PATH ? undefined : bytes.slice(at, end),
      ),
    });
  }

  /** What was found in a message that begins at `start`, from where the offsets of its faults are counted. */
  assessment(start: number): Assessment {
    if (this.#faults === undefined) return ACCEPTED;
    const faults = this.#faults.map((fault) => ({ ...fault, offset: fault.offset - start }));
    return { outcome: this.#outcome, faults };
  }
}

function checkPrefixField(layout: UpdateLayout, start: number, end: number, name: string, findings: Findings): void {
  if (start === end) return;
  const { row, addPath } = layout.ipv4;
  if (!row) return;
  const bad = checkNlri(layout.bytes, start, end, row, addPath);
  if (bad < 0) return;
  findings.add({
    outcome: 'session-reset',
    offset: bad,
    reason: `malformed prefix in the ${name} field`,
    rfc: 'RFC 7606 §5.3',
    notification: notification(ErrorCode.UPDATE_MESSAGE, UpdateSubcode.INVALID_NETWORK_FIELD),
  });
}

/** Walks the attribute list; stops where a header or a length leaves it, for what follows cannot be told (RFC 7606 §4). */
function scanAttributes(layout: UpdateLayout, findings: Findings): void {
  const { bytes, index } = layout;
  const { judges } = layout.context.attributes;
  const end = layout.attributesEnd;
  let at = layout.attributesStart;
  while (at < end) {
    const flags = bytes[at]!;
    const header = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0 ? 4 : 3;
    if (at + header > end) {
      findings.add(listFault(at, 'the attribute list ends inside an attribute header'));
      return;
    }
    const code = bytes[at + 1]!;
    const start = at + header;
    const valueEnd = start + (header === 4 ? readU16(bytes, at + 2) : bytes[at + 2]!);
    if (valueEnd > end) {
      findings.add(
        listFault(at, `${attributeName(code)} of ${valueEnd - start} octets overruns the attribute list`, code),
      );
      return;
    }
    if (index.find(code) < 0) {
      index.add(code, flags, start, valueEnd);
      const judge = judges[code];
      if (judge === undefined) checkUnknown(layout, code, flags, at, valueEnd, findings);
      else checkAttribute(layout, judge, flags, at, start, valueEnd, findings);
    } else if (code === AttributeCode.MP_REACH_NLRI || code === AttributeCode.MP_UNREACH_NLRI) {
      findings.add({
        outcome: 'session-reset',
        attribute: code,
        offset: at,
        reason: `${attributeName(code)} stands twice`,
        rfc: 'RFC 7606 §3.g',
        notification: notification(ErrorCode.UPDATE_MESSAGE, UpdateSubcode.MALFORMED_ATTRIBUTE_LIST),
      });
    }
    at = valueEnd;
  }
}

function listFault(offset: number, reason: string, attribute?: number): Fault {
  return {
    outcome: 'treat-as-withdraw',
    ...(attribute === undefined ? {} : { attribute }),
    offset,
    reason,
    rfc: 'RFC 7606 §4',
    notification: notification(ErrorCode.UPDATE_MESSAGE, UpdateSubcode.MALFORMED_ATTRIBUTE_LIST),
  };
}

/** An attribute without a row is nothing to us, unless it claims that everybody knows it. */
function checkUnknown(
  { bytes, context }: UpdateLayout,
  code: number,
  flags: number,
  at: number,
  end: number,
  findings: Findings,
): void {
  if ((flags & AttributeFlag.OPTIONAL) !== 0) return;
  findings.attribute(bytes, code, at, end, {
    outcome: context.tolerateUnknownWellKnown ? 'treat-as-withdraw' : 'session-reset',
    reason: `attribute ${code} is marked well-known, but is not`,
    rfc: 'RFC 4271 §6.3',
    subcode: UpdateSubcode.UNRECOGNIZED_WELL_KNOWN,
  });
}

/** Flags, then what the row says of the value in `bytes[start, end)`; the attribute was the last to enter the index. */
function checkAttribute(
  { bytes, index, context }: UpdateLayout,
  { row, flags: expected, check, soundFrom, soundTo, soundMask }: AttributeJudge,
  flags: number,
  at: number,
  start: number,
  end: number,
  findings: Findings,
): void {
  if (((flags ^ expected) & (AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE)) !== 0) {
    const outcome = row.flagsOutcome?.(context) ?? 'treat-as-withdraw';
    findings.attribute(bytes, row.code, at, end, {
      outcome,
      reason: `${row.name} has flags ${hex(row.flags)}, got ${hex(flags)}`,
      rfc: 'RFC 7606 §3.c',
      subcode: UpdateSubcode.ATTRIBUTE_FLAGS,
    });
    if (outcome === 'attribute-discard') index.discard(index.count - 1);
  }
  const length = end - start;
  if (length >= soundFrom && length <= soundTo && (length & soundMask) === 0) return;
  const finding = check.call(row, bytes, start, end, context);
  if (finding === undefined) return;
  findings.attribute(bytes, row.code, at, end, finding);
  if (finding.outcome === 'attribute-discard') index.discard(index.count - 1);
}

function hex(octet: number): string {
  return `0x${octet.toString(16).padStart(2, '0')}`;
}

/** Mandatory attributes (RFC 7606 §3.d), and what is worse for a message without reachable NLRI (§5.2). */
function checkMandatory(layout: UpdateLayout, hasNlri: boolean, findings: Findings): void {
  const { index, context } = layout;
  const reach = hasNlri ? -1 : index.find(AttributeCode.MP_REACH_NLRI);
  if (hasNlri || reach >= 0) {
    if (hasNlri) checkNextHop(layout, findings);
    else if (isIgnored(layout, reach)) return;
    const { codes, mask } = mandatoryAttributes(hasNlri, context);
    if (index.hasAll(mask)) return;
    for (const code of codes) {
      if (index.find(code) >= 0) continue;
      findings.add({
        outcome: 'treat-as-withdraw',
        attribute: code,
        offset: layout.attributesStart,
        reason: `${attributeName(code)} is missing`,
        rfc: 'RFC 7606 §3.d',
        notification: notification(ErrorCode.UPDATE_MESSAGE, UpdateSubcode.MISSING_WELL_KNOWN, new Uint8Array([code])),
      });
    }
    return;
  }
  const unreach = index.find(AttributeCode.MP_UNREACH_NLRI);
  const { worst } = findings;
  if (worst === undefined || worst.outcome === 'session-reset' || worst.outcome === 'attribute-discard') return;
  if (!hasAttributesBeside(index, unreach, layout)) return;
  findings.add({
    ...worst,
    outcome: 'session-reset',
    reason: `without reachable NLRI there is nothing to withdraw: ${worst.reason}`,
    rfc: 'RFC 7606 §5.2',
  });
}

/**
 * NEXT_HOP of routes in the NLRI field is an address that packets can go to (RFC 4271 §6.3): else the routes are
 * ignored, without a NOTIFICATION. Octets of no known peer (a file, a capture) are taken as they are, and 127/8 on a
 * session over loopback, which has no other address.
 */
function checkNextHop({ bytes, index, context }: UpdateLayout, findings: Findings): void {
  const i = index.find(AttributeCode.NEXT_HOP);
  if (i < 0 || context.peering === 'any' || index.end(i) - index.start(i) !== 4) return;
  const start = index.start(i);
  const first = bytes[start]!;
  if (first !== 0 && first < 224 && (first !== 127 || context.loopbackNextHop)) return;
  findings.add({
    outcome: 'treat-as-withdraw',
    attribute: AttributeCode.NEXT_HOP,
    offset: start,
    reason: `NEXT_HOP ${formatAddress(bytes, start, start + 4)} is no address of a host`,
    rfc: 'RFC 4271 §6.3',
    notification: notification(ErrorCode.UPDATE_MESSAGE, UpdateSubcode.INVALID_NEXT_HOP),
  });
}

/** True where the family of an MP_REACH_NLRI was not negotiated, so that nothing in the message is meant for us. */
function isIgnored({ bytes, index, context: { families } }: UpdateLayout, reach: number): boolean {
  const start = index.start(reach);
  if (families === undefined || index.end(reach) - start < 3) return false;
  return !families.has(familyOf(readU16(bytes, start), bytes[start + 2]!));
}

/** True where something other than a lone MP_UNREACH_NLRI stands in the attribute list. */
function hasAttributesBeside(index: AttributeIndex, unreach: number, layout: UpdateLayout): boolean {
  if (unreach < 0) return layout.attributesEnd > layout.attributesStart;
  return index.count > 1 || index.end(unreach) < layout.attributesEnd;
}

/** Type codes, and the same as a set of bits. */
interface Mandatory {
  readonly codes: readonly number[];
  readonly mask: number;
}

function mandatory(...codes: readonly number[]): Mandatory {
  return { codes, mask: codes.reduce((mask, code) => mask | (1 << code), 0) };
}

const { ORIGIN, AS_PATH, NEXT_HOP, LOCAL_PREF } = AttributeCode;
const MANDATORY = mandatory(ORIGIN, AS_PATH);
const MANDATORY_WITH_NLRI = mandatory(ORIGIN, AS_PATH, NEXT_HOP);
const MANDATORY_INTERNAL = mandatory(ORIGIN, AS_PATH, LOCAL_PREF);
const MANDATORY_INTERNAL_WITH_NLRI = mandatory(ORIGIN, AS_PATH, NEXT_HOP, LOCAL_PREF);

function mandatoryAttributes(hasNlri: boolean, { peering }: CodecContext): Mandatory {
  if (peering === 'internal') return hasNlri ? MANDATORY_INTERNAL_WITH_NLRI : MANDATORY_INTERNAL;
  return hasNlri ? MANDATORY_WITH_NLRI : MANDATORY;
}

/** In words what an assessment says: `treat-as-withdraw: ORIGIN is 0, 1 or 2, got 9 (RFC 7606 §7.1)`. */
export function formatAssessment({ outcome, faults }: Assessment): string {
  return faults.length === 0
    ? outcome
    : `${outcome}: ${faults.map(({ reason, rfc }) => `${reason} (${rfc})`).join('; ')}`;
}

/** The family whose End-of-RIB a faultless UPDATE is, or undefined where it is none (RFC 4724 §2). */
export function endOfRibFamily(layout: UpdateLayout): number | undefined {
  if (layout.withdrawnEnd > layout.withdrawnStart || layout.nlriEnd > layout.nlriStart) return undefined;
  if (layout.attributesEnd === layout.attributesStart) return Family.IPV4_UNICAST;
  const { bytes, index } = layout;
  if (index.count !== 1 || index.code(0) !== AttributeCode.MP_UNREACH_NLRI || index.end(0) !== layout.attributesEnd)
    return undefined;
  const start = index.start(0);
  return index.end(0) - start === 3 ? familyOf(readU16(bytes, start), bytes[start + 2]!) : undefined;
}
