import {
  type Aggregator,
  type AsPathSegment,
  AttributeCode,
  type AttrSet,
  afiOf,
  type CodecContext,
  type DecodedMessage,
  type ExtendedCommunity,
  formatIPv4,
  isPrefixNlri,
  type LargeCommunity,
  type MpReachNlri,
  type MpUnreachNlri,
  type Nlri,
  type Origin,
  type PathAttribute,
  safiOf,
  standardAttributes,
  type UpdateView,
} from '@mesh/bgp-wire';
import { nodesOf, valuesOf } from './tree.js';
import { ATTRIBUTE_FIELDS } from './tshark-attribute.js';
import { type Comparison, compareFields } from './tshark-field.js';
import { nlriFields } from './tshark-nlri.js';

/*
 * tshark's dissection as a second opinion: for each thing that both of us read, the same fields are taken out of its
 * tree and out of our model, and compared as text. What tshark does not print is not compared.
 */

const ATTRIBUTE = 'bgp.update.path_attribute';

export function compareWithTshark(message: DecodedMessage, tree: unknown, context: CodecContext): Comparison[] {
  switch (message.type) {
    case 'OPEN':
      return openFields(message, tree);
    case 'UPDATE':
      return updateFields(message, tree, context);
    case 'NOTIFICATION':
      return [
        ['error code', first(tree, 'bgp.notify.major_error'), String(message.code)],
        ['error subcode', minorError(tree), String(message.subcode)],
      ];
    case 'ROUTE-REFRESH':
      return [
        ['AFI', first(tree, 'bgp.route_refresh.afi'), String(afiOf(message.family))],
        ['SAFI', first(tree, 'bgp.route_refresh.safi'), String(safiOf(message.family))],
      ];
    default:
      return [['type', first(tree, 'bgp.type'), '4']];
  }
}

function first(tree: unknown, key: string): string {
  return valuesOf(tree, key)[0] ?? '';
}

function minorError(tree: unknown): string {
  if (typeof tree !== 'object' || tree === null) return '';
  const found = Object.entries(tree).find(([key]) => key.startsWith('bgp.notify.minor_error'));
  return String(found?.[1] ?? '');
}

function openFields(open: Extract<DecodedMessage, { type: 'OPEN' }>, tree: unknown): Comparison[] {
  const codes = valuesOf(tree, 'bgp.cap.type').join(' ');
  const families = open.capabilities.filter(({ code, value }) => code === 1 && typeof value === 'number');
  const asns = open.capabilities.filter(({ code, value }) => code === 65 && typeof value === 'number');
  return [
    ['version', first(tree, 'bgp.open.version'), String(open.version)],
    ['my AS', first(tree, 'bgp.open.myas'), String(open.myAs)],
    ['hold time', first(tree, 'bgp.open.holdtime'), String(open.holdTime)],
    ['identifier', first(tree, 'bgp.open.identifier'), formatIPv4(open.routerId)],
    ['capabilities', codes, open.capabilities.map(({ code }) => code).join(' ')],
    [
      'families',
      valuesOf(tree, 'bgp.cap.mp.afi').join(' '),
      families.map(({ value }) => afiOf(value as number)).join(' '),
    ],
    ['4-octet AS', valuesOf(tree, 'bgp.cap.4as').join(' '), asns.map(({ value }) => value).join(' ')],
  ];
}

function updateFields(view: UpdateView, tree: unknown, context: CodecContext): Comparison[] {
  const fields: Comparison[] = [
    [
      'withdrawn',
      prefixes(nodesOf(tree, 'bgp.update.withdrawn_routes'), 'bgp.withdrawn_prefix'),
      ipv4Field(view.toMessage().withdrawn),
    ],
    ['NLRI', prefixes(nodesOf(tree, 'bgp.update.nlri'), 'bgp.nlri_prefix'), ipv4Field(view.toMessage().nlri)],
  ];
  return [...fields, ...attributeFields(view.attributes(), tree, context)];
}

function attributeFields(ours: readonly PathAttribute[], tree: unknown, context: CodecContext): Comparison[] {
  const theirs = nodesOf(tree, ATTRIBUTE).flatMap((node) => (Array.isArray(node) ? node : [node]));
  const fields: Comparison[] = [
    [
      'attributes',
      [...new Set(theirs.map((node) => first(node, `${ATTRIBUTE}.type_code`)))].join(' '),
      ours.map(({ code }) => code).join(' '),
    ],
  ];
  for (const one of ours) {
    const node = theirs.find((each) => first(each, `${ATTRIBUTE}.type_code`) === String(one.code));
    if (node === undefined || one.value instanceof Uint8Array) continue;
    const flags = `0x${one.flags.toString(16).padStart(2, '0')}`;
    fields.push([`flags of attribute ${one.code}`, first(node, `${ATTRIBUTE}.flags`), flags]);
    fields.push(...(ATTRIBUTES[one.code]?.(one, node, context) ?? treeFields(one, node)));
  }
  return fields;
}

/** The attributes that have a table of fields. */
function treeFields({ code, value }: PathAttribute, node: unknown): Comparison[] {
  return compareFields(
    standardAttributes.get(code)?.name ?? String(code),
    node,
    ATTRIBUTE_FIELDS.get(code) ?? [],
    [value].flat() as never[],
  );
}

/** `10.0.0.0/8`, by the lengths and addresses tshark lists. */
function prefixes(tree: unknown, key: string): string {
  const lengths = valuesOf(tree, 'bgp.prefix_length');
  return valuesOf(tree, key)
    .map((address, i) => `${address}/${lengths[i]}`)
    .join(' ');
}

