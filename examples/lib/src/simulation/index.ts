export { RELATIONS, type Side } from './relation.js';
export { type Neighbour, SimulatedRouter, type Surroundings } from './simulated-router.js';
export { Simulation, type SimulationOptions } from './simulation.js';
