import type { Family as FamilyNumber } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import { Family, familyOf } from '../family.js';
import { strongerThan } from '../fault.js';
import { AttributeCode } from '../iana.js';
import { forEachNlri } from '../nlri/field.js';
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
 * negotiated, are passed over.
 */
export function visitRoutes(view: UpdateView, visitor: RouteVisitor): void {
  const { outcome } = view.assessment;
  if (strongerThan(outcome, 'treat-as-withdraw')) return;
  const withdraw = visitor.withdraw.bind(visitor);
  const announce = outcome === 'treat-as-withdraw' ? withdraw : visitor.announce.bind(visitor);
  const { frame, index } = view;

  visitField(view, Family.IPV4_UNICAST, view.withdrawnStart, view.withdrawnEnd, withdraw);
  const unreach = index.find(AttributeCode.MP_UNREACH_NLRI);
  if (unreach >= 0) {
    const start = index.start(unreach);
    visitField(view, familyOf(readU16(frame, start), frame[start + 2]!), start + 3, index.end(unreach), withdraw);
  }
  const reach = index.find(AttributeCode.MP_REACH_NLRI);
  if (reach >= 0) {
    const start = index.start(reach);
    const family = familyOf(readU16(frame, start), frame[start + 2]!);
    const nextHopLength = frame[start + 3]!;
    if (announce !== withdraw) visitor.nextHop(family, frame, start + 4, nextHopLength);
    visitField(view, family, start + 5 + nextHopLength, index.end(reach), announce);
  }
  if (view.nlriEnd > view.nlriStart) {
    const nextHop = index.find(AttributeCode.NEXT_HOP);
    if (announce !== withdraw) {
      visitor.nextHop(Family.IPV4_UNICAST, frame, index.start(nextHop), index.end(nextHop) - index.start(nextHop));
    }
    visitField(view, Family.IPV4_UNICAST, view.nlriStart, view.nlriEnd, announce);
  }
}

function visitField(
  view: UpdateView,
  family: FamilyNumber,
  start: number,
  end: number,
  callback: RouteVisitor['withdraw'],
): void {
  const { context } = view;
  const row = context.familyTable.get(family);
  if (!row || (context.families !== undefined && !context.families.has(family))) return;
  forEachNlri(view.frame, start, end, row, context.addPath.has(family), callback);
}
