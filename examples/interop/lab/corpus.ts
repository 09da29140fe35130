import path from 'node:path';
import { bgpdumpRoutes } from './bgpdump-text.js';
import type { TableRoute } from './route.js';

/** A real table of the corpus: how it is injected, and what another program reads in it. */
export interface RealTable {
  readonly title: string;
  /** The options of `mesh inject` that name it. */
  readonly source: readonly string[];
  /** Prefixes in it. */
  readonly size: number;
  /** Why some of its routes must not arrive as they stand in the file; every other difference fails. */
  readonly differences: readonly ExpectedDifference[];
  expected(): AsyncIterable<TableRoute>;
}

/** A rule by which a route is changed on its way, and how many routes it changes. */
export interface ExpectedDifference {
  readonly reason: string;
  readonly routes: number;
  /** The route as it must arrive; undefined where the rule doesn't speak of it. */
  apply(route: TableRoute): TableRoute | undefined;
}

/** Routers of 2002 sent AGGREGATOR with AS 0 and no address; who reads it today discards the attribute and keeps the route. */
const AGGREGATOR_OF_AS_0: ExpectedDifference = {
  reason: 'AGGREGATOR with AS 0 is discarded (RFC 7607 §2, RFC 7606 §7.7)',
  routes: 8,
  apply({ aggregator, ...route }) {
    return aggregator?.startsWith('0 ') ? route : undefined;
  },
};

/** One peer's table of 2010 as UPDATEs; 4-octet AS numbers, sets, aggregators, five next hops. */
export function table2010(): RealTable {
  const name = 'tables/rrc-2010-07-01-peer-202.249.2.20';
  return {
    title: 'the 2010 table (UPDATEs)',
    source: ['--updates', corpusFile(`${name}.bgp.gz`)],
    size: 323_485,
    differences: [],
    expected: () => bgpdumpRoutes(corpusFile(`${name}.bgpdump-m.txt.gz`)),
  };
}

/** A collector's table of 2002 as MRT TABLE_DUMP, 36 peers; of each prefix the first route counts. */
export function table2002(): RealTable {
  return {
    title: 'the 2002 table (MRT)',
    source: ['--mrt', corpusFile('mrt/bgpdump/bview.20020722.2337.gz')],
    size: 112_988,
    differences: [AGGREGATOR_OF_AS_0],
    expected: () =>
      firstOfEach(bgpdumpRoutes(corpusFile('mrt/oracle/bgpdump__bview.20020722.2337.gz.bgpdump-m.txt.gz'))),
  };
}

async function* firstOfEach(routes: AsyncIterable<TableRoute>): AsyncGenerator<TableRoute> {
  const seen = new Set<string>();
  for await (const route of routes) {
    if (seen.has(route.prefix)) continue;
    seen.add(route.prefix);
    yield route;
  }
}

function corpusFile(name: string): string {
  const corpus = process.env['MESH_CORPUS'];
  if (!corpus) throw new Error('MESH_CORPUS is not set: it names the folder with the real tables');
  return path.join(corpus, name);
}
