import { Speaker } from '@mesh/bgp-session';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { expect, test } from 'vitest';
import { PrometheusMetrics } from '../../src/metrics/prometheus-metrics.js';

/** The samples of a text, by series. */
function samples(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').pop())]));
}

/** Names and types of the families of a text. */
function families(text: string): string[] {
  return [...text.matchAll(/^# TYPE (.*)$/gm)].map(([, family]) => family!);
}

test('are those of BGP4mesh, exactly', async () => {
  expect(families(await new PrometheusMetrics().text())).toEqual([
    'bgp_daemon_peers_discovered gauge',
    'bgp_daemon_peer_sync_total counter',
    'bgp_daemon_tinc_connections_active gauge',
    'bgp_daemon_host_file_sync_duration_seconds histogram',
    'bgp_daemon_etcd_watch_errors_total counter',
  ]);
});

test('count what the node tells', async () => {
  const metrics = new PrometheusMetrics();
  metrics.peersDiscovered(4);
  metrics.peersDiscovered(5);
  metrics.connectionsActive(3);
  metrics.peerSync('success', 'put');
  metrics.peerSync('success', 'put');
  metrics.peerSync('error', 'delete');
  metrics.etcdWatchError();
  expect(samples(await metrics.text())).toMatchObject({
    bgp_daemon_peers_discovered: 5,
    bgp_daemon_tinc_connections_active: 3,
    'bgp_daemon_peer_sync_total{status="success",operation="put"}': 2,
    'bgp_daemon_peer_sync_total{status="error",operation="delete"}': 1,
    bgp_daemon_etcd_watch_errors_total: 1,
  });
});

test('every series of a counter is there before the first change: a rate over it is right from the start', async () => {
  const found = samples(await new PrometheusMetrics().text());
  const counters = Object.entries(found).filter(([series]) => /_total\b/.test(series));
  expect(counters.map(([, value]) => value)).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test('the time of a host file falls into the buckets that BGP4mesh has', async () => {
  const metrics = new PrometheusMetrics();
  for (const seconds of [0.005, 0.006, 0.2, 60]) metrics.hostFileSync(seconds);
  const found = samples(await metrics.text());
  const buckets = Object.entries(found)
    .filter(([series]) => series.includes('_bucket'))
    .map(([series, count]) => [/le="(.*)"/.exec(series)?.[1], count]);
  expect(buckets).toEqual([
    ['0.005', 1],
    ['0.01', 2],
    ['0.025', 2],
    ['0.05', 2],
    ['0.1', 2],
    ['0.25', 3],
    ['0.5', 3],
    ['1', 3],
    ['2.5', 3],
    ['5', 3],
    ['10', 3],
    ['+Inf', 4],
  ]);
  expect(found['bgp_daemon_host_file_sync_duration_seconds_count']).toBe(4);
  expect(found['bgp_daemon_host_file_sync_duration_seconds_sum']).toBeCloseTo(60.211);
});

test('the sessions of a speaker stand behind them, each by the name of its node', async () => {
  const clock = new VirtualClock();
  const [stream] = memoryPair(clock);
  const speaker = new Speaker({ clock, connect: () => stream });
  speaker.create({ name: 'node2', peerAddress: '10.0.0.2', localAs: 65_000, peerAs: 65_000, routerId: '192.0.2.1' });
  expect(samples(await new PrometheusMetrics().text(speaker))).toMatchObject({
    bgp_daemon_peers_discovered: 0,
    'bgp_peer_up{peer="node2"}': 0,
    'bgp_peer_info{peer="node2",address="10.0.0.2",local_as="65000",peer_as="65000"}': 1,
  });
});

test('two nodes in one process count for themselves', async () => {
  const [one, other] = [new PrometheusMetrics(), new PrometheusMetrics()];
  one.peersDiscovered(2);
  expect(samples(await other.text())['bgp_daemon_peers_discovered']).toBe(0);
});
