import { formatPrefix } from '@mesh/bgp-wire';
import type { DuplexLike } from '../../src/index.js';
import { RtrClient, type RtrClientOptions, type VrpDelta } from '../../src/rtr/index.js';
import { memoryPair, ScriptedCache, type ScriptedCacheOptions, VirtualClock } from '../../src/testing/index.js';

/** A VRP as rpki-client prints it: `192.0.2.0/24-25 AS65001`. */
export function text(address: Uint8Array, bits: number, maxLength: number, as: number): string {
  const octets = new Uint8Array([bits, ...address]);
  return `${formatPrefix(octets, 0, address.length as 4 | 16)}-${maxLength} AS${as}`;
}

export function texts(delta: VrpDelta): string[] {
  const lines: string[] = [];
  delta.visit((announced, address, bits, maxLength, as) => {
    lines.push(`${announced ? '+' : '-'} ${text(address, bits, maxLength, as)}`);
  });
  return lines;
}

/** All that a client holds, in order. */
export function held(client: RtrClient): string[] {
  const lines: string[] = [];
  client.visit((_announced, ...vrp) => {
    lines.push(text(...vrp));
  });
  return lines.sort();
}

/** A client, and a cache that it reaches while `reachable`. */
export function lab(
  options: Partial<RtrClientOptions> & { readonly cache?: ScriptedCacheOptions; readonly chunk?: number } = {},
) {
  const clock = new VirtualClock();
  const cache = new ScriptedCache(options.cache);
  const log: string[] = [];
  const network = { reachable: true, dials: 0, pairs: [] as DuplexLike[] };
  const client = new RtrClient({
    clock,
    random: () => 0,
    connect: () => {
      network.dials++;
      if (!network.reachable) throw new Error('no route to host');
      const [ours, theirs] = memoryPair(clock, { poison: true, ...(options.chunk ? { chunk: options.chunk } : {}) });
      network.pairs.push(theirs);
      cache.serve(theirs);
      return ours;
    },
    ...options,
  });
  client.on('update', (delta) => log.push(...texts(delta)));
  client.on('endOfData', ({ sessionId, serial }) => log.push(`end ${sessionId} ${serial}`));
  client.on('expired', (reason) => log.push(`expired ${reason}`));
  client.on('error', (error) => log.push(`error ${(error as Error).message}`));
  return {
    clock,
    cache,
    client,
    log,
    network,
    /** What was logged since it was asked last. */
    news: () => log.splice(0),
  };
}

export const A = { prefix: '192.0.2.0/24', maxLength: 24, as: 65001 };
export const B = { prefix: '198.51.100.0/22', maxLength: 24, as: 65002 };
export const C = { prefix: '2001:db8::/32', maxLength: 48, as: 4_200_000_001 };
