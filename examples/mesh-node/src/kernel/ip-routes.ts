import type { Cancel, Clock } from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';
import type { Log } from '@mesh-examples/lib/log';
import type { Farewell, KernelRoute, KernelRoutes } from '../ports.js';
import {
  deleteLine,
  isSafe,
  type KernelEntry,
  type KernelPlace,
  metricOf,
  parseFailures,
  parseShown,
  setLine,
  showArgs,
} from './ip-route-line.js';
import type { IpResult, RunIp } from './run-ip.js';

export interface IpRoutesOptions extends KernelPlace {
  readonly run: RunIp;
  readonly clock: Clock;
  readonly log: Log;
}

/** One line of a batch, and what is true once it is done. */
interface Change {
  readonly line: string;
  readonly prefix: string;
  /** Of a route that goes this is what the kernel says where it has gone already, as with its interface. */
  readonly harmless: RegExp | undefined;
  done(): void;
}

const FAMILIES = [4, 6] as const;
/** How often the kernel's table is read: routes go with their interface, and nobody tells us. */
const SCAN_MS = 30_000;
/** What the kernel says of a table in which there has never been a route. */
const NO_TABLE = /FIB table does not exist/;
const GONE = /No such process/;

/**
 * The kernel's routes of this node, by `ip -batch`: one process at a time, with all changes since the last one. Of
 * several changes of a prefix the last counts.
 *
 * - Only routes with our protocol number, metric and table are touched. Where somebody else has a route of the same prefix
 *   and metric it stays, and ours is refused.
 * - A line that fails costs no other one (`-force`). It is logged, and tried again with the next change, and at each scan.
 * - Every half minute the table is read: what has gone is put back, what is not as it should be is put right.
 */
export class IpRoutes implements KernelRoutes {
  readonly #options: IpRoutesOptions;
  /** What is to be there. */
  readonly #wanted = new Map<string, string>();
  /** What is there, as far as we know. */
  readonly #there = new Map<string, string | undefined>();
  /** Of `there`: adopted, and not set or unset since. They stay until the sweep. */
  readonly #adopted = new Set<string>();
  /** Adopted with a metric that is not ours any more; they go with the sweep. */
  #strays: KernelEntry[] = [];
  /** Prefixes where what is wanted and what is there may differ. */
  readonly #changed = new Set<string>();
  /** Refused the last time, and why: told once. */
  readonly #refused = new Map<string, string>();
  #running: Promise<void> | undefined;
  #deferred = false;
  #scan: Cancel = () => {};
  #closing: Promise<void> | undefined;

  constructor(options: IpRoutesOptions) {
    this.#options = options;
  }

