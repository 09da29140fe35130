import { listen } from '@mesh/bgp-session/tcp';
import type { DeviceHealth, DeviceSettings } from '@mesh-examples/conformance';
import { ourRouter, tcpFrom } from '@mesh-examples/conformance';
import { until } from '@mesh-examples/lib/daemon';
import type { Daemon, DaemonKind, LabPeer } from '../lab/daemon.js';

const ADDRESS = '10.99.0.2';
const AS = 65_002;

/** A device under test that runs. */
export interface RunningDevice {
  readonly settings: DeviceSettings;
  /** What it is called with its version. */
  readonly version: string;
  readonly health?: DeviceHealth;
  stop(): Promise<void>;
}

/** One row of the table of devices. */
export interface DeviceRow {
  readonly name: string;
  /** It hands routes on. */
  readonly propagates: boolean;
  /** Addresses that it knows as neighbours; each check has one of its own where there are enough. */
  readonly neighbours: number;
  readonly lanes: number;
  start(settings: DeviceSettings): Promise<Omit<RunningDevice, 'settings'>>;
}

/** What every device is told: external neighbours in one network, internal ones in another, the observer beside it. */
export function deviceSettings({
  propagates,
  neighbours,
}: Pick<DeviceRow, 'propagates' | 'neighbours'>): DeviceSettings {
  return {
    as: AS,
    peerAs: 65_001,
    addresses: Array.from({ length: neighbours }, (_, i) => `10.99.${4 + ((i + 1) >> 8)}.${(i + 1) & 0xff}`),
    internalAddresses: Array.from({ length: Math.min(neighbours, 40) }, (_, i) => `10.99.8.${i + 1}`),
    ...(propagates ? { observer: { address: '10.99.0.3', as: 65_003 } } : {}),
    announces: '203.0.113.0/24',
  };
}

export const connect = tcpFrom(ADDRESS);

/** A daemon with the neighbours of the settings, all of which it waits for. */
export async function startDaemon(
  kind: DaemonKind,
  settings: DeviceSettings,
): Promise<{ daemon: Daemon; health: DeviceHealth }> {
  const features = { dials: false, addPath: 'both', extendedMessage: true, gracefulRestart: true } as const;
  const peer = (address: string, as: number): LabPeer => ({ address, as, ...features });
  const daemon = await kind.start({
    address: ADDRESS,
    address6: 'fd99::2',
    as: AS,
    routerId: ADDRESS,
    holdTime: 90,
    peers: [
      ...settings.addresses.map((address) => peer(address, settings.peerAs)),
      ...(settings.internalAddresses ?? []).map((address) => peer(address, AS)),
      ...(settings.observer === undefined ? [] : [peer(settings.observer.address, settings.observer.as)]),
    ],
  });
  const announce = async () => {
    const { announces } = settings;
    if (announces === undefined) return;
    // GoBGP answers before it has read all its neighbours, and takes no routes until it has.
    await until('it announces', () => daemon.announce([{ prefix: announces, med: 10 }]).then(() => true), 30_000);
  };
  await announce();
  const health: DeviceHealth = {
    isRunning: () => daemon.isRunning(),
    async revive() {
      if (!daemon.isRunning()) await daemon.relaunch();
      await announce();
    },
  };
  return { daemon, health };
}

/** Our own router over TCP. */
export async function startOurs(settings: DeviceSettings) {
  const speaker = ourRouter({ device: settings, address: ADDRESS });
  const listener = await listen({ host: ADDRESS, port: 179 }, speaker);
  return {
    async stop() {
      const closing = listener.close();
      await speaker.close();
      await closing;
    },
  };
}
