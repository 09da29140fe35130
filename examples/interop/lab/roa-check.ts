import type { OriginValidity } from '@mesh/rib';
import { DaemonProcess, run } from '@mesh-examples/lib/daemon';
import { RTR_PORT } from './stayrtr.js';

const BIRDC = '/usr/sbin/birdc';
const STATES: readonly OriginValidity[] = ['not-found', 'valid', 'invalid'];

/** BIRD with the VRPs of a cache: what it makes of a route. */
export class RoaCheck {
  readonly #process = new DaemonProcess('bird-rpki');

  static async start(cache: string): Promise<RoaCheck> {
    const check = new RoaCheck();
    check.#process.write(
      'bird.conf',
      `log stderr all;
router id 10.99.0.2;
roa4 table r4;
roa6 table r6;
protocol rpki {
  roa4 { table r4; };
  roa6 { table r6; };
  remote ${cache} port ${RTR_PORT};
  retry keep 2;
}
`,
    );
    await check.#process.launch({
      program: '/usr/sbin/bird',
      args: ['-f', '-c', check.#process.path('bird.conf'), '-s', check.#process.path('bird.ctl')],
      ready: () => check.#tell('show', 'status'),
    });
    return check;
  }

  /** VRPs it has. */
  async size(): Promise<number> {
    const counts = await Promise.all(['r4', 'r6'].map((table) => this.#tell('show', 'route', 'table', table, 'count')));
    return counts.reduce((sum, text) => sum + Number(/(\d+) of \d+ routes/.exec(text)?.[1] ?? 0), 0);
  }

  async validate(prefix: string, as: number): Promise<OriginValidity> {
    const table = prefix.includes(':') ? 'r6' : 'r4';
    const answer = await this.#tell('eval', `roa_check(${table}, ${prefix}, ${as})`);
    return STATES[Number(/\(enum \w+\)(\d)/.exec(answer)?.[1])] ?? Promise.reject(new Error(answer));
  }

  log(): string {
    return this.#process.log();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  #tell(...args: readonly string[]): Promise<string> {
    return run(BIRDC, ['-s', this.#process.path('bird.ctl'), ...args]);
  }
}
