import * as fc from 'fast-check';
import type { MpReachNlri, NextHop } from '../../attribute/mp-reach-nlri.js';
import type { MpUnreachNlri } from '../../attribute/mp-unreach-nlri.js';
import type { CodecContext } from '../../context.js';
import { readableFamily } from '../../nlri/field.js';
import { RD_LENGTH } from '../../nlri/route-distinguisher.js';
import type { FamilyRow, Nlri } from '../../nlri/row.js';
import { hasNlri, nlriOf } from '../nlri/table.js';
import { ipv4, ipv6, rd } from '../primitives.js';

/** Next hops by their length in octets. */
const NEXT_HOPS: Readonly<Record<number, fc.Arbitrary<NextHop>>> = {
  0: fc.constant({ bytes: new Uint8Array(0) }),
  4: fc.record({ address: ipv4 }),
  16: fc.record({ address: ipv6 }),
  32: fc.record({ address: ipv6, linkLocal: ipv6 }),
  [RD_LENGTH + 4]: fc.record({ rd, address: ipv4 }),
  [RD_LENGTH + 16]: fc.record({ rd, address: ipv6 }),
  [2 * (RD_LENGTH + 16)]: fc.record({ rd, address: ipv6, linkLocal: ipv6 }),
};

/** A next hop of a length that the family takes in the context. */
export function nextHopOf(row: FamilyRow<Nlri>, context: CodecContext): fc.Arbitrary<NextHop> {
  const lengths = [
    ...row.nextHopLengths,
    ...(context.extendedNextHop.has(row.family) ? row.extendedNextHopLengths : []),
  ];
  return fc.oneof(...lengths.map((length) => NEXT_HOPS[length]).filter((one) => one !== undefined));
}

function readableRows(context: CodecContext): readonly FamilyRow<Nlri>[] {
  return context.familyTable.rows.filter((row) => readableFamily(row.family, context) === row && hasNlri(row));
}

/** MP_REACH_NLRI of any family that may be read in the context. */
export function mpReach(context: CodecContext): fc.Arbitrary<MpReachNlri> {
  return fc.constantFrom(...readableRows(context)).chain((row) =>
    fc.record({
      family: fc.constant(row.family),
      nextHop: nextHopOf(row, context),
      nlri: fc.array(nlriOf(row, context), { minLength: 1, maxLength: 4 }),
    }),
  );
}

/** MP_UNREACH_NLRI of any family that may be read in the context; without NLRI it is an End-of-RIB. */
export function mpUnreach(context: CodecContext): fc.Arbitrary<MpUnreachNlri> {
  return fc.constantFrom(...readableRows(context)).chain((row) =>
    fc.record({
      family: fc.constant(row.family),
      nlri: fc.array(nlriOf(row, context, true), { maxLength: 4 }),
    }),
  );
}
