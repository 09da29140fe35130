import type { Trial } from './trial.js';

/** How strongly an RFC asks for something (RFC 2119). */
export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY';

/** One thing that the RFCs demand of a speaker, and how it is found out from outside. */
export interface Check {
  /** Stable: `open-hold-time-1`. */
  readonly id: string;
  /** The clause that demands it: `RFC 4271 §6.2`. */
  readonly clause: string;
  readonly level: Level;
  /** What a speaker that conforms does. */
  readonly title: string;
  /** `positive`: something that it is to take. `negative`: something that it is to refuse, or not to do. */
  readonly kind: 'positive' | 'negative';
  /** Resolves where the device does as it should; rejects with what it did instead, or with `NotApplicable`. */
  run(trial: Trial): Promise<void>;
}

/** The device cannot be judged by this check: it has not offered what it is about, or nobody could see the effect. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** What came of one check. */
export interface Result {
  readonly check: Check;
  readonly verdict: 'pass' | 'fail' | 'not applicable';
  /** What the device did instead, or why it cannot be judged. */
  readonly reason?: string;
  readonly seconds: number;
}
