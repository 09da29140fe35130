import {
  attributeName,
  type Capability,
  type CodecContext,
  type DecodedMessage,
  formatFamily,
  formatHex,
  formatIPv4,
  formatNotification,
  isOpaqueNlri,
  type Nlri,
  type PathAttribute,
  standardCapabilities,
  standardFamilies,
} from '@mesh/bgp-wire';
import { formatColumns } from '@mesh-examples/lib';

type Rows = readonly (readonly [name: string, value: string])[];

/** The fields of a message, one line each, as a person reads them. */
export function messageLines(message: DecodedMessage, rewrite: Rewrite): string[] {
  const rows = ROWS[message.type] as (message: DecodedMessage, rewrite: Rewrite) => Rows;
  return formatColumns(rows(message, rewrite), '<<');
}

/** What is done to attributes before they are shown. */
type Rewrite = (attributes: readonly PathAttribute[]) => readonly PathAttribute[];

const ROWS: {
  readonly [T in DecodedMessage['type']]: (message: Extract<DecodedMessage, { type: T }>, rewrite: Rewrite) => Rows;
} = {
  OPEN: (message) => [
    ['version', String(message.version)],
    ['my AS', String(message.myAs)],
    ['hold time', `${message.holdTime} s`],
    ['router id', formatIPv4(message.routerId)],
    ...message.capabilities.map(capabilityRow),
  ],
  UPDATE(view, rewrite) {
    const list = (name: string, nlri: readonly Nlri[]): Rows =>
      nlri.length === 0 ? [] : [[name, nlri.map(nlriLine).join(', ')]];
    if (view.endOfRib !== undefined) return [['End-of-RIB', formatFamily(view.endOfRib)]];
    return [
      ...list('withdrawn', view.withdrawn()),
      ...rewrite(view.attributes()).map((one) => attributeRow(one, view.context)),
      ...list('announced', view.announced()),
    ];
  },
  NOTIFICATION: (message) => [['meaning', formatNotification(message)]],
  KEEPALIVE: () => [],
  'ROUTE-REFRESH': ({ family, subtype, rest }) => [
    ['family', formatFamily(family)],
    ['subtype', ['request', 'begin', 'end'][subtype] ?? String(subtype)],
    ...(rest.length === 0 ? [] : ([['ORF', formatHex(rest)]] as const)),
  ],
};

export function attributeLines(attributes: readonly PathAttribute[], context: CodecContext): string[] {
  return formatColumns(
    attributes.map((one) => attributeRow(one, context)),
    '<<',
  );
}

export function capabilityLines(capabilities: readonly Capability[]): string[] {
  return formatColumns(capabilities.map(capabilityRow), '<<');
}

/** `10.0.0.0/24`, `10.0.0.0/24 path 7`, or the octets of a family that has no row. */
export function nlriLine(nlri: Nlri): string {
  const path = nlri.pathId === undefined ? '' : ` path ${nlri.pathId}`;
  if (isOpaqueNlri(nlri)) return `0x${formatHex(nlri.bytes)}`;
  return `${standardFamilies.get(nlri.family)?.format(nlri) ?? formatFamily(nlri.family)}${path}`;
}

function attributeRow({ code, flags, value }: PathAttribute, context: CodecContext): readonly [string, string] {
  const row = context.attributes.get(code);
  if (row && !(value instanceof Uint8Array)) return [row.name, row.format(value)];
  return [attributeName(code), `flags 0x${flags.toString(16).padStart(2, '0')}, 0x${formatHex(value as Uint8Array)}`];
}

function capabilityRow({ code, value }: Capability): readonly [string, string] {
  const row = standardCapabilities.get(code);
  return [
    row?.name ?? `capability ${code}`,
    row && !(value instanceof Uint8Array) ? row.format(value) : `0x${formatHex(value as Uint8Array)}`,
  ];
}
