import { type ChildProcess, spawn } from 'node:child_process';
import { until } from '@mesh-examples/lib/daemon';
import type { NetworkNamespace } from '@mesh-examples/mesh-node/lab';

const START_MS = 5_000;

/** When the kernel lost which route, from its own notices: no poll is as exact. */
export class RouteMonitor {
  readonly #child: ChildProcess;
  #text = '';

  private constructor(namespace: NetworkNamespace) {
    // A notice is printed as it comes.
    this.#child = spawn('ip', ['-n', namespace.name, '-ts', 'monitor', 'route'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
    });
  }

  /** Resolves once it hears: it has been told of a route that was made for that. */
  static async start(namespace: NetworkNamespace): Promise<RouteMonitor> {
    const monitor = new RouteMonitor(namespace);
    await until(
      'the monitor hears',
      async () => {
        await namespace.ipBatch(['route replace blackhole 192.0.2.0/24', 'route del blackhole 192.0.2.0/24']);
        return monitor.lostAt('blackhole 192.0.2.0/24') !== undefined;
      },
      START_MS,
    );
    return monitor;
  }

  /** Milliseconds since 1970; undefined as long as it has not been lost. */
  lostAt(route: string): number | undefined {
    for (const [, time, rest] of this.#text.matchAll(/^\[([\d.:T-]+)\]\s*Deleted (.*)$/gm)) {
      if (rest!.startsWith(`${route} `)) return Date.parse(time!);
    }
    return undefined;
  }

  stop(): void {
    this.#child.kill('SIGTERM');
  }
}
