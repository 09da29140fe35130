import { ByteWriter, type NextHop } from '@mesh/bgp-wire';
import { parseRouteText } from '@mesh/config';
import { announceGroup } from './generated.js';
import type { RouteSource } from './route-source.js';

/** Most routes between two chances to wait. */
const BATCH = 1000;

/** `self`: the session's own address, put in when the route is sent. */
const SELF: NextHop = { bytes: new Uint8Array(0) };

/** Routes of a text in the grammar of `@mesh/config`; read whole, because a statement may span lines. */
export function routeTextSource(name: string, octets: AsyncIterable<Uint8Array>): RouteSource {
  return {
    name,
    count: undefined,
    async *feed(target) {
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of octets) text += decoder.decode(chunk, { stream: true });
      const routes = parseRouteText(text + decoder.decode()).filter((route) => route.withdrawn !== true);
      const writer = new ByteWriter();
      for (const [i, { family, prefix, pathId, nextHop, attributes }] of routes.entries()) {
        const nlri = pathId === undefined ? { family, prefix } : { family, prefix, pathId };
        announceGroup(
          { nlri: [nlri], attributes, nextHop: nextHop === 'self' ? SELF : { address: nextHop } },
          target,
          writer,
        );
        if (i % BATCH === 0) yield;
      }
    },
    remarks: () => [],
  };
}
