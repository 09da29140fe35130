import { systemClock } from '@mesh/bgp-session';
import { ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { Family } from '@mesh/bgp-wire';
import { type Check, NotApplicable, type Result } from './check.js';
import { conformanceChecks } from './checks/table.js';
import { type ConnectDevice, type DeviceSettings, PATIENCE, type Patience, type Target } from './device.js';
import { Observer } from './observer.js';
import { Trial, type TrialPlace } from './trial.js';

export interface RunOptions {
  /** Default: all there are. */
  readonly checks?: readonly Check[];
  /** Default: the host's. In virtual time one check runs after the other. */
  readonly clock?: Target['clock'];
  readonly patience?: Partial<Patience>;
  /** Most checks at a time, each at an address of its own. Default 16. */
  readonly lanes?: number;
  readonly onResult?: (result: Result) => void;
  readonly signal?: AbortSignal;
}

const LANES = 16;

/**
 * Runs the checks against a device and resolves to what came of each, in the order of the checks. Rejects only for a
 * mistake of the caller: whatever the device does is a result.
 */
export async function runConformance(
  connect: ConnectDevice,
  device: DeviceSettings,
  options: RunOptions = {},
): Promise<readonly Result[]> {
  const { checks = conformanceChecks, clock = systemClock(), signal } = options;
  if (device.addresses.length === 0) throw new RangeError('a device needs at least one address of ours, got none');
  const target: Target = { device, connect, clock, patience: { ...PATIENCE, ...options.patience } };
  const watch = new Watch(target);
  const places = new Places(device, clock instanceof VirtualClock ? 1 : (options.lanes ?? LANES));
  const results: Result[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < checks.length && !signal?.aborted) {
      const number = next++;
      const place = places.take(number);
      const result = await judge(checks[number]!, new Trial(target, place, () => watch.observer()), clock);
      places.give(place);
      results[number] = result;
      options.onResult?.(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(places.lanes, checks.length) }, lane));
  } finally {
    watch.close();
  }
  return results.filter((result) => result !== undefined);
}

async function judge(check: Check, trial: Trial, clock: Target['clock']): Promise<Result> {
  const start = clock.now();
  const result = (verdict: Result['verdict'], reason?: string): Result => ({
    check,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    seconds: (clock.now() - start) / 1000,
  });
  try {
    await check.run(trial);
    return result('pass');
  } catch (error) {
    if (error instanceof NotApplicable) return result('not applicable', error.message);
    return result('fail', error instanceof Error ? error.message : String(error));
  } finally {
    trial.close();
  }
}

/** Our addresses: of those that are free the one that rested longest comes next, for a device may hold one off a while. */
class Places {
  readonly lanes: number;
  readonly #external: string[];
  readonly #internal: string[];

  constructor({ addresses, internalAddresses = [] }: DeviceSettings, lanes: number) {
    this.#external = [...addresses];
    this.#internal = [...internalAddresses];
    this.lanes = Math.min(lanes, addresses.length, internalAddresses.length || lanes);
  }

  take(number: number): TrialPlace {
    return { number, address: this.#external.shift()!, internalAddress: this.#internal.shift() };
  }

  give({ address, internalAddress }: TrialPlace): void {
    this.#external.push(address);
    if (internalAddress !== undefined) this.#internal.push(internalAddress);
  }
}

/** The session with the observer: opened when the first check asks for it, and again where it was lost. */
class Watch {
  readonly #target: Target;
  #observer: Promise<Observer> | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  async observer(): Promise<Observer> {
    const current = await this.#observer?.catch(() => undefined);
    if (current === undefined || current.peer.closed) this.#observer = this.#open();
    return this.#observer!;
  }

  close(): void {
    this.#observer?.then(
      ({ peer }) => peer.destroy(),
      () => undefined,
    );
  }

  async #open(): Promise<Observer> {
    const { device, connect, clock, patience } = this.#target;
    const { address, as } = device.observer!;
    const settings = { localAs: as, routerId: address, families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] };
    const peer = new ScriptedPeer(await connect(address), settings, clock);
    await peer.establish({ ms: patience.connectMs });
    return new Observer(peer, patience.replyMs);
  }
}
