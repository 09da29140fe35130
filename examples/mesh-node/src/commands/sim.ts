import { parseArgs } from 'node:util';
import { formatColumns } from '@mesh-examples/lib';
import { type ChaosResult, chaos } from '../simulation/chaos.js';
import { MeshSimulation } from '../simulation/mesh-simulation.js';
import type { LogLine } from '../simulation/recording.js';
import { type Finding, Story } from '../simulation/story.js';
import type { Command } from './command.js';
import { UsageError } from './usage-error.js';

const MOST_NODES = 1_000;
const MOST_SEEDS = 1_000_000;
/** Up to so many nodes, what each of them does is told. */
const TOLD_NODES = 10;

export const simCommand: Command = {
  name: 'sim',
  synopsis: '[--nodes N] [--seed S] | --chaos [--seeds N]',
  summary: 'the same code with 5 or N nodes in virtual time; --chaos: whatever can go wrong, by seeds',
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        nodes: { type: 'string', default: '5' },
        seed: { type: 'string', default: '1' },
        above: { type: 'string', default: '50' },
        chaos: { type: 'boolean', default: false },
        seeds: { type: 'string', default: '50' },
      },
    });
    const seed = numberIn('seed', values.seed, 0, Number.MAX_SAFE_INTEGER);
    if (values.chaos) return storms(seed, numberIn('seeds', values.seeds, 1, MOST_SEEDS));
    const above = numberIn('above', values.above, 2, MOST_NODES);
    return tell(numberIn('nodes', values.nodes, 4, MOST_NODES), seed, above);
  },
};

async function tell(nodes: number, seed: number, above: number): Promise<number> {
  const mesh: MeshSimulation = new MeshSimulation({
    seed,
    bgp: { reflectors: { above } },
    onLog: (node, line) => {
      if (nodes <= TOLD_NODES && isTold(line)) say(`  ${node}: ${line.event}`);
    },
  });
  const say = (text: string) => write(`${(mesh.clock.now() / 1000).toFixed(1).padStart(7)} s  ${text}`);
  write(`\n  ${nodes} nodes in one process: virtual time, seed ${seed}\n`);
  const story = new Story(mesh, { say, now: () => performance.now() });
  await story.run(nodes);
  return verdict(story.findings);
}

/** Runs seeds, and tells of those where something did not hold: they can be run again. */
async function storms(first: number, count: number): Promise<number> {
  write(`\n  ${count} meshes, each with faults of its own seed\n`);
  const startedAt = performance.now();
  const results: ChaosResult[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const result = await chaos({ seed });
    results.push(result);
    if (result.broken.length > 0) report(result);
  }
  const events = results.reduce((sum, { events }) => sum + events.length, 0);
  write(`  ${events} faults in ${((performance.now() - startedAt) / 1000).toFixed(1)} s of real time`);
  const broken = results.filter((one) => one.broken.length > 0).length;
  const slowest = Math.max(...results.map(({ healedMs }) => healedMs ?? Number.POSITIVE_INFINITY));
  return verdict([
    { what: 'seeds that broke a promise', measured: broken, unit: '', goal: 0 },
    { what: 'the slowest mesh is whole again after', measured: slowest / 1000, unit: 's virtual', goal: 120 },
  ]);
}

function report({ seed, nodes, events, broken }: ChaosResult): void {
  write(`  seed ${seed}, ${nodes} nodes:`);
  for (const event of events) write(`    ${event}`);
  for (const what of broken) write(`    BROKEN: ${what}`);
}

/** What tells how a mesh comes together, and nothing of each session. */
function isTold({ level, event }: LogLine): boolean {
  return event.startsWith('Reconciling') || (level === 'error' && event !== 'can not register');
}

function verdict(findings: readonly Finding[]): number {
  const isMet = ({ measured, goal }: Finding) => measured <= goal;
  const rows = findings.map((finding) => {
    const { what, measured, unit, goal } = finding;
    return [`  ${isMet(finding) ? 'PASS' : 'MISS'}`, what, formatNumber(measured), unit, `goal ≤ ${goal}`];
  });
  write(`\n${formatColumns(rows, '<<><<').join('\n')}\n`);
  return findings.every(isMet) ? 0 : 1;
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(2);
}

function numberIn(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new UsageError(`--${name} is ${low}–${high}, got ${JSON.stringify(text)}`);
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
