import { describe, expect, it } from 'vitest';
import {
  AS_PATH,
  AttributeCode,
  COMMUNITIES,
  createContext,
  decodeMessage,
  encodeMessage,
  Family,
  formatAssessment,
  formatHex,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  ORIGIN,
  standardAttributes,
  UpdateView,
  unicast,
} from '../../src/index.js';
import {
  LOCAL_PREF_100,
  NEXT_HOP_192_0_2_1,
  ORIGIN_IGP,
  octets,
  PATH_65001,
  REACH_V6,
  TWO_PREFIXES,
  UNREACH_V6,
  update,
} from '../support/octets.js';

const context = createContext();
const GOOD = `${ORIGIN_IGP} ${PATH_65001} ${NEXT_HOP_192_0_2_1}`;
const view = (fields: Parameters<typeof update>[0], codec = context) => new UpdateView(update(fields), codec);

describe('UpdateView', () => {
  const full = { withdrawn: '08 0b', attributes: `${UNREACH_V6} ${REACH_V6} ${GOOD}`, nlri: TWO_PREFIXES };

  it.each([
    ['good', full],
    ['with a faulty attribute', { ...full, attributes: `${UNREACH_V6} ${REACH_V6} 40 01 01 09 ${PATH_65001}` }],
    ['with a prefix too long', { ...full, nlri: '21 0a 00 00 00 01' }],
    ['with attributes that overrun', { attributes: `${GOOD} 40 05 40` }],
    ['End-of-RIB', { attributes: '80 0f 03 0002 01' }],
  ])('is the same amid other octets as alone: %s', (_name, fields) => {
    const alone = view(fields);
    const amid = new Uint8Array(alone.frame.length + 12).fill(0xff);
    amid.set(alone.frame, 5);
    const one = new UpdateView(update({}), context).reset(amid, context, 5, 5 + alone.frame.length);
    expect(one.frame).toEqual(alone.frame);
    expect(one.assessment).toEqual(alone.assessment);
    expect(one.endOfRib).toEqual(alone.endOfRib);
    expect(one.toMessage()).toEqual(alone.toMessage());
    expect(one.retain().bytes).toEqual(alone.frame);
  });

  it('gives models on demand', () => {
    const one = view(full);
    expect(one.assessment).toEqual({ outcome: 'accept', faults: [] });
    expect(one.announced()).toEqual([unicast('2001:db8::/32'), unicast('10.0.0.0/8'), unicast('192.0.2.0/24')]);
    expect(one.withdrawn()).toEqual([unicast('11.0.0.0/8'), unicast('2001:db8:1::/48')]);
    expect([one.get(ORIGIN), one.get(NEXT_HOP), one.get(MULTI_EXIT_DISC)]).toEqual(['igp', '192.0.2.1', undefined]);
    expect([one.has(AS_PATH), one.has(COMMUNITIES)]).toEqual([true, false]);
    expect(one.attributes().map(({ code }) => code)).toEqual([15, 14, 1, 2, 3]);
    expect(formatHex(encodeMessage(one.toMessage(), context))).toBe(formatHex(one.frame));
  });

  it('retain copies: the frame may be overwritten', () => {
    const frame = update(full);
    const kept = new UpdateView(frame, context).retain();
    frame.fill(0xff);
    expect(kept.announced()).toHaveLength(3);
    expect(kept.get(ORIGIN)).toBe('igp');
  });

  it('reset takes the next frame and forgets everything of the one before', () => {
    const one = view({ attributes: `${ORIGIN_IGP} 80 04 03 000000`, nlri: TWO_PREFIXES });
    expect(one.assessment.outcome).toBe('treat-as-withdraw');
    one.reset(update({ attributes: GOOD, nlri: '08 0a' }), context);
    expect(one.assessment).toEqual({ outcome: 'accept', faults: [] });
    expect(one.has(MULTI_EXIT_DISC)).toBe(false);
    expect(one.announced()).toEqual([unicast('10.0.0.0/8')]);
    one.reset(update({}), context);
    expect([one.attributes(), one.announced(), one.withdrawn()]).toEqual([[], [], []]);
  });

  it('discarded attributes are not there for readers, malformed ones have no model', () => {
    const external = createContext({ peering: 'external' });
    const one = view({ attributes: `${GOOD} ${LOCAL_PREF_100} 80 04 03 000000`, nlri: '08 0a' }, external);
    expect([one.has(LOCAL_PREF), one.get(LOCAL_PREF)]).toEqual([false, undefined]);
    expect([one.has(MULTI_EXIT_DISC), one.get(MULTI_EXIT_DISC)]).toEqual([true, undefined]);
    expect(one.attributes().find(({ code }) => code === AttributeCode.MULTI_EXIT_DISC)?.value).toEqual(
      octets('000000'),
    );
  });

  it('tells readers of octets where an attribute stands that has a model, and only then', () => {
    const external = createContext({ peering: 'external' });
    const one = view({ attributes: `${GOOD} ${LOCAL_PREF_100} 80 04 03 000000`, nlri: '08 0a' }, external);
    expect([LOCAL_PREF, MULTI_EXIT_DISC, COMMUNITIES].map((row) => one.position(row))).toEqual([-1, -1, -1]);
    const i = one.position(NEXT_HOP);
    expect(formatHex(one.bytes, one.index.start(i), one.index.end(i))).toBe('c0000201');
  });

  it('takes an attribute list alone, judged as if a route stood behind it', () => {
    const one = new UpdateView(update({}), context);
    const list = octets(`ff ${GOOD} ff`);
    one.resetAttributes(list, context, 1, list.length - 1);
    expect(one.assessment.outcome).toBe('accept');
    expect([one.get(ORIGIN), one.get(NEXT_HOP)]).toEqual(['igp', '192.0.2.1']);
    expect([one.announced(), one.withdrawn()]).toEqual([[], []]);
    one.resetAttributes(octets(`${ORIGIN_IGP} ${PATH_65001}`), context);
    expect(formatAssessment(one.assessment)).toBe('treat-as-withdraw: NEXT_HOP is missing (RFC 7606 §3.d)');
  });

  it('256 different attributes fit the index', () => {
    const unknown = Array.from({ length: 256 }, (_, code) => code).filter((code) => !standardAttributes.get(code));
    const attributes = unknown.map((code) => `c0 ${code.toString(16).padStart(2, '0')} 00`);
    const one = view({ attributes: `${attributes.join(' ')} c0 0b 00 ${GOOD}`, nlri: '08 0a' });
    expect(one.attributes()).toHaveLength(unknown.length + 3);
    expect(one.assessment.outcome).toBe('accept');
  });

  describe('End-of-RIB (RFC 4724 §2)', () => {
    it.each([
      [{}, Family.IPV4_UNICAST],
      [{ attributes: '80 0f 03 0002 01' }, Family.IPV6_UNICAST],
      [{ attributes: '90 0f 0003 0019 46' }, 0x001946],
    ])('%j', (fields, family) => expect(view(fields).endOfRib).toBe(family));

    it.each([
      { withdrawn: '08 0a' },
      { attributes: UNREACH_V6 },
      { attributes: `80 0f 03 0002 01 ${ORIGIN_IGP}` },
      { attributes: 'c0 0f 03 0002 01' },
      { attributes: GOOD, nlri: '08 0a' },
    ])('%j is none', (fields) => expect(view(fields).endOfRib).toBeUndefined());

    it('a message whose fields cannot be told apart is none', () => {
      const frame = update({});
      frame[20] = 1;
      const one = new UpdateView(frame, context);
      expect(one.assessment.outcome).toBe('session-reset');
      expect([one.endOfRib, one.attributes(), one.announced()]).toEqual([undefined, [], []]);
    });
  });

  it('says in words what it found', () => {
    expect(formatAssessment(view({ attributes: GOOD, nlri: '08 0a' }).assessment)).toBe('accept');
    expect(formatAssessment(view({ attributes: `${GOOD} 80 04 01 00`, nlri: '08 0a' }).assessment)).toBe(
      'treat-as-withdraw: MULTI_EXIT_DISC has length 4, got 1 (RFC 7606 §7.4)',
    );
  });
});

