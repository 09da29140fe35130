import { type Announcement, isPrefixNlri } from '@mesh/bgp-wire';
import { internetTable, plural } from '@mesh-examples/lib';
import type { RouteSource, SourceRoute } from './route-change.js';

/** The seeded Internet-like table. */
export function generatedSource(options: {
  readonly count: number;
  readonly seed: number;
  readonly ipv6Share: number;
}): RouteSource {
  return {
    name: `${plural(options.count, 'route')} of seed ${options.seed}`,
    count: options.count,
    async *changes() {
      for (const group of internetTable(options)) yield { withdrawn: [], announced: routesOf(group) };
    },
    remarks: () => [],
  };
}

function routesOf({ nlri, attributes, nextHop }: Announcement): SourceRoute[] {
  const hop = nextHop.address ?? '';
  return nlri.filter(isPrefixNlri).map(({ family, prefix }) => ({ family, prefix, nextHop: hop, attributes }));
}
