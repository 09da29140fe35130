import { formatIPv4, parseIPv4 } from '@mesh/bgp-wire';
import type { Option } from '../options/option.js';

/** Addresses that a range may stand for: one a check is enough. */
const MOST = 1_024;

/** IPv4 addresses and ranges of them, `127.0.0.10-127.0.0.40`; several with commas or by repeating the option. */
export function addressList(row: {
  readonly help: string;
  readonly section: string;
}): Option<readonly string[] | undefined> {
  return {
    ...row,
    placeholder: 'LIST',
    expected: 'IPv4 addresses or ranges such as 127.0.0.10-127.0.0.40',
    repeatable: true,
    initial: undefined,
    parse(given, previous) {
      const list = given.split(',').map(range);
      return list.includes(undefined) ? undefined : [...(previous ?? []), ...list.flatMap((one) => one ?? [])];
    },
  };
}

function range(text: string): readonly string[] | undefined {
  const [first, last = first, ...more] = text.split('-').map(parseIPv4);
  if (first === undefined || last === undefined || more.length > 0) return undefined;
  if (last < first || last - first >= MOST) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => formatIPv4(first + i));
}
