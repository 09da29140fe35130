import { formatAddress, parseAddress } from '@mesh/bgp-wire';
import { isPrefix } from '../settings/prefix.js';

/** How our routes are told from those of others. */
export interface KernelPlace {
  /** Routing protocol number (`rtnetlink`): ours alone. */
  readonly protocol: number;
  /** Lower ones go first; routes of others with the same prefix have another. */
  readonly metric: number;
  readonly table: number;
}

/** A route that is in the kernel in our name. */
export interface KernelEntry {
  readonly prefix: string;
  /** Undefined for one that has several, or none: not as we would have it. */
  readonly nextHop: string | undefined;
  readonly metric: number;
}

/** The kernel's own metric for an IPv6 route of metric 0. */
const IPV6_DEFAULT_METRIC = 1024;

/** What a route has in the kernel: IPv6 knows no metric 0. */
export function metricOf(prefix: string, metric: number): number {
  return metric === 0 && prefix.includes(':') ? IPV6_DEFAULT_METRIC : metric;
}

/** True for what may stand in a line: it comes from the net, and `ip` takes words of a line for orders. */
export function isSafe(prefix: string, nextHop: string): boolean {
  const address = parseAddress(nextHop);
  return isPrefix(prefix) && address !== undefined && (address.length === 16) === prefix.includes(':');
}

/** `add` fails where somebody has a route of the prefix and metric; `replace` is for one that we know to be ours. */
export function setLine(verb: 'add' | 'replace', prefix: string, nextHop: string, place: KernelPlace): string {
  const { protocol, metric, table } = place;
  return `route ${verb} ${prefix} via ${nextHop} proto ${protocol} metric ${metricOf(prefix, metric)} table ${table}`;
}

/** With the protocol, so that nobody else's route goes. */
export function deleteLine({ prefix, metric }: Pick<KernelEntry, 'prefix' | 'metric'>, place: KernelPlace): string {
  return `route del ${prefix} proto ${place.protocol} metric ${metric} table ${place.table}`;
}

/** Words of `ip` that print our routes of one family. */
export function showArgs(family: 4 | 6, { protocol, table }: KernelPlace): readonly string[] {
  return ['-j', `-${family}`, 'route', 'show', 'table', String(table), 'proto', String(protocol)];
}

/** Routes as `ip -j route show` prints them. Throws where it is something else. */
export function parseShown(family: 4 | 6, text: string): readonly KernelEntry[] {
  const shown: unknown = JSON.parse(text.trim() === '' ? '[]' : text);
  if (!Array.isArray(shown)) throw new TypeError('ip route show printed no list');
  return shown.map((one: { readonly dst: string; readonly gateway?: string; readonly metric?: number }) => {
    const prefix = prefixOf(family, one.dst);
    const address = one.gateway === undefined ? undefined : parseAddress(one.gateway);
    return { prefix, nextHop: address && formatAddress(address), metric: one.metric ?? 0 };
  });
}

/** `default`, an address for one of full length, or a prefix. */
function prefixOf(family: 4 | 6, dst: string): string {
  if (dst === 'default') return family === 4 ? '0.0.0.0/0' : '::/0';
  const [address = '', length = family === 4 ? '32' : '128'] = dst.split('/');
  const octets = parseAddress(address);
  if (octets === undefined) throw new TypeError(`ip route show printed ${JSON.stringify(dst)} for a prefix`);
  return `${formatAddress(octets)}/${length}`;
}

/** What became of a batch: why lines failed, by their number from 1 up. */
export function parseFailures(stderr: string): ReadonlyMap<number, string> {
  const failures = new Map<number, string>();
  let reason = '';
  for (const line of stderr.split('\n')) {
    const number = /^Command failed -:(\d+)$/.exec(line)?.[1];
    if (number === undefined) reason = line.trim() || reason;
    else failures.set(Number(number), reason);
  }
  return failures;
}
