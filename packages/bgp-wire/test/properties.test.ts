import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asSequence,
  ByteWriter,
  type CodecContext,
  capability,
  checkNlri,
  createContext,
  decodeMessage,
  decodeNlri,
  encodeMessage,
  encodeNlri,
  Family,
  type FamilyRow,
  Framer,
  formatAddress,
  formatAssessment,
  formatCommunity,
  formatExtendedCommunity,
  formatHex,
  formatLargeCommunity,
  formatNotification,
  type Message,
  mergeAs4,
  type Nlri,
  parseAddress,
  parseCommunity,
  parseExtendedCommunity,
  parseLargeCommunity,
  standardAttributes,
  standardCapabilities,
  standardFamilies,
  type UpdateMessage,
  UpdateView,
  visitRoutes,
  writeCanonicalAttributes,
} from '../src/index.js';
import { message as arbitraryMessage, arbitraryOf, updateMessage } from '../src/testing/index.js';
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
const u32 = fc.integer({ min: 0, max: 0xffffffff });

const ALL = standardFamilies.rows.map(({ family }) => family);
const FAMILIES = standardFamilies.rows.map((row) => [row.name, row] as const);
const ATTRIBUTES = standardAttributes.rows.map((row) => [row.name, row] as const);
const CAPABILITIES = standardCapabilities.rows.map((row) => [row.name, row] as const);

/** Sessions whose octets differ for the same models. */
const SESSIONS: readonly CodecContext[] = [
  createContext(),
  createContext({ asn4: false }),
  createContext({ addPath: ALL, extendedNextHop: ALL, extendedMessage: true }),
];

const octetsOf = (row: FamilyRow<Nlri>, nlri: Nlri) => {
  const writer = new ByteWriter();
  row.encode(nlri, writer);
  return writer.take();
};

function keyOf(row: FamilyRow<Nlri>, nlri: Nlri, withdrawn: boolean): string {
  const octetsOfOne = octetsOf(row, nlri);
  const writer = new ByteWriter();
  if (row.writeKey) row.writeKey(octetsOfOne, 0, octetsOfOne.length, withdrawn, writer);
  else writer.bytes(octetsOfOne);
  return formatHex(writer.view());
}

/** Members that are payload: what the family's RFC does not call the key of the route. */
const PAYLOAD: readonly string[] = [
  'labels',
  'reservedBits',
  'label',
  'label2',
  'size',
  'base',
  'teid',
  'qfi',
  'source',
];
const EVPN_PAYLOAD: Readonly<Record<number, readonly string[]>> = {
  1: ['label'],
  2: ['esi', 'label', 'label2'],
  5: ['esi', 'gateway', 'label'],
  6: ['flags'],
  7: ['flags'],
  8: ['reserved', 'maxResponseTime', 'flags'],
};
const MUP_PAYLOAD: Readonly<Record<number, readonly string[]>> = { 65539: ['teid', 'qfi', 'endpoint', 'source'] };

function payloadOf(row: FamilyRow<Nlri>, nlri: Nlri & { readonly routeType?: number }): readonly string[] {
  if (nlri.routeType === undefined) return PAYLOAD;
  const types = row.name.endsWith('evpn') ? EVPN_PAYLOAD : row.name.endsWith('mup') ? MUP_PAYLOAD : {};
  return types[nlri.routeType] ?? [];
}

/** The first with the payload of the second. */
function withPayload(row: FamilyRow<Nlri>, key: Nlri, payload: Nlri): Nlri {
  const members = payloadOf(row, key);
  const kept = Object.entries(key).filter(([name]) => !members.includes(name));
  const taken = Object.entries(payload).filter(([name]) => members.includes(name));
  return Object.fromEntries([...kept, ...taken]) as unknown as Nlri;
}

