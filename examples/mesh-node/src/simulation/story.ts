import { hasAll, routesToTheDead, unconverged } from './invariants.js';
import type { MeshSimulation } from './mesh-simulation.js';
import type { SimulatedNode } from './simulated-node.js';

/** What was to hold, and what did. */
export interface Finding {
  readonly what: string;
  readonly measured: number;
  readonly unit: 's' | 's virtual' | '';
  /** At most. */
  readonly goal: number;
}

export interface StoryOptions {
  /** Told of what happens. */
  readonly say: (text: string) => void;
  /** Real milliseconds. */
  readonly now: () => number;
}

/** Above, only the beginning and a dead node are told. */
const MOST_FOR_ALL = 20;
const CONVERGE_SECONDS = 120;
const WAIT_MS = 300_000;
/** Longer than a lease lives. */
const AWAY_MS = 60_000;
const PATIENCE_MS = 15_000;

/** What a mesh goes through, told as it happens: what is measured on the way is in the findings. */
export class Story {
  readonly findings: Finding[] = [];
  readonly #mesh: MeshSimulation;
  readonly #options: StoryOptions;

  constructor(mesh: MeshSimulation, options: StoryOptions) {
    this.#mesh = mesh;
    this.#options = options;
  }

  /** From nothing to nothing. */
  async run(count: number): Promise<void> {
    await this.#begins(count);
    if (count <= MOST_FOR_ALL) await this.#joins(count + 1);
    await this.#dies(this.#mesh.node(3));
    if (count <= MOST_FOR_ALL) {
      await this.#losesTheRegistry();
      await this.#isTakenOut(this.#mesh.node(2));
      await this.#isUpgraded();
    }
    this.#options.say('everybody leaves');
    const left = await this.#mesh.close();
    this.#options.say(left.length === 0 ? 'nothing is left' : `left: ${left.join(', ')}`);
    this.findings.push({ what: 'things left at the end', measured: left.length, unit: '', goal: 0 });
  }

  async #begins(count: number): Promise<void> {
    const { say, now } = this.#options;
    say(`node1 … node${count} start`);
    const startedAt = now();
    await this.#mesh.start(count);
    const tookMs = await this.#converged();
    const goal = count <= MOST_FOR_ALL ? 1 : 30;
    this.findings.push({
      what: `${count} nodes converge`,
      measured: tookMs / 1000,
      unit: 's virtual',
      goal: CONVERGE_SECONDS,
    });
    // Five hundred have no goal in real time.
    if (count <= 100)
      this.findings.push({ what: '… in real time', measured: (now() - startedAt) / 1000, unit: 's', goal });
  }

  async #joins(n: number): Promise<void> {
    this.#options.say(`node${n} starts`);
    await this.#mesh.node(n).start();
    const tookMs = await this.#converged();
    this.findings.push({ what: `node${n} joins`, measured: tookMs / 1000, unit: 's virtual', goal: 60 });
  }

  async #dies(node: SimulatedNode): Promise<void> {
    const { say } = this.#options;
    const others = this.#mesh.nodes.filter((other) => other !== node);
    say(`${node.name} loses its power`);
    node.fail('power');
    const goneMs = await this.#until(() => routesToTheDead(this.#mesh).length === 0);
    say(`its networks are out of every kernel; those of the others ${hasAll(others) ? 'are there' : 'are NOT there'}`);
    this.findings.push({ what: 'routes to a dead node are gone', measured: goneMs / 1000, unit: 's virtual', goal: 1 });
    await this.#until(() => unconverged(this.#mesh).length === 0);
    say('its lease has lapsed: it is no member any more');
    await this.#mesh.settled(node.ending);
    say(`${node.name} is on again`);
    await node.start();
    await this.#converged();
  }

  async #losesTheRegistry(): Promise<void> {
    const { say } = this.#options;
    const { nodes } = this.#mesh;
    say('the registry is away for a minute: all leases lapse');
    for (const { process } of nodes) process.registry.disconnect();
    const lost = await this.#lostDuring(nodes, () => this.#mesh.run(AWAY_MS));
    say('it is back, and empty; everybody registers again');
    for (const { process } of nodes) process.registry.reconnect();
    const lostAfter = await this.#lostDuring(nodes, async () => void (await this.#converged()));
    const what = 'looks with a route missing, registry away';
    this.findings.push({ what, measured: lost + lostAfter, unit: '', goal: 0 });
  }

  async #isTakenOut(node: SimulatedNode): Promise<void> {
    const { say } = this.#options;
    // Just after the registry was away, nobody believes that others are gone before they had time to come back.
    await this.#mesh.run(PATIENCE_MS);
    say(`somebody deletes /peers/${node.name}`);
    await this.#mesh.operator.delete(`/peers/${node.name}`);
    const others = this.#mesh.nodes.filter((other) => other !== node);
    const isGone = () =>
      others.every(
        ({ kernel, overlay }) => !overlay.hosts.has(node.name) && !node.networks.some((one) => kernel.has(one)),
      );
    const goneMs = await this.#until(isGone);
    say('it is gone from every node, and stays out');
    this.findings.push({
      what: 'a node taken out by hand is gone',
      measured: goneMs / 1000,
      unit: 's virtual',
      goal: 5,
    });
    await this.#mesh.settled(node.stop('restart'));
    say(`${node.name} is restarted`);
    await node.start();
    await this.#converged();
  }

  async #isUpgraded(): Promise<void> {
    const { say } = this.#options;
    const { nodes } = this.#mesh;
    say('every node is restarted, one after the other');
    let lost = 0;
    for (const node of nodes) {
      lost += await this.#lostDuring(nodes, async () => {
        await this.#mesh.settled(node.stop('restart'));
        await this.#mesh.run(2_000);
        await node.start();
        await this.#mesh.until(() => unconverged(this.#mesh).length === 0, WAIT_MS);
        // The next only once this one has told the others all that it has.
        await this.#mesh.run(5_000);
      });
    }
    await this.#converged();
    this.findings.push({ what: 'looks with a route missing, upgrades', measured: lost, unit: '', goal: 0 });
  }

  /** Times that a route was missing somewhere while something went on. */
  async #lostDuring(nodes: readonly SimulatedNode[], action: () => Promise<void>): Promise<number> {
    let lost = 0;
    const cancel = this.#mesh.watch(() => {
      if (!hasAll(nodes)) lost++;
    });
    await action();
    cancel();
    return lost;
  }

  /** Virtual milliseconds until the mesh is whole. */
  async #converged(): Promise<number> {
    const tookMs = await this.#until(() => unconverged(this.#mesh).length === 0);
    const up = this.#mesh.nodes.filter(({ isUp }) => isUp);
    const sessions = up.reduce((sum, { process }) => sum + process.routing.peers().length, 0) / 2;
    const routes = Math.max(...up.map(({ kernel }) => kernel.size));
    this.#options.say(
      tookMs === Number.POSITIVE_INFINITY
        ? `NOT converged: ${unconverged(this.#mesh).join('; ')}`
        : `converged: ${sessions} sessions, ${routes} routes in each kernel, everybody reaches everybody`,
    );
    return tookMs;
  }

  async #until(holds: () => boolean): Promise<number> {
    return (await this.#mesh.until(holds, WAIT_MS)) ?? Number.POSITIVE_INFINITY;
  }
}
