import { describe, expect, it } from 'vitest';
import type { DaemonKind } from '../lab/daemon.js';
import { firstDivergence } from '../lab/swap/compare.js';
import { playWithDaemon } from '../lab/swap/real-stage.js';
import type { Scenario } from '../lab/swap/scenario.js';
import { playVirtually } from '../lab/swap/virtual-stage.js';

export interface SwapIn {
  readonly scenario: Scenario;
  /** In whose place the daemon is. */
  readonly swapped: string;
  readonly kind: DaemonKind;
  /** What it says otherwise than our router would, and why. */
  readonly differs?: { readonly in: readonly string[]; readonly why: string; readonly report: RegExp };
}

/** Plays a scenario with our routers, and again with a daemon in the place of one of them; both must say the same. */
export function describeSwapIn({ scenario, swapped, kind, differs }: SwapIn): void {
  describe(`${scenario.name} with ${kind.name} as ${swapped}`, () => {
    it('says what our router says in its place', async () => {
      const virtual = await playVirtually(scenario, swapped);
      const real = await playWithDaemon(scenario, swapped, kind);
      const divergence = (without: readonly string[]) =>
        firstDivergence(scenario, { name: swapped, kind: kind.name, without }, virtual, real);
      if (differs !== undefined) expect(divergence([]), differs.why).toMatch(differs.report);
      expect(divergence(differs?.in ?? [])).toBeUndefined();
    });
  });
}
