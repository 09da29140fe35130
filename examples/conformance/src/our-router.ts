import { type Clock, type PeerSettings, Speaker } from '@mesh/bgp-session';
import { Family } from '@mesh/bgp-wire';
import { accept, LocRib, RouteStore } from '@mesh/rib';
import type { DeviceSettings } from './device.js';

/** How our own speaker is asked to be, when it is the device under test. */
export interface OurRouterOptions {
  readonly device: DeviceSettings;
  readonly address: string;
  readonly clock?: Clock;
  /** Settings of every peer, beside the usual ones. */
  readonly settings?: Partial<PeerSettings>;
}

/** Our own speaker as a device under test: a router that takes what its neighbours announce and hands it on. */
export function ourRouter({ device, address, clock, settings }: OurRouterOptions): Speaker {
  const rib = new LocRib(new RouteStore(), clock === undefined ? {} : { clock });
  const speaker = new Speaker({
    clock,
    admission: { perAddress: 64, perSecond: 1_000, total: 4_096 },
    handlerFor: ({ name }) => ({ onEstablished: (session) => rib.peer(name)?.open(session) ?? {} }),
  });
  const add = (peerAddress: string, peerAs: number) => {
    const kind = peerAs === device.as ? 'internal' : 'external';
    // All stand on one network, so that next hops go through as they came, those of IPv6 as well.
    rib.addPeer({ name: peerAddress, kind, paths: 'all', importPolicy: accept, sharedNextHop: () => true });
    speaker.create({
      name: peerAddress,
      peerAddress,
      localAs: device.as,
      peerAs,
      routerId: address,
      passive: true,
      dampPeerOscillations: false,
      families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST],
      addPath: [{ family: Family.IPV4_UNICAST, mode: 'both' }],
      gracefulRestart: {},
      ...settings,
      // A role is between autonomous systems (RFC 9234 §4).
      ...(kind === 'internal' ? { role: undefined } : {}),
    });
  };
  for (const one of device.addresses) add(one, device.peerAs);
  for (const one of device.internalAddresses ?? []) add(one, device.as);
  if (device.observer !== undefined) add(device.observer.address, device.observer.as);
  if (device.announces !== undefined) rib.originate({ prefix: device.announces, nextHop: 'self' });
  return speaker;
}
