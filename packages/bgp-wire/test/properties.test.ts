import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AsPathSegment,
  type AttributeRow,
  asSequence,
  attribute,
  ByteWriter,
  type CodecContext,
  capability,
  createContext,
  decodeMessage,
  encodeMessage,
  Family,
  Framer,
  formatAddress,
  formatCommunity,
  formatExtendedCommunity,
  formatHex,
  formatLargeCommunity,
  formatNotification,
  KEEPALIVE,
  type Message,
  mergeAs4,
  notification,
  type PathAttribute,
  parseAddress,
  parseCommunity,
  parseExtendedCommunity,
  parseLargeCommunity,
  standardAttributes,
  standardCapabilities,
  UpdateView,
  unicast,
  visitRoutes,
  writeCanonicalAttributes,
} from '../src/index.js';
import { CONTEXTS } from './support/context.js';
import {
  LOCAL_PREF_100,
  message,
  NEXT_HOP_192_0_2_1,
  ORIGIN_IGP,
  octets,
  PATH_65001,
  poisoned,
  REACH_V6,
  TWO_PREFIXES,
  UNREACH_V6,
  update,
} from './support/octets.js';

const SEED = { seed: 20210101 };

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const asn = fc.integer({ min: 1, max: 0xffffffff });
const asn2 = fc.integer({ min: 1, max: 0xffff });
const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => formatAddress(bytes));
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => formatAddress(bytes));
const prefix4 = fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, bits]) => unicast(`${address}/${bits}`));
const prefix6 = fc
  .tuple(ipv6, fc.integer({ min: 0, max: 128 }))
  .map(([address, bits]) => unicast(`${address}/${bits}`));

const segment = (number: fc.Arbitrary<number>): fc.Arbitrary<AsPathSegment> =>
  fc.record({
    type: fc.constantFrom('AS_SET', 'AS_SEQUENCE', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'),
    asns: fc.array(number, { minLength: 1, maxLength: 60 }),
  });
const path = (number: fc.Arbitrary<number>) => fc.array(segment(number), { maxLength: 4 });
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 1, maxLength: 80 });

/** Models of each attribute row, for a context with 4-octet AS numbers or, where the row needs it, with two. */
const VALUES: Readonly<Record<string, (asn4: boolean) => fc.Arbitrary<unknown>>> = {
  ORIGIN: () => fc.constantFrom('igp', 'egp', 'incomplete'),
  AS_PATH: (asn4) => path(asn4 ? asn : asn2),
  NEXT_HOP: () => ipv4,
  MULTI_EXIT_DISC: () => u32,
  LOCAL_PREF: () => u32,
  ATOMIC_AGGREGATE: () => fc.constant(true),
  AGGREGATOR: (asn4) => fc.record({ asn: asn4 ? asn : asn2, address: ipv4 }),
  COMMUNITIES: () => some(u32),
  ORIGINATOR_ID: () => ipv4,
  CLUSTER_LIST: () => some(ipv4),
  MP_REACH_NLRI: () =>
    fc.record({
      family: fc.constant(Family.IPV6_UNICAST),
      nextHop: fc.oneof(fc.record({ address: ipv6 }), fc.record({ address: ipv6, linkLocal: ipv6 })),
      nlri: fc.array(prefix6, { maxLength: 30 }),
    }),
  MP_UNREACH_NLRI: () =>
    fc.record({ family: fc.constant(Family.IPV6_UNICAST), nlri: fc.array(prefix6, { maxLength: 30 }) }),
  EXTENDED_COMMUNITIES: () => some(fc.record({ high: u32, low: u32 })),
  AS4_PATH: () => fc.array(segment(asn), { minLength: 1, maxLength: 3 }),
  AS4_AGGREGATOR: () => fc.record({ asn, address: ipv4 }),
  LARGE_COMMUNITY: () => some(fc.record({ globalAdministrator: u32, localData1: u32, localData2: u32 })),
  OTC: () => u32,
};

const twoOctetOnly = (row: AttributeRow<unknown>) => row.name.startsWith('AS4_');
const family = fc.constantFrom(...Object.values(Family));
const name = fc.string({ unit: 'grapheme', maxLength: 12 });

