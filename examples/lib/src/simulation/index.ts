export { RELATIONS, type Side } from './relation.js';
export {
  type RunScenarioOptions,
  runScenario,
  type Scenario,
  type ScenarioEvent,
  type ScenarioRecord,
  type ScenarioStep,
} from './scenario.js';
export {
  type Between,
  type Neighbour,
  type RouterPorts,
  type SessionPlace,
  SimulatedRouter,
  type Surroundings,
} from './simulated-router.js';
export { Simulation, type SimulationOptions } from './simulation.js';
