import type { Family as FamilyNumber } from '../brand.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { Family, familyOf } from '../family.js';
import { strongerThan } from '../fault.js';
import { AttributeCode } from '../iana.js';
import { readableFamily } from '../nlri/field.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from '../nlri/row.js';
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
  if (view.withdrawnEnd > view.withdrawnStart) {
    visitField(view, Family.IPV4_UNICAST, view.withdrawnStart, view.withdrawnEnd, visitor, false);
  }
  visitMp(view, visitor, announcing);
  if (view.nlriEnd === view.nlriStart) return;
  const nextHop = announcing ? view.index.find(AttributeCode.NEXT_HOP) : -1;
  visitField(view, Family.IPV4_UNICAST, view.nlriStart, view.nlriEnd, visitor, announcing, nextHop);
}

/** The two MP attributes; the walk has found them well formed. */
function visitMp(view: UpdateView, visitor: RouteVisitor, announcing: boolean): void {
  const { frame, index } = view;
  const unreach = index.find(AttributeCode.MP_UNREACH_NLRI);
  if (unreach >= 0) {
    const start = index.start(unreach);
    const family = familyOf(readU16(frame, start), frame[start + 2]!);
    visitField(view, family, start + 3, index.end(unreach), visitor, false);
  }
  const reach = index.find(AttributeCode.MP_REACH_NLRI);
  if (reach < 0) return;
  const start = index.start(reach);
  const family = familyOf(readU16(frame, start), frame[start + 2]!);
  const length = frame[start + 3]!;
  const row = readableFamily(family, view.context);
  if (row === undefined) return;
  if (announcing) visitor.nextHop(family, frame, start + 4, length);
  visitNlri(view, row, start + 5 + length, index.end(reach), visitor, announcing, false);
}

/** One of the two IPv4 fields, or the NLRI of MP_UNREACH_NLRI. `nextHop` is the position of NEXT_HOP in the index, or -1. */
function visitField(
  view: UpdateView,
  family: FamilyNumber,
  start: number,
  end: number,
  visitor: RouteVisitor,
  announcing: boolean,
  nextHop: number = -1,
): void {
  const row = readableFamily(family, view.context);
  if (row === undefined) return;
  const { frame, index } = view;
  if (nextHop >= 0) {
    visitor.nextHop(family, frame, index.start(nextHop), index.end(nextHop) - index.start(nextHop));
  }
  visitNlri(view, row, start, end, visitor, announcing, nextHop < 0 && !announcing);
}

/** The loop every received prefix goes through: one call a prefix, nothing allocated. */
function visitNlri(
  { frame, context }: UpdateView,
  row: FamilyRow<Nlri>,
  start: number,
  end: number,
  visitor: RouteVisitor,
  announcing: boolean,
  withdrawn: boolean,
): void {
  const { family, prefixBits } = row;
  const addPath = context.addPath.has(family);
  let pathId: number = NO_PATH_ID;
  for (let offset = start; offset < end; ) {
    if (addPath) {
      pathId = readU32(frame, offset);
      offset += 4;
    }
    const length =
      prefixBits === undefined ? row.measure(frame, offset, end, withdrawn) : 1 + ((frame[offset]! + 7) >> 3);
    if (prefixBits === undefined && row.discards?.(frame, offset, offset + length)) {
      offset += length;
      continue;
    }
    if (announcing) visitor.announce(family, frame, offset, length, pathId);
    else visitor.withdraw(family, frame, offset, length, pathId);
    offset += length;
  }
}
