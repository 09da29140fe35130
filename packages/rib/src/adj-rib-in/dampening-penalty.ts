/** How routes that flap are held down; every member has the default of RFC 7196. */
export interface DampeningSettings {
  /** What a withdrawal costs. Default 1000. */
  readonly withdrawalPenalty: number;
  /** What it costs to be announced again after a withdrawal. Default 0. */
  readonly readvertisementPenalty: number;
  /** What an announcement with other attributes costs. Default 500. */
  readonly changePenalty: number;
  /** From this penalty on a route is suppressed. Default 6000, so that only routes that flap without end are. */
  readonly suppressThreshold: number;
  /** Below this penalty a suppressed route is used again. Default 750. */
  readonly reuseThreshold: number;
  /** In this time half of a penalty is forgotten. Default 900. */
  readonly halfLifeSeconds: number;
  /** No route is suppressed for longer after its last flap. Default 3600. */
  readonly maxSuppressSeconds: number;
}

export const DAMPENING_DEFAULTS: DampeningSettings = {
  withdrawalPenalty: 1000,
  readvertisementPenalty: 0,
  changePenalty: 500,
  suppressThreshold: 6000,
  reuseThreshold: 750,
  halfLifeSeconds: 900,
  maxSuppressSeconds: 3600,
};

/** The settings with their defaults. Throws `RangeError` for a number that is none, and where no route could ever be suppressed. */
export function dampeningSettings(given: Partial<DampeningSettings>): DampeningSettings {
  const settings = { ...DAMPENING_DEFAULTS, ...given };
  for (const name of Object.keys(DAMPENING_DEFAULTS) as (keyof DampeningSettings)[]) {
    const least = name.endsWith('Penalty') ? 0 : 1;
    const value = settings[name];
    if (Number.isInteger(value) && value >= least && value <= 1_000_000) continue;
    throw new RangeError(`${name} must be ${least}–1000000, got ${value}`);
  }
  const { suppressThreshold, reuseThreshold } = settings;
  if (suppressThreshold <= reuseThreshold) {
    throw new RangeError(`suppressThreshold must be above reuseThreshold ${reuseThreshold}, got ${suppressThreshold}`);
  }
  const most = penaltyCeiling(settings);
  if (most <= suppressThreshold) {
    throw new RangeError(
      `suppressThreshold must be below ${Math.floor(most)}, which is what maxSuppressSeconds lets a penalty reach, got ${suppressThreshold}`,
    );
  }
  return settings;
}

/** The largest penalty: from it, `maxSuppressSeconds` lead to the reuse threshold (RFC 2439). */
export function penaltyCeiling({ reuseThreshold, maxSuppressSeconds, halfLifeSeconds }: DampeningSettings): number {
  return reuseThreshold * 2 ** (maxSuppressSeconds / halfLifeSeconds);
}

/** What is left of a penalty after a time (RFC 2439: it decays exponentially). */
export function decayed(penalty: number, seconds: number, { halfLifeSeconds }: DampeningSettings): number {
  return penalty * 2 ** (-seconds / halfLifeSeconds);
}

/** A penalty with one flap more, at most the ceiling. */
export function raised(penalty: number, by: number, settings: DampeningSettings): number {
  return Math.min(penalty + by, penaltyCeiling(settings));
}

/** Seconds until a penalty has fallen to a threshold; 0 where it has. */
export function secondsUntil(penalty: number, threshold: number, { halfLifeSeconds }: DampeningSettings): number {
  return penalty <= threshold ? 0 : halfLifeSeconds * Math.log2(penalty / threshold);
}
