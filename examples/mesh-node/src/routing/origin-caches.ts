import type { AnyDuplex, Clock } from '@mesh/bgp-session';
import { RtrCaches, RtrClient } from '@mesh/bgp-session/rtr';
import { attachRtr, originValidation, type Policy, VrpTable } from '@mesh/rib';
import type { Log } from '@mesh-examples/lib/log';

/** Where a cache is. */
export interface CacheAddress {
  readonly host: string;
  readonly port: number;
}

/** Opens a stream to a cache; `signal` gives the attempt up. */
export type ConnectRtr = (cache: CacheAddress, signal: AbortSignal) => AnyDuplex | Promise<AnyDuplex>;

export interface OriginCachesOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly connect: ConnectRtr;
  readonly log: Log;
  readonly asn: number;
}

/** The caches of the settings, the first one preferred, and what they say of routes (RFC 6811, RFC 8210). */
export class OriginCaches {
  readonly table: VrpTable;
  /** Refuses what is invalid. What no VRP covers is taken: without an answer of any cache, everything is. */
  readonly policy: Policy;
  readonly #caches: RtrCaches;
  readonly #detach: (() => void)[] = [];

  constructor(addresses: readonly CacheAddress[], { clock, random, connect, log, asn }: OriginCachesOptions) {
    this.table = new VrpTable({ seed: Math.floor(random() * 2 ** 32) });
    const isInvalid = originValidation(this.table, 'invalid', { localAs: asn });
    this.policy = (route) => (isInvalid(route) ? { reject: 'rpki-invalid' } : undefined);
    this.#caches = new RtrCaches(
      addresses.map((address, preference) => {
        const cache = `${address.host}:${address.port}`;
        const client = new RtrClient({ clock, random, connect: (signal) => connect(address, signal) });
        client.on('endOfData', ({ serial }) =>
          log.info('rtr cache synchronised', { cache, serial, vrps: client.size }),
        );
        client.on('expired', (reason) => log.error('rtr cache expired', { cache, reason }));
        client.on('error', (error) => log.error('rtr cache', { cache, message: messageOf(error) }));
        this.#detach.push(
          attachRtr(client, this.table, { name: `${preference} ${cache}`, defer: (fn) => clock.defer(fn) }),
        );
        return { client, preference };
      }),
    );
  }

  start(): void {
    this.#caches.start();
  }

  async close(): Promise<void> {
    for (const detach of this.#detach) detach();
    await this.#caches.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
