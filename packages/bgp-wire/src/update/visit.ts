import type { Family as FamilyNumber } from '../brand.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { Family, familyOf } from '../family.js';
import { strongerThan } from '../fault.js';
import { AttributeCode } from '../iana.js';
import { prefixLength } from '../nlri/field.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from '../nlri/row.js';
import type { FamilyPlan } from './family-plan.js';
import type { UpdateView } from './view.js';

/** Takes what an UPDATE does to the routes of a peer. The octets are borrowed. */
export interface RouteVisitor {
  /** A route is withdrawn. Its NLRI without path identifier stands at `bytes[offset, offset + length)`. */
  withdraw(family: FamilyNumber, bytes: Uint8Array, offset: number, length: number, pathId: number): void;
  /** The next hop of the announcements that follow, at `bytes[offset, offset + length)`. */
  nextHop(family: FamilyNumber, bytes: Uint8Array, offset: number, length: number): void;
  /** A route is announced. */
  announce(family: FamilyNumber, bytes: Uint8Array, offset: number, length: number, pathId: number): void;
}

/**
 * Hands over every route of an UPDATE with its RFC 7606 outcome applied: nothing on `session-reset` and
 * `afi-safi-disable`; everything as withdrawn on `treat-as-withdraw`. The order is withdrawn routes, MP_UNREACH_NLRI,
 * MP_REACH_NLRI, NLRI, so that a prefix in both counts as announced (RFC 4271 §4.3). Families without a row, or not
 * negotiated, are passed over, and so are NLRI that their row discards.
 */
export function visitRoutes(view: UpdateView, visitor: RouteVisitor): void {
  const { outcome } = view.assessment;
  if (outcome !== 'accept' && strongerThan(outcome, 'treat-as-withdraw')) return;
  const announcing = outcome !== 'treat-as-withdraw';
  const { bytes, index, ipv4, nlriStart, nlriEnd } = view;
  if (view.withdrawnEnd > view.withdrawnStart) {
    visitNlri(bytes, ipv4, view.withdrawnStart, view.withdrawnEnd, visitor, false, true);
  }
  if (index.hasAny(MULTIPROTOCOL)) visitMp(view, visitor, announcing);
  if (nlriEnd === nlriStart || ipv4.readable === undefined) return;
  const nextHop = announcing ? index.find(AttributeCode.NEXT_HOP) : -1;
  if (nextHop >= 0) {
    visitor.nextHop(Family.IPV4_UNICAST, bytes, index.start(nextHop), index.end(nextHop) - index.start(nextHop));
  }
  visitNlri(bytes, ipv4, nlriStart, nlriEnd, visitor, announcing, false);
}

/** The type codes of the two MP attributes as a set of bits. */
const MULTIPROTOCOL = (1 << AttributeCode.MP_REACH_NLRI) | (1 << AttributeCode.MP_UNREACH_NLRI);

/** The two MP attributes; the walk has found them well formed. */
function visitMp(view: UpdateView, visitor: RouteVisitor, announcing: boolean): void {
  const { bytes, index } = view;
  const unreach = index.find(AttributeCode.MP_UNREACH_NLRI);
  if (unreach >= 0) {
    const start = index.start(unreach);
    const family = familyOf(readU16(bytes, start), bytes[start + 2]!);
    visitNlri(bytes, view.plan(family), start + 3, index.end(unreach), visitor, false, true);
  }
  const reach = index.find(AttributeCode.MP_REACH_NLRI);
  if (reach < 0) return;
  const start = index.start(reach);
  const family = familyOf(readU16(bytes, start), bytes[start + 2]!);
  const length = bytes[start + 3]!;
  const plan = view.plan(family);
  if (plan.readable === undefined) return;
  if (announcing) visitor.nextHop(family, bytes, start + 4, length);
  visitNlri(bytes, plan, start + 5 + length, index.end(reach), visitor, announcing, false);
}

/** The NLRI of one field, `withdrawn` where it is one of withdrawn routes. */
function visitNlri(
  bytes: Uint8Array,
  plan: FamilyPlan,
  start: number,
  end: number,
  visitor: RouteVisitor,
  announcing: boolean,
  withdrawn: boolean,
): void {
  if (plan.readable === undefined) return;
  if (plan.readable.prefixBits !== undefined) visitPrefixes(bytes, plan, start, end, visitor, announcing);
  else visitMeasured(bytes, plan, plan.readable, start, end, visitor, announcing, withdrawn);
}

/** The loop every received prefix goes through: one call a prefix, nothing allocated. */
function visitPrefixes(
  bytes: Uint8Array,
  { family, addPath }: FamilyPlan,
  start: number,
  end: number,
  visitor: RouteVisitor,
  announcing: boolean,
): void {
  if (announcing && !addPath) {
    for (let offset = start, length = 0; offset < end; offset += length) {
      length = prefixLength(bytes[offset]!);
      visitor.announce(family, bytes, offset, length, NO_PATH_ID);
    }
    return;
  }
  let pathId: number = NO_PATH_ID;
  for (let offset = start; offset < end; ) {
    if (addPath) {
      pathId = readU32(bytes, offset);
      offset += 4;
    }
    const length = prefixLength(bytes[offset]!);
    if (announcing) visitor.announce(family, bytes, offset, length, pathId);
    else visitor.withdraw(family, bytes, offset, length, pathId);
    offset += length;
  }
}

/** The same for families whose row has to say how long an NLRI is. */
function visitMeasured(
  bytes: Uint8Array,
  { family, addPath }: FamilyPlan,
  row: FamilyRow<Nlri>,
  start: number,
  end: number,
  visitor: RouteVisitor,
  announcing: boolean,
  withdrawn: boolean,
): void {
  let pathId: number = NO_PATH_ID;
  for (let offset = start, length = 0; offset < end; offset += length) {
    if (addPath) {
      pathId = readU32(bytes, offset);
      offset += 4;
    }
    length = row.measure(bytes, offset, end, withdrawn);
    if (row.discards?.(bytes, offset, offset + length)) continue;
    if (announcing) visitor.announce(family, bytes, offset, length, pathId);
    else visitor.withdraw(family, bytes, offset, length, pathId);
  }
}