function ipv4Field(list: readonly Nlri[] | undefined): string {
  return (list ?? []).map((nlri) => (isPrefixNlri(nlri) ? nlri.prefix : '?')).join(' ');
}

type Compare = (attribute: PathAttribute, node: unknown, context: CodecContext) => Comparison[];

const ORIGINS: readonly Origin[] = ['igp', 'egp', 'incomplete'];

const number =
  (name: string): Compare =>
  ({ value }, node) => [[name, first(node, `${ATTRIBUTE}.${name}`), String(value)]];

const ATTRIBUTES: Readonly<Record<number, Compare>> = {
  [AttributeCode.ORIGIN]: ({ value }, node) => [
    ['origin', first(node, `${ATTRIBUTE}.origin`), String(ORIGINS.indexOf(value as Origin))],
  ],
  [AttributeCode.AS_PATH]: ({ value }, node, context) => {
    const key = `${ATTRIBUTE}.as_path_segment.as${context.asn4 ? 4 : 2}`;
    const other = `${ATTRIBUTE}.as_path_segment.as${context.asn4 ? 2 : 4}`;
    if (valuesOf(node, other).length > 0) return []; // tshark guessed the other width
    return [
      ['AS path', valuesOf(node, key).join(' '), (value as AsPathSegment[]).flatMap(({ asns }) => asns).join(' ')],
    ];
  },
  [AttributeCode.NEXT_HOP]: number('next_hop'),
  [AttributeCode.MULTI_EXIT_DISC]: number('multi_exit_disc'),
  [AttributeCode.LOCAL_PREF]: number('local_pref'),
  [AttributeCode.AGGREGATOR]: ({ value }, node) => [
    ['aggregator AS', first(node, `${ATTRIBUTE}.aggregator_as`), String((value as Aggregator).asn)],
    ['aggregator', first(node, `${ATTRIBUTE}.aggregator_origin`), (value as Aggregator).address],
  ],
  [AttributeCode.COMMUNITIES]: ({ value }, node) => {
    // Well-known ones have other fields: only the rest is compared, and the number of all.
    const halves = valuesOf(node, `${ATTRIBUTE}.community_as`).map(
      (as, i) => `${as}:${valuesOf(node, `${ATTRIBUTE}.community_value`)[i]}`,
    );
    const ours = (value as number[]).map((one) => `${one >>> 16}:${one & 0xffff}`);
    return [['communities', halves.join(' '), ours.filter((one) => halves.includes(one)).join(' ')]];
  },
  [AttributeCode.ORIGINATOR_ID]: number('originator_id'),
  [AttributeCode.CLUSTER_LIST]: ({ value }, node) => [
    ['cluster list', valuesOf(node, 'bgp.path_attribute.cluster_id').join(' '), (value as string[]).join(' ')],
  ],
  [AttributeCode.EXTENDED_COMMUNITIES]: ({ value }, node) => [
    [
      'extended communities',
      valuesOf(node, 'bgp.ext_com.type').join(' '),
      (value as ExtendedCommunity[]).map(({ high }) => `0x${(high >>> 24).toString(16).padStart(2, '0')}`).join(' '),
    ],
  ],
  [AttributeCode.LARGE_COMMUNITY]: ({ value }, node) => [
    [
      'large communities',
      ['ga', 'ldp1', 'ldp2'].map((part) => valuesOf(node, `bgp.large_communities.${part}`).join(' ')).join('; '),
      (['globalAdministrator', 'localData1', 'localData2'] as const)
        .map((part) => (value as LargeCommunity[]).map((one) => one[part]).join(' '))
        .join('; '),
    ],
  ],
  [AttributeCode.ATTR_SET]: ({ value }, node, context) => {
    const { originAs, attributes } = value as AttrSet;
    // AS numbers in it always have four octets (RFC 6368 §5).
    const inner = { ...context, asn4: true };
    const decoded = attributes.map((one) => ({
      ...one,
      value: standardAttributes.get(one.code)?.decode(one.value, 0, one.value.length, inner) ?? one.value,
    }));
    return [
      ['origin AS', first(node, `${ATTRIBUTE}.attr_set.origin_as`), String(originAs)],
      ...attributeFields(decoded, node, inner),
    ];
  },
  [AttributeCode.MP_REACH_NLRI]: ({ value }, node) => {
    const { family, nextHop, nlri } = value as MpReachNlri;
    const hop = `${ATTRIBUTE}.mp_reach_nlri.next_hop`;
    const theirs = [first(node, `${hop}.ipv4`), first(node, `${hop}.ipv6`)].join('');
    return [
      ['MP_REACH AFI', first(node, `${ATTRIBUTE}.mp_reach_nlri.afi`), String(afiOf(family))],
      ['MP_REACH SAFI', first(node, `${ATTRIBUTE}.mp_reach_nlri.safi`), String(safiOf(family))],
      ...(nextHop.address === undefined ? [] : ([['MP_REACH next hop', theirs, nextHop.address]] as Comparison[])),
      ...nlriFields('MP_REACH', node, nlri),
    ];
  },
  [AttributeCode.MP_UNREACH_NLRI]: ({ value }, node) => {
    const { family, nlri } = value as MpUnreachNlri;
    return [
      ['MP_UNREACH AFI', first(node, `${ATTRIBUTE}.mp_unreach_nlri.afi`), String(afiOf(family))],
      ['MP_UNREACH SAFI', first(node, `${ATTRIBUTE}.mp_unreach_nlri.safi`), String(safiOf(family))],
      ...nlriFields('MP_UNREACH', node, nlri),
    ];
  },
};
