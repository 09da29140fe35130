import { Speaker } from '@mesh/bgp-session';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { PrometheusMetrics } from '../../src/metrics/prometheus-metrics.js';
import { deployed, deployedYaml } from './files.js';

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly datasource: unknown;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource: unknown;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
}

interface Dashboard {
  readonly id: unknown;
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
    }[];
  }[];
}

const dashboard: Dashboard = JSON.parse(deployed('grafana/bgp4mesh.json'));
const alerts = deployedYaml<Rules>('prometheus/mesh-node.rules.yml').groups.flatMap(({ rules }) => rules);
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** Names of the series that a node exports: of a histogram, those that Prometheus makes of it. */
async function exported(): Promise<Set<string>> {
  const clock = new VirtualClock();
  const [stream] = memoryPair(clock);
  const speaker = new Speaker({ clock, connect: () => stream });
  speaker.create({ name: 'node2', peerAddress: '10.0.0.2', localAs: 65_000, peerAs: 65_000, routerId: '192.0.2.1' });
  const text = await new PrometheusMetrics().text(speaker);
  return new Set([...text.matchAll(/^([a-z_]+)[{ ]/gm)].map(([, name]) => name!));
}

/** Names of series in an expression: ours all begin so, and Prometheus makes `up` itself. */
function named(expression: string): string[] {
  return [...expression.matchAll(/\bbgp_\w+/g)].map(([name]) => name);
}

describe('the dashboard', () => {
  it('has the five panels of BGP4mesh, each over its metric', () => {
    expect(dashboard.panels.map(({ targets }) => [...new Set(targets.flatMap(({ expr }) => named(expr)))])).toEqual([
      ['bgp_daemon_peers_discovered'],
      ['bgp_daemon_peer_sync_total'],
      ['bgp_daemon_tinc_connections_active'],
      ['bgp_daemon_host_file_sync_duration_seconds_bucket'],
      ['bgp_daemon_etcd_watch_errors_total'],
    ]);
  });

  it('asks what BGP4mesh asks', () => {
    expect(expressions[1]).toMatch(/rate\(bgp_daemon_peer_sync_total\{[^}]*\}\[5m\]\)/);
    expect(expressions[3]).toMatch(
      /^histogram_quantile\(0\.95, .*rate\(bgp_daemon_host_file_sync_duration_seconds_bucket\{[^}]*\}\[5m\]\)/,
    );
  });

  it('names no metric that a node does not export', async () => {
    const known = await exported();
    const variables = dashboard.templating.list.map(({ query }) => JSON.stringify(query));
    expect([...expressions, ...variables].flatMap(named).filter((name) => !known.has(name))).toEqual([]);
  });

  it('is one that Grafana imports: an identity of its own, panels that do not overlap, one source of data', () => {
    expect(dashboard).toMatchObject({ id: null, uid: expect.stringMatching(/^[\w-]{1,40}$/), schemaVersion: 38 });
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, title, gridPos, datasource, targets } of panels) {
      expect({ type, title }).toEqual({ type: 'timeseries', title: expect.stringMatching(/./) });
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (const one of [datasource, ...targets.map((target) => target.datasource)]) {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how Grafana writes a variable
        expect(one).toEqual({ type: 'prometheus', uid: '${datasource}' });
      }
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('uses variables that it has', () => {
    const used = [...JSON.stringify(dashboard.panels).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(dashboard.templating.list.map(({ name }) => name).sort());
  });
});

describe('the alerts', () => {
  it('name no metric that a node does not export', async () => {
    const known = await exported();
    expect(alerts.flatMap(({ expr }) => named(expr)).filter((name) => !known.has(name))).toEqual([]);
  });

  it('are each tried by a test of the rules, as firing', () => {
    const { tests } = deployedYaml<{
      tests: readonly { alert_rule_test: readonly { alertname: string; exp_alerts?: readonly unknown[] }[] }[];
    }>('prometheus/mesh-node.rules.test.yml');
    const firing = tests.flatMap((test) => test.alert_rule_test).filter(({ exp_alerts = [] }) => exp_alerts.length > 0);
    expect(firing.map(({ alertname }) => alertname).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it.each(alerts)('$alert says how bad it is', ({ labels }) => {
    expect(['warning', 'critical']).toContain(labels.severity);
  });
});

it('Prometheus scrapes every 15 s, and reads the rules', () => {
  expect(deployedYaml('prometheus/prometheus.yml')).toMatchObject({
    global: { scrape_interval: '15s' },
    rule_files: ['mesh-node.rules.yml'],
    scrape_configs: [{ job_name: 'mesh-node' }],
  });
});
