import { seededRandom } from '@mesh/bgp-session/testing';
import { routesToTheDead, unconverged } from './invariants.js';
import { MeshSimulation } from './mesh-simulation.js';
import type { SimulatedNode } from './simulated-node.js';

/*
 * Whatever can go wrong, in an order that a seed decides; then everything is mended, and the mesh has to be whole again.
 */

export interface ChaosOptions {
  readonly seed: number;
  /** Faults, one after the other or together. Default 12. */
  readonly faults?: number | undefined;
  readonly onEvent?: ((atMs: number, text: string) => void) | undefined;
}

export interface ChaosResult {
  readonly seed: number;
  readonly nodes: number;
  /** What happened, as it was told. */
  readonly events: readonly string[];
  /** What did not hold, in words; nothing where all is well. */
  readonly broken: readonly string[];
  /** Virtual milliseconds from when all was mended to when the mesh was whole. */
  readonly healedMs: number | undefined;
}

/** Half a second, for time to go by faster than with the default. */
const BFD_MS = 500;
/** BFD says it after three packets that did not come; then a withdrawal goes by way of a reflector. */
const DEAD_MS = 2_500;
/** What a new process finds in the kernel stays until the others have said what there is, or have had half a minute. */
const ADOPTED_MS = 35_000;
/** Routes by way of a node that restarts are kept so long (RFC 4724 §4.2), and so are those it had of others. */
const RESTART_MS = 150_000;
const HEAL_MS = 180_000;
const LOOK_MS = 500;

/** What is broken now, beside nodes that do not run. */
class Chaos {
  readonly mesh: MeshSimulation;
  readonly random: () => number;
  readonly events: string[] = [];
  /** When a node was last restarted on purpose. */
  restartedAt = Number.NEGATIVE_INFINITY;
  readonly #onEvent: ChaosOptions['onEvent'];

