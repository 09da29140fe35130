import {
  AGGREGATOR,
  AS_PATH,
  ATOMIC_AGGREGATE,
  attribute,
  CLUSTER_LIST,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  Family,
  formatIPv4,
  formatIPv6,
  isMeshError,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  multicast,
  ORIGIN,
  ORIGINATOR_ID,
  type PathAttribute,
  unicast,
} from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRoute, parseRouteText, type RouteText } from '../../src/index.js';
import { routeKeywords } from '../../src/text/keywords/table.js';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const asn = fc.integer({ min: 1, max: 0xffffffff });
const ipv4 = uint32.map(formatIPv4);
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => formatIPv6(bytes));
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 5 });

const segment = fc.record({
  type: fc.constantFrom('AS_SEQUENCE', 'AS_SET', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'),
  asns: list(asn),
});
const largeCommunity = fc.record({ globalAdministrator: uint32, localData1: uint32, localData2: uint32 });

/** Every attribute that has a keyword, and octets under a code that has none. */
const attributes: fc.Arbitrary<readonly PathAttribute[]> = fc
  .tuple(
    ...[
      fc.constantFrom('igp', 'egp', 'incomplete').map((value) => attribute(ORIGIN, value)),
      fc.array(segment, { maxLength: 3 }).map((value) => attribute(AS_PATH, value)),
      uint32.map((value) => attribute(MULTI_EXIT_DISC, value)),
      uint32.map((value) => attribute(LOCAL_PREF, value)),
      fc.constant(attribute(ATOMIC_AGGREGATE, true)),
      fc.record({ asn, address: ipv4 }).map((value) => attribute(AGGREGATOR, value)),
      list(uint32).map((value) => ({ ...attribute(COMMUNITIES, value), flags: 0xe0 })),
      ipv4.map((value) => attribute(ORIGINATOR_ID, value)),
      list(ipv4).map((value) => attribute(CLUSTER_LIST, value)),
      list(fc.record({ high: uint32, low: uint32 })).map((value) => attribute(EXTENDED_COMMUNITIES, value)),
      fc
        .uniqueArray(largeCommunity, { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) })
        .map((value) => attribute(LARGE_COMMUNITY, value)),
      fc.uint8Array({ maxLength: 20 }).map((value) => ({ code: 0x63, flags: 0xc0, value })),
    ].map((one: fc.Arbitrary<PathAttribute>) => fc.option(one, { nil: undefined })),
  )
  .map((all) => all.filter((one) => one !== undefined));

const text = fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !/[\r\n]/.test(name));
const optional = fc.record(
  { pathId: uint32, name: text, watchdog: text, withdrawn: fc.constant(true as const) },
  { requiredKeys: [] },
);

const route: fc.Arbitrary<RouteText> = fc
  .record({
    v6: fc.boolean(),
    ipv4,
    ipv6,
    bits: fc.integer({ min: 0, max: 128 }),
    row: fc.constantFrom(unicast, multicast),
    self: fc.boolean(),
    attributes,
    optional,
  })
  .map(({ v6, ipv4, ipv6, bits, row, self, attributes, optional: { pathId, ...optional } }) => ({
    nlri: {
      ...row(v6 ? `${ipv6}/${bits}` : `${ipv4}/${bits % 33}`),
      ...(pathId === undefined ? {} : { pathId }),
    },
    nextHop: self ? 'self' : v6 ? ipv6 : ipv4,
    attributes,
    ...optional,
  }));

describe('formatRoute', () => {
  it('writes what parseRouteText reads as the same route', () => {
    fc.assert(
      fc.property(route, (one) => {
        expect(parseRouteText(formatRoute(one))).toEqual([one]);
      }),
      { seed: 4271, numRuns: 500 },
    );
  });

  it('is a fixpoint after the first reading, whatever the order and spelling', () => {
    fc.assert(
      fc.property(fc.array(route, { maxLength: 4 }), (routes) => {
        const once = parseRouteText(routes.map(formatRoute).join(';\n')).map(formatRoute);
        expect(parseRouteText(once.join('\n')).map(formatRoute)).toEqual(once);
      }),
      { seed: 4760, numRuns: 100 },
    );
  });

  it('writes octets for a value that is not the usual one of its keyword', () => {
    const odd = { code: LOCAL_PREF.code, flags: 0x40, value: Uint8Array.of(1, 2) };
    const one = { prefix: '10.0.0.0/24', family: Family.IPV4_UNICAST, attributes: [odd] };
    expect(formatRoute(one)).toBe('route 10.0.0.0/24 attribute [ 0x05 0x40 0x0102 ]');
  });

  it('refuses a prefix that is none', () => {
    expect(() => formatRoute({ prefix: '10.0.0/24', family: Family.IPV4_UNICAST, attributes: [] })).toThrow(RangeError);
  });
});

describe('parseRouteText', () => {
  const word = fc.oneof(
    fc.constantFrom('route', 'attributes', 'ipv4', 'unicast', 'nlri', '10.0.0.0/24', '::/0', 'self', '1', '/25'),
    fc.constantFrom(...routeKeywords.map(({ keyword }) => keyword)),
    fc.constantFrom('[', ']', '(', ')', '{', '}', ';', ',', '\n', '#', '"', '\\', '0x00'),
    fc.string({ maxLength: 6 }),
  );

  it('reads any text, or throws MESH_TEXT_SYNTAX with a place inside it', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const source = words.join(' ');
        try {
          parseRouteText(source);
        } catch (error) {
          if (!isMeshError(error, 'MESH_TEXT_SYNTAX')) throw error;
          const { line, column } = error.details as { line: number; column: number };
          expect(column).toBeLessThanOrEqual(source.split('\n')[line - 1]!.length + 1);
        }
      }),
      { seed: 7606, numRuns: 2000 },
    );
  });
});
