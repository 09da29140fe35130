import { describe, expect, it } from 'vitest';
import {
  AS_PATH,
  assess,
  ByteWriter,
  createContext,
  DYNAMIC_CAPABILITY_MESSAGE,
  decodeMessage,
  decodeOrf,
  encodeMessage,
  Family,
  formatHex,
  formatNotification,
  type Outcome,
  PREFIX_SID,
  standardAttributes,
  strongest,
  UpdateView,
  writeCanonicalAttributes,
  writeSessionAttributes,
} from '../../src/index.js';
import {
  hex,
  message,
  NEXT_HOP_192_0_2_1,
  ORIGIN_IGP,
  octets,
  PATH_65001,
  poisoned,
  REACH_V6,
  tlv,
  update,
} from '../support/octets.js';

/*
 * What went wrong in other speakers, as the octets that did it. E-16 stands in `bytes/allocation.test.ts`, E-21 and E-22
 * with the sessions; a test of the repository tells when one of them has no test.
 */

const context = createContext();
const GOOD = `${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1}`;

function outcomes(frame: Uint8Array, codec = context): Outcome {
  const seen = [0x00, 0x01, 0xff].map((poison) => new UpdateView(poisoned(frame, poison), codec).assessment.outcome);
  expect(new Set(seen).size).toBe(1);
  return seen[0]!;
}

