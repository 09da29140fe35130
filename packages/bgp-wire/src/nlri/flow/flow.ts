import { formatHex, parseHex } from '../../bytes/hex.js';
import { ByteWriter } from '../../bytes/writer.js';
import { Family } from '../../family.js';
import { formatRd, RD_LENGTH, writeRd } from '../route-distinguisher.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from '../row.js';
import { type FlowComponentType, IPV4_COMPONENTS, IPV6_COMPONENTS, L2_COMPONENTS } from './components.js';
import { decodeOperators, encodeOperators, type FlowMatch, measureOperators } from './operator.js';
import { decodeFlowPrefix, encodeFlowPrefix, type FlowPrefix, measureFlowPrefix } from './prefix.js';

/** One component: a prefix, a MAC address, or a list of operators. */
export type FlowComponent =
  | ({ readonly type: number } & FlowPrefix)
  /** `lengthInOctets`: its length stands there as 6, as GoBGP has it, and not as 48 bits. */
  | { readonly type: number; readonly mac: string; readonly lengthInOctets?: true }
  | { readonly type: number; readonly matches: readonly FlowMatch[] };

/**
 * A flow specification (RFC 8955 §4, RFC 8956 §3; with a route distinguisher RFC 8955 §8; layer 2
 * draft-ietf-idr-flowspec-l2vpn). Components stand in strictly ascending type.
 *
 * ```text
 * +---------------+-----------+------------------------------------+
 * | length (1, 2) | RD (8)    | components: type (1), value | …    |   two octets (0xfnnn) from 240 on
 * +---------------+-----------+------------------------------------+
 * ```
 */
export interface FlowNlri extends Nlri {
  /** Only in the VPN families. */
  readonly rd?: string;
  readonly components: readonly FlowComponent[];
}

interface FlowVariant {
  readonly family: number;
  readonly name: string;
  readonly addressLength: 4 | 16;
  readonly vpn: boolean;
  readonly types: readonly FlowComponentType[];
}

/** Octets from which on a length takes two octets (RFC 8955 §4.1). */
const LONG_LENGTH = 240;
const MAX_LENGTH = 0xfff;
/** Octets of a MAC address component: its length, and the address. */
const MAC_LENGTH = 7;
/** The length of a MAC address: a prefix of so many bits, or as drafts before it was one had it, so many octets. */
const MAC_BITS = 48;
const MAC_OCTETS = 6;

function flowRow(variant: FlowVariant): FamilyRow<FlowNlri> {
  const { family, name, vpn } = variant;
  const byType = new Map(variant.types.map((one) => [one.type, one]));
  return {
    family,
    name,
    nextHopLengths: [0, 4, 16, 32],
    extendedNextHopLengths: [],
    measure(bytes, offset, end) {
      const [body, length] = bodyOf(bytes, offset, end);
      if (length < 0 || body + length > end) return -1;
      const start = vpn ? body + RD_LENGTH : body;
      if (start >= body + length) return -1;
      return checkComponents(bytes, start, body + length, byType, variant.addressLength) ? body + length - offset : -1;
    },
    decode(bytes, offset, end, pathId) {
      const [body] = bodyOf(bytes, offset, end);
      const components: FlowComponent[] = [];
      for (let at = vpn ? body + RD_LENGTH : body; at < end; ) {
        const type = byType.get(bytes[at]!)!;
        const length = measureComponent(bytes, at + 1, end, type, variant.addressLength);
        components.push(decodeComponent(bytes, at + 1, length, type, variant.addressLength));
        at += 1 + length;
      }
      return {
        family,
        ...(pathId === NO_PATH_ID ? {} : { pathId }),
        ...(vpn ? { rd: formatRd(bytes, body) } : {}),
        components,
      };
    },
    encode(nlri, writer) {
      const body = new ByteWriter();
      if (vpn) writeRd(nlri.rd ?? '0:0', body);
      for (const component of nlri.components) encodeComponent(component, body, byType, variant);
      if (body.length > MAX_LENGTH) throw new RangeError(`a flow has at most ${MAX_LENGTH} octets, got ${body.length}`);
      if (body.length < LONG_LENGTH) writer.u8(body.length);
      else writer.u16(0xf000 | body.length);
      writer.bytes(body.view());
    },
    format: (nlri) => formatFlow(nlri, name, byType),
  };
}

/** Where the body of the NLRI at `offset` starts and how long it is; length -1 where there is no room for a length. */
function bodyOf(bytes: Uint8Array, offset: number, end: number): readonly [start: number, length: number] {
  const first = bytes[offset]!;
  if (first < LONG_LENGTH) return [offset + 1, first];
  return offset + 2 <= end ? [offset + 2, ((first & 0x0f) << 8) | bytes[offset + 1]!] : [offset, -1];
}

/** Types known and strictly ascending, each component inside the NLRI (RFC 8955 §4.2). */
function checkComponents(
  bytes: Uint8Array,
  start: number,
  end: number,
  byType: ReadonlyMap<number, FlowComponentType>,
  addressLength: 4 | 16,
): boolean {
  let previous = 0;
  for (let at = start; at < end; ) {
    const type = byType.get(bytes[at]!);
    if (!type || type.type <= previous) return false;
    previous = type.type;
    const length = measureComponent(bytes, at + 1, end, type, addressLength);
    if (length < 0) return false;
    at += 1 + length;
  }
  return true;
}

