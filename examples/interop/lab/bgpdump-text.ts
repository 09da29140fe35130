import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { defined, normalAsPath, parseOrigin, type TableRoute, words } from './route.js';

/**
 * Routes of a table in the text of `bgpdump -m` (gzip), which another program made of the same dump: the expectation
 * owes nothing to our decoder. Fields are separated by `|`:
 *
 * ```text
 * TABLE_DUMP|time|B|peer|peer AS|prefix|AS path|origin|next hop|LOCAL_PREF|MED|communities|AG or NAG|aggregator|
 * ```
 *
 * LOCAL_PREF is left out: it isn't sent to another AS. bgpdump prints 0 for an absent MED.
 */
export async function* bgpdumpRoutes(file: string, peer?: string): AsyncGenerator<TableRoute> {
  const text = createReadStream(file).pipe(createGunzip());
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    const fields = line.split('|');
    if (fields[2] === 'B' && (peer === undefined || fields[3] === peer)) yield parseFields(fields);
  }
}

function parseFields(fields: readonly string[]): TableRoute {
  const [
    ,
    ,
    ,
    ,
    ,
    prefix = '',
    path = '',
    origin = '',
    nextHop = '',
    ,
    med = '',
    communities = '',
    atomic,
    aggregator = '',
  ] = fields;
  return {
    prefix,
    nextHop,
    origin: parseOrigin(origin),
    asPath: normalAsPath(path),
    ...defined({
      med: med === '0' || med === '' ? undefined : Number(med),
      atomicAggregate: atomic === 'AG' ? true : undefined,
      aggregator: aggregator === '' ? undefined : aggregator,
    }),
    communities: words(communities),
  };
}
