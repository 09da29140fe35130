import type { Context } from './endpoints.js';
import { peerItemsOf } from './items.js';

/** Answers so far, by method and status. */
export type RequestCounts = ReadonlyMap<string, number>;

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly values: (context: Context, requests: RequestCounts) => Iterable<readonly [labels: string, value: number]>;
}

const METRICS: readonly Metric[] = [
  {
    name: 'vip_routes_advertised',
    type: 'gauge',
    help: 'Addresses that are announced.',
    values: ({ service }) => [['', service.state.advertised]],
  },
  {
    name: 'vip_route_transitions_total',
    type: 'counter',
    help: 'Addresses that were announced, withdrawn, or lapsed with their lease.',
    values: ({ service }) => Object.entries(service.counts).map(([kind, count]) => [`kind="${kind}"`, count]),
  },
  {
    name: 'vip_peer_established',
    type: 'gauge',
    help: 'Whether the session with a peer is up.',
    values: ({ service }) => peers(service, ({ state }) => Number(state === 'established')),
  },
  {
    name: 'vip_peer_routes_announced',
    type: 'gauge',
    help: 'Routes that the session with a peer has been sent.',
    values: ({ service }) => peers(service, ({ prefixes_announced }) => prefixes_announced),
  },
  {
    name: 'vip_ready',
    type: 'gauge',
    help: 'Whether the service is ready.',
    values: ({ service }) => [['', Number(service.notReady() === undefined)]],
  },
  {
    name: 'vip_http_requests_total',
    type: 'counter',
    help: 'Answers by method and status.',
    values: (_, requests) => requests,
  },
  {
    name: 'vip_uptime_seconds',
    type: 'gauge',
    help: 'Seconds since the start.',
    values: ({ uptimeMs }) => [['', Math.floor(uptimeMs / 1000)]],
  },
];

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** All of it in the text format of Prometheus, version 0.0.4. */
export function metricsText(context: Context, requests: RequestCounts): string {
  return METRICS.map(({ name, type, help, values }) => {
    const lines = [...values(context, requests)].map(([labels, value]) => `${name}${labels && `{${labels}}`} ${value}`);
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
  }).join('');
}

function peers(service: Context['service'], value: (peer: ReturnType<typeof peerItemsOf>[number]) => number) {
  return peerItemsOf(service).map((peer) => [`peer="${peer.address}",asn="${peer.asn}"`, value(peer)] as const);
}
