import type { RunIp } from '../../src/kernel/run-ip.js';

/** One route of the kernel, whoever made it. */
export interface FakeRoute {
  readonly prefix: string;
  readonly via: string;
  readonly proto: number;
  readonly metric: number;
  readonly table: number;
}

/**
 * `ip` before a kernel in memory: what iproute2 6.1 on Linux prints and does for the lines and words that are used here. A
 * route is told by prefix, metric and table; gateways that are not in 10.0.0.0/24 or fd00:6d65:7368::/64 are refused.
 */
export class FakeIp {
  routes: FakeRoute[] = [];
  /** Input of each batch. */
  readonly batches: string[] = [];
  /** Makes the next runs fail as a whole. */
  broken = false;
  /** What the next runs wait for. */
  gate: Promise<void> = Promise.resolve();

  readonly run: RunIp = async (args, stdin) => {
    await this.gate;
    if (this.broken) throw new Error('spawn ip ENOENT');
    if (args[0] === '-j') return this.#show(args);
    if (args.join(' ') !== '-force -batch -') throw new Error(`ip ${args.join(' ')} is not known here`);
    this.batches.push(stdin);
    const stderr = stdin
      .split('\n')
      .filter(Boolean)
      .map((line, i) => {
        const reason = this.#carryOut(line.split(' '));
        return reason === undefined ? '' : `${reason}\nCommand failed -:${i + 1}\n`;
      })
      .join('');
    return { code: stderr === '' ? 0 : 1, stdout: '', stderr };
  };

  /** Our routes as text. */
  get ours(): readonly string[] {
    return this.routes.filter(({ proto }) => proto === 178).map(({ prefix, via }) => `${prefix} via ${via}`);
  }

  #carryOut([, verb, prefix = '', ...rest]: readonly string[]): string | undefined {
    const word = (name: string) => rest[rest.indexOf(name) + 1] ?? '';
    const number = (name: string) => Number(word(name));
    const [metric, table, proto, via] = [number('metric'), number('table'), number('proto'), word('via')];
    const at = this.routes.findIndex((one) => one.prefix === prefix && one.metric === metric && one.table === table);
    if (verb === 'del') {
      if (at < 0 || this.routes[at]?.proto !== proto) return 'RTNETLINK answers: No such process';
      this.routes.splice(at, 1);
      return undefined;
    }
    if (!via.startsWith('10.0.0.') && !via.startsWith('fd00:6d65:7368::')) return 'Error: Nexthop has invalid gateway.';
    if (verb === 'add' && at >= 0) return 'RTNETLINK answers: File exists';
    this.routes.splice(at < 0 ? this.routes.length : at, 1, { prefix, via, proto, metric, table });
    return undefined;
  }

  #show(args: readonly string[]) {
    const [table, proto] = [Number(args[args.indexOf('table') + 1]), Number(args[args.indexOf('proto') + 1])];
    const inTable = this.routes.filter((one) => one.table === table);
    const family = args.includes('-6') ? 'ipv6' : 'ipv4';
    if (inTable.length === 0 && table !== 254) {
      return { code: 2, stdout: '[', stderr: `Error: ${family}: FIB table does not exist.\nDump terminated\n` };
    }
    const shown = inTable
      .filter((one) => one.proto === proto && one.prefix.includes(':') === (family === 'ipv6'))
      .map(({ prefix, via, metric }) => ({
        dst: prefix.replace(/\/32$|\/128$/, ''),
        gateway: via,
        dev: 'mesh0',
        ...(metric === 0 ? {} : { metric }),
        flags: [],
      }));
    return { code: 0, stdout: `${JSON.stringify(shown)}\n`, stderr: '' };
  }
}