/** Models of each capability row. */
const CAPABILITY_VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  MULTIPROTOCOL: family,
  ROUTE_REFRESH: fc.constant(true),
  EXTENDED_NEXT_HOP: fc.array(fc.record({ family, nextHopAfi: u16 }), { maxLength: 9 }),
  EXTENDED_MESSAGE: fc.constant(true),
  ROLE: fc.oneof(fc.constantFrom('provider', 'rs', 'rs-client', 'customer', 'peer'), fc.integer({ min: 5, max: 255 })),
  GRACEFUL_RESTART: fc.record({
    restarting: fc.boolean(),
    notification: fc.boolean(),
    restartTimeSeconds: fc.integer({ min: 0, max: 4095 }),
    families: fc.array(fc.record({ family, forwardingPreserved: fc.boolean() }), { maxLength: 9 }),
  }),
  FOUR_OCTET_AS: u32,
  ADD_PATH: fc.array(fc.record({ family, mode: fc.constantFrom('receive', 'send', 'both') }), { maxLength: 9 }),
  ENHANCED_ROUTE_REFRESH: fc.constant(true),
  FQDN: fc
    .record({ hostName: name, domainName: name })
    .filter((one) => Buffer.byteLength(one.hostName) <= 64 && Buffer.byteLength(one.domainName) <= 64),
  SOFTWARE_VERSION: name.filter((text) => Buffer.byteLength(text) <= 64),
};

describe('decode ∘ encode = identity', () => {
  it('there is an arbitrary for every row', () => {
    expect(Object.keys(VALUES).sort()).toEqual(standardAttributes.rows.map((row) => row.name).sort());
    expect(Object.keys(CAPABILITY_VALUES).sort()).toEqual(standardCapabilities.rows.map((row) => row.name).sort());
  });

  it.each(standardAttributes.rows.map((row) => [row.name, row] as const))('attribute %s', (_name, row) => {
    for (const asn4 of twoOctetOnly(row) ? [false] : [true, false]) {
      const context = createContext({ asn4 });
      fc.assert(
        fc.property(VALUES[row.name]!(asn4), fc.boolean(), (value, extended) => {
          const flags = row.flags | (extended ? 0x10 : 0);
          const writer = new ByteWriter();
          row.encode(value, writer, context);
          const octetsOf = writer.take();
          fc.pre(octetsOf.length < 4000 && (!twoOctetOnly(row) || octetsOf.length >= 6));
          const frame = encodeMessage({ type: 'UPDATE', attributes: [{ code: row.code, flags, value }] }, context);
          const view = new UpdateView(poisoned(frame, 0xff), context);
          expect(view.get(row)).toEqual(value);
          expect(typeof row.format(value)).toBe('string');
          expect(encodeMessage(view.toMessage(), context)).toEqual(frame);
        }),
        { ...SEED, numRuns: 150 },
      );
    }
  });

  it.each(standardCapabilities.rows.map((row) => [row.name, row] as const))('capability %s', (_name, row) => {
    const context = createContext();
    fc.assert(
      fc.property(fc.array(CAPABILITY_VALUES[row.name]!, { maxLength: 3 }), u16, u32, (values, holdTime, routerId) => {
        const open: Message = {
          type: 'OPEN',
          version: 4,
          myAs: 23456,
          holdTime,
          routerId,
          capabilities: values.map((value) => capability(row, value)),
        };
        const frame = encodeMessage(open, context);
        const result = decodeMessage(poisoned(frame, 0), context);
        expect(result).toMatchObject({ ok: true, message: open });
        for (const value of values) expect(typeof row.format(value)).toBe('string');
      }),
      { ...SEED, numRuns: 100 },
    );
  });

  it('whole UPDATEs of any attributes', () => {
    const context = createContext();
    const rows = standardAttributes.rows.filter((row) => !twoOctetOnly(row));
    const anyAttribute: fc.Arbitrary<PathAttribute> = fc
      .constantFrom(...rows)
      .chain((row) => VALUES[row.name]!(true).map((value) => attribute(row, value)));
    const updates = fc.record({
      type: fc.constant('UPDATE' as const),
      withdrawn: fc.array(prefix4, { maxLength: 20 }),
      attributes: fc.uniqueArray(anyAttribute, { maxLength: 8, selector: ({ code }) => code }),
      nlri: fc.array(prefix4, { maxLength: 20 }),
    });
    fc.assert(
      fc.property(updates, (one) => {
        const frame = encodeMessage(one, createContext({ extendedMessage: true }));
        const view = new UpdateView(frame, context);
        fc.pre(view.assessment.outcome !== 'session-reset');
        expect(view.toMessage()).toEqual({
          ...one,
          attributes: one.attributes.map(({ flags, ...rest }) => ({ ...rest, flags: expect.any(Number) })),
        });
        expect(encodeMessage(view.toMessage(), createContext({ extendedMessage: true }))).toEqual(frame);
      }),
      { ...SEED, numRuns: 300 },
    );
  });

  it('NOTIFICATION and ROUTE-REFRESH', () => {
    const context = createContext();
    const messages: fc.Arbitrary<Message> = fc.oneof(
      fc.constant(KEEPALIVE),
      fc
        .tuple(u8, u8, fc.uint8Array({ maxLength: 300 }))
        .map(([code, subcode, data]) => notification(code, subcode, data)),
      fc.record({
        type: fc.constant('ROUTE-REFRESH' as const),
        family: fc.integer({ min: 0, max: 0xffffff }),
        subtype: u8.filter((subtype) => subtype !== 1 && subtype !== 2),
        rest: fc.uint8Array({ maxLength: 40 }),
      }),
    );
    fc.assert(
      fc.property(messages, (one) => {
        expect(decodeMessage(encodeMessage(one, context), context)).toEqual({ ok: true, message: one });
      }),
      SEED,
    );
  });

  it('text forms: parse ∘ format = identity', () => {
    fc.assert(
      fc.property(u32, u32, u32, fc.oneof(ipv4, ipv6), (high, low, third, address) => {
        expect(formatAddress(parseAddress(address)!)).toBe(address);
        expect(parseCommunity(formatCommunity(high))).toBe(high);
        expect(parseExtendedCommunity(formatExtendedCommunity({ high, low }))).toEqual({ high, low });
        for (const type of [0x0002, 0x0003, 0x0102, 0x0103, 0x0202, 0x0203]) {
          const typed = { high: ((type << 16) | (high & 0xffff)) >>> 0, low };
          expect(parseExtendedCommunity(formatExtendedCommunity(typed))).toEqual(typed);
        }
        const large = { globalAdministrator: high, localData1: low, localData2: third };
        expect(parseLargeCommunity(formatLargeCommunity(large))).toEqual(large);
      }),
      { ...SEED, numRuns: 500 },
    );
  });
});