describe('bugs of the past', () => {
  it('E-01: an OPEN with parameter type 255 and room for two of its three header octets', () => {
    for (const parameters of ['ff', 'ff 00', 'ff ff', 'ff ff 00']) {
      const length = hex(octets(parameters).length, 1);
      for (const poison of [0x00, 0xff]) {
        const frame = poisoned(message(1, `04 fde9 00b4 c0000201 ${length} ${parameters}`), poison);
        const result = decodeMessage(frame, context);
        expect(result).toMatchObject({ ok: false, fault: { notification: { code: 2 } } });
      }
    }
  });

  it('E-01: an extended OPEN whose parameter header has type and one length octet', () => {
    const frame = message(1, '04 fde9 00b4 c0000201 ff ff 0002 02 00');
    expect(decodeMessage(poisoned(frame, 0), context)).toMatchObject({
      ok: false,
      fault: { notification: { code: 2 } },
    });
  });

  it('E-02: an OPEN that ends right after the length of its parameters', () => {
    for (const length of ['01', '02', 'ff']) {
      const frame = poisoned(message(1, `04 fde9 00b4 c0000201 ${length}`), 0x02);
      expect(decodeMessage(frame, context)).toMatchObject({
        ok: false,
        fault: { notification: { code: 2, subcode: 0 } },
      });
    }
  });

  it('E-03: a corrupted transitive attribute that others forwarded never resets the session', () => {
    const transitive = [7, 8, 16, 17, 18, 23, 32, 35, 40, 99, 128];
    for (const code of transitive) {
      for (const value of ['', '00', '000000', '00'.repeat(7), 'ff'.repeat(13), 'ff'.repeat(100)]) {
        for (const flags of [0xc0, 0xe0, 0xd0]) {
          const frame = update({ attributes: `${GOOD} ${tlv(flags, code, value)}`, nlri: '08 0a' });
          expect(['accept', 'attribute-discard', 'treat-as-withdraw']).toContain(outcomes(frame));
        }
      }
    }
  });

  it('E-01: a CAPABILITY message cut anywhere in its header or its value', () => {
    const dynamic = createContext({ messageTypes: [DYNAMIC_CAPABILITY_MESSAGE] });
    const change = '01 00000001 41 0004 0000fde9'.replaceAll(' ', '');
    for (let length = 0; length <= 12; length++) {
      for (const poison of [0x00, 0x01, 0xff]) {
        const result = decodeMessage(poisoned(message(6, change.slice(0, 2 * length)), poison), dynamic);
        expect(result.ok).toBe(length === 12);
      }
    }
  });

  it('E-01: AIGP with one octet where a length has two', () => {
    for (const value of ['01', '0100', '010003 01 00', '01000b']) {
      const frame = update({ attributes: `${GOOD} ${tlv(0x80, 26, value)}`, nlri: '08 0a' });
      expect(outcomes(frame)).toBe('attribute-discard');
    }
  });

  it('E-01: a TUNNEL_ENCAP sub-TLV longer than what is left', () => {
    for (const value of ['0008 0002 06 01', '0008 0003 80 00 01', '0008 0001 80', '0008 0004 06 0a 0000']) {
      const frame = update({ attributes: `${GOOD} ${tlv(0xc0, 23, value)}`, nlri: '08 0a' });
      expect(outcomes(frame)).toBe('treat-as-withdraw');
    }
  });

  it('E-01: a ROUTE-REFRESH whose filters are cut anywhere', () => {
    const filters = octets('01 40 000b 00 00000001 00 20 18 c00002 40 0001 80');
    const whole = [1, 15, filters.length];
    for (let length = 0; length <= filters.length; length++) {
      for (const poison of [0x00, 0x20, 0xff]) {
        const orf = decodeOrf(poisoned(filters.slice(0, length), poison), Family.IPV4_UNICAST);
        expect(orf !== undefined).toBe(whole.includes(length));
      }
    }
  });

  it('E-04: PREFIX_SID of zeros costs the attribute only, and from an external peer so does every other', () => {
    for (const value of ['00'.repeat(20), '00'.repeat(3), '00', '01 0007 00 0000 00000064']) {
      const frame = update({ attributes: `${GOOD} ${tlv(0xc0, 40, value)}`, nlri: '08 0a' });
      const external = createContext({ peering: 'external' });
      expect(outcomes(frame, external)).toBe('attribute-discard');
      expect(outcomes(frame)).toBe(value.length === 40 || value === '00' ? 'attribute-discard' : 'accept');
      const view = new UpdateView(frame, external);
      expect([view.has(PREFIX_SID), view.assessment.faults.length]).toEqual([false, 1]);
      const forwarded = new ByteWriter();
      writeCanonicalAttributes(view, forwarded);
      expect(formatHex(forwarded.view())).not.toContain('c028');
    }
  });

  it('E-05: the length of an attribute is computed when it is written, OTC too', () => {
    const frame = update({ attributes: `${GOOD} c0 23 04 0000fde9`, nlri: '08 0a' });
    const view = new UpdateView(frame, context);
    expect(encodeMessage(view.toMessage(), context)).toEqual(frame);
    const wrong = update({ attributes: `${GOOD} c0 23 08 0000fde9 00000000`, nlri: '08 0a' });
    expect(outcomes(wrong)).toBe('treat-as-withdraw');
  });

  it('E-06: a flow specification of length 0', () => {
    for (const family of ['000185', '000285', '000186', '000685']) {
      for (const nlri of ['00', 'f000', '00 00', '03 03 81 06 00']) {
        const reach = tlv(0x80, 14, `${family} 00 00 ${nlri}`);
        expect(outcomes(update({ attributes: `${ORIGIN_IGP} ${PATH_65001} ${reach}` }))).toBe('session-reset');
        expect(outcomes(update({ attributes: tlv(0x80, 15, `${family} ${nlri}`) }))).toBe('session-reset');
      }
    }
  });

  it('E-07: labels without a bottom of stack are never read past the NLRI', () => {
    for (const [family, nextHop] of [
      ['000104', '04 c0000201'],
      ['000180', '0c 0000000000000000c0000201'],
    ]) {
      for (const nlri of [
        '18 000640',
        '30 000640 c00002',
        '18 000640 000641',
        '30 000640 0a0000 18 000641',
        '01',
        '00',
      ]) {
        const reach = tlv(0x80, 14, `${family} ${nextHop} 00 ${nlri}`);
        expect(outcomes(update({ attributes: `${ORIGIN_IGP} ${PATH_65001} ${reach}` }))).toBe('session-reset');
      }
    }
  });

  it('E-07: a prefix length of 33 to 255 bits, with and without the octets for it', () => {
    for (const bits of [33, 40, 128, 129, 248, 249, 255]) {
      for (const rest of ['', '0a', '0a000000', '0a'.repeat(32)]) {
        const frame = update({ attributes: GOOD, nlri: `${hex(bits, 1)} ${rest}` });
        expect(outcomes(frame)).toBe('session-reset');
      }
    }
  });

  it('E-07: AS_PATH counts and the remaining length are compared before anything is subtracted', () => {
    for (const value of ['02', '02ff', '02ff0000fde9', '0201', '0201fd', `02 40 ${'0000fde9'.repeat(3)}`]) {
      const frame = update({ attributes: `${ORIGIN_IGP} ${NEXT_HOP_192_0_2_1} ${tlv(0x40, 2, value)}`, nlri: '08 0a' });
      expect(outcomes(frame)).toBe('treat-as-withdraw');
    }
    for (const body of ['ffff 0000', 'fffe 0001', '0000 ffff', '0001 0000', '0000 0001']) {
      expect(outcomes(message(2, body))).toBe('session-reset');
    }
  });

  it('E-08: NLRI without any attribute are withdrawn', () => {
    expect(outcomes(update({ nlri: '08 0a' }))).toBe('treat-as-withdraw');
  });

  it('E-09: an announcement without mandatory attributes is never announced', () => {
    for (const attributes of [REACH_V6, `${ORIGIN_IGP} ${REACH_V6}`, `${PATH_65001} ${REACH_V6}`]) {
      expect(outcomes(update({ attributes }))).toBe('treat-as-withdraw');
    }
  });

  it('E-09: a flow specification without mandatory attributes is withdrawn, an End-of-RIB is no error', () => {
    expect(outcomes(update({ attributes: tlv(0x80, 14, '000185 00 00 03 03 81 06') }))).toBe('treat-as-withdraw');
    expect(outcomes(update({ attributes: tlv(0x80, 15, '000185') }))).toBe('accept');
    expect(outcomes(update({ attributes: tlv(0x80, 15, '000185 03 03 81 06') }))).toBe('accept');
  });

  it('E-10: MP_REACH_NLRI cut anywhere in its next hop', () => {
    const value = '00020110' + '20010db8000000000000000000000001' + '00';
    for (let length = 0; length < value.length / 2; length++) {
      const attributes = `${ORIGIN_IGP} ${PATH_65001} ${tlv(0x80, 14, value.slice(0, 2 * length))}`;
      expect(outcomes(update({ attributes }))).toBe('session-reset');
    }
  });

  it('E-11: attributes and segments of length 0 end the walk', () => {
    expect(outcomes(update({ attributes: `${GOOD} ${'c0 63 00'.repeat(1000)}`, nlri: '08 0a' }))).toBe('accept');
    expect(outcomes(update({ attributes: `${GOOD} ${tlv(0xd0, 17, '0200'.repeat(500))}`, nlri: '08 0a' }))).toBe(
      'attribute-discard',
    );
  });

  it('E-12: an OPEN beyond 4096 octets is refused, extended messages or not', () => {
    const frame = octets(`${'ff'.repeat(16)} 1001 01 04 fde9 00b4 c0000201 ffff ${'00'.repeat(4068)}`);
    for (const extendedMessage of [false, true]) {
      expect(decodeMessage(frame, createContext({ extendedMessage }))).toMatchObject({
        ok: false,
        fault: { notification: { code: 1, subcode: 2 } },
      });
    }
  });

  it('E-11: TLVs nobody knows, of length 0 and cut, end the walk of every attribute that has TLVs', () => {
    const zeros = '00'.repeat(3000);
    for (const [code, flags] of [
      [23, 0xd0],
      [26, 0x90],
      [29, 0x90],
      [40, 0xd0],
      [128, 0xd0],
    ] as const) {
      for (const value of [zeros, `ff${zeros}`, `ffff${zeros}`, 'ff0000'.repeat(900)]) {
        const frame = update({ attributes: `${GOOD} ${tlv(flags, code, value)}`, nlri: '08 0a' });
        expect(['accept', 'attribute-discard', 'treat-as-withdraw']).toContain(outcomes(frame));
      }
    }
  });

  it('E-12: what a NOTIFICATION echoes is bounded by the message it came in', () => {
    const long = tlv(0x50, 3, '00'.repeat(60_000));
    const frame = update({ attributes: `${ORIGIN_IGP} ${PATH_65001} ${long}` });
    const view = new UpdateView(frame, createContext({ extendedMessage: true }));
    const [fault] = view.assessment.faults.filter(({ outcome }) => outcome === 'session-reset');
    for (const extendedMessage of [false, true]) {
      const octetsOf = encodeMessage(fault!.notification, createContext({ extendedMessage }));
      expect(octetsOf.length).toBeLessThanOrEqual(extendedMessage ? 65535 : 4096);
    }
  });

  it('E-13: every outcome there is has a rank, and the strongest of any two wins', () => {
    const order = ['accept', 'attribute-discard', 'treat-as-withdraw', 'afi-safi-disable', 'session-reset'] as const;
    for (const [i, a] of order.entries()) {
      for (const [j, b] of order.entries()) expect(strongest(a, b)).toBe(order[Math.max(i, j)]);
    }
    const attributes = `${tlv(0x40, 6, '00')} ${tlv(0x40, 1, '09')} ${tlv(0x80, 15, '0002')} ${PATH_65001}`;
    const { assessment } = new UpdateView(update({ attributes: `${attributes}`, nlri: '08 0a' }), context);
    expect(assessment.outcome).toBe('session-reset');
    expect(assessment.faults.map(({ outcome }) => outcome)).toEqual([
      'attribute-discard',
      'treat-as-withdraw',
      'session-reset',
      'treat-as-withdraw',
    ]);
  });

  it('E-14: AS4_PATH before AS_PATH', () => {
    const narrow = createContext({ asn4: false });
    const paths = [tlv(0xc0, 17, '0201 00011170'), tlv(0x40, 2, '0202 fde9 5ba0')];
    const merged = [paths, [...paths].reverse()].map((order) => {
      const frame = update({ attributes: `${order.join('')} ${ORIGIN_IGP} ${NEXT_HOP_192_0_2_1}`, nlri: '08 0a' });
      expect(outcomes(frame, narrow)).toBe('accept');
      const set = new ByteWriter();
      writeCanonicalAttributes(new UpdateView(frame, narrow), set);
      return formatHex(set.view());
    });
    expect(new Set(merged).size).toBe(1);
    expect(merged[0]).toContain('0202 0000fde9 00011170'.replaceAll(' ', ''));
  });

  it('E-15: NEXT_HOP of 0 to 8 octets', () => {
    for (let length = 0; length <= 8; length++) {
      const attributes = `${ORIGIN_IGP} ${PATH_65001} ${tlv(0x40, 3, 'c0'.repeat(length))}`;
      expect(outcomes(update({ attributes, nlri: '08 0a' }))).toBe(length === 4 ? 'accept' : 'treat-as-withdraw');
    }
  });

  it('E-17: what decodes also prints and encodes', () => {
    const values = [
      '',
      '00',
      '01',
      '02010000fde9',
      'c0000201',
      'ff'.repeat(8),
      '00'.repeat(12),
      '000201',
      '0001010400000000 00',
    ];
    for (const row of standardAttributes.rows) {
      for (const value of values) {
        const view = new UpdateView(update({ attributes: tlv(row.flags, row.code, value) }), context);
        for (const one of view.attributes()) {
          if (!(one.value instanceof Uint8Array)) expect(typeof row.format(one.value)).toBe('string');
        }
        expect(() => JSON.stringify([view.toMessage(), assess(view)])).not.toThrow();
        expect(() => encodeMessage(view.toMessage(), context)).not.toThrow();
        for (const { notification } of view.assessment.faults)
          expect(formatNotification(notification)).toContain('(3/');
      }
    }
  });

  it('E-18: a path of thousands of hops is withdrawn, extended messages or not', () => {
    const path = tlv(0x50, 2, `${`02ff${'0000fde9'.repeat(255)}`.repeat(9)}`);
    const frame = update({ attributes: `${ORIGIN_IGP} ${path} ${NEXT_HOP_192_0_2_1}`, nlri: '08 0a' });
    expect(outcomes(frame)).toBe('treat-as-withdraw');
  });

  it('E-19: a path that grows from 2 to 4 octets keeps a correct header', () => {
    const narrow = createContext({ asn4: false });
    const frame = update({
      attributes: `${ORIGIN_IGP} ${tlv(0x40, 2, `0264${'fde9'.repeat(100)}`)} ${NEXT_HOP_192_0_2_1}`,
      nlri: '08 0a',
    });
    const set = new ByteWriter();
    writeCanonicalAttributes(new UpdateView(frame, narrow), set);
    const wide = new UpdateView(
      message(2, `0000 ${hex(set.length, 2)} ${Buffer.from(set.view()).toString('hex')}`),
      context,
    );
    expect(wide.get(AS_PATH)?.[0]?.asns).toHaveLength(100);
    const back = new ByteWriter();
    writeSessionAttributes(set.view(), back, narrow);
    expect(back.length).toBe(4 + 3 + 202);
  });

  it('E-20: both header forms for every attribute', () => {
    for (const row of standardAttributes.rows) {
      for (const value of ['00', '02010000fde9', 'c0000201']) {
        const [short, long] = [row.flags, row.flags | 0x10].map((flags) =>
          outcomes(update({ attributes: `${tlv(flags, row.code, value)} ${GOOD}`, nlri: '08 0a' })),
        );
        expect(long).toBe(short);
      }
    }
  });
});

describe('found by the fuzzer', () => {
  it('PREFIX_SID reads into one model in whatever order its TLVs stand', () => {
    const tlvs = ['03 0008 0000 003e80 001f40', '01 0007 00 0000 00000064', '06 0001 00', 'ff 0000'];
    const models = [tlvs, [...tlvs].reverse()].map((order) => {
      const view = new UpdateView(update({ attributes: `${GOOD} ${tlv(0xc0, 40, order.join(''))}` }), context);
      return JSON.stringify(view.get(PREFIX_SID));
    });
    expect(models[0]).toBe(models[1]);
  });

  it('an ORF entry with lengths beyond its address family is malformed, for it could not be written again', () => {
    for (const lengths of ['21 20', '00 21', 'ff 00']) {
      const entry = octets(`01 40 000b 00 00000001 ${lengths} 18 c00002`);
      expect(decodeOrf(entry, Family.IPV4_UNICAST)).toBeUndefined();
      expect(decodeOrf(octets(`01 40 000b 00 00000001 ${lengths} 18 200102`), Family.IPV6_UNICAST) !== undefined).toBe(
        lengths !== 'ff 00',
      );
    }
  });
});
