import { systemClock } from '@mesh/bgp-session';
import { ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { Family } from '@mesh/bgp-wire';
import { type Check, NotApplicable, type Result } from './check.js';
import { conformanceChecks } from './checks/table.js';
import {
  type ConnectDevice,
  type DeviceHealth,
  type DeviceSettings,
  PATIENCE,
  type Patience,
  type Target,
} from './device.js';
import { Observer } from './observer.js';
import { pause, RETRY_MS } from './pause.js';
import { Trial, type TrialPlace } from './trial.js';

export interface RunOptions {
  /** Default: all there are. */
  readonly checks?: readonly Check[];
  /** Default: the host's. In virtual time one check runs after the other. */
  readonly clock?: Target['clock'];
  readonly patience?: Partial<Patience>;
  /** Most checks at a time, each at an address of its own. Default 16. */
  readonly lanes?: number;
  /** Who starts the device again where a check has brought it down. */
  readonly health?: DeviceHealth;
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
  const life = new Life(options.health, clock);
  const results = new Map<Check, Result>();
  const numbers = new Map(checks.map((check, number) => [check, number]));
  /** Runs some checks, so many at a time. */
  const pass = async (queue: Check[], lanes: number, isLast: (result: Result) => boolean): Promise<void> => {
    const lane = async (): Promise<void> => {
      for (let check = queue.shift(); check !== undefined && !signal?.aborted; check = queue.shift()) {
        const place = places.take(numbers.get(check)!);
        const current = check;
        const trial = new Trial(target, place, () => watch.observer());
        const result = await life.during(() => judge(current, trial, clock));
        places.give(place);
        results.set(check, result);
        if (isLast(result)) options.onResult?.(result);
      }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, queue.length) }, lane));
  };
  const failed = () => checks.filter((check) => results.get(check)?.verdict === 'fail');
  try {
    const again = places.lanes > 1 ? AGAIN_LANES : [];
    await pass([...checks], places.lanes, ({ verdict }) => verdict !== 'fail' || again.length === 0);
    // What failed among others may have failed because of them: it is tried again with few, and what a device fell over in, alone.
    for (const [i, lanes] of again.entries()) {
      const queue = i === 0 ? failed() : failed().filter((check) => results.get(check)!.reason!.startsWith(FELL_OVER));
      await pass(queue, Math.min(lanes, places.lanes), () => true);
    }
  } finally {
    watch.close();
  }
  return checks.flatMap((check) => results.get(check) ?? []);
}

/** Lanes of the second pass and of the third. */
const AGAIN_LANES = [4, 1];

/** Attempts to start a device again. */
const REVIVALS = 5;

const FELL_OVER = 'the device fell over';

/** Keeps the device running, and knows during which checks it did not. */
class Life {
  readonly #health: DeviceHealth | undefined;
  readonly #clock: Target['clock'];
  #reviving: Promise<void> | undefined;
  #deaths = 0;

  constructor(health: DeviceHealth | undefined, clock: Target['clock']) {
    this.#health = health;
    this.#clock = clock;
  }

  async during(run: () => Promise<Result>): Promise<Result> {
    await this.#ensure();
    const before = this.#deaths;
    const result = await run();
    // Its connections end a moment before it is known to have.
    if (result.verdict === 'fail' && this.#health !== undefined) await pause(this.#clock, RETRY_MS);
    await this.#ensure();
    if (this.#deaths === before || result.verdict === 'not applicable') return result;
    return {
      ...result,
      verdict: 'fail',
      reason: `${FELL_OVER}${result.reason === undefined ? '' : `: ${result.reason}`}`,
    };
  }

  async #ensure(): Promise<void> {
    if (this.#health === undefined || (this.#reviving === undefined && this.#health.isRunning())) return;
    this.#reviving ??= this.#revive(this.#health);
    await this.#reviving;
  }

  async #revive(health: DeviceHealth): Promise<void> {
    this.#deaths++;
    try {
      // What brought it down may still be on its way, and do so again.
      for (let left = REVIVALS; ; left--) {
        const error = await health.revive().then(
          () => undefined,
          (cause: unknown) => cause ?? new Error('the device does not start again'),
        );
        if (error === undefined) return;
        if (left === 0) throw error;
      }
    } finally {
      this.#reviving = undefined;
    }
  }
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
    return result('fail', shortened(error instanceof Error ? error.message : String(error)));
  } finally {
    trial.close();
  }
}

/** Lines of a failure that say what else came: the last ones, for a device tells every neighbour of all routes. */
const LINES = 6;

function shortened(reason: string): string {
  const [first = '', ...lines] = reason.split('\n').filter((line) => !/^ {2}\d+ earlier$/.test(line));
  const left = lines.length - LINES;
  return [first, ...(left > 0 ? [`  ${left} more`] : []), ...lines.slice(-LINES)].join('\n');
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
  #last: Observer | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  observer(): Promise<Observer> {
    if (this.#observer === undefined || this.#last?.peer.closed === true) {
      this.#last = undefined;
      this.#observer = this.#open();
      this.#observer.then(
        (observer) => {
          this.#last = observer;
        },
        () => {
          this.#observer = undefined;
        },
      );
    }
    return this.#observer;
  }

  close(): void {
    this.#last?.peer.destroy();
  }

  async #open(): Promise<Observer> {
    const { device, connect, clock, patience } = this.#target;
    const { address, as } = device.observer!;
    const settings = { localAs: as, routerId: address, families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] };
    const end = clock.now() + patience.connectMs;
    for (;;) {
      try {
        const peer = new ScriptedPeer(await connect(address), settings, clock);
        await peer.establish({ ms: patience.replyMs });
        return new Observer(peer, patience.replyMs);
      } catch (cause) {
        if (clock.now() >= end) throw new Error(`there is no session with the observer ${address}`, { cause });
        await pause(clock, RETRY_MS);
      }
    }
  }
}
