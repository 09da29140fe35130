import type { Clock } from '@mesh/bgp-session';
import { systemClock } from '@mesh/bgp-session';
import type { PeerItem, RouteItem } from '../http/schemas.js';

export interface BGPClientOptions {
  readonly token?: string | undefined;
  /** How long one attempt may take. Default 5 s. */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first. Default 3. */
  readonly retries?: number | undefined;
  /** The pause before the first of them; it doubles, up to 5 s, and half of it is drawn. Default 200 ms. */
  readonly backoffMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  /** Default: that of the host. */
  readonly fetch?: typeof fetch | undefined;
}

/** What the service has refused, with its code, or `UNREACHABLE` where there was no answer that could be read. */
export class ClientError extends Error {
  readonly code: string;
  readonly status: number | undefined;

  constructor(code: string, message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ClientError';
    this.code = code;
    this.status = options.status;
  }
}

/** What an advertisement may say beside the address. */
export interface AdvertiseOptions {
  /** Default: the whole address. */
  readonly prefixLength?: number | undefined;
  readonly communities?: readonly string[] | undefined;
  readonly localPref?: number | undefined;
  readonly ttlSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const LAST_BACKOFF_MS = 5_000;
/** What another attempt may mend: every request says what is to be, not what to do, so that it may be repeated. */
const PASSING = new Set([408, 429, 502, 503, 504]);

/** A client of the service. All its requests may be repeated, and are, where the service was not there or too busy. */
export class BGPClient {
  readonly #base: string;
  readonly #options: BGPClientOptions;
  readonly #clock: Clock;

  /** `baseURL` as `http://127.0.0.1:9100`. */
  constructor(baseURL: string, options: BGPClientOptions = {}) {
    this.#base = new URL(baseURL).origin;
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
  }

  /** Announces an address. Rejects with `ClientError`, and with the reason of the signal. */
  async advertise(vip: string, options: AdvertiseOptions = {}): Promise<RouteItem & { readonly newly: boolean }> {
    const { prefixLength: prefix_len, communities, localPref: local_pref, ttlSeconds: ttl_seconds, signal } = options;
    return this.#call('POST', '/routes/advertise', { vip, prefix_len, communities, local_pref, ttl_seconds }, signal);
  }

  /** Withdraws an address. */
  async withdraw(
    vip: string,
    options: Pick<AdvertiseOptions, 'prefixLength' | 'signal'> = {},
  ): Promise<{ readonly was_advertised: boolean }> {
    return this.#call('POST', '/routes/withdraw', { vip, prefix_len: options.prefixLength }, options.signal);
  }

  async routes(signal?: AbortSignal): Promise<readonly RouteItem[]> {
    return this.#call('GET', '/routes', undefined, signal);
  }

  async peers(signal?: AbortSignal): Promise<readonly PeerItem[]> {
    return this.#call('GET', '/peers', undefined, signal);
  }

  async #call<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    const { retries = 3, backoffMs = 200, random = Math.random } = this.#options;
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      try {
        return await this.#once<T>(method, path, body, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const passes = error instanceof ClientError && (error.status === undefined || PASSING.has(error.status));
        if (!passes || attempt >= retries) throw error;
      }
      const pause = Math.min(LAST_BACKOFF_MS, backoffMs * 2 ** attempt);
      await this.#pause(pause * (0.5 + random() / 2), signal);
    }
  }

  async #once<T>(method: string, path: string, body: unknown, signal: AbortSignal | undefined): Promise<T> {
    const { token, timeoutMs = 5_000, fetch: call = fetch } = this.#options;
    const timeout = new AbortController();
    const cancel = this.#clock.after(timeoutMs, () => timeout.abort());
    try {
      const response = await call(`${this.#base}/api/v1${path}`, {
        method,
        redirect: 'error',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        signal: signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const envelope = (await response.json()) as {
        readonly success?: boolean;
        readonly data?: T;
        readonly error?: { readonly code: string; readonly message: string } | null;
      };
      if (envelope.success === true) return envelope.data as T;
      const { code = 'INTERNAL', message = 'no reason given' } = envelope.error ?? {};
      throw new ClientError(code, message, { status: response.status });
    } catch (cause) {
      if (cause instanceof ClientError) throw cause;
      throw new ClientError('UNREACHABLE', `no answer of ${this.#base} to ${method} ${path}`, { cause });
    } finally {
      cancel();
    }
  }

  #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.#clock.after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
