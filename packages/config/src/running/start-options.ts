import type { Clock, Connect, Speaker } from '@mesh/bgp-session';
import type { RouteStore } from '@mesh/rib';
import type { Configuration } from '../configuration.js';
import type { Persist } from './persister.js';

/** Something that accepts streams for a speaker. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** How streams come to be; `@mesh/bgp-session/tcp` is one. */
export interface Transport {
  readonly connect?: Connect | undefined;
  /** Accepts streams for neighbours that listen. */
  readonly listen?:
    | ((
        options: { readonly host: string; readonly port: number },
        speaker: Pick<Speaker, 'accept' | 'guardWith'>,
      ) => Promise<Listener>)
    | undefined;
}

/** What a host brings. */
export interface StartOptions {
  readonly transport?: Transport | undefined;
  /** Instead of the transport's. */
  readonly connect?: Connect | undefined;
  /** Default: the host's clock. */
  readonly clock?: Clock | undefined;
  /** Numbers drawn uniformly from [0, 1), for jitter. Default: the host's. */
  readonly random?: (() => number) | undefined;
  /** Shared with other speakers, or read by the host. Default: a new one. */
  readonly store?: RouteStore | undefined;
  /**
   * Stores the configuration when its routes have changed by index (`addRoute`, `removeByIndex` and the commands `routes …`).
   * One call at a time; a failure is told to whoever made the change, and the next change has all stored. Default: nothing is
   * stored.
   */
  readonly persist?: Persist | undefined;
  /** How long changes gather before they are stored. Default 250 ms. */
  readonly persistDelayMs?: number | undefined;
  /** Reads the configuration again, for `reload`. */
  readonly load?: (() => Configuration | Promise<Configuration>) | undefined;
  /** Closes the speaker. */
  readonly signal?: AbortSignal | undefined;
}
