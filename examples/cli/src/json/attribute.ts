import {
  AGGREGATOR,
  type Aggregator,
  AS_PATH,
  AS4_AGGREGATOR,
  AS4_PATH,
  type AsPathSegment,
  ATOMIC_AGGREGATE,
  type AttributeRow,
  attributeName,
  CLUSTER_LIST,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  formatCommunity,
  formatExtendedCommunity,
  formatHex,
  formatLargeCommunity,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MP_REACH_NLRI,
  MP_UNREACH_NLRI,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  ORIGIN,
  ORIGINATOR_ID,
  OTC,
  type PathAttribute,
  parseCommunity,
  parseExtendedCommunity,
  parseLargeCommunity,
} from '@mesh/bgp-wire';
import type { Field, Json } from './field.js';
import { type JsonForm, listOf, plain, textual } from './form.js';
import { FAMILY, NEXT_HOP_FORM, readNlri, writeNlri } from './nlri.js';

const SEGMENT_TYPES = ['AS_SET', 'AS_SEQUENCE', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'] as const;

const NUMBER = plain((field) => field.integer());
const TEXT = plain((field) => field.text());

const SEGMENTS: JsonForm<readonly AsPathSegment[]> = listOf({
  write: ({ type, asns }) => ({ type, asns }),
  read: (field) => ({
    type: field.member('type').word(SEGMENT_TYPES),
    asns: field
      .member('asns')
      .items()
      .map((asn) => asn.integer()),
  }),
});

const AGGREGATOR_FORM: JsonForm<Aggregator> = {
  write: ({ asn, address }) => ({ asn, address }),
  read: (field) => ({ asn: field.member('asn').integer(), address: field.member('address').text() }),
};

/** One row an attribute; what has none is written as hexadecimal octets. */
const FORMS: ReadonlyMap<number, JsonForm<unknown>> = new Map([
  row(
    ORIGIN,
    plain((field) => field.word(['igp', 'egp', 'incomplete'])),
  ),
  row(AS_PATH, SEGMENTS),
  row(NEXT_HOP, TEXT),
  row(MULTI_EXIT_DISC, NUMBER),
  row(LOCAL_PREF, NUMBER),
  row(ATOMIC_AGGREGATE, { write: () => true, read: (field) => (field.toggle() ? true : field.fail('true')) }),
  row(AGGREGATOR, AGGREGATOR_FORM),
  row(COMMUNITIES, listOf(textual(formatCommunity, parseCommunity, 'a community such as 65000:1'))),
  row(ORIGINATOR_ID, TEXT),
  row(CLUSTER_LIST, listOf(TEXT)),
  row(MP_REACH_NLRI, {
    write: ({ family, nextHop, nlri }) => ({
      family: FAMILY.write(family),
      nextHop: NEXT_HOP_FORM.write(nextHop),
      nlri: nlri.map(writeNlri),
    }),
    read(field) {
      const family = FAMILY.read(field.member('family'));
      const nlri = field.member('nlri').items();
      return {
        family,
        nextHop: NEXT_HOP_FORM.read(field.member('nextHop')),
        nlri: nlri.map((one) => readNlri(one, family)),
      };
    },
  }),
  row(MP_UNREACH_NLRI, {
    write: ({ family, nlri }) => ({ family: FAMILY.write(family), nlri: nlri.map(writeNlri) }),
    read(field) {
      const family = FAMILY.read(field.member('family'));
      const nlri = field.member('nlri').items();
      return { family, nlri: nlri.map((one) => readNlri(one, family)) };
    },
  }),
  row(
    EXTENDED_COMMUNITIES,
    listOf(textual(formatExtendedCommunity, parseExtendedCommunity, 'an extended community such as target:65000:1')),
  ),
  row(AS4_PATH, SEGMENTS),
  row(AS4_AGGREGATOR, AGGREGATOR_FORM),
  row(
    LARGE_COMMUNITY,
    listOf(textual(formatLargeCommunity, parseLargeCommunity, 'a large community such as 65000:1:2')),
  ),
  row(OTC, NUMBER),
]);

function row<T>({ code }: AttributeRow<T>, form: JsonForm<T>): readonly [number, JsonForm<unknown>] {
  return [code, form as JsonForm<unknown>];
}

/** `{ "code", "name", "flags", "value" }`; the value of what is unknown or makes no sense is `{ "hex" }`. */
export function writeAttributeJson({ code, flags, value }: PathAttribute): Json {
  const form = FORMS.get(code);
  const isOctets = value instanceof Uint8Array || form === undefined;
  return {
    code,
    name: attributeName(code),
    flags,
    value: isOctets ? { hex: formatHex(value as Uint8Array) } : form.write(value),
  };
}

/** The name is for people; the code decides. */
export function readAttribute(field: Field): PathAttribute {
  const code = field.member('code').integer(255);
  const flags = field.member('flags').integer(255);
  const value = field.member('value');
  const form = FORMS.get(code);
  const isHex = form === undefined || (typeof value.value === 'object' && value.value !== null && 'hex' in value.value);
  return { code, flags, value: isHex ? value.member('hex').hex() : form.read(value) };
}
