import { Afi, afiOf, Family, type FlowComponent, type FlowMatch, type FlowNlri } from '@mesh/bgp-wire';
import { FRAGMENTS, ICMP_TYPES, PROTOCOLS, TCP_FLAGS } from '../../../text/keywords/flow/names.js';
import { fromModel } from './row.js';

/** What a component is called in one address family, and the names of its values. */
interface ComponentName {
  readonly name: string;
  /** Of bits, from the lowest on, or of numbers. */
  readonly bits?: readonly string[];
  readonly numbers?: ReadonlyMap<number, string>;
}

/** The names of a keyword's table by their numbers. */
function byNumber(names: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(names).map(([name, number]) => [number, name]));
}

const NUMBERS = byNumber(PROTOCOLS);
/** Our `urg` is `urgent` here. */
const TCP_BITS = Object.keys(TCP_FLAGS).map((name) => (name === 'urg' ? 'urgent' : name));
const FRAGMENT_BITS = Object.keys(FRAGMENTS).filter((name) => FRAGMENTS[name] !== 0);

/** Components by type (RFC 8955 §4.2.2, RFC 8956 §3). */
const COMMON: Readonly<Record<number, ComponentName>> = {
  4: { name: 'port' },
  5: { name: 'destination-port' },
  6: { name: 'source-port' },
  7: { name: 'icmp-type', numbers: byNumber(ICMP_TYPES) },
  8: { name: 'icmp-code' },
  9: { name: 'tcp-flags', bits: TCP_BITS },
  10: { name: 'packet-length' },
  12: { name: 'fragment', bits: FRAGMENT_BITS },
};
const IPV4: Readonly<Record<number, ComponentName>> = {
  ...COMMON,
  1: { name: 'destination-ipv4' },
  2: { name: 'source-ipv4' },
  3: { name: 'protocol', numbers: NUMBERS },
  11: { name: 'dscp' },
};
const IPV6: Readonly<Record<number, ComponentName>> = {
  ...COMMON,
  1: { name: 'destination-ipv6' },
  2: { name: 'source-ipv6' },
  3: { name: 'next-header', numbers: NUMBERS },
  11: { name: 'traffic-class' },
  13: { name: 'flow-label' },
};

/** Signs of bitmask operators; those of numeric ones are their names. */
const SIGNS: Readonly<Record<string, string>> = { any: '', all: '=', 'not-any': '!', 'not-all': '!=' };

function wordOf({ match, value }: FlowMatch, { bits, numbers }: ComponentName): string {
  const number = typeof value === 'string' ? Number(`0x${value}`) : value;
  const named = bits ? bits.filter((_, bit) => (number & (1 << bit)) !== 0).join('+') : numbers?.get(number);
  return `${SIGNS[match] ?? match}${named || number}`;
}

/** The alternatives of a component: `>8080&<8088`, `=3128`. */
function alternativesOf(component: FlowComponent, name: ComponentName): readonly string[] {
  if ('prefix' in component) {
    const { prefix, offset = 0 } = component;
    return [prefix.includes(':') ? `${prefix}/${offset}` : prefix];
  }
  if ('mac' in component) return [component.mac];
  const alternatives: string[] = [];
  for (const match of component.matches) {
    const word = wordOf(match, name);
    if (match.and && alternatives.length > 0) alternatives[alternatives.length - 1] += `&${word}`;
    else alternatives.push(word);
  }
  return alternatives;
}

/** A flow: each component with its alternatives, and the whole once more as one text. */
export const FLOW = fromModel<FlowNlri>(
  [Family.IPV4_FLOW, Family.IPV4_FLOW_VPN, Family.IPV6_FLOW, Family.IPV6_FLOW_VPN],
  ({ family, rd, components }, { version, nextHop }) => {
    const names = afiOf(family) === Afi.IPV4 ? IPV4 : IPV6;
    const parts: Record<string, readonly string[]> = {};
    let text = 'flow';
    for (const component of components) {
      const name = names[component.type]!;
      const alternatives = alternativesOf(component, name);
      parts[name.name] = alternatives;
      text += ` ${name.name} ${alternatives.length > 1 ? `[ ${alternatives.join(' ')} ]` : alternatives[0]}`;
    }
    return {
      ...parts,
      ...(rd === undefined ? {} : { rd }),
      ...(version === 4 && nextHop !== undefined ? { 'next-hop': nextHop } : {}),
      string: rd === undefined ? text : `${text} rd ${rd}`,
    };
  },
);
