import { get } from 'node:http';
import { connect } from 'node:net';
import { type Cancel, type Clock, systemClock } from '@mesh/bgp-session';

/** Asks a backend whether it is well. Rejects, or never settles until the signal aborts, where it is not. */
export type Probe = (signal: AbortSignal) => Promise<void>;

export interface HealthCheckerOptions {
  /** By name of the backend. */
  readonly probes: Readonly<Record<string, Probe>>;
  readonly onChange: (real: string, healthy: boolean) => void;
  /** Between the begin of one probe and the next. Default 2 s. */
  readonly intervalMs?: number | undefined;
  /** Default 1 s. */
  readonly timeoutMs?: number | undefined;
  /** Probes in a row that succeed before a backend is well, and fail before it is not. Default 2 and 3. */
  readonly rise?: number | undefined;
  readonly fall?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Asks backends again and again. A backend is unwell until it has proved otherwise. */
export class HealthChecker {
  readonly #options: HealthCheckerOptions;
  readonly #clock: Clock;
  readonly #timers = new Map<string, Cancel>();
  readonly #abort = new AbortController();

  constructor(options: HealthCheckerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    for (const [real, probe] of Object.entries(options.probes)) this.#begin(real, probe);
  }

  close(): void {
    this.#abort.abort();
    for (const cancel of this.#timers.values()) cancel();
  }

  #begin(real: string, probe: Probe): void {
    const { intervalMs = 2_000, rise = 2, fall = 3 } = this.#options;
    let healthy = false;
    /** Results in a row that speak against what is believed. */
    let against = 0;
    const round = async () => {
      const begun = this.#clock.now();
      const well = await this.#probe(probe);
      if (this.#abort.signal.aborted) return;
      against = well === healthy ? 0 : against + 1;
      if (against >= (healthy ? fall : rise)) {
        healthy = well;
        against = 0;
        this.#options.onChange(real, healthy);
      }
      const spent = this.#clock.now() - begun;
      this.#timers.set(
        real,
        this.#clock.after(Math.max(0, intervalMs - spent), () => void round()),
      );
    };
    void round();
  }

  async #probe(probe: Probe): Promise<boolean> {
    const timeout = new AbortController();
    const cancel = this.#clock.after(this.#options.timeoutMs ?? 1_000, () => timeout.abort());
    const signal = AbortSignal.any([timeout.signal, this.#abort.signal]);
    try {
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
      await Promise.race([probe(signal), aborted]);
      return true;
    } catch {
      return false;
    } finally {
      cancel();
    }
  }
}

/** Well is what takes a connection. */
export function tcpProbe(host: string, port: number): Probe {
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, signal });
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', reject);
    });
}

/** Well is what answers with a status of 200 to 299. */
export function httpProbe(url: string): Probe {
  return (signal) =>
    new Promise((resolve, reject) => {
      const request = get(url, { signal, agent: false }, (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`status ${statusCode}`));
      });
      request.once('error', reject);
    });
}