describe('decode ∘ encode = identity', () => {
  it.each(ATTRIBUTES)('attribute %s', (_name, row) => {
    for (const context of SESSIONS.filter(({ asn4 }) => !asn4 || !row.name.startsWith('AS4_'))) {
      fc.assert(
        fc.property(arbitraryOf(row, { context }), fc.boolean(), (value, extended) => {
          const flags = row.flags | (extended ? 0x10 : 0);
          const message: UpdateMessage = { type: 'UPDATE', attributes: [{ code: row.code, flags, value }] };
          const frame = encodeMessage(message, context);
          const view = new UpdateView(poisoned(frame, 0xff), context);
          expect(view.get(row)).toEqual(value);
          expect(typeof row.format(value)).toBe('string');
          expect(encodeMessage(view.toMessage(), context)).toEqual(frame);
        }),
        { ...SEED, numRuns: 60 },
      );
    }
  });

  it.each(FAMILIES)('NLRI of %s', (_name, row) => {
    for (const context of SESSIONS) {
      for (const withdrawn of [false, true]) {
        const list = fc.array(arbitraryOf(row, { context, withdrawn }), { minLength: 1, maxLength: 4 });
        fc.assert(
          fc.property(list, (nlri) => {
            const writer = new ByteWriter();
            encodeNlri(nlri, row.family, writer, context);
            const bytes = poisoned(writer.take(), 0xff);
            expect(checkNlri(bytes, 0, bytes.length, row, context.addPath.has(row.family), withdrawn)).toBe(-1);
            expect(decodeNlri(bytes, 0, bytes.length, row.family, context, withdrawn)).toEqual(nlri);
            for (const one of nlri) expect(row.format(one)).not.toBe('');
          }),
          { ...SEED, numRuns: 40 },
        );
      }
    }
  });

  it.each(CAPABILITIES)('capability %s', (_name, row) => {
    const context = createContext();
    fc.assert(
      fc.property(fc.array(arbitraryOf(row), { maxLength: 3 }), (values) => {
        const capabilities = values.map((value) => capability(row, value));
        const open: Message = { type: 'OPEN', version: 4, myAs: 23456, holdTime: 90, routerId: 1, capabilities };
        const frame = encodeMessage(open, context);
        expect(decodeMessage(poisoned(frame, 0), context)).toMatchObject({ ok: true, message: open });
        for (const value of values) expect(typeof row.format(value)).toBe('string');
      }),
      { ...SEED, numRuns: 100 },
    );
  });

  it('messages of every type that a context accepts', () => {
    for (const options of [
      {},
      { asn4: false, peering: 'internal' },
      { peering: 'external', firstAs: 65001, rejectAsSets: true },
      { addPath: ALL, extendedNextHop: ALL },
      { families: [Family.IPV4_UNICAST, Family.L2VPN_EVPN] },
    ] as const) {
      const context = createContext(options);
      fc.assert(
        fc.property(arbitraryMessage(context), (one) => {
          const frame = encodeMessage(one, context);
          const result = decodeMessage(poisoned(frame, 0xff), context);
          if (!result.ok) throw new Error(result.fault.reason);
          const { message: read } = result;
          if (read.type === 'UPDATE') expect(formatAssessment(read.assessment)).toBe('accept');
          expect(read.type === 'UPDATE' ? read.toMessage() : read).toEqual(one);
        }),
        { ...SEED, numRuns: 150 },
      );
    }
  });
});

describe('route keys', () => {
  it.each(FAMILIES)(
    '%s: the key is equal where only the payload differs, and tells everything else apart',
    (_name, row) => {
      for (const withdrawn of [false, true]) {
        const one = arbitraryOf(row, { withdrawn });
        fc.assert(
          fc.property(one, one, (a, b) => {
            const types = [a, b].map((nlri: Nlri & { routeType?: number }) => nlri.routeType);
            const sized = [a, b].map((nlri: Nlri & { gateway?: string }) => nlri.gateway?.includes(':'));
            fc.pre(types[0] === types[1] && sized[0] === sized[1]);
            const mixed = withPayload(row, a, b);
            expect(keyOf(row, mixed, withdrawn)).toBe(keyOf(row, a, withdrawn));
            const sameKey = keyOf(row, a, withdrawn) === keyOf(row, b, withdrawn);
            expect(sameKey).toBe(formatHex(octetsOf(row, mixed)) === formatHex(octetsOf(row, b)));
          }),
          { ...SEED, numRuns: 100, maxSkipsPerRun: 1000 },
        );
      }
    },
  );
});

describe('text forms', () => {
  const address = fc
    .oneof(...[4, 16].map((length) => fc.uint8Array({ minLength: length, maxLength: length })))
    .map((bytes) => formatAddress(bytes));

  it('parse ∘ format = identity', () => {
    fc.assert(
      fc.property(u32, u32, u32, address, (high, low, third, text) => {
        expect(formatAddress(parseAddress(text)!)).toBe(text);
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

/** The seeds, and messages with attributes and NLRI of all rows. */
const EVERY_ROW: readonly Uint8Array[] = [
  ...SEEDS,
  ...fc
    .sample(updateMessage(CONTEXTS[0]![1]), { seed: 7606, numRuns: 12 })
    .map((one) => encodeMessage(one, createContext({ extendedMessage: true }))),
];

describe('no octets throw', () => {
  it('every truncation of every seed, its length made consistent: a verdict, never a throw', () => {
    for (const seed of EVERY_ROW) {
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
    for (const seed of EVERY_ROW) {
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
