import { type Family, formatFamily, parseAddress, parseFamilyName, parseIPv4, standardFamilies } from '@mesh/bgp-wire';
import type { Option } from './option.js';

/** What every kind of option takes beside its range. */
interface Common {
  readonly help: string;
  readonly section: string;
  readonly short?: string;
}

/** A switch: absent or there. */
export function toggle(common: Common): Option<boolean> {
  return { ...common, expected: 'without a value', parse: () => true, initial: false };
}

interface NumberSettings extends Common {
  readonly placeholder?: string;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  /** A single value below `min` that is allowed as well, such as 0 for none. */
  readonly or?: number;
}

/** An integer with a default. */
export function integer(settings: NumberSettings & { readonly initial: number }): Option<number>;
/** An integer that may be left out. */
export function integer(settings: NumberSettings): Option<number | undefined>;
export function integer(settings: NumberSettings & { readonly initial?: number }): Option<number | undefined> {
  const { min, max, or, unit, initial } = settings;
  const range = `${or === undefined ? '' : `${or} or `}${min} to ${max}`;
  return {
    ...rowOf(settings, settings.placeholder ?? 'N', unit === undefined ? range : `${range} ${unit}`),
    parse(text) {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value === or || (value >= min && value <= max) ? value : undefined;
    },
    initial,
    ...(initial === undefined ? {} : { initialText: String(initial) }),
  };
}

/** Free text that may be left out, such as the name of a file. */
export function text(settings: Common & { readonly placeholder: string }): Option<string | undefined> {
  return {
    ...rowOf(settings, settings.placeholder, 'not empty'),
    parse: (given) => (given === '' ? undefined : given),
    initial: undefined,
  };
}

/** A bare word that may be left out. */
export function operand(settings: Common): Option<string | undefined> {
  return {
    ...rowOf(settings, 'TEXT', 'not empty'),
    parse: (given) => given || undefined,
    initial: undefined,
    isOperand: true,
  };
}

/** The name of a file as a bare word, `-` for standard input. */
export function file(settings: Common): Option<string> {
  return {
    ...rowOf(settings, 'FILE', 'not empty'),
    parse: (given) => given || undefined,
    initial: '-',
    isOperand: true,
  };
}

/** One of a few words. */
export function choice<const W extends string>(
  settings: Common & { readonly placeholder: string; readonly words: readonly W[]; readonly initial: W },
): Option<W> {
  return {
    ...rowOf(settings, settings.placeholder, settings.words.join(', ').replace(/, ([^,]+)$/, ' or $1')),
    parse: (given) => settings.words.find((word) => word === given),
    initial: settings.initial,
    initialText: settings.initial,
  };
}

/** An AS number. */
export function asn(settings: Common): Option<number | undefined> {
  return integer({ ...settings, placeholder: 'ASN', min: 1, max: 0xffffffff });
}

/** An IPv4 or IPv6 address. */
export function address(settings: Common): Option<string | undefined> {
  return {
    ...rowOf(settings, 'ADDRESS', 'an IPv4 or IPv6 address'),
    parse: (given) => (parseAddress(given) === undefined ? undefined : given),
    initial: undefined,
  };
}

/** An address of an end of a session: one that is link-local has its interface behind it, `fe80::1%eth0`. */
export function hostAddress(settings: Common): Option<string | undefined> {
  return {
    ...rowOf(
      settings,
      'ADDRESS',
      'an IPv4 or IPv6 address, with its interface as in fe80::1%eth0 where it is link-local',
    ),
    parse: (given) => (parseAddress(given.replace(/(?<=:.*)%[^%\s]+$/, '')) === undefined ? undefined : given),
    initial: undefined,
  };
}

/** A BGP Identifier, written as an IPv4 address (RFC 6286: not 0.0.0.0). */
export function routerId(settings: Common): Option<string | undefined> {
  return {
    ...rowOf(settings, 'ID', 'an IPv4 address other than 0.0.0.0'),
    parse: (given) => (parseIPv4(given) ? given : undefined),
    initial: undefined,
  };
}

/** Families in any of the usual spellings, or `all`; several with commas or by repeating the option. */
export function families(
  settings: Common & { readonly initial?: readonly Family[] },
): Option<readonly Family[] | undefined> {
  const initial = settings.initial;
  return {
    ...rowOf(settings, 'FAMILY', `a family such as ${formatFamily(standardFamilies.rows[0]!.family)}`),
    repeatable: true,
    parse(given, previous) {
      const list =
        given === 'all'
          ? standardFamilies.rows.map(({ family }) => family)
          : given.split(',').map((one) => parseFamilyName(one.trim()));
      return list.includes(undefined) ? undefined : [...(previous ?? []), ...list.filter((one) => one !== undefined)];
    },
    initial,
    ...(initial === undefined ? {} : { initialText: initial.map(formatFamily).join(',') }),
  };
}

/** Where to listen. */
export interface ListenAddress {
  readonly address: string | undefined;
  readonly port: number;
}

/** `1790`, `127.0.0.1:1790` or `[::1]:1790`; port 0 lets the system choose. */
export function listenAddress(settings: Common): Option<ListenAddress | undefined> {
  return {
    ...rowOf(
      settings,
      '[ADDR:]PORT',
      'a port of 0 to 65535, with an address before it as in 127.0.0.1:1790 or [::1]:1790',
    ),
    parse(given) {
      const parts = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d{1,5})$/.exec(given);
      if (!parts || Number(parts[3]) > 65535) return undefined;
      const host = parts[1] ?? parts[2];
      return host === undefined || parseAddress(host) ? { address: host, port: Number(parts[3]) } : undefined;
    },
    initial: undefined,
  };
}

function rowOf({ help, section, short }: Common, placeholder: string, expected: string) {
  return { help, section, placeholder, expected, ...(short === undefined ? {} : { short }) };
}
