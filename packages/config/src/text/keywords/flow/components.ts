import {
  Family,
  type FlowComponent,
  type FlowComponentType,
  type FlowNlri,
  IPV4_COMPONENTS,
  IPV6_COMPONENTS,
  L2_COMPONENTS,
} from '@mesh/bgp-wire';
import type { TokenCursor } from '../../lexer.js';
import { type PrefixWord, parseUint, readPrefix } from '../../values.js';
import type { RouteDraft, RouteKeyword } from '../row.js';
import { FRAGMENTS, ICMP_CODES, ICMP_TYPES, PROTOCOLS, TCP_FLAGS } from './names.js';
import { printMatches, readMatches, type Vocabulary } from './operator.js';

/*
 * What a flow matches: one keyword a component type of the codec's tables. What an address family alone has (a prefix of
 * it, `next-header`) tells the family of a flow that names none.
 */

const WORDS: Readonly<Record<string, Pick<Vocabulary, 'names' | 'spoken'>>> = {
  protocol: { names: PROTOCOLS },
  'next-header': { names: PROTOCOLS },
  'icmp-type': { spoken: ICMP_TYPES },
  'icmp-code': { spoken: ICMP_CODES },
  'tcp-flags': { names: TCP_FLAGS },
  fragment: { names: FRAGMENTS },
};

const vocabularyOf = ({ name, encoding }: FlowComponentType): Vocabulary => ({
  bitmask: encoding === 'bitmask',
  ...WORDS[name],
});

const TABLES: ReadonlyMap<Family, readonly FlowComponentType[]> = new Map([
  [Family.IPV4_FLOW, IPV4_COMPONENTS],
  [Family.IPV4_FLOW_VPN, IPV4_COMPONENTS],
  [Family.IPV6_FLOW, IPV6_COMPONENTS],
  [Family.IPV6_FLOW_VPN, IPV6_COMPONENTS],
  [Family.L2_FLOW, [...L2_COMPONENTS, ...IPV4_COMPONENTS]],
  [Family.L2VPN_FLOW_VPN, [...L2_COMPONENTS, ...IPV4_COMPONENTS]],
]);

/** Component types of a family by number. */
export const COMPONENTS: ReadonlyMap<Family, ReadonlyMap<number, FlowComponentType>> = new Map(
  [...TABLES].map(([family, rows]) => [family, new Map(rows.map((row) => [row.type, row]))] as const),
);

/** What a draft has gathered of a flow. */
export interface FlowFields {
  readonly components: Map<string, FlowComponent>;
  /** Address families that what stands in it belongs to. */
  readonly afis: Set<'ipv4' | 'ipv6'>;
}

export function flowFields({ fields }: RouteDraft): FlowFields {
  fields['flow'] ??= { components: new Map(), afis: new Set() } satisfies FlowFields;
  return fields['flow'] as FlowFields;
}

const ARGUMENTS: Readonly<Record<FlowComponentType['encoding'], string>> = {
  prefix: '<prefix> | <prefix>/<offset>',
  numeric: '<comparison> | [ … ]',
  bitmask: '<bits> | [ … ]',
  mac: '<MAC address>',
};

const byName = new Map([...IPV4_COMPONENTS, ...IPV6_COMPONENTS, ...L2_COMPONENTS].map((row) => [row.name, row]));

/** A keyword for each component. */
export const componentKeywords: readonly RouteKeyword[] = [...byName.values()].map(componentKeyword);

function componentKeyword(type: FlowComponentType): RouteKeyword {
  const { name, encoding } = type;
  return {
    keyword: name,
    ...(encoding === 'prefix' ? { aliases: [`${name}-ipv4`, `${name}-ipv6`] } : {}),
    argument: ARGUMENTS[encoding],
    parse(cursor, draft) {
      const { components, afis } = flowFields(draft);
      const only = onlyAfi(name);
      if (only) afis.add(only);
      components.set(name, { type: type.type, ...readValue(cursor, type, afis) } as FlowComponent);
    },
  };
}

function onlyAfi(name: string): 'ipv4' | 'ipv6' | undefined {
  const [ipv4, ipv6] = [IPV4_COMPONENTS, IPV6_COMPONENTS].map((table) => table.some((row) => row.name === name));
  return ipv4 === ipv6 ? undefined : ipv4 ? 'ipv4' : 'ipv6';
}

function readValue(cursor: TokenCursor, type: FlowComponentType, afis: Set<'ipv4' | 'ipv6'>): object {
  if (type.encoding === 'prefix') {
    const { prefix, offset } = readFlowPrefix(cursor);
    afis.add(prefix.address.length === 4 ? 'ipv4' : 'ipv6');
    return offset === 0 ? { prefix: prefix.text } : { prefix: prefix.text, offset };
  }
  if (type.encoding === 'mac') return readMac(cursor);
  return { matches: readMatches(cursor, vocabularyOf(type)) };
}

/** `2001:db8::/32`, and of IPv6 behind another slash the bits that are not compared: `::1/128/120` (RFC 8956 §3.1). */
function readFlowPrefix(cursor: TokenCursor): { readonly prefix: PrefixWord; readonly offset: number } {
  const { text } = cursor.peek();
  const [, whole, digits] = /^([^/]*:[^/]*\/\d+)\/(\d+)$/.exec(text) ?? [];
  if (whole === undefined) return { prefix: readPrefix(cursor), offset: 0 };
  const offset = parseUint(digits!, 128);
  const length = Number(whole.slice(whole.indexOf('/') + 1));
  if (offset === undefined || (offset >= length && offset > 0)) {
    throw cursor.error(cursor.peek(), { expected: `an offset below the prefix length ${length}` });
  }
  return { prefix: readPrefix(cursor, whole), offset };
}

/** `00:11:22:33:44:55`; `/6` behind it: its length stands in octets, as drafts once had it. */
function readMac(cursor: TokenCursor): object {
  return cursor.value('a MAC address such as 00:11:22:33:44:55', (text) => {
    const [, mac, octets] = /^((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(\/6)?$/i.exec(text) ?? [];
    return mac === undefined
      ? undefined
      : { mac: mac.toLowerCase(), ...(octets ? { lengthInOctets: true as const } : {}) };
  });
}

/** Keyword and value of each component, in ascending order of types. */
export function printComponents({ family, components }: FlowNlri): string {
  const types = COMPONENTS.get(family);
  return components
    .map((component) => {
      const type = types?.get(component.type);
      if (!type) throw new RangeError(`a flow of family ${family} has no component type ${component.type}`);
      if ('prefix' in component)
        return `${type.name} ${component.prefix}${component.offset === undefined ? '' : `/${component.offset}`}`;
      if ('mac' in component) return `${type.name} ${component.mac}${component.lengthInOctets ? '/6' : ''}`;
      return `${type.name} ${printMatches(component.matches, vocabularyOf(type))}`;
    })
    .join(' ');
}
