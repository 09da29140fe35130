import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { PeerSettings, Speaker } from '../../src/index.js';

/*
 * Addresses of 127/8, all of which are this host's: one for each end, so that tests side by side do not meet.
 */

const DEADLINE_MS = 10_000;

/** Who is seen from `local`: a peer of AS 65002 that dials us, or that we dial. */
export function peerAt(peerAddress: string, more: Partial<PeerSettings> = {}): PeerSettings {
  return { peerAddress, localAs: 65001, peerAs: 65002, routerId: '192.0.2.1', ...more };
}

/** The other end of it. */
export function otherEnd(peerAddress: string, more: Partial<PeerSettings> = {}): PeerSettings {
  return { peerAddress, localAs: 65002, peerAs: 65001, routerId: '192.0.2.2', connectRetrySeconds: 1, ...more };
}

/** Waits for what the kernel does, which tells nobody. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${DEADLINE_MS / 1000} s`);
    await setImmediate();
  }
}

export function established(speaker: Speaker, name: string): Promise<unknown> {
  return speaker.whenEstablished(name, { signal: AbortSignal.timeout(DEADLINE_MS) });
}

/** Sockets this process holds, by the kernel's account. */
export function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** A counter of the kernel's, such as `TCPMD5Failure`: segments dropped in this network namespace. */
export function dropped(counter: string): number {
  const [names, values] = readFileSync('/proc/net/netstat', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.split(' '));
  const at = names!.indexOf(counter);
  if (at < 0) throw new Error(`the kernel counts no ${counter}`);
  return Number(values![at]);
}

/** All that printing a thing may show. */
export function printed(value: unknown): string {
  return inspect(value, { depth: 10, showHidden: true }) + JSON.stringify(value);
}
