import {
  attributeName,
  type DecodedMessage,
  formatFamily,
  formatHex,
  formatIPv4,
  formatNotification,
  isOpaqueNlri,
  type Nlri,
  type PathAttribute,
  standardCapabilities,
  type UpdateView,
} from '@mesh/bgp-wire';

/** A message in one line, for the failure of an expectation: `UPDATE announces 10.0.0.0/24; ORIGIN igp; AS_PATH 65001`. */
export function messageText(message: DecodedMessage): string {
  const text = TEXTS[message.type] as (message: DecodedMessage) => readonly string[];
  return [message.type, text(message).join('; ')].filter((part) => part !== '').join(' ');
}

/** `10.0.0.0/24`, `10.0.0.0/24 path 7`, or the octets of a family without a row. */
export function nlriText(nlri: Nlri, { context }: Pick<UpdateView, 'context'>): string {
  if (isOpaqueNlri(nlri)) return `0x${formatHex(nlri.bytes)}`;
  const text = context.familyTable.get(nlri.family)?.format(nlri) ?? formatFamily(nlri.family);
  return nlri.pathId === undefined ? text : `${text} path ${nlri.pathId}`;
}

/** The value of an attribute as a person writes it; octets where there is no row, or no sense in them. */
export function attributeText({ code, value }: PathAttribute, { context }: Pick<UpdateView, 'context'>): string {
  const row = context.attributes.get(code);
  return row && !(value instanceof Uint8Array) ? row.format(value) : `0x${formatHex(value as Uint8Array)}`;
}

/** Routes that one message names in full; of more there is the number. */
const NAMED_ROUTES = 5;

const TEXTS: {
  readonly [T in DecodedMessage['type']]: (message: Extract<DecodedMessage, { type: T }>) => readonly string[];
} = {
  OPEN: ({ version, myAs, holdTime, routerId, capabilities }) => [
    `version ${version}`,
    `AS ${myAs}`,
    `hold time ${holdTime} s`,
    `router id ${formatIPv4(routerId)}`,
    ...capabilities.map(({ code, value }) => {
      const row = standardCapabilities.get(code);
      const known = row !== undefined && !(value instanceof Uint8Array);
      const text = known ? row.format(value) : `0x${formatHex(value as Uint8Array)}`;
      return `${row?.name ?? `capability ${code}`} ${text}`.trim();
    }),
  ],
  UPDATE: (view) =>
    view.endOfRib !== undefined
      ? [`End-of-RIB of ${formatFamily(view.endOfRib)}`]
      : [
          ...routes('withdraws', view.withdrawn(), view),
          ...routes('announces', view.announced(), view),
          ...view.attributes().map((one) => `${attributeName(one.code)} ${attributeText(one, view)}`.trim()),
        ],
  NOTIFICATION: (message) => [formatNotification(message)],
  KEEPALIVE: () => [],
  'ROUTE-REFRESH': ({ family, subtype, rest }) => [
    `of ${formatFamily(family)}`,
    ['request', 'begin', 'end'][subtype] ?? `subtype ${subtype}`,
    ...(rest.length === 0 ? [] : [`ORF 0x${formatHex(rest)}`]),
  ],
};

function routes(verb: string, nlri: readonly Nlri[], view: UpdateView): readonly string[] {
  if (nlri.length === 0) return [];
  const named = nlri.slice(0, NAMED_ROUTES).map((one) => nlriText(one, view));
  const more = nlri.length - named.length;
  return [`${verb} ${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}`];
}
