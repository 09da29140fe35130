import type { GracefulRestartOptions, RestartOptions } from '@mesh/bgp-session';
import { Family } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { Ours } from '../lab/ours.js';
import type { RestartingDaemon, RestartingKind } from '../lab/restarting.js';
import { ESTABLISHED_MS, EXCHANGE_MS, OUR, THEIR } from './scenario.js';

/* One session over IPv4 unicast between us, passive, and a daemon that dials. */

export const V4: Family = Family.IPV4_UNICAST;
/** What the daemon originates, and what we do. */
export const THEIRS: readonly string[] = ['10.128.0.0/16', '10.129.0.0/24', '10.130.1.1/32'];
export const OURS: readonly string[] = ['10.64.0.0/16', '10.65.0.0/24', '10.66.1.1/32'];

export function start(kind: RestartingKind, restartTime?: number, longLivedTime?: number): Promise<RestartingDaemon> {
  return kind.start({
    address: THEIR.address,
    as: THEIR.as,
    peer: { address: OUR.address, as: OUR.as },
    prefixes: THEIRS,
    ...(restartTime === undefined ? {} : { restartTime }),
    ...(longLivedTime === undefined ? {} : { longLivedTime }),
  });
}

export function startOurs(
  gracefulRestart: GracefulRestartOptions | undefined,
  restart?: RestartOptions,
): Promise<Ours> {
  return Ours.start({
    local: OUR,
    peer: THEIR,
    passive: true,
    holdTime: 90,
    settings: { families: [V4], gracefulRestart },
    ...(restart === undefined ? {} : { restart }),
  });
}

export function announce(ours: Ours, prefixes: readonly string[]): void {
  for (const prefix of prefixes) ours.announce({ prefix, nextHop: OUR.address, origin: 'igp', asPath: String(OUR.as) });
}

/** Waits for something of the daemon, with its log where it does not come. */
export function eventually(
  daemon: RestartingDaemon,
  what: string,
  check: () => Promise<boolean> | boolean,
  ms: number = EXCHANGE_MS,
): Promise<unknown> {
  return until(what, check, ms, () => daemon.log().slice(-4000));
}

/** Up, and all it has is ours; FRR sends our own routes back as well. */
export async function settled(daemon: RestartingDaemon, ours: Ours): Promise<void> {
  await ours.established(ESTABLISHED_MS);
  await eventually(
    daemon,
    'its routes and its End-of-RIB come',
    () => ours.in.size() >= THEIRS.length && ours.in.isComplete(V4),
    ESTABLISHED_MS,
  );
}
