import { MeshError } from '@mesh/bgp-wire';
import type { Configuration } from '../configuration.js';
import type { ConfigurationPlan } from './plan.js';

/** Where a plan goes: it stays beside the plan, which is plain data and has no keys. */
const targets = new WeakMap<ConfigurationPlan, Configuration>();

export function setTarget(plan: ConfigurationPlan, target: Configuration): void {
  targets.set(plan, target);
}

/** Throws `MESH_PLAN_UNKNOWN` for a copy of a plan. */
export function targetOf(plan: ConfigurationPlan): Configuration {
  const target = targets.get(plan);
  if (target) return target;
  throw new MeshError('MESH_PLAN_UNKNOWN', 'the plan is a copy, and has no keys: apply the configuration itself');
}
