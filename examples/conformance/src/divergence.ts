/** Why a device fails some checks: one row a cause. */
export interface Divergence {
  /** As its results are called: `bird`. */
  readonly device: string;
  /** The ids of the checks. */
  readonly checks: RegExp;
  /** What it does instead, and why, in whole sentences. */
  readonly says: string;
}
