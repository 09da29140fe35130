import { type Cancel, type Clock, systemClock } from '@mesh/bgp-session';
import { type Log, silentLog } from '@mesh-examples/lib/log';
import type { BGPClient } from './bgp-client.js';

/** An address of the balancer, and the backends behind it. */
export interface VipSettings {
  readonly vip: string;
  /** Default: the whole address. */
  readonly prefixLength?: number | undefined;
  /** Names of the backends. */
  readonly reals: readonly string[];
  /** Fewer healthy ones than that, and the address is withdrawn. Default 1. */
  readonly bgp_min_healthy_reals?: number | undefined;
}

export interface HealthControllerOptions {
  /** Without one, nothing is announced: health is only counted. */
  readonly client?: Pick<BGPClient, 'advertise' | 'withdraw'> | undefined;
  readonly vips: readonly VipSettings[];
  /** How long an address is to be well, or unwell, before that is told: what flaps faster is not seen. Default 0. */
  readonly debounceMs?: number | undefined;
  /** Announced with a lease, and renewed three times in it: a controller that is dead withdraws. Default none. */
  readonly ttlSeconds?: number | undefined;
  /** The pause after what could not be told. Default 1 s. */
  readonly retryMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
}

/** An address as the controller sees it. */
interface Watched {
  readonly settings: VipSettings;
  readonly key: string;
  /** What the service was told last; undefined before that. */
  told: boolean | undefined;
  wanted: boolean;
  timer: Cancel | undefined;
  busy: boolean;
}

/**
 * Announces an address while enough of its backends are healthy (katran's poller). Told of each change of health; one
 * request at a time for each address, and always towards what is wanted now: what changes meanwhile is told after.
 */
export class HealthController {
  readonly #options: HealthControllerOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #healthy = new Set<string>();
  readonly #vips: readonly Watched[];
  readonly #abort = new AbortController();

  constructor(options: HealthControllerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#log = options.log ?? silentLog;
    this.#vips = options.vips.map((settings) => ({
      settings,
      key: keyOfSettings(settings),
      told: undefined,
      wanted: false,
      timer: undefined,
      busy: false,
    }));
  }

  /** A backend is well, or is not. Nothing happens where that is known. */
  set(real: string, healthy: boolean): void {
    if (this.#healthy.has(real) === healthy) return;
    if (healthy) this.#healthy.add(real);
    else this.#healthy.delete(real);
    for (const vip of this.#vips) if (vip.settings.reals.includes(real)) this.#consider(vip);
  }

  /** Backends of an address, as `203.0.113.10` or `203.0.113.0/24`, that are well. */
  countHealthyReals(vipKey: string): number {
    const reals = this.#vips.find(({ key }) => key === vipKey)?.settings.reals ?? [];
    return reals.filter((real) => this.#healthy.has(real)).length;
  }

  /** Ends. What is announced stays, until its lease lapses. */
  close(): void {
    this.#abort.abort();
    for (const vip of this.#vips) this.#cancel(vip);
  }

  #consider(vip: Watched): void {
    const wanted = this.countHealthyReals(vip.key) >= (vip.settings.bgp_min_healthy_reals ?? 1);
    if (wanted === vip.wanted) return;
    vip.wanted = wanted;
    if (wanted === (vip.told ?? false)) {
      // It is back before anybody was told.
      this.#cancel(vip);
      if (wanted) this.#planRenewal(vip);
    } else this.#plan(vip, this.#options.debounceMs ?? 0);
  }

  #plan(vip: Watched, ms: number): void {
    this.#cancel(vip);
    if (this.#abort.signal.aborted) return;
    vip.timer = this.#clock.after(ms, () => void this.#tell(vip));
  }

  #planRenewal(vip: Watched): void {
    const { ttlSeconds } = this.#options;
    if (ttlSeconds !== undefined) this.#plan(vip, (1000 * ttlSeconds) / 3);
  }

  #cancel(vip: Watched): void {
    vip.timer?.();
    vip.timer = undefined;
  }

  async #tell(vip: Watched): Promise<void> {
    const { client, ttlSeconds, retryMs = 1_000 } = this.#options;
    if (client === undefined || vip.busy) return;
    const { wanted, settings } = vip;
    const { signal } = this.#abort;
    vip.busy = true;
    try {
      if (wanted) await client.advertise(settings.vip, { prefixLength: settings.prefixLength, ttlSeconds, signal });
      else await client.withdraw(settings.vip, { prefixLength: settings.prefixLength, signal });
      if (vip.told !== wanted) this.#log.info(wanted ? 'advertised' : 'withdrawn', { vip: vip.key });
      vip.told = wanted;
      vip.busy = false;
      if (vip.wanted !== wanted) this.#plan(vip, this.#options.debounceMs ?? 0);
      else if (wanted) this.#planRenewal(vip);
    } catch (error) {
      vip.busy = false;
      if (signal.aborted) return;
      this.#log.error('not told', { vip: vip.key, message: error instanceof Error ? error.message : String(error) });
      this.#plan(vip, retryMs);
    }
  }
}

function keyOfSettings({ vip, prefixLength }: VipSettings): string {
  return prefixLength === undefined ? vip : `${vip}/${prefixLength}`;
}
