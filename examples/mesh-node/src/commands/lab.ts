import { parseArgs } from 'node:util';
import { findProblems } from '../lab/find-problems.js';
import { MeshLab } from '../lab/mesh-lab.js';
import type { Command } from './command.js';
import { UsageError } from './usage-error.js';

const MOST_NODES = 50;

export const labCommand: Command = {
  name: 'lab',
  synopsis: '[--nodes N]',
  summary: 'a mesh of 5 or N nodes in network namespaces, with etcd and tinc; as root; Ctrl-C takes it down',
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { nodes: { type: 'string', default: '5' } } });
    const nodes = Number(values.nodes);
    if (!Number.isInteger(nodes) || nodes < 2 || nodes > MOST_NODES) {
      throw new UsageError(`--nodes is 2–${MOST_NODES}, got ${JSON.stringify(values.nodes)}`);
    }
    const problems = findProblems();
    if (problems.length > 0) {
      process.stderr.write(`the lab can not run:\n${problems.map((one) => `  - ${one}\n`).join('')}`);
      return 1;
    }
    const say = sayer();
    const interruption = new Interruption();
    say(`starting three members of etcd, and ${nodes} nodes with tinc`);
    const lab = await MeshLab.start({ nodes, program: process.argv[1]! });
    const interrupted = interruption.begin();
    try {
      await Promise.race([show(lab, say), interrupted]);
      await interrupted;
    } finally {
      say('taking everything down');
      await lab.stop();
    }
    return 0;
  },
};

type Say = (text: string) => void;

/** Writes lines that begin with the seconds since now. */
function sayer(): Say {
  const begun = performance.now();
  return (text) => process.stdout.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
}

/**
 * Ctrl-C. As long as nobody waits for it, it ends the process at once, which removes the lab as well; afterwards the first one
 * is told, and the second ends the process.
 */
class Interruption {
  #isAwaited = false;
  readonly #told: Promise<void>;

  constructor() {
    this.#told = new Promise((resolve) => {
      const onSignal = () => {
        if (!this.#isAwaited) process.exit(130);
        this.#isAwaited = false;
        resolve();
      };
      process.on('SIGINT', onSignal);
      process.on('SIGTERM', onSignal);
    });
  }

  begin(): Promise<void> {
    this.#isAwaited = true;
    return this.#told;
  }
}

/** Tells how the mesh converges, what answers through it, and what to try. */
async function show(lab: MeshLab, say: Say): Promise<void> {
  const [first, second] = lab.nodes;
  const told = new Map<string, number>();
  const wanted = 2 * (lab.nodes.length - 1);
  await lab.converged({
    progress: ({ name }, routes) => {
      if (routes.length !== (told.get(name) ?? 0)) say(`${name} has ${routes.length} of ${wanted} routes`);
      told.set(name, routes.length);
    },
  });
  const silent = await lab.unreached();
  say(silent.length === 0 ? 'every node reaches every network' : `no answer: ${silent.join(', ')}`);
  say(`try   ip netns exec ${first!.namespace.name} ping ${second!.gateway}`);
  say(`      ${lab.etcd.command('get', '--prefix', '/peers/').join(' ')}`);
  say(`      tail -f ${first!.daemon.path('log')}`);
  say('Ctrl-C takes it down');
}