function measureComponent(
  bytes: Uint8Array,
  at: number,
  end: number,
  { encoding }: FlowComponentType,
  addressLength: 4 | 16,
): number {
  if (encoding === 'prefix') return measureFlowPrefix(bytes, at, end, addressLength);
  if (encoding === 'mac') {
    const whole = bytes[at] === MAC_BITS || bytes[at] === MAC_OCTETS;
    return whole && at + MAC_LENGTH <= end ? MAC_LENGTH : -1;
  }
  return measureOperators(bytes, at, end);
}

function decodeComponent(
  bytes: Uint8Array,
  at: number,
  length: number,
  { type, encoding }: FlowComponentType,
  addressLength: 4 | 16,
): FlowComponent {
  if (encoding === 'prefix') return { type, ...decodeFlowPrefix(bytes, at, addressLength) };
  if (encoding === 'mac') {
    const mac = formatHex(bytes, at + 1, at + length).replace(/(..)(?=.)/g, '$1:');
    return bytes[at] === MAC_OCTETS ? { type, mac, lengthInOctets: true } : { type, mac };
  }
  return { type, matches: decodeOperators(bytes, at, length, encoding === 'bitmask') };
}

function encodeComponent(
  component: FlowComponent,
  writer: ByteWriter,
  byType: ReadonlyMap<number, FlowComponentType>,
  { name, addressLength }: FlowVariant,
): void {
  const type = byType.get(component.type);
  if (!type) throw new RangeError(`${name} has no component type ${component.type}`);
  writer.u8(type.type);
  if ('prefix' in component) encodeFlowPrefix(component, writer, addressLength);
  else if ('mac' in component) {
    const octets = parseHex(component.mac);
    if (octets?.length !== MAC_OCTETS)
      throw new RangeError(`a MAC address is written 00:11:22:33:44:55, got ${component.mac}`);
    writer.u8(component.lengthInOctets ? MAC_OCTETS : MAC_BITS);
    writer.bytes(octets);
  } else encodeOperators(component.matches, writer, type.encoding === 'bitmask');
}

function formatFlow(
  { rd, components }: FlowNlri,
  name: string,
  byType: ReadonlyMap<number, FlowComponentType>,
): string {
  const parts = components.map((component) => {
    const key = byType.get(component.type)?.name ?? `type-${component.type}`;
    if ('prefix' in component)
      return `${key} ${component.prefix}${component.offset === undefined ? '' : `/${component.offset}`}`;
    if ('mac' in component) return `${key} ${component.mac}`;
    return `${key} ${component.matches.map(formatMatch).join('')}`;
  });
  return [name, ...(rd === undefined ? [] : [`rd ${rd}`]), ...parts].join(' ');
}

const BITMASK_SIGNS: Readonly<Record<string, string>> = { any: '', all: '=', 'not-any': '!', 'not-all': '!=' };

function formatMatch({ match, and, value }: FlowMatch, i: number): string {
  const joint = i === 0 ? '' : and ? '&' : ' ';
  const sign = BITMASK_SIGNS[match] ?? match;
  return `${joint}${sign}${match === 'true' || match === 'false' ? '' : typeof value === 'string' ? `0x${value}` : value}`;
}

const variants = { vpn: { vpn: true }, plain: { vpn: false } } as const;
const ipv4 = { addressLength: 4, types: IPV4_COMPONENTS } as const;
const ipv6 = { addressLength: 16, types: IPV6_COMPONENTS } as const;
const l2 = { addressLength: 4, types: [...L2_COMPONENTS, ...IPV4_COMPONENTS] } as const;

export const IPV4_FLOW: FamilyRow<FlowNlri> = flowRow({
  family: Family.IPV4_FLOW,
  name: 'ipv4-flow',
  ...ipv4,
  ...variants.plain,
});
export const IPV6_FLOW: FamilyRow<FlowNlri> = flowRow({
  family: Family.IPV6_FLOW,
  name: 'ipv6-flow',
  ...ipv6,
  ...variants.plain,
});
export const IPV4_FLOW_VPN: FamilyRow<FlowNlri> = flowRow({
  family: Family.IPV4_FLOW_VPN,
  name: 'ipv4-flow-vpn',
  ...ipv4,
  ...variants.vpn,
});
export const IPV6_FLOW_VPN: FamilyRow<FlowNlri> = flowRow({
  family: Family.IPV6_FLOW_VPN,
  name: 'ipv6-flow-vpn',
  ...ipv6,
  ...variants.vpn,
});
export const L2_FLOW: FamilyRow<FlowNlri> = flowRow({
  family: Family.L2_FLOW,
  name: 'l2-flow',
  ...l2,
  ...variants.plain,
});
export const L2VPN_FLOW_VPN: FamilyRow<FlowNlri> = flowRow({
  family: Family.L2VPN_FLOW_VPN,
  name: 'l2vpn-flow-vpn',
  ...l2,
  ...variants.vpn,
});