/** Everything a reader can do with octets; whatever they are, nothing of it may throw. */
function exercise(frame: Uint8Array, context: CodecContext): void {
  const result = decodeMessage(frame, context);
  if (!result.ok) {
    formatNotification(result.fault.notification);
    return;
  }
  const one = result.message;
  if (one.type !== 'UPDATE') {
    JSON.stringify(one);
    encodeMessage(one, context);
    return;
  }
  const { faults } = one.assessment;
  for (const { notification: message, offset } of faults) {
    formatNotification(message);
    if (offset < 0 || offset > frame.length) throw new Error(`offset ${offset} of ${frame.length}`);
  }
  for (const { code, value } of one.attributes()) {
    if (!(value instanceof Uint8Array)) context.attributes.get(code)!.format(value);
  }
  const inside = (_family: number, bytes: Uint8Array, offset: number, length: number) => {
    if (bytes !== frame || offset < 19 || length < 0 || offset + length > frame.length) throw new Error('outside');
  };
  visitRoutes(one, { announce: inside, withdraw: inside, nextHop: inside });
  JSON.stringify([one.announced(), one.withdrawn(), one.endOfRib]);
  mergeAs4(one);
  writeCanonicalAttributes(one, new ByteWriter());
  encodeMessage(one.toMessage(), { ...context, extendedMessage: true });
}

const SEEDS: readonly Uint8Array[] = [
  message(1, '04 fde9 00b4 c0000201 20 02 1e 01 04 00010001 02 00 05 06 000100010002 09 01 03 40 06 0078 00010180'),
  message(
    1,
    '04 5ba0 00b4 c0000201 ff ff 001c 02 0019 41 04 0000fde9 45 04 00010103 46 00 49 05 02 6162 01 63 4b 02 01 31',
  ),
  update({
    withdrawn: '08 0b',
    attributes: `${UNREACH_V6} ${REACH_V6} ${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1} ${LOCAL_PREF_100}`,
    nlri: TWO_PREFIXES,
  }),
  update({
    attributes: `${ORIGIN_IGP} 40 02 06 0202 fde9 5ba0 ${NEXT_HOP_192_0_2_1} 80 04 04 00000001 40 06 00 c0 07 06 5ba0 c0000201 c0 08 04 fde90001
      80 09 04 c0000201 80 0a 04 c0000201 c0 10 08 0002fde900000001 c0 11 06 0201 00011170 c0 12 08 00011170 c0000201
      c0 20 0c 000000010000000200000003 c0 23 04 0000fde9 d0 63 0003 010203`,
    nlri: TWO_PREFIXES,
  }),
  update({}),
  update({ attributes: '80 0f 03 0002 01' }),
  message(3, '06 02 05 68656c6c6f'),
  message(4, ''),
  message(5, '0001 00 01'),
];

