import { describe, expect, it } from 'vitest';
import {
  AttributeCode,
  type CodecContext,
  createContext,
  formatAssessment,
  type Outcome,
  parseFamilyName,
  strongest,
  UpdateView,
} from '../../src/index.js';
import {
  hex,
  LOCAL_PREF_100,
  NEXT_HOP_192_0_2_1,
  ORIGIN_IGP,
  octets,
  PATH_65001,
  poisoned,
  REACH_V6,
  TWO_PREFIXES,
  tlv,
  update,
  vectors,
} from '../support/octets.js';

/*
 * The table of RFC 7606 as data (`vectors/rfc7606.json`), crossed with what can be wrong, who sent it, and what else
 * the UPDATE holds. The expected verdicts are computed here from the table and the three general rules — list errors
 * (§4), mandatory attributes (§3.d), no reachable NLRI (§5.2) — never from the code.
 */

interface Row {
  readonly code: number;
  readonly name: string;
  readonly flags: 'W' | 'ON' | 'OT';
  readonly value: string;
  readonly approach: Outcome;
  readonly subcode: number;
  readonly flagsApproach?: Outcome;
  readonly emptyIsLegal?: boolean;
  readonly internalOnly?: boolean;
  /** Discarded whatever it looks like. */
  readonly always?: boolean;
  readonly asn4?: boolean;
  /** The octet appended for "one too long"; zero unless that would be legal. */
  readonly surplus?: string;
  readonly twice?: Outcome;
}

interface ValueCase
  extends Partial<
    Pick<
      CodecContext,
      'asn4' | 'peering' | 'confederation' | 'rejectAsSets' | 'firstAs' | 'afiSafiDisable' | 'tolerateUnknownWellKnown'
    >
  > {
  readonly name: string;
  readonly attribute: string;
  readonly outcome: Outcome;
  readonly subcode?: number;
  readonly families?: readonly string[];
  readonly extendedNextHop?: readonly string[];
}

const TABLE = vectors<{ flags: Record<string, string>; rows: readonly Row[]; values: readonly ValueCase[] }>('rfc7606');
const PEERINGS = ['external', 'internal', 'any'] as const;
const REACHABLE = ['NLRI', 'MP_REACH_NLRI', 'nothing'] as const;
type Peering = (typeof PEERINGS)[number];
type Reachable = (typeof REACHABLE)[number];

/** What is wrong: the octets put at the end of the attribute list, and where the fault is. */
interface Wrong {
  readonly name: string;
  readonly octets: string;
  readonly kind: 'nothing' | 'flags' | 'length' | 'list' | 'twice';
}

function wrongs(row: Row): Wrong[] {
  const flags = Number.parseInt(TABLE.flags[row.flags]!, 16);
  const value = octets(row.value);
  const length = value.length;
  const good = tlv(flags, row.code, row.value);
  const list: Wrong[] = [
    { name: 'nothing wrong', octets: good, kind: 'nothing' },
    { name: 'nothing wrong, Extended Length', octets: tlv(flags | 0x10, row.code, row.value), kind: 'nothing' },
    { name: 'Optional flipped', octets: tlv(flags ^ 0x80, row.code, row.value), kind: 'flags' },
    { name: 'Transitive flipped', octets: tlv(flags ^ 0x40, row.code, row.value), kind: 'flags' },
    { name: 'length 0', octets: tlv(flags, row.code, ''), kind: row.emptyIsLegal ? 'nothing' : 'length' },
    { name: 'one octet too many', octets: tlv(flags, row.code, `${row.value}${row.surplus ?? '00'}`), kind: 'length' },
    {
      name: 'overrun by 1',
      octets: `${hex(flags, 1)}${hex(row.code, 1)}${hex(length + 1, 1)}${row.value}`,
      kind: 'list',
    },
    { name: 'header cut to 1 octet', octets: hex(flags, 1), kind: 'list' },
    { name: 'header cut to 2 octets', octets: `${hex(flags, 1)}${hex(row.code, 1)}`, kind: 'list' },
    { name: 'header cut to 3 octets', octets: `${hex(flags | 0x10, 1)}${hex(row.code, 1)}00`, kind: 'list' },
    { name: 'twice', octets: `${good}${good}`, kind: 'twice' },
  ];
  if (length > 1) {
    const short = row.value.replaceAll(' ', '').slice(0, -2);
    list.push({ name: 'one octet too few', octets: tlv(flags, row.code, short), kind: 'length' });
  }
  return list;
}

