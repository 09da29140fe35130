import * as fc from 'fast-check';
import type { Aggregator } from '../../attribute/aggregator.js';
import type { AsPathSegment, SegmentType } from '../../attribute/as-path.js';
import type { CodecContext } from '../../context.js';
import { AS_TRANS } from '../../iana.js';
import { asn, asn2, ipv4 } from '../primitives.js';

function segment(types: readonly SegmentType[], number: fc.Arbitrary<number>): fc.Arbitrary<AsPathSegment> {
  return fc.record({
    type: fc.constantFrom(...types),
    asns: fc.array(number, { minLength: 1, maxLength: 20 }),
  });
}

/** Segment types that the context takes in AS_PATH: no sets where they are rejected, no confederation from outside it. */
function legalTypes({ peering, confederation, rejectAsSets }: CodecContext): readonly SegmentType[] {
  const confederate = peering !== 'external' || confederation;
  return [
    'AS_SEQUENCE',
    ...(rejectAsSets ? [] : (['AS_SET'] as const)),
    ...(confederate ? (['AS_CONFED_SEQUENCE'] as const) : []),
    ...(confederate && !rejectAsSets ? (['AS_CONFED_SET'] as const) : []),
  ];
}

/** Paths that the context accepts: its AS size, its segment types, its leftmost AS. */
export function asPath(context: CodecContext): fc.Arbitrary<readonly AsPathSegment[]> {
  const path = fc.array(segment(legalTypes(context), context.asn4 ? asn : asn2), { maxLength: 4 });
  const { firstAs } = context;
  if (firstAs === undefined || context.peering !== 'external') return path;
  const first = context.asn4 || firstAs <= 0xffff ? firstAs : AS_TRANS;
  return path.map((segments) => [{ type: 'AS_SEQUENCE', asns: [first] }, ...segments]);
}

export const as4Path: fc.Arbitrary<readonly AsPathSegment[]> = fc.array(
  segment(['AS_SET', 'AS_SEQUENCE', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'], asn),
  { minLength: 1, maxLength: 3 },
);

export function aggregator(asn4: boolean): fc.Arbitrary<Aggregator> {
  return fc.record({ asn: asn4 ? asn : asn2, address: ipv4 });
}
