import type { PeerSettings } from '@mesh/bgp-session';
import type { Daemon, DaemonKind, PeerFeatures } from '../lab/daemon.js';
import { Ours } from '../lab/ours.js';
import { bothEstablished } from './expectations.js';
import { OTHER, OUR, THEIR } from './scenario.js';

/* A daemon between two speakers of ours: what one announces, it reads and writes again for the other. */

export const FROM = OUR;
/** In an AS of its own: the daemon would not tell an AS what came from it. */
export const TO = { ...OTHER, as: OTHER.as + 2 };

export interface Side {
  readonly settings: Partial<PeerSettings>;
  readonly features: PeerFeatures;
  /** The session goes over IPv6. */
  readonly ipv6?: boolean;
}

export interface Between {
  readonly daemon: Daemon;
  readonly from: Ours;
  readonly to: Ours;
  stop(): Promise<void>;
}

/** All three, with both sessions Established. We dial. */
export async function startBetween(
  kind: DaemonKind,
  sides: { readonly from: Side; readonly to: Side },
): Promise<Between> {
  const ends = [
    { local: FROM, side: sides.from },
    { local: TO, side: sides.to },
  ].map(({ local, side }) => {
    const address = side.ipv6 ? local.address6 : local.address;
    return { local: { ...local, address, routerId: local.address }, side };
  });
  const daemon = await kind.start({
    ...THEIR,
    holdTime: 90,
    peers: ends.map(({ local: { address, as }, side }) => ({ address, as, dials: false, ...side.features })),
  });
  const started: Ours[] = [];
  const stop = async () => {
    for (const ours of started) await ours.close();
    await daemon.stop();
  };
  try {
    for (const { local, side } of ends) {
      const peer = { address: side.ipv6 ? THEIR.address6 : THEIR.address, as: THEIR.as };
      const { settings } = side;
      started.push(await Ours.start({ local, peer, passive: false, holdTime: 90, settings }));
    }
    for (const [i, { local }] of ends.entries()) await bothEstablished(daemon, started[i]!, local.address);
  } catch (error) {
    await stop();
    throw error;
  }
  const [from, to] = started as [Ours, Ours];
  return { daemon, from, to, stop };
}