  /** Rejects with `MESH_NODE_KERNEL` where the table cannot be read. */
  async adopt(): Promise<number> {
    for (const entry of await this.#read()) {
      if (entry.metric !== metricOf(entry.prefix, this.#options.metric)) this.#strays.push(entry);
      else {
        this.#there.set(entry.prefix, entry.nextHop);
        if (!this.#wanted.has(entry.prefix)) this.#adopted.add(entry.prefix);
      }
    }
    this.#scanLater();
    return this.#there.size + this.#strays.length;
  }

  set({ prefix, nextHop }: KernelRoute): void {
    if (!isSafe(prefix, nextHop)) {
      this.#options.log.error('kernel route is none', { prefix, nextHop });
      return;
    }
    this.#adopted.delete(prefix);
    this.#wanted.set(prefix, nextHop);
    this.#touch(prefix);
  }

  unset(prefix: string): void {
    const wasAdopted = this.#adopted.delete(prefix);
    if (this.#wanted.delete(prefix) || wasAdopted) this.#touch(prefix);
  }

  sweep(): void {
    for (const prefix of this.#adopted) this.#touch(prefix);
    this.#adopted.clear();
    const strays = this.#strays;
    this.#strays = [];
    if (strays.length > 0) this.#enqueue(() => this.#deleteStrays(strays));
  }

  async settled(): Promise<void> {
    while (this.#running !== undefined || this.#deferred) await (this.#running ?? this.#turn());
  }

  close(how: Farewell): Promise<void> {
    this.#closing ??= this.#close(how);
    return this.#closing;
  }

  async #close(how: Farewell): Promise<void> {
    this.#scan();
    if (how === 'leave') {
      for (const prefix of this.#there.keys()) this.#changed.add(prefix);
      this.#wanted.clear();
      this.sweep();
    }
    this.#enqueue(() => this.#flush());
    // A last look: nobody comes after us to find what was left.
    if (how === 'leave') this.#enqueue(() => this.#compare());
    await this.settled();
  }

  #touch(prefix: string): void {
    this.#changed.add(prefix);
    if (this.#deferred) return;
    this.#deferred = true;
    this.#options.clock.defer(() => {
      this.#deferred = false;
      this.#enqueue(() => this.#flush());
    });
  }

  /** After what runs. What it throws is logged, and the next scan tries again. */
  #enqueue(job: () => Promise<void>): void {
    const before = this.#running ?? Promise.resolve();
    const running = before.then(job).catch((error: unknown) => {
      this.#options.log.error('kernel routes', { message: error instanceof Error ? error.message : String(error) });
    });
    const settled = running.then(() => {
      if (this.#running === settled) this.#running = undefined;
    });
    this.#running = settled;
  }

  /** Resolves in the next turn of the clock. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.defer(resolve));
  }

  async #flush(): Promise<void> {
    // What failed before has another chance with every batch.
    for (const prefix of this.#refused.keys()) this.#changed.add(prefix);
    const changes = [...this.#changed].flatMap((prefix) => this.#changeOf(prefix) ?? []);
    this.#changed.clear();
    if (changes.length > 0) await this.#batch(changes);
  }

  /** What has to be done about a prefix; nothing where it is as it should be. */
  #changeOf(prefix: string): Change | undefined {
    const wanted = this.#wanted.get(prefix);
    const isThere = this.#there.has(prefix);
    if (wanted === undefined) {
      if (isThere && !this.#adopted.has(prefix)) return this.#deletion(prefix);
      this.#refused.delete(prefix);
      return undefined;
    }
    if (isThere && this.#there.get(prefix) === wanted) {
      this.#refused.delete(prefix);
      return undefined;
    }
    return {
      line: setLine(isThere ? 'replace' : 'add', prefix, wanted, this.#options),
      prefix,
      harmless: undefined,
      done: () => this.#there.set(prefix, wanted),
    };
  }

  #deletion(prefix: string): Change {
    const metric = metricOf(prefix, this.#options.metric);
    return {
      line: deleteLine({ prefix, metric }, this.#options),
      prefix,
      harmless: GONE,
      done: () => this.#there.delete(prefix),
    };
  }

  async #deleteStrays(strays: readonly KernelEntry[]): Promise<void> {
    await this.#batch(
      strays.map((entry) => ({
        line: deleteLine(entry, this.#options),
        prefix: entry.prefix,
        harmless: GONE,
        done: () => {},
      })),
    );
  }

  async #batch(changes: readonly Change[]): Promise<void> {
    const input = changes.map(({ line }) => `${line}\n`).join('');
    let result: IpResult;
    try {
      result = await this.#options.run(['-force', '-batch', '-'], input);
    } catch (error) {
      result = { code: -1, stdout: '', stderr: String(error) };
    }
    const failures = parseFailures(result.stderr);
    // It ended in another way than by going through the lines: how many were done is not known.
    const lost =
      result.code !== 0 && failures.size === 0 ? result.stderr.trim() || `exit code ${result.code}` : undefined;
    if (lost !== undefined) this.#options.log.error('kernel batch failed', { lines: changes.length, reason: lost });
    for (const [i, change] of changes.entries()) {
      const reason = failures.get(i + 1);
      if (lost !== undefined) this.#refused.set(change.prefix, lost);
      else if (reason === undefined || change.harmless?.test(reason)) {
        this.#refused.delete(change.prefix);
        change.done();
      } else this.#refuse(change, reason);
    }
  }

  #refuse({ prefix, line }: Change, reason: string): void {
    if (this.#refused.get(prefix) === reason) return;
    this.#refused.set(prefix, reason);
    this.#options.log.error('kernel route refused', { line, reason });
  }

  #scanLater(): void {
    if (this.#closing !== undefined) return;
    this.#scan = this.#options.clock.after(SCAN_MS, () => {
      this.#enqueue(() => this.#compare());
      this.#scanLater();
    });
  }

  /** Brings what we know to what is there, and what is there to what is wanted. */
  async #compare(): Promise<void> {
    const found = new Map<string, string | undefined>();
    for (const { prefix, nextHop, metric } of await this.#read()) {
      if (metric === metricOf(prefix, this.#options.metric)) found.set(prefix, nextHop);
    }
    const missing = [...this.#there.keys()].filter((prefix) => !found.has(prefix));
    if (missing.length > 0) this.#options.log.info('kernel routes are gone', { count: missing.length });
    for (const prefix of [...missing, ...found.keys()]) this.#changed.add(prefix);
    for (const prefix of missing) this.#adopted.delete(prefix);
    this.#there.clear();
    for (const [prefix, nextHop] of found) this.#there.set(prefix, nextHop);
    await this.#flush();
  }

  async #read(): Promise<readonly KernelEntry[]> {
    const entries: KernelEntry[] = [];
    for (const family of FAMILIES) {
      const { code, stdout, stderr } = await this.#options.run(showArgs(family, this.#options), '');
      if (NO_TABLE.test(stderr)) continue;
      if (code !== 0) throw new MeshError('MESH_NODE_KERNEL', `ip route show: ${stderr.trim() || `exit code ${code}`}`);
      entries.push(...parseShown(family, stdout));
    }
    return entries;
  }
}
