import type { ConfigurationPlan, NeighborPlan } from './plan.js';

const MARKS: Readonly<Record<NeighborPlan['action'], string>> = { create: '+', delete: '-', restart: '!', change: '~' };

/** A plan for people, a line for each thing that happens; `nothing changes` for one without. Without keys, as the plan is. */
export function formatPlan({ neighbors, processes }: ConfigurationPlan): string {
  const lines = [
    ...neighbors.flatMap(({ action, peer, settings, routes }) => [
      `${MARKS[action]} neighbor ${peer}: ${action}`,
      ...settings.map(({ setting, before, after }) => `    ${setting}: ${told(before)} -> ${told(after)}`),
      ...routes.added.map((route) => `    + ${route}`),
      ...routes.replaced.map((route) => `    ~ ${route}`),
      ...routes.removed.map((route) => `    - ${route}`),
    ]),
    ...processes.added.map((name) => `+ process ${name}`),
    ...processes.changed.map((name) => `! process ${name}`),
    ...processes.removed.map((name) => `- process ${name}`),
  ];
  return lines.length === 0 ? 'nothing changes' : lines.join('\n');
}

function told(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
