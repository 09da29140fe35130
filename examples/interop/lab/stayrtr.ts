import { readFileSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { DaemonProcess, run } from '@mesh-examples/lib/daemon';

const STAYRTR = '/usr/bin/stayrtr';
const RTRDUMP = '/usr/bin/rtrdump';
export const RTR_PORT = 8282;

/** A VRP as stayrtr reads and rtrdump writes it. */
export interface Vrp {
  readonly prefix: string;
  readonly maxLength: number;
  readonly asn: number;
}

/** One line a VRP, in order: `192.0.2.0/24-24 AS65001`. */
export function vrpLines(vrps: readonly Vrp[]): string[] {
  return vrps.map(({ prefix, maxLength, asn }) => `${prefix}-${maxLength} AS${asn}`).sort();
}

/** StayRTR, a cache that tells what stands in a file; it looks once a second whether that has changed. */
export class StayRtr {
  readonly #process = new DaemonProcess('stayrtr');
  readonly #address: string;
  readonly #options: readonly string[];

  private constructor(address: string, options: readonly string[]) {
    this.#address = address;
    this.#options = options;
  }

  static async start(address: string, vrps: readonly Vrp[], options: readonly string[] = []): Promise<StayRtr> {
    const cache = new StayRtr(address, options);
    cache.change(vrps);
    await cache.relaunch();
    return cache;
  }

  /** Another file, put in place as a whole. */
  change(vrps: readonly Vrp[]): void {
    this.#process.write('next.json', JSON.stringify({ roas: vrps }));
    renameSync(this.#process.path('next.json'), this.#process.path('vrps.json'));
  }

  /** Starts it, with a session id of its own choice. */
  relaunch(): Promise<void> {
    return this.#process.launch({
      program: STAYRTR,
      args: [
        ...['-bind', `${this.#address}:${RTR_PORT}`, '-metrics.addr', `${this.#address}:9847`],
        ...['-cache', this.#process.path('vrps.json'), '-checktime=false', '-refresh', '1'],
        ...this.#options,
      ],
      ready: () => canConnect(this.#address),
    });
  }

  crash(): Promise<void> {
    return this.#process.crash();
  }

  /** What rtrdump is told. */
  async dump(version: number): Promise<string[]> {
    const file = this.#process.path('dump.json');
    await run(RTRDUMP, ['-connect', `${this.#address}:${RTR_PORT}`, '-rtr.version', `${version}`, '-file', file]);
    const { roas }: { roas: readonly Vrp[] } = JSON.parse(readFileSync(file, 'utf8'));
    rmSync(file);
    return vrpLines(roas);
  }

  log(): string {
    return this.#process.log();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

function canConnect(host: string): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect(RTR_PORT, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', reject);
  });
}
