import { named } from './named.js';
import type { Match, Policy, PolicyRoute, Rejection, Verdict } from './policy.js';

/*
 * What makes policies of policies. Every part runs through `step` or `asks`, so that a trace sees it; outside of one
 * that is one comparison.
 */

function step(policy: Policy, route: PolicyRoute): ReturnType<Policy> {
  return route.tracer === undefined ? policy(route) : route.tracer.step(policy, route);
}

function asks(match: Match, route: PolicyRoute): boolean {
  return route.tracer === undefined ? match(route) : route.tracer.match(match, route);
}

function runSteps(steps: readonly Policy[], route: PolicyRoute): ReturnType<Policy> {
  for (let i = 0; i < steps.length; i++) {
    const verdict = step(steps[i]!, route);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** The steps one after another until one has a verdict. A text in front is the name that a trace shows. */
export function policy(...parts: readonly [string, ...Policy[]] | readonly Policy[]): Policy {
  const [first, ...rest] = parts;
  const [name, steps] = typeof first === 'string' ? [first, rest] : ['policy', parts];
  const list = requireFunctions<Policy>(`the steps of ${name}`, steps);
  return named(name, (route) => runSteps(list, route));
}

/** The steps, for routes that match. */
export function when(match: Match, ...steps: readonly Policy[]): Policy {
  requireFunctions<Match>('the match of when', [match]);
  const list = requireFunctions<Policy>('the steps of when', steps);
  return named('when', (route) => (asks(match, route) ? runSteps(list, route) : undefined));
}

/** Goes through a table: the steps of the first row whose match holds, those of no other. A route without row goes on. */
export function firstMatch(...rows: readonly (readonly [match: Match, ...steps: Policy[]])[]): Policy {
  const table = rows.map(([match, ...steps], i) => ({
    match: requireFunctions<Match>(`the match of row ${i + 1} of firstMatch`, [match])[0]!,
    steps: requireFunctions<Policy>(`the steps of row ${i + 1} of firstMatch`, steps),
  }));
  return named('firstMatch', (route) => {
    for (let i = 0; i < table.length; i++) {
      if (asks(table[i]!.match, route)) return runSteps(table[i]!.steps, route);
    }
    return undefined;
  });
}

/** Takes the route as it is; no step comes after. */
export const accept: Policy = named('accept', (): Verdict => 'accept');

/** Does not take the route. Throws `RangeError` for an empty reason. */
export function reject(reason: string): Policy {
  if (typeof reason !== 'string' || reason === '') throw new RangeError('a route is rejected with a reason, got none');
  const verdict: Rejection = Object.freeze({ reject: reason });
  return named(`reject ${reason}`, () => verdict);
}

/** True where one of them is; what follows it is not asked. */
export function anyOf(...matches: readonly Match[]): Match {
  const list = requireFunctions<Match>('the matches of anyOf', matches);
  return named('anyOf', (route) => {
    for (let i = 0; i < list.length; i++) if (asks(list[i]!, route)) return true;
    return false;
  });
}

/** True where all of them are; what follows one that is not is not asked. */
export function allOf(...matches: readonly Match[]): Match {
  const list = requireFunctions<Match>('the matches of allOf', matches);
  return named('allOf', (route) => {
    for (let i = 0; i < list.length; i++) if (!asks(list[i]!, route)) return false;
    return true;
  });
}

export function not(match: Match): Match {
  requireFunctions<Match>('the match of not', [match]);
  return named('not', (route) => !asks(match, route));
}

function requireFunctions<T>(what: string, list: readonly unknown[]): readonly T[] {
  for (const [i, one] of list.entries()) {
    if (typeof one !== 'function')
      throw new RangeError(`${what} must be functions, got ${String(one)} as number ${i + 1}`);
  }
  return list as readonly T[];
}
