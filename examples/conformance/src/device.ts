import type { AnyDuplex, Clock } from '@mesh/bgp-session';

/** What the device under test is configured with. What is left out cannot be judged, and the report says so. */
export interface DeviceSettings {
  /** Its AS number. */
  readonly as: number;
  /** The AS number that it expects of us. */
  readonly peerAs: number;
  /** The addresses that it knows as external neighbours of `peerAs`. The more, the more checks run at a time. */
  readonly addresses: readonly string[];
  /** Addresses that it knows as neighbours of its own AS. */
  readonly internalAddresses?: readonly string[];
  /** A neighbour that it hands on to, unchanged by policy, whatever the others announce: another AS, another address. */
  readonly observer?: { readonly address: string; readonly as: number };
  /** A prefix that it announces to every neighbour. */
  readonly announces?: string;
}

/** Opens a connection from one of our addresses to the device. */
export type ConnectDevice = (localAddress: string) => AnyDuplex | Promise<AnyDuplex>;

/** For a device that a check may bring down: whether it runs, and what starts it again as it was. */
export interface DeviceHealth {
  isRunning(): boolean;
  revive(): Promise<void>;
}

/** How long a run waits, in milliseconds. */
export interface Patience {
  /** For the device to take a connection: it may hold us off after an error. Default 20 000. */
  readonly connectMs: number;
  /** For an answer, or for a route to come through. Default 5 000. */
  readonly replyMs: number;
  /** Without an answer, that nothing will come. Default 1 000. */
  readonly quietMs: number;
}

export const PATIENCE: Patience = { connectMs: 20_000, replyMs: 5_000, quietMs: 1_000 };

/** The device and the way to it. */
export interface Target {
  readonly device: DeviceSettings;
  readonly connect: ConnectDevice;
  readonly clock: Clock;
  readonly patience: Patience;
}
