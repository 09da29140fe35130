/** Stops what was scheduled; calling it again, or too late, does nothing. */
export type Cancel = () => void;

/**
 * Monotonic time and later work. Nothing else in the package reads a clock or schedules, so that a test owns time.
 */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** The moment 0 as milliseconds since 1970-01-01 UTC, for what records when something happened. Default 0. */
  readonly epochMs?: number | undefined;
  /** Calls `fn` once, `ms` milliseconds from now (0–2 147 483 647). */
  after(ms: number, fn: () => void): Cancel;
  /** Calls `fn` soon, after what is waiting for input has been served. */
  defer(fn: () => void): void;
}
