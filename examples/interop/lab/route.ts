/**
 * A route as every table of this suite shows it: a daemon's, ours, and the one that was asked for. Text throughout, in
 * one spelling, so that two tables compare as sets of lines whatever program printed them.
 */
export interface TableRoute {
  /** In canonical form, `10.0.0.0/24` or `2001:db8::/32`. */
  readonly prefix: string;
  readonly nextHop: string;
  readonly origin: RouteOrigin;
  /** `65001 65002 {65003,65004}`; the members of a set in ascending order. Empty for no path. */
  readonly asPath: string;
  readonly med?: number;
  readonly localPref?: number;
  readonly atomicAggregate?: boolean;
  /** `65001 192.0.2.1`. */
  readonly aggregator?: string;
  /** `65001:100`, numbers throughout, in ascending order. */
  readonly communities?: readonly string[];
  /** `target:65001:1`, `origin:192.0.2.1:1` or `target:70000:1`. */
  readonly extendedCommunities?: readonly string[];
  /** `65001:1:2`. */
  readonly largeCommunities?: readonly string[];
}

export type RouteOrigin = 'igp' | 'egp' | 'incomplete';
export type FamilyName = 'ipv4' | 'ipv6';

/** What may be said of a route without saying which: the attributes that differ between programs are left out by these. */
export type Field = Exclude<keyof TableRoute, 'prefix'>;

const LISTS: readonly Field[] = ['communities', 'extendedCommunities', 'largeCommunities'];
const FIELDS: readonly Field[] = [
  'nextHop',
  'origin',
  'asPath',
  'med',
  'localPref',
  'atomicAggregate',
  'aggregator',
  ...LISTS,
];

/** One line for a route, equal for equal routes; a list counts as a set (RFC 1997, RFC 8092 §5). */
export function routeLine(route: TableRoute, without: readonly Field[] = []): string {
  const words = FIELDS.filter((field) => !without.includes(field)).flatMap((field) => {
    const value = route[field];
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return [];
    return [`${field} ${Array.isArray(value) ? [...new Set(value)].sort().join(',') : value}`];
  });
  return words.join(' | ');
}

/** Lines by prefix. Throws where a table has a prefix twice: then the reader is wrong. */
export async function tableLines(
  routes: AsyncIterable<TableRoute> | Iterable<TableRoute>,
  without: readonly Field[] = [],
): Promise<Map<string, string>> {
  const table = new Map<string, string>();
  for await (const route of routes) {
    if (table.has(route.prefix)) throw new Error(`${route.prefix} stands twice in a table`);
    table.set(route.prefix, routeLine(route, without));
  }
  return table;
}

/** How two tables differ, a line a prefix; empty where they are equal. */
export function tableDifference(
  expected: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
): readonly string[] {
  const lines: string[] = [];
  for (const [prefix, line] of expected) {
    const other = actual.get(prefix);
    if (other === undefined) lines.push(`${prefix} is missing: ${line}`);
    else if (other !== line) lines.push(`${prefix} differs\n  expected ${line}\n  actual   ${other}`);
  }
  for (const [prefix, line] of actual) if (!expected.has(prefix)) lines.push(`${prefix} is extra: ${line}`);
  return lines;
}

/** An AS path in the one spelling: `1 2 {3,4}`. */
export function normalAsPath(text: string): string {
  return text
    .replace(/\{([^}]*)\}/g, (_, members: string) => ` {${sortedNumbers(members).join(',')}} `)
    .trim()
    .replace(/\s+/g, ' ');
}

/** Communities in the one spelling, of text where they stand between blanks. */
export function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function sortedNumbers(text: string): readonly number[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map(Number)
    .sort((a, b) => a - b);
}

const ORIGINS: Readonly<Record<string, RouteOrigin>> = { i: 'igp', e: 'egp', '?': 'incomplete' };

/** The origin of any spelling the daemons have: `IGP`, `i`, `Incomplete`, `?`. */
export function parseOrigin(text: string): RouteOrigin {
  const word = text.toLowerCase();
  const known = ORIGINS[word] ?? (['igp', 'egp', 'incomplete'] as const).find((name) => name === word);
  if (known === undefined) throw new Error(`no origin: ${JSON.stringify(text)}`);
  return known;
}

/** Keeps what is defined: a key that is there and undefined is another thing than a key that is not there. */
export function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
