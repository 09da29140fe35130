import { ByteWriter } from '@mesh/bgp-wire';
import { announcementOf, parseRouteText } from '@mesh/config';
import { announceGroup } from './generated.js';
import type { RouteSource } from './route-source.js';

/** Most routes between two chances to wait. */
const BATCH = 1000;

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
      for (const [i, route] of routes.entries()) {
        announceGroup(announcementOf(route), target, writer);
        if (i % BATCH === 0) yield;
      }
    },
    remarks: () => [],
  };
}
