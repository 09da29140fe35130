import { type Family, formatFamily, formatIPv4, parseFamilyName, parseIPv4, type RouterId } from '@mesh/bgp-wire';
import { canonicalAddress } from '../settings/address.js';
import { MAX_UINT32, parseUint } from '../text/values.js';
import type { SelectorPeer, SelectorTerm } from './selector.js';

/** One condition of a selector. */
export interface SelectorKey {
  readonly keyword: string;
  readonly alias: string | undefined;
  readonly field: keyof SelectorTerm;
  /** What may stand behind the keyword, as a phrase. */
  readonly expected: string;
  /** The value of a text; undefined where it is none. */
  parse(text: string): unknown;
  /** The text of the value a term has; undefined where it has none. */
  format(term: SelectorTerm): string | undefined;
  /** The peer meets the condition, or the term has none. */
  meets(peer: SelectorPeer, term: SelectorTerm): boolean;
}

interface Row<V> {
  readonly keyword: string;
  readonly alias?: string;
  readonly expected: string;
  parse(text: string): V | undefined;
  format(value: V): string;
  meets(peer: SelectorPeer, value: V): boolean;
}

function key<F extends keyof SelectorTerm>(field: F, row: Row<NonNullable<SelectorTerm[F]>>): SelectorKey {
  const { keyword, alias, expected, parse, format, meets } = row;
  return {
    keyword,
    alias,
    field,
    expected,
    parse,
    format: ({ [field]: value }) => (value === undefined ? undefined : format(value)),
    meets: (peer, { [field]: value }) => value === undefined || meets(peer, value),
  };
}

/** In the order in which the names of peers have them. */
export const selectorKeys: readonly SelectorKey[] = [
  key('localIp', {
    keyword: 'local-ip',
    alias: 'local-address',
    expected: 'an IP address or auto',
    parse: (text) => (text === 'auto' ? text : canonicalAddress(text)),
    format: (value) => value,
    meets: ({ settings, session }, value) =>
      value === 'auto'
        ? settings.localAddress === undefined
        : settings.localAddress === value || session?.localAddress === value,
  }),
  key('localAs', {
    keyword: 'local-as',
    expected: `an AS number from 0 to ${MAX_UINT32}`,
    parse: (text) => parseUint(text, MAX_UINT32),
    format: String,
    meets: ({ settings }, value) => settings.localAs === value,
  }),
  key('peerAs', {
    keyword: 'peer-as',
    expected: `an AS number from 0 to ${MAX_UINT32}, or auto`,
    parse: (text) => (text === 'auto' ? text : parseUint(text, MAX_UINT32)),
    format: String,
    meets: ({ settings }, value) => settings.peerAs === (value === 'auto' ? undefined : value),
  }),
  key('routerId', {
    keyword: 'router-id',
    alias: 'id',
    expected: 'a router id such as 192.0.2.1',
    parse: (text) => (parseIPv4(text) === undefined ? undefined : text),
    format: (value) => value,
    meets: ({ settings }, value) => routerIdText(settings.routerId) === value,
  }),
  key('familyAllowed', {
    keyword: 'family-allowed',
    expected: 'in-open, or families such as ipv4-unicast/ipv6-unicast',
    parse: (text) => (text === 'in-open' ? text : parseFamilies(text)),
    format: (value) => (value === 'in-open' ? value : value.map(formatFamily).join('/')),
    meets: ({ settings: { families = [] } }, value) => value === 'in-open' || sameFamilies(families, value),
  }),
];

export function routerIdText(routerId: RouterId | string): string {
  return typeof routerId === 'string' ? routerId : formatIPv4(routerId);
}

function parseFamilies(text: string): readonly Family[] | undefined {
  const families = text.split('/').map(parseFamilyName);
  return families.every((family) => family !== undefined) ? families : undefined;
}

function sameFamilies(some: readonly Family[], others: readonly Family[]): boolean {
  const set = new Set(others);
  return new Set(some).size === set.size && some.every((family) => set.has(family));
}
