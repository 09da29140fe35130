// Whole networks in one process and in virtual time: real codec, FSM and RIBs, one store. A full mesh of 100 routers within
// one AS, from nothing to every route everywhere, and then an hour of its KEEPALIVEs; a route reflector with 500 clients
// that each take a table; and what an idle speaker takes. In
// processor time: other work does not count.

import { fullMesh, routeReflectorTree } from '@mesh/bgp-session/testing';
import { Simulation } from '@mesh-examples/lib/simulation';
import { report, seconds } from './report.mjs';

// `mesh` or `reflector` runs one of the two.
const only = process.argv[2];
const [NODES, CLIENTS, ROUTES] = [100, 500, 10_000];

/** Runs in steps of some virtual milliseconds until all routers have so many routes. */
function converge({ clock, routers }, routes) {
  for (let step = 0; step < 100_000; step++) {
    clock.runFor(20);
    if (routers.every(({ rib }) => rib.size === routes)) return;
  }
  throw new Error('the network does not converge');
}

function mesh() {
  const count = NODES;
  const simulation = new Simulation(fullMesh(count), { latencyMs: 5 });
  for (const [i, router] of simulation.routers.entries()) router.originate(`10.${i >> 8}.${i & 255}.0/24`);
  const converged = seconds(() => {
    simulation.start();
    converge(simulation, count);
  });
  const sessions = (count * (count - 1)) / 2;
  const label = `full mesh of ${count}, ${sessions} sessions`;
  report({ name: `${label}: converges`, measured: converged, unit: 's', goal: 2, better: 'less' });
  const hour = seconds(() => simulation.clock.runFor(3_600_000));
  if (!simulation.established) throw new Error('a session was lost');
  report({ name: `${label}: an hour`, measured: hour, unit: 's', goal: 15, better: 'less' });
}

function heap() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function reflector() {
  const before = heap();
  const simulation = new Simulation(routeReflectorTree({ fanOut: CLIENTS }), { latencyMs: 5 });
  simulation.start();
  simulation.settle();
  const idle = (heap() - before) / (CLIENTS + 1) / 2 ** 20;
  report({ name: `an idle speaker, one of ${CLIENTS + 1}`, measured: idle, unit: 'MiB', goal: 1, better: 'less' });
  const root = simulation.router('r1');
  const table = Array.from({ length: ROUTES }, (_, i) => `20.${i >> 8}.${i & 255}.0/24`);
  const converged = seconds(() => {
    for (const prefix of table) root.originate(prefix);
    converge(simulation, ROUTES);
  });
  const name = `${CLIENTS} clients of a reflector, ${ROUTES} routes`;
  report({ name: `${name}: converge`, measured: converged, unit: 's', goal: 10, better: 'less' });
}

// What a speaker takes is measured before there is anything else to be collected.
if (only !== 'mesh') reflector();
if (only !== 'reflector') mesh();
