import {
  AS_PATH,
  asSequence,
  attribute,
  COMMUNITIES,
  Family,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
  type PathAttribute,
  parseCommunity,
} from '@mesh/bgp-wire';
import fc from 'fast-check';
import type { RouteSpec } from '../../src/index.js';

/** Attribute sets that differ in what sessions treat differently. */
export const attributeSets: readonly (readonly PathAttribute[])[] = [
  [],
  [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65010, 65020))],
  [attribute(ORIGIN, 'incomplete'), attribute(AS_PATH, asSequence(65010, 4200000001)), attribute(MULTI_EXIT_DISC, 7)],
  [
    attribute(COMMUNITIES, [parseCommunity('65000:1')!]),
    attribute(ORIGIN, 'egp'),
    attribute(AS_PATH, []),
    attribute(LOCAL_PREF, 250),
  ],
];

const prefixes4 = [
  '10.0.0.0/8',
  '10.0.0.0/9',
  '10.0.0.0/24',
  '10.0.1.0/24',
  '192.0.2.1/32',
  '0.0.0.0/0',
  '172.16.8.0/21',
];
const prefixes6 = ['2001:db8::/32', '2001:db8:1::/48', '2001:db8::1/128', '::/0', '2001:db8:8000::/33'];

const keys4 = fc.record({
  prefix: fc.constantFrom(...prefixes4),
  family: fc.constantFrom(Family.IPV4_UNICAST, Family.IPV4_MULTICAST),
});
const keys6 = fc.record({
  prefix: fc.constantFrom(...prefixes6),
  family: fc.constantFrom(Family.IPV6_UNICAST, Family.IPV6_MULTICAST),
});
const pathIds = fc.constantFrom(undefined, 0, 1, 4294967295);

/** Few keys and few values, so that everything meets everything. */
export const specs: fc.Arbitrary<RouteSpec> = fc.oneof(
  fc
    .tuple(keys4, pathIds, fc.constantFrom('self', '192.0.2.1', '198.51.100.7'), fc.constantFrom(...attributeSets))
    .map(([key, pathId, nextHop, attributes]) => ({ ...key, pathId, nextHop, attributes })),
  fc
    .tuple(keys6, pathIds, fc.constantFrom('self', '2001:db8::1'), fc.constantFrom(...attributeSets))
    .map(([key, pathId, nextHop, attributes]) => ({ ...key, pathId, nextHop, attributes })),
);
