import {
  type Announcement,
  attributeSet,
  ByteWriter,
  createContext,
  encodeNlri,
  NO_PATH_ID,
  nextHopOctets,
} from '@mesh/bgp-wire';
import { internetTable, plural } from '@mesh-examples/lib';
import type { RouteSource, RouteTarget } from './route-source.js';

const context = createContext();

/** The seeded Internet-like table. */
export function generatedSource(options: {
  readonly count: number;
  readonly seed: number;
  readonly ipv6Share: number;
}): RouteSource {
  return {
    name: `${plural(options.count, 'route')} of seed ${options.seed}`,
    count: options.count,
    async *feed(target) {
      const writer = new ByteWriter();
      for (const group of internetTable(options)) {
        announceGroup(group, target, writer);
        yield;
      }
    },
    remarks: () => [],
  };
}

/** Announces routes that share attributes and a next hop; `writer` is scratch space. */
export function announceGroup(
  { nlri, attributes, nextHop }: Announcement,
  target: RouteTarget,
  writer: ByteWriter,
): void {
  const set = attributeSet(attributes, context);
  const hop = nextHopOctets(nextHop);
  for (const one of nlri) {
    writer.truncate(0);
    encodeNlri([one], one.family, writer, context);
    target.announce(one.family, writer.view(), 0, writer.length, one.pathId ?? NO_PATH_ID, set, hop);
  }
}