  constructor({ seed, onEvent }: ChaosOptions) {
    this.random = seededRandom(seed);
    this.#onEvent = onEvent;
    // A full mesh, or reflectors as soon as there are four.
    const above = this.random() < 0.5 ? 50 : 3;
    this.mesh = new MeshSimulation({
      seed,
      latencyMs: 1 + this.below(40),
      bgp: { reflectors: { above }, bfd: { interval: BFD_MS } },
    });
    const count = 4 + this.below(4);
    for (let n = 1; n <= count; n++) this.mesh.node(n);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  one<T>(of: readonly T[]): T | undefined {
    return of[this.below(of.length)];
  }

  get up(): readonly SimulatedNode[] {
    return this.mesh.nodes.filter(({ isUp }) => isUp);
  }

  say(text: string): void {
    const atMs = this.mesh.clock.now();
    this.events.push(`${(atMs / 1000).toFixed(1)} s: ${text}`);
    this.#onEvent?.(atMs, text);
  }
}

type Fault = (chaos: Chaos) => Promise<void> | void;

const FAULTS: readonly Fault[] = [
  function powerFails(chaos) {
    const node = chaos.one(chaos.up);
    if (node === undefined) return;
    chaos.say(`${node.name} loses its power`);
    node.fail('power');
  },

  function processDies(chaos) {
    const node = chaos.one(chaos.up);
    if (node === undefined) return;
    chaos.say(`the process of ${node.name} is killed`);
    node.fail('process');
  },

  function leaves(chaos) {
    const node = chaos.one(chaos.up);
    if (node === undefined) return;
    chaos.say(`${node.name} leaves`);
    void node.stop('leave');
  },

  async function restarts(chaos) {
    const node = chaos.one(chaos.up);
    if (node === undefined) return;
    chaos.say(`${node.name} is restarted`);
    chaos.restartedAt = chaos.mesh.clock.now();
    await chaos.mesh.settled(node.stop('restart'));
    await chaos.mesh.run(chaos.below(20_000));
    await node.start();
  },

  async function starts(chaos) {
    const node = chaos.one(chaos.mesh.nodes.filter(({ isUp }) => !isUp));
    if (node === undefined) return;
    chaos.say(`${node.name} starts`);
    await chaos.mesh.settled(node.start());
  },

  function isCutOff(chaos) {
    const names = chaos.mesh.nodes.map(({ name }) => name);
    const side = names.filter(() => chaos.random() < 0.4);
    const rest = names.filter((name) => !side.includes(name));
    if (side.length === 0 || rest.length === 0) return;
    chaos.say(`${side.join(', ')} cut off from ${rest.join(', ')}`);
    chaos.mesh.fabric.cut(side, rest);
  },

  function isMended(chaos) {
    chaos.say('what was cut is mended');
    chaos.mesh.fabric.heal();
  },

  function losesTheRegistry(chaos) {
    const node = chaos.one(chaos.up);
    if (node === undefined) return;
    chaos.say(`${node.name} does not reach the registry`);
    node.process.registry.disconnect();
  },

  function theRegistryIsAway(chaos) {
    chaos.say('the registry is away');
    for (const { process } of chaos.up) process.registry.disconnect();
  },

  function theRegistryIsBack(chaos) {
    chaos.say('the registry is back');
    for (const { process } of chaos.up) process.registry.reconnect();
  },

  async function isCompacted(chaos) {
    const { revision } = await chaos.mesh.operator.list('');
    chaos.say(`the registry forgets changes up to ${revision}`);
    chaos.mesh.registry.compact(revision);
  },

  async function isRemoved(chaos) {
    const node = chaos.one(chaos.up);
    if (node === undefined) return;
    chaos.say(`the key of ${node.name} is deleted by hand`);
    await chaos.mesh.operator.delete(`/peers/${node.name}`);
  },

  function diskIsFull(chaos) {
    const node = chaos.one(chaos.mesh.nodes);
    if (node === undefined) return;
    chaos.say(`the disk of ${node.name} is full`);
    node.overlay.fault = (call) => (call === 'reload' ? undefined : new Error('ENOSPC'));
  },

  async function strangerRegisters(chaos) {
    const node = chaos.one(chaos.mesh.nodes);
    if (node === undefined) return;
    chaos.say(`somebody registers with the address of ${node.name}, and somebody with nonsense`);
    const { value } = (await chaos.mesh.operator.get(`/peers/${node.name}`)) ?? { value: '{}' };
    await chaos.mesh.operator.put('/peers/stranger', value);
    await chaos.mesh.operator.put('/peers/../nonsense', '{"IP":');
  },
];

/** Runs one seed, from nothing to nothing. */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, faults = 12 } = options;
  const run = new Chaos(options);
  const { mesh, events } = run;
  const broken: string[] = [];
  for (const node of mesh.nodes) await node.start();
  await mesh.until(() => unconverged(mesh).length === 0, HEAL_MS);
  for (let i = 0; i < faults; i++) {
    await run.one(FAULTS)!(run);
    await pass(run, run.below(40_000), broken);
  }
  await mend(run);
  const healedMs = await mesh.until(() => unconverged(mesh).length === 0, HEAL_MS);
  broken.push(...unconverged(mesh).map((what) => `mended: ${what}`));
  // It stays so, also when what was kept over restarts has run out.
  await mesh.run(RESTART_MS);
  broken.push(...unconverged(mesh).map((what) => `later: ${what}`));
  broken.push(...(await mesh.close()).map((what) => `at the end: ${what}`));
  return { seed, nodes: mesh.nodes.length, events, broken, healedMs };
}

/** Lets time pass, and looks whether somebody still has a route to one who is long gone. */
async function pass(run: Chaos, ms: number, broken: string[]): Promise<void> {
  const { mesh } = run;
  for (let passed = 0; passed < ms; passed += LOOK_MS) {
    await mesh.run(LOOK_MS);
    const now = mesh.clock.now();
    const bound = now - run.restartedAt < RESTART_MS ? RESTART_MS : DEAD_MS;
    for (const { at, to } of routesToTheDead(mesh)) {
      const since = now - to.endedAt;
      if (since > bound && now - at.startedAt > ADOPTED_MS)
        broken.push(`${now / 1000} s: ${at.name} has routes to ${to.name}, gone for ${since} ms`);
    }
  }
}

/** Everything is made good: ways, disks, the registry, and nodes that do not run or were taken out. */
async function mend(run: Chaos): Promise<void> {
  const { mesh } = run;
  run.say('everything is mended');
  mesh.fabric.heal();
  await mesh.operator.delete('/peers/stranger');
  await mesh.operator.delete('/peers/../nonsense');
  for (const node of mesh.nodes) node.overlay.fault = undefined;
  for (const { process } of run.up) process.registry.reconnect();
  for (const node of mesh.nodes) {
    if (node.isUp && node.process.node.registration === 'removed') await mesh.settled(node.stop('restart'));
    if (!node.isUp) await mesh.settled(node.start());
  }
}
