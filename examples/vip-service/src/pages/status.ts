import { formatDuration } from '../duration.js';
import type { Context } from '../http/endpoints.js';
import { formatTime, peerItemsOf, routeItemOf } from '../http/items.js';
import { html, page } from './html.js';

/** Rows a table has at most: a page is for people. */
const ROWS = 500;

/** What there is to see: peers, addresses with their delivery, and what has happened. */
export function statusPage({ service, uptimeMs }: Context): string {
  const reason = service.notReady();
  const peers = peerItemsOf(service);
  const records = service.state.getAllRoutes();
  const routes = records.slice(0, ROWS).map((record) => routeItemOf(service, record));
  return page(
    'vip-service',
    html`<p class="${reason === undefined ? 'good' : 'bad'}" id="ready">${reason === undefined ? 'ready' : `not ready: ${reason}`}</p>
<p>Up for ${formatDuration(uptimeMs)}; ${service.state.advertised} of ${records.length} addresses announced.</p>
<h2>Peers</h2><table id="peers"><tr><th>address<th>AS<th>state<th>up for<th>routes<th>last end</tr>
${peers.map(
  (
    peer,
  ) => html`<tr><td>${peer.address}<td>${peer.asn}<td class="${peer.state === 'established' ? 'good' : 'bad'}">${peer.state}
<td>${peer.uptime}<td>${peer.prefixes_announced}<td>${peer.last_reason}</tr>`,
)}</table>
<h2>Addresses</h2><table id="routes"><tr><th>address<th>announced<th>since<th>lease until<th>communities<th>delivery</tr>
${routes.map(
  (
    route,
  ) => html`<tr><td><code>${route.vip}/${route.prefix_len}</code><td class="${route.advertised ? 'good' : 'bad'}">${route.advertised ? 'yes' : 'no'}
<td>${route.since}<td>${route.expires}<td>${route.communities.join(' ')}
<td>${Object.entries(route.delivery).map(([peer, { state, reason: why }]) => html`${peer}: ${state} ${why}<br>`)}</tr>`,
)}</table>
<h2>History</h2><table id="history"><tr><th>time<th>address<th>what</tr>
${service
  .history()
  .slice(0, ROWS)
  .map(({ at, key, what }) => html`<tr><td>${formatTime(at)}<td><code>${key}</code><td>${what}</tr>`)}</table>`,
  );
}
