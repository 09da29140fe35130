import type { EndOfDataPdu } from '@mesh/bgp-wire/rtr';

/** How often a cache is asked, and how long its data lasts. */
export interface RtrIntervals {
  /** From End of Data to the next question. */
  readonly refreshSeconds: number;
  /** Before a question that failed is asked again. */
  readonly retrySeconds: number;
  /** How long data is used that could not be refreshed. */
  readonly expireSeconds: number;
}

/** What RFC 8210 §6 suggests, for caches that say nothing: version 0 cannot. */
export const DEFAULT_INTERVALS: RtrIntervals = { refreshSeconds: 3600, retrySeconds: 600, expireSeconds: 7200 };

const BOUNDS: { readonly [K in keyof RtrIntervals]: readonly [least: number, most: number] } = {
  refreshSeconds: [1, 86_400],
  retrySeconds: [1, 7200],
  expireSeconds: [600, 172_800],
};

/**
 * The intervals of an End of Data, within what RFC 8210 §6 allows: a cache that says less or more gets the nearest.
 * Expire must be the longest of the three, so that the others are shortened where they are not shorter.
 */
export function intervalsOf({ intervals }: Pick<EndOfDataPdu, 'intervals'>): RtrIntervals | undefined {
  if (intervals === undefined) return undefined;
  const within = (key: keyof RtrIntervals) => {
    const [least, most] = BOUNDS[key];
    return Math.min(most, Math.max(least, intervals[key]));
  };
  const expireSeconds = within('expireSeconds');
  const shorter = (key: keyof RtrIntervals) => Math.min(within(key), expireSeconds - 1);
  return { refreshSeconds: shorter('refreshSeconds'), retrySeconds: shorter('retrySeconds'), expireSeconds };
}
