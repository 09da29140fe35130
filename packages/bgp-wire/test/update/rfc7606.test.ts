import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AttributeCode,
  type CodecContext,
  type ContextOptions,
  createContext,
  Family,
  type FamilyRow,
  formatAssessment,
  formatFamily,
  type Nlri,
  type Outcome,
  parseFamilyName,
  standardFamilies,
  UpdateView,
  visitRoutes,
} from '../../src/index.js';
import { type JudgedUpdate, judgedUpdates, malformedUpdate } from '../../src/testing/index.js';
import { NEXT_HOP_LENGTHS } from '../../src/testing/malformed/nlri-rows.js';
import {
  hex,
  LOCAL_PREF_100,
  NEXT_HOP_192_0_2_1,
  ORIGIN_IGP,
  octets,
  PATH_65001,
  poisoned,
  TWO_PREFIXES,
  tlv,
  update,
  vectors,
} from '../support/octets.js';

/*
 * The decoder against the tables of RFC 7606 that `@mesh/bgp-wire/testing` publishes: every attribute crossed with what
 * can be wrong, who sent it and what else the UPDATE holds, and every family with its NLRI. The expected verdicts,
 * clauses and offsets are computed there from the tables, never from the code under test.
 */

const PEERINGS = ['external', 'internal', 'any'] as const;

/** Sessions whose verdicts differ. */
const SESSIONS: readonly (readonly [name: string, options: ContextOptions])[] = [
  ...PEERINGS.flatMap((peering) =>
    [true, false].map((asn4) => [`${peering}, AS numbers of ${asn4 ? 4 : 2} octets`, { peering, asn4 }] as const),
  ),
  ['external, AIGP and PREFIX_SID enabled', { peering: 'external', aigp: true, prefixSid: true, firstAs: 65001 }],
  ['families disabled, unknown well-known tolerated', { afiSafiDisable: true, tolerateUnknownWellKnown: true }],
  ['IPv4 and IPv6 with ADD-PATH', { addPath: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] }],
];

let cases = 0;

/** Holds the decoder against one line; whatever stands around the frame must not matter. */
function judge({ octets: frame, outcome, clause, subcode, offset, routes }: JudgedUpdate, context: CodecContext): void {
  for (const poison of [0x00, 0xff]) {
    const view = new UpdateView(poisoned(frame, poison), context);
    const { assessment } = view;
    const said = formatAssessment(assessment);
    expect(`${assessment.outcome} of ${said}`).toBe(`${outcome} of ${said}`);
    const [fault] = assessment.faults.filter((one) => one.outcome === outcome && one.rfc === clause);
    if (outcome === 'accept') expect(assessment.faults, said).toEqual([]);
    else expect(fault, `${clause} in ${said}`).toMatchObject({ offset, notification: { code: 3 } });
    if (outcome === 'session-reset' && clause !== 'RFC 7606 §5.2') expect(fault!.notification.subcode).toBe(subcode);
    const seen = delivered(view);
    if (routes !== undefined) expect([...seen.announced, ...seen.withdrawn], said).toHaveLength(routes);
    if (outcome === 'treat-as-withdraw') expect(seen.announced).toEqual([]);
    if (outcome === 'session-reset') expect(seen).toEqual({ announced: [], withdrawn: [] });
  }
  cases++;
}

function delivered(view: UpdateView): { announced: number[]; withdrawn: number[] } {
  const announced: number[] = [];
  const withdrawn: number[] = [];
  visitRoutes(view, {
    announce: (family) => void announced.push(family),
    withdraw: (family) => void withdrawn.push(family),
    nextHop: () => undefined,
  });
  return { announced, withdrawn };
}

describe.each(SESSIONS)('RFC 7606: %s', (_name, options) => {
  const context = createContext(options);
  const groups = new Map<string, JudgedUpdate[]>();
  for (const one of judgedUpdates(context)) {
    const group = one.name.split(':')[0]!;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  it.each([...groups])('%s', (_group, updates) => {
    for (const one of updates) {
      try {
        judge(one, context);
      } catch (error) {
        throw new Error(`${one.name}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
    }
  });
});

describe('RFC 7606: the tables', () => {
  it('draw malformed UPDATEs for any test, of every outcome', () => {
    const context = createContext({ afiSafiDisable: true });
    const seen = new Set<Outcome>();
    fc.assert(
      fc.property(malformedUpdate(context), (one) => {
        seen.add(one.outcome);
        expect(new UpdateView(one.octets, context).assessment.outcome).toBe(one.outcome);
      }),
      { seed: 7606, numRuns: 500 },
    );
    expect([...seen].sort()).toEqual(['afi-safi-disable', 'attribute-discard', 'session-reset', 'treat-as-withdraw']);
  });

  afterAll(() => {
    expect(cases).toBeGreaterThanOrEqual(12_000);
  });
});

describe('RFC 7606 §7.11: next hops of every length', () => {
  const rows: readonly FamilyRow<Nlri>[] = standardFamilies.rows.filter(({ family }) => family in NEXT_HOP_LENGTHS);
  it.each(rows.map((row) => [formatFamily(row.family), row] as const))('%s', (_name, { family }) => {
    const legal = [];
    for (let length = 0; length <= 64; length++) {
      const value = `${hex(family, 3)}${hex(length, 1)}${'00'.repeat(length + 1)}`;
      const view = new UpdateView(
        update({ attributes: `${ORIGIN_IGP}${PATH_65001}${tlv(0x80, 14, value)}` }),
        createContext(),
      );
      if (view.assessment.outcome === 'accept') legal.push(length);
      else expect(view.assessment).toMatchObject({ outcome: 'session-reset', faults: [{ rfc: 'RFC 7606 §7.11' }] });
    }
    expect(legal).toEqual(NEXT_HOP_LENGTHS[family]);
  });
});

interface ValueCase extends Omit<ContextOptions, 'families' | 'extendedNextHop'> {
  readonly name: string;
  readonly attribute: string;
  readonly outcome: Outcome;
  readonly subcode?: number;
  readonly families?: readonly string[];
  readonly extendedNextHop?: readonly string[];
}

describe('RFC 7606: values', () => {
  const { values } = vectors<{ values: readonly ValueCase[] }>('rfc7606');

  it.each(values.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { families, extendedNextHop, name: _, attribute, outcome, subcode, ...options } = one;
    const context = createContext({
      ...options,
      ...(families ? { families: families.map((family) => parseFamilyName(family)!) } : {}),
      extendedNextHop: (extendedNextHop ?? []).map((family) => parseFamilyName(family)!),
    });
    const code = octets(attribute)[1]!;
    const path = options.asn4 === false ? '40 02 04 0201 fde9' : PATH_65001;
    const others = [ORIGIN_IGP, options.firstAs === undefined ? path : '', NEXT_HOP_192_0_2_1, LOCAL_PREF_100]
      .filter((text) => text !== '' && octets(text)[1] !== code)
      .filter((text) => one.peering !== 'external' || octets(text)[1] !== AttributeCode.LOCAL_PREF);
    const frame = update({ attributes: `${others.join(' ')} ${attribute}`, nlri: TWO_PREFIXES });
    const { assessment } = new UpdateView(poisoned(frame, 0xff), context);
    expect(assessment.outcome, formatAssessment(assessment)).toBe(outcome);
    const fault = assessment.faults.find((each) => each.outcome === outcome);
    if (subcode !== undefined) expect(fault?.notification).toMatchObject({ code: 3, subcode });
    if (outcome === 'accept') expect(assessment.faults).toEqual([]);
  });
});
