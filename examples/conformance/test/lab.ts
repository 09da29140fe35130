import type { DuplexLike, PeerSettings } from '@mesh/bgp-session';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { type Check, type DeviceSettings, ourRouter, type Result, runConformance } from '../src/index.js';

export const device: DeviceSettings = {
  as: 65_002,
  peerAs: 65_001,
  addresses: ['10.0.1.1'],
  internalAddresses: ['10.0.2.1'],
  observer: { address: '10.0.3.1', as: 65_003 },
  announces: '203.0.113.0/24',
};
const address = '10.0.0.2';

/** How our speaker is other than usual in a run. */
export interface Otherwise {
  readonly settings?: Partial<PeerSettings>;
  readonly device?: DeviceSettings;
  /** Stands between the device and its neighbours. */
  readonly between?: (stream: DuplexLike) => DuplexLike;
}

/** Runs one check against a speaker of our own, in virtual time. */
export async function run(check: Check, otherwise: Otherwise = {}): Promise<Result> {
  const clock = new VirtualClock();
  const speaker = ourRouter({ device, address, clock, settings: otherwise.settings ?? {} });
  const connect = (local: string) => {
    const [ours, theirs] = memoryPair(clock, { latencyMs: 1, addresses: [address, local] });
    speaker.accept(otherwise.between?.(ours) ?? ours, { localAddress: address, remoteAddress: local });
    return theirs;
  };
  const [result] = await runConformance(connect, otherwise.device ?? device, { checks: [check], clock });
  return result!;
}
