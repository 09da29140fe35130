import { fullMesh, internetLike, leafSpine, ring, routeReflectorTree, type Topology } from '@mesh/bgp-session/testing';
import { AS_PATH, formatAsPath } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { runScenario, Simulation, type SimulationOptions } from '../../src/simulation/index.js';

const TOPOLOGIES: readonly (readonly [string, Topology])[] = [
  ['a full mesh', fullMesh(6)],
  ['a full mesh of networks', fullMesh(4, 'external')],
  ['a ring', ring(6)],
  ['a tree of reflectors', routeReflectorTree({ fanOut: 2, depth: 2 })],
  ['a fabric', leafSpine({ spines: 2, leaves: 3 })],
  ['an Internet', internetLike({ count: 12, seed: 3 })],
];

function settled(topology: Topology, options: SimulationOptions = {}): Simulation {
  const simulation = new Simulation(topology, { latencyMs: 5, poison: true, ...options });
  for (const [i, router] of simulation.routers.entries()) router.originate(`192.0.${i}.0/24`);
  simulation.start();
  expect(simulation.settle()).toBe(true);
  return simulation;
}

const pathAt = ({ router }: Simulation, name: string, prefix: string): string => {
  const path = router(name).rib.best({ prefix })?.get(AS_PATH);
  return path === undefined ? 'none' : formatAsPath(path);
};

describe('a simulation', () => {
  it.each(TOPOLOGIES)('%s: every route comes everywhere, and nothing is left when all stop', (_, topology) => {
    for (const bothDial of [false, true]) {
      const simulation = settled(topology, { bothDial });
      // Spines of one AS do not take each other's routes (RFC 4271 §9.1.2, RFC 7938 §5.2.1); all else reaches all.
      const missing = topology.nodes.filter(({ asn }) => topology.nodes.filter((one) => one.asn === asn).length > 1);
      const isFabric = topology.links[0]?.a.startsWith('spine');
      for (const { name, rib } of simulation.routers) {
        const expected =
          isFabric && name.startsWith('spine') ? topology.nodes.length - missing.length + 1 : topology.nodes.length;
        expect([name, rib.size]).toEqual([name, expected]);
      }
      simulation.stop();
      expect([simulation.store.size, simulation.network.open, simulation.clock.pending]).toEqual([0, 0, 0]);
    }
  });

  it('a route goes the long way round a ring that is cut, and the short one when it is mended', () => {
    const simulation = settled(ring(5), { session: { holdTimeSeconds: 9 } });
    const [r1, r2] = simulation.topology.nodes;
    expect(pathAt(simulation, 'r2', '192.0.0.0/24')).toBe('4200000000');
    simulation.network.partition(r1!.address, r2!.address);
    simulation.clock.runFor(20_000);
    expect(pathAt(simulation, 'r2', '192.0.0.0/24')).toBe('4200000002 4200000003 4200000004 4200000000');
    simulation.network.heal();
    expect(simulation.settle()).toBe(true);
    expect(pathAt(simulation, 'r2', '192.0.0.0/24')).toBe('4200000000');
  });

  it('a router that falls over comes back with what it had saved', () => {
    const simulation = settled(ring(3));
    const router = simulation.router('r1');
    router.canSave = false;
    router.originate('198.51.100.0/24');
    expect(simulation.settle()).toBe(true);
    expect(simulation.router('r2').rib.best({ prefix: '198.51.100.0/24' })).toBeDefined();
    router.crash();
    expect(() => router.rib).toThrow(RangeError);
    simulation.clock.runFor(1_000);
    router.canSave = true;
    router.restart();
    expect(simulation.settle()).toBe(true);
    expect(router.originated).toEqual(['192.0.0.0/24']);
    expect(simulation.router('r2').rib.best({ prefix: '198.51.100.0/24' })).toBeUndefined();
  });

  it('names a node that the topology does not have', () => {
    expect(() => new Simulation(ring(3)).router('r9')).toThrow('r9');
  });

  it('a scenario keeps what happened up to its limit, and counts the rest', async () => {
    const scenario = { title: 't', topology: ring(3), steps: [], untilMs: 60_000 };
    const whole = await runScenario(scenario);
    const part = await runScenario(scenario, { limit: 5 });
    expect(part.events).toEqual(whole.events.slice(0, 5));
    expect(part.left).toBe(whole.events.length - 5);
    expect(part.hash).toBe(whole.hash);
  });
});
