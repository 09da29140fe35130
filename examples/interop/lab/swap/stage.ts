import type { TranscriptLine } from '@mesh/bgp-session/testing';
import { type Actor, roleOf, type Scenario, type Stage } from './scenario.js';

/** What a scenario leaves behind: what each router of ours has said and heard. */
export type Played = ReadonlyMap<string, readonly TranscriptLine[]>;

/** Waits until a check holds; rejects, with what was instead, where it does not come to that. */
export type Until = (what: string, check: () => Promise<boolean>, explain: () => Promise<string>) => Promise<void>;

/** The stage that actors make, however time passes there. */
export function stageOf(scenario: Scenario, actors: readonly Actor[], until: Until): Stage {
  const actor = (name: string): Actor => {
    roleOf(scenario, name);
    return actors.find((one) => one.name === name)!;
  };
  return {
    actor,
    untilLearned: (name, ...prefixes) =>
      until(
        `${name} has learned ${prefixes.join(', ') || 'nothing'}`,
        async () => (await actor(name).learned()).toSorted().join() === prefixes.toSorted().join(),
        async () => `it has ${(await actor(name).learned()).join(', ') || 'nothing'}`,
      ),
  };
}
