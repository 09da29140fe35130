import type { Clock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';
import type { Peer } from '../peer.js';
import type { Members, NodeMetrics, Overlay } from '../ports.js';
import { failure } from './failure.js';
import { reconcileConnections } from './reconcile-connections.js';

type Operation = 'put' | 'delete' | 'sync';

export interface OverlaySyncOptions {
  readonly overlay: Overlay;
  readonly clock: Clock;
  readonly metrics: NodeMetrics;
  readonly log: Log;
}

/**
 * Brings the overlay to what the members say: host files, then connections, then the daemon, which reads its files again
 * only where one of them has changed. What fails is logged and counted, does not keep the rest from being done, and is
 * open still when it is called again.
 */
export class OverlaySync {
  readonly #options: OverlaySyncOptions;
  /** What the host files say, as far as we wrote them. */
  readonly #written = new Map<string, Peer>();
  /** Files have changed since the daemon last read them. */
  #isStale = false;
  /** Nothing has been brought over yet. */
  #isFirst = true;

  constructor(options: OverlaySyncOptions) {
    this.#options = options;
  }

  /** Resolves to whether all of it went well. */
  async run(members: Members): Promise<boolean> {
    const { overlay, metrics } = this.#options;
    const operation = this.#isFirst ? 'sync' : 'put';
    let known: ReadonlySet<string> = new Set();
    if (!(await this.#try('read the host files', operation, async () => (known = new Set(await overlay.known()))))) {
      return false;
    }
    const done = [await this.#removeHostFiles(known, members), await this.#writeHostFiles(known, members, operation)];
    done.push(
      await this.#try('reconcile connections', operation, async () => {
        const desired = [...members.keys()].filter((name) => this.#written.has(name) || known.has(name));
        const { added, removed } = await reconcileConnections(desired, this.#options);
        if (added.length > 0 || removed.length > 0) this.#isStale = true;
        metrics.connectionsActive(desired.length);
      }),
    );
    if (this.#isStale) {
      done.push(
        await this.#try('reload', operation, async () => {
          await overlay.reload();
          this.#isStale = false;
        }),
      );
    }
    const isDone = done.every((one) => one);
    if (isDone) this.#isFirst = false;
    return isDone;
  }

  /** Those of nodes that are gone, also where an earlier process has left them. */
  async #removeHostFiles(known: ReadonlySet<string>, members: Members): Promise<boolean> {
    for (const name of this.#written.keys()) if (!members.has(name)) this.#written.delete(name);
    const gone = [...known].filter((name) => !members.has(name));
    return this.#each(gone, 'remove a host file', 'delete', async (name) => {
      if (await this.#options.overlay.removeHostFile(name)) this.#isStale = true;
    });
  }

  /** Those that are missing, or say something else than the registry. */
  #writeHostFiles(known: ReadonlySet<string>, members: Members, operation: Operation): Promise<boolean> {
    const { overlay, clock, metrics } = this.#options;
    const due = [...members].filter(([name, peer]) => !known.has(name) || !isSame(this.#written.get(name), peer));
    return this.#each(
      due.map(([name]) => name),
      'write a host file',
      operation,
      async (name) => {
        const peer = members.get(name)!;
        const startedAt = clock.now();
        if (await overlay.syncHostFile(name, peer)) this.#isStale = true;
        this.#written.set(name, peer);
        metrics.hostFileSync((clock.now() - startedAt) / 1000);
      },
    );
  }

  /** One after the other; whether all went well. */
  async #each(
    names: readonly string[],
    what: string,
    operation: Operation,
    action: (name: string) => Promise<void>,
  ): Promise<boolean> {
    let isDone = true;
    for (const name of names) {
      if (await this.#try(what, operation, () => action(name), name)) {
        this.#options.metrics.peerSync('success', operation);
      } else {
        isDone = false;
      }
    }
    return isDone;
  }

  async #try(what: string, operation: Operation, action: () => Promise<unknown>, peer?: string): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.#options.metrics.peerSync('error', operation);
      this.#options.log.error(`can not ${what}: trying again`, { peer, ...failure(error) });
      return false;
    }
  }
}

function isSame(a: Peer | undefined, b: Peer): boolean {
  return a !== undefined && a.IP === b.IP && a.Key === b.Key && a.Endpoint === b.Endpoint;
}
