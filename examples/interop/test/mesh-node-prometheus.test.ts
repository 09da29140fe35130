import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { DaemonProcess, run, until } from '@mesh-examples/lib/daemon';
import { MeshLab } from '@mesh-examples/mesh-node/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/* Nodes of the mesh with everything that belongs to them, and Prometheus on one of their machines, which asks all of them
 * through the overlay, with the scrape settings and the alerts that we ship. */

const MESH_NODE = path.resolve(import.meta.dirname, '../../mesh-node');
const DEADLINE_MS = 30_000;
const ASK = 'http://127.0.0.1:9090/api/v1';

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

describe('Prometheus and the mesh node', () => {
  const prometheus = new DaemonProcess('prometheus');
  let lab: MeshLab;

  /** What curl is answered on the machine with Prometheus. */
  const curl = async (...args: readonly string[]): Promise<string> => {
    const [program = '', ...before] = lab.node(1).namespace.within;
    return run(program, [...before, 'curl', '-sS', '--fail-with-body', ...args]);
  };
  const query = async (text: string): Promise<readonly Sample[]> => {
    const { data } = JSON.parse(await curl('-G', '--data-urlencode', `query=${text}`, `${ASK}/query`));
    return data.result;
  };
  /** Waits until a query has results that all fit, and gives them. */
  const answered = (text: string, fits: (value: number) => boolean): Promise<readonly Sample[]> =>
    until(
      text,
      async () => {
        const samples = await query(text);
        return samples.length > 0 && samples.every(({ value }) => fits(Number(value[1]))) && samples;
      },
      DEADLINE_MS,
      async () => JSON.stringify(await query(text)),
    );

  beforeAll(async () => {
    lab = await MeshLab.start({
      nodes: 2,
      program: path.join(MESH_NODE, 'bin/mesh-node.mjs'),
      settings: { metrics: { host: '0.0.0.0' } },
    });
    await lab.converged();
    const shipped = path.join(MESH_NODE, 'deploy/prometheus');
    const settings = readFileSync(path.join(shipped, 'prometheus.yml'), 'utf8')
      .replaceAll(': 15s', ': 1s')
      .replace(/\btinc(\d):2112/g, '10.0.0.$1:2112');
    writeFileSync(prometheus.path('prometheus.yml'), settings);
    writeFileSync(
      prometheus.path('mesh-node.rules.yml'),
      readFileSync(path.join(shipped, 'mesh-node.rules.yml'), 'utf8'),
    );
    const [program = '', ...before] = lab.node(1).namespace.within;
    await prometheus.launch({
      program,
      args: [
        ...before,
        ...['prometheus', `--config.file=${prometheus.path('prometheus.yml')}`, '--web.listen-address=127.0.0.1:9090'],
        ...[`--storage.tsdb.path=${prometheus.path('data')}`, '--log.level=warn'],
      ],
      ready: () => curl('http://127.0.0.1:9090/-/ready'),
    });
  });

  afterAll(async () => {
    await prometheus.stop();
    await lab?.stop();
  });

  it('promtool has nothing to say of the metrics', async () => {
    const checked = promisify(execFile)('promtool', ['check', 'metrics']);
    checked.child.stdin?.end(await curl('http://127.0.0.1:2112/metrics'));
    expect(await checked).toEqual({ stdout: '', stderr: '' });
  });

  it('scrapes the nodes: how many there are, what tinc connects to, and their sessions', async () => {
    await answered(
      'bgp_daemon_peers_discovered{instance=~"10.0.0.[12]:2112"} and on (instance) up == 1',
      (n) => n === 1,
    );
    await answered('sum(bgp_daemon_tinc_connections_active)', (n) => n >= 1);
    await answered('count(bgp_peer_up == 1)', (n) => n === 2);
    const sessions = await answered('bgp_peer_up', (up) => up === 1);
    expect(sessions.map(({ metric: { instance, peer } }) => [instance, peer]).sort()).toEqual([
      ['10.0.0.1:2112', 'node2'],
      ['10.0.0.2:2112', 'node1'],
    ]);
  });

  it('answers the two queries of BGP4mesh once there is another node', async () => {
    await lab.addNode(3);
    await lab.converged();
    const rates = await answered(
      'rate(bgp_daemon_peer_sync_total[5m]) > 0 and on (instance) bgp_daemon_peers_discovered == 2',
      (rate) => rate > 0,
    );
    expect(new Set(rates.map(({ metric }) => metric['status']))).toEqual(new Set(['success']));
    const quantiles = await answered(
      'histogram_quantile(0.95, rate(bgp_daemon_host_file_sync_duration_seconds_bucket{instance=~"10.0.0.[12]:2112"}[5m]))',
      (seconds) => seconds > 0 && seconds < 10,
    );
    expect(quantiles.map(({ metric }) => metric['instance']).sort()).toEqual(['10.0.0.1:2112', '10.0.0.2:2112']);
  });

  it('counts what is refused of the registry', async () => {
    await lab.etcd.tell('put', '/peers/node9', 'no node');
    await answered(
      'increase(bgp_daemon_peer_sync_total{status="error", instance="10.0.0.1:2112"}[5m]) > 0',
      (n) => n > 0,
    );
    await answered('ALERTS{alertname="MeshPeerSyncErrors", instance="10.0.0.1:2112"}', (is) => is === 1);
  });

  it('has rules that it can evaluate, all of them', async () => {
    const { data } = JSON.parse(await curl(`${ASK}/rules`));
    const rules = data.groups.flatMap((group: { rules: readonly { name: string; health: string }[] }) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    expect(rules.filter(({ health }: { health: string }) => health !== 'ok')).toEqual([]);
  });
});
