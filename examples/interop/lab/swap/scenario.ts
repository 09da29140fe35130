import type { LocalRoute } from '../daemon.js';

/*
 * A scenario is a text about routers that have names: it does not know whether they are ours, in virtual time, or whether
 * one of them is a daemon at the other end of a TCP connection (`virtual-stage.ts`, `real-stage.ts`).
 */

/** A router of a scenario, whatever it is made of. */
export interface Actor {
  readonly name: string;
  /** Originates routes, or others in their place; their next hop is the router. */
  announce(...routes: readonly LocalRoute[]): Promise<void>;
  withdraw(...prefixes: readonly string[]): Promise<void>;
  /** Ends the sessions in good order (Cease 6/2). Of ours only: daemons are stopped when the scenario is over. */
  leave(): Promise<void>;
  /** Prefixes that it has learned. */
  learned(): Promise<readonly string[]>;
}

/** Where a scenario takes place. */
export interface Stage {
  actor(name: string): Actor;
  /** Waits until a router has learned these prefixes and no others. Rejects where it does not come to that. */
  untilLearned(name: string, ...prefixes: readonly string[]): Promise<void>;
}

/** A router as a scenario names it. */
export interface Role {
  readonly name: string;
  readonly address: string;
  readonly address6: string;
  readonly as: number;
}

export interface Scenario {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Who speaks with whom, by name. */
  readonly links: readonly (readonly [string, string])[];
  /** What happens, once all sessions are up. */
  play(stage: Stage): Promise<void>;
}

/** Those with whom a router speaks. */
export function neighboursOf({ roles, links }: Scenario, name: string): readonly Role[] {
  const names = links.flatMap(([a, b]) => (a === name ? [b] : b === name ? [a] : []));
  return roles.filter((role) => names.includes(role.name));
}

/** The role of a name. Throws `RangeError`. */
export function roleOf({ name: scenario, roles }: Scenario, name: string): Role {
  const role = roles.find((one) => one.name === name);
  if (role === undefined) throw new RangeError(`the scenario ${scenario} has no ${name}`);
  return role;
}
