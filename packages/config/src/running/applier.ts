import { MeshError } from '@mesh/bgp-wire';
import type { Configuration } from '../configuration.js';
import { type ConfigurationPlan, partOf, planOf, planOfSteps, stepOf, stepsBetween } from '../plan/plan.js';
import { targetOf } from '../plan/target.js';
import { type ApplyPorts, applySteps } from './apply.js';
import type { Listeners } from './listeners.js';

/** What configurations are applied to. */
export interface ApplierPorts extends ApplyPorts {
  readonly listeners: Listeners;
}

/**
 * Applies configurations to a running speaker, one after another: each finds what the one before it has left, its listeners
 * as well.
 */
export class Applier {
  readonly #ports: ApplierPorts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: ApplierPorts) {
    this.#ports = ports;
  }

  /** What `MeshSpeaker.apply` does. */
  apply(next: Configuration | ConfigurationPlan): Promise<ConfigurationPlan> {
    return this.#inTurn(() => this.#apply(next));
  }

  /** Applies what is read; without anything to read those that were made at run time go, and those that were deleted are back. */
  reload(load: (() => Configuration | Promise<Configuration>) | undefined): Promise<ConfigurationPlan> {
    return this.#inTurn(async () => (load ? this.#apply(await load()) : this.#asConfigured()));
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #apply(next: Configuration | ConfigurationPlan): Promise<ConfigurationPlan> {
    const { configuration, listeners } = this.#ports;
    const target = 'neighbors' in next && 'diff' in next ? next : targetOf(next);
    const close = await listeners.open(target.neighbors);
    try {
      const steps = stepsBetween(configuration, target);
      const plan = planOfSteps(steps, configuration, target);
      if (next !== target && JSON.stringify(plan) !== JSON.stringify(next)) throw stalePlan();
      applySteps(steps, this.#ports);
      configuration.adopt(target);
      await listeners.closeAllBut(configuration.neighbors);
      return plan;
    } catch (error) {
      await close();
      throw error;
    }
  }

  async #asConfigured(): Promise<ConfigurationPlan> {
    const { configuration } = this.#ports;
    const gone = configuration.ephemeral.map((one) => stepOf(one, undefined, configuration, configuration));
    const back = configuration.retired.map((one) => stepOf(undefined, one, configuration, configuration));
    // One that comes back may be where one is that goes.
    applySteps(gone, this.#ports);
    applySteps(back, this.#ports);
    return { ...planOf(configuration, configuration), neighbors: [...gone, ...back].map(partOf) };
  }
}

/** A plan that is not the way from where the speaker is. */
function stalePlan(): MeshError {
  return new MeshError(
    'MESH_PLAN_STALE',
    'the plan was made for another state of the speaker: make it anew with configuration.diff of the speaker',
  );
}