/** The mandatory attributes but for the one under test, and the octets under test behind them. */
function frameOf(row: Row, wrong: Wrong, peering: Peering, reachable: Reachable): Uint8Array {
  const path = row.asn4 === false ? '40 02 04 0201 fde9' : PATH_65001;
  const others: [code: number, octets: string][] = [
    [AttributeCode.ORIGIN, ORIGIN_IGP],
    [AttributeCode.AS_PATH, path],
  ];
  if (reachable === 'NLRI') others.push([AttributeCode.NEXT_HOP, NEXT_HOP_192_0_2_1]);
  if (reachable === 'MP_REACH_NLRI') others.push([AttributeCode.MP_REACH_NLRI, REACH_V6]);
  if (peering === 'internal') others.push([AttributeCode.LOCAL_PREF, LOCAL_PREF_100]);
  const attributes = others.filter(([code]) => code !== row.code).map(([, text]) => text);
  return update({
    withdrawn: '08 0b',
    attributes: `${attributes.join(' ')} ${wrong.octets}`,
    nlri: reachable === 'NLRI' ? TWO_PREFIXES : '',
  });
}

interface Verdict {
  readonly outcome: Outcome;
  /** Subcode of the NOTIFICATION; only looked at where the session is reset. */
  readonly subcode: number;
}

/** The verdict the RFC demands. */
function verdictOf(row: Row, wrong: Wrong, peering: Peering, reachable: Reachable): Verdict {
  const own = ownVerdict(row, wrong, peering);
  const seen = wrong.kind !== 'list';
  const reach = row.code === AttributeCode.MP_REACH_NLRI ? seen : reachable === 'MP_REACH_NLRI';
  if (!reach && reachable !== 'NLRI') {
    const escalates = own.outcome !== 'accept' && own.outcome !== 'attribute-discard';
    return escalates ? { ...own, outcome: 'session-reset' } : own;
  }
  const mandatory: number[] = [AttributeCode.ORIGIN, AttributeCode.AS_PATH];
  if (reachable === 'NLRI') mandatory.push(AttributeCode.NEXT_HOP);
  if (peering === 'internal') mandatory.push(AttributeCode.LOCAL_PREF);
  const missing = !seen && mandatory.includes(row.code);
  return { ...own, outcome: strongest(own.outcome, missing ? 'treat-as-withdraw' : 'accept') };
}

function ownVerdict(row: Row, { kind }: Wrong, peering: Peering): Verdict {
  if (kind === 'list') return { outcome: 'treat-as-withdraw', subcode: 1 };
  if (kind === 'twice' && row.twice) return { outcome: row.twice, subcode: 1 };
  if (row.internalOnly && peering === 'external') return { outcome: 'attribute-discard', subcode: row.subcode };
  if (kind === 'flags') return { outcome: row.flagsApproach ?? 'treat-as-withdraw', subcode: 4 };
  if (kind === 'length' || row.always) return { outcome: row.approach, subcode: row.subcode };
  return { outcome: 'accept', subcode: 0 };
}

let cases = 0;

describe.each(TABLE.rows.map((row) => [row.name, row] as const))('RFC 7606: %s', (_name, row) => {
  it.each(wrongs(row).map((wrong) => [wrong.name, wrong] as const))('%s', (_wrong, wrong) => {
    for (const peering of PEERINGS) {
      for (const reachable of REACHABLE) {
        const context = createContext({ peering, asn4: row.asn4 ?? true });
        const expected = verdictOf(row, wrong, peering, reachable);
        const frame = frameOf(row, wrong, peering, reachable);
        for (const poison of [0x00, 0xff]) {
          const { assessment } = new UpdateView(poisoned(frame, poison), context);
          const label = `${peering}, ${reachable}: ${formatAssessment(assessment)}`;
          expect(`${assessment.outcome} ${label}`).toBe(`${expected.outcome} ${label}`);
          const reset = assessment.faults.find(({ outcome }) => outcome === 'session-reset');
          if (reset) expect(reset.notification, label).toMatchObject({ code: 3, subcode: expected.subcode });
          for (const { offset } of assessment.faults) expect(offset).toBeLessThanOrEqual(frame.length);
        }
        cases++;
      }
    }
  });
});

it('covers at least the 1,320 cases asked for', () => {
  expect(cases).toBeGreaterThanOrEqual(1320);
});

describe('RFC 7606: values', () => {
  it.each(TABLE.values.map((one) => [one.name, one] as const))('%s', (_name, one) => {
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