describe('no octets throw', () => {
  it('every truncation of every seed, its length made consistent: a verdict, never a throw', () => {
    for (const seed of SEEDS) {
      for (let length = 0; length < seed.length; length++) {
        for (const poison of [0x00, 0xff]) {
          const cut = poisoned(seed.slice(0, length), poison);
          for (const [, context] of CONTEXTS) {
            expect(decodeMessage(cut, context).ok).toBe(false);
            if (length < 19) continue;
            cut[16] = length >> 8;
            cut[17] = length & 0xff;
            exercise(cut, context);
            cut[16] = seed[16]!;
            cut[17] = seed[17]!;
          }
        }
      }
    }
  });

  it('every octet of every seed set to 00, 01, 7f, 80 and ff', () => {
    for (const seed of SEEDS) {
      for (let at = 0; at < seed.length; at++) {
        for (const octet of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
          const mutated = poisoned(seed, octet);
          mutated[at] = octet;
          for (const [, context] of CONTEXTS) exercise(mutated, context);
        }
      }
    }
  });

  it('what stands behind a frame is never read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEEDS),
        fc.nat(),
        u8,
        fc.constantFrom(...CONTEXTS),
        (seed, at, octet, [, context]) => {
          const seen = [0x00, 0x01, 0xff].map((poison) => {
            const frame = poisoned(seed, poison);
            frame[19 + (at % Math.max(1, seed.length - 19))] = octet;
            const result = decodeMessage(frame.subarray(0, seed.length), context);
            if (!result.ok) return formatHex(result.fault.notification.data) + result.fault.reason;
            return result.message.type === 'UPDATE'
              ? JSON.stringify([result.message.toMessage(), result.message.assessment, result.message.announced()])
              : JSON.stringify(result.message);
          });
          expect(new Set(seen).size).toBe(1);
        },
      ),
      { ...SEED, numRuns: 2000 },
    );
  });

  it('random bodies of every type', () => {
    fc.assert(
      fc.property(u8, fc.uint8Array({ maxLength: 120 }), fc.constantFrom(...CONTEXTS), (type, body, [, context]) => {
        exercise(message(type % 7, formatHex(body)), context);
      }),
      { ...SEED, numRuns: 5000 },
    );
  });

  it('random attribute lists with plausible headers', () => {
    const one = fc
      .tuple(
        fc.constantFrom(0x40, 0x80, 0xc0, 0x50, 0x90, 0xd0, 0x00, 0xe0),
        fc.integer({ min: 0, max: 36 }),
        fc.uint8Array({ maxLength: 30 }),
      )
      .map(([flags, code, value]) => {
        const length = (flags & 0x10) !== 0 ? [value.length >> 8, value.length & 0xff] : [value.length];
        return formatHex(new Uint8Array([flags, code, ...length, ...value]));
      });
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 8 }),
        fc.uint8Array({ maxLength: 20 }),
        fc.constantFrom(...CONTEXTS),
        (list, nlri, [, context]) => {
          exercise(update({ attributes: list.join(''), nlri: formatHex(nlri) }), context);
        },
      ),
      { ...SEED, numRuns: 5000 },
    );
  });

  it('random octets through the framer, in any chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...SEEDS), fc.uint8Array({ maxLength: 40 })), { maxLength: 12 }),
        fc.integer({ min: 1, max: 50 }),
        (parts, size) => {
          const stream = octets(parts.map((part) => formatHex(part)).join(''));
          const framer = new Framer();
          for (let at = 0; at < stream.length; at += size) {
            framer.push(stream.subarray(at, at + size), (frame) => {
              exercise(frame, CONTEXTS[0]![1]);
              return true;
            });
            expect(framer.held).toBeLessThan(4096);
          }
        },
      ),
      { ...SEED, numRuns: 1000 },
    );
  });

  it('asSequence of nothing is the empty path', () => {
    expect(asSequence()).toEqual([]);
  });
});