describe('the algorithm of errors.md §4', () => {
  it('1: field lengths that leave the message → 3/1', () => {
    for (const body of ['0001 0000', 'ffff 0000', '0000 0001', '0000 ffff']) {
      const frame = octets(`${'ff'.repeat(16)} 0017 02 ${body}`);
      const result = decodeMessage(frame, context);
      if (!result.ok || result.message.type !== 'UPDATE') throw new Error('no UPDATE');
      expect(result.message.assessment).toMatchObject({
        outcome: 'session-reset',
        faults: [{ rfc: 'RFC 7606 §3.b', notification: { code: 3, subcode: 1 } }],
      });
    }
  });

  it.each([{ withdrawn: '21 00000000 00' }, { attributes: GOOD, nlri: '18 c000' }])('2, 6: %j → 3/10', (fields) => {
    expect(view(fields).assessment).toMatchObject({
      outcome: 'session-reset',
      faults: [{ notification: { code: 3, subcode: 10 } }],
    });
  });

  it('3: where the scan stops does not move the NLRI field', () => {
    const one = view({ attributes: `${GOOD} 80 04 ff 00000000`, nlri: TWO_PREFIXES });
    expect(one.assessment.outcome).toBe('treat-as-withdraw');
    expect(one.announced()).toEqual([unicast('10.0.0.0/8'), unicast('192.0.2.0/24')]);
  });

  it('5: of duplicates the first counts', () => {
    const one = view({ attributes: `${GOOD} 80 04 04 00000001 80 04 04 00000002 80 04 01 00`, nlri: '08 0a' });
    expect([one.assessment.outcome, one.get(MULTI_EXIT_DISC)]).toEqual(['accept', 1]);
  });

  it('7: NEXT_HOP is not mandatory with MP_REACH_NLRI alone', () => {
    expect(view({ attributes: `${ORIGIN_IGP} ${PATH_65001} ${REACH_V6}` }).assessment.outcome).toBe('accept');
    const both = view({ attributes: `${ORIGIN_IGP} ${PATH_65001} ${REACH_V6}`, nlri: '08 0a' });
    expect(both.assessment).toMatchObject({
      outcome: 'treat-as-withdraw',
      faults: [{ notification: { code: 3, subcode: 3, data: octets('03') } }],
    });
  });

  it('7: LOCAL_PREF is mandatory from internal peers', () => {
    const internal = createContext({ peering: 'internal' });
    expect(view({ attributes: GOOD, nlri: '08 0a' }, internal).assessment.outcome).toBe('treat-as-withdraw');
    const attributes = `${GOOD} ${LOCAL_PREF_100}`;
    expect(view({ attributes, nlri: '08 0a' }, internal).assessment.outcome).toBe('accept');
  });

  it('8: withdrawals alone need no attributes; a fault beside them without reachable NLRI resets', () => {
    expect(view({ withdrawn: '08 0a' }).assessment.outcome).toBe('accept');
    expect(view({ attributes: UNREACH_V6 }).assessment.outcome).toBe('accept');
    expect(view({ attributes: `${UNREACH_V6} 40 01 01 07` }).assessment).toMatchObject({
      outcome: 'session-reset',
      faults: [
        { outcome: 'treat-as-withdraw' },
        { attribute: 1, rfc: 'RFC 7606 §5.2', notification: { code: 3, subcode: 6 } },
      ],
    });
    expect(view({ withdrawn: '08 0a', attributes: '40 06 01 00' }).assessment.outcome).toBe('attribute-discard');
  });

  it('of several errors the strongest counts (RFC 7606 §3.h)', () => {
    const { assessment } = view({ attributes: `${GOOD} 40 06 01 00 80 04 01 00 40 63 00`, nlri: '08 0a' });
    expect(assessment.outcome).toBe('session-reset');
    expect(assessment.faults.map(({ outcome }) => outcome)).toEqual([
      'attribute-discard',
      'treat-as-withdraw',
      'session-reset',
    ]);
  });

  it('the data of a NOTIFICATION is the attribute with its header (RFC 4271 §6.3), owned', () => {
    const frame = update({ attributes: `${GOOD} 80 04 01 07`, nlri: '08 0a' });
    const one = new UpdateView(frame, context);
    frame.fill(0);
    expect(one.assessment.faults[0]?.notification).toMatchObject({ code: 3, subcode: 5, data: octets('80040107') });
  });

  it('an UPDATE of a family that was not negotiated is passed over (errors.md §6)', () => {
    const v4 = createContext({ families: [Family.IPV4_UNICAST], peering: 'internal' });
    expect(view({ attributes: REACH_V6 }, v4).assessment.outcome).toBe('accept');
  });
});
