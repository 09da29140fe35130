import { parseRouteText } from '@mesh/config';
import type { RouteSource } from './route-change.js';

/** Most routes in one batch. */
const BATCH = 1000;

/** Routes of a text in the grammar of `@mesh/config`; read whole, because a statement may span lines. */
export function routeTextSource(name: string, octets: AsyncIterable<Uint8Array>): RouteSource {
  return {
    name,
    count: undefined,
    async *changes() {
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of octets) text += decoder.decode(chunk, { stream: true });
      const routes = parseRouteText(text + decoder.decode()).filter((route) => route.withdrawn !== true);
      for (let at = 0; at < routes.length; at += BATCH) {
        yield { withdrawn: [], announced: routes.slice(at, at + BATCH) };
      }
    },
    remarks: () => [],
  };
}
