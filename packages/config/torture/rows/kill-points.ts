import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { wrongAfterKill } from '../lib/after-kill.js';
import { contentOf } from '../lib/generation.js';
import { follow, inParallel, leftovers, startChild, withFolder } from '../lib/machine.js';
import type { Row } from '../lib/row.js';

/** The calls that change something, and those that look: a kill comes at the entry of one. */
const CALLS = [
  ...['openat', 'read', 'pread64', 'write', 'pwrite64', 'fsync', 'fchmod', 'fchown', 'close'],
  ...[
    'statx',
    'fstat',
    'newfstatat',
    'readlink',
    'mkdir',
    'link',
    'linkat',
    'rename',
    'renameat',
    'unlink',
    'unlinkat',
  ],
];
/** One thread makes all system calls, and makes them itself. */
const ENV = { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' };
const WORKERS = 2;

interface Scenario {
  readonly routes: number;
  readonly backup: boolean;
  /** How much of the volume, in parts of the whole. */
  readonly share: number;
}

const SCENARIOS: readonly Scenario[] = [
  { routes: 1, backup: true, share: 0.4 },
  { routes: 1, backup: false, share: 0.24 },
  { routes: 1_000, backup: true, share: 0.2 },
  { routes: 1_000, backup: false, share: 0.11 },
  { routes: 100_000, backup: true, share: 0.03 },
  { routes: 100_000, backup: false, share: 0.02 },
];

interface KillPoint extends Scenario {
  readonly saves: number;
  readonly call: string;
  /** The call's how-many-th in its thread, from 1. */
  readonly at: number;
}

/** S1. */
export const killPoints: Row = {
  id: 'S1',
  what: 'SIGKILL at every system call',
  full: 5_000,
  quick: 500,
  async run(volume) {
    const points = (
      await Promise.all(SCENARIOS.map((one) => pointsOf(one, Math.ceil(volume * one.share * 1.05))))
    ).flat();
    const wrong: string[] = [];
    let killed = 0;
    let left = 0;
    await inParallel(points, WORKERS, async (point) => {
      const outcome = await killAt(point);
      if (!outcome.isKilled) return;
      killed++;
      if (outcome.hasLeftovers) left++;
      const where = `${point.call} ${point.at}, ${point.routes} routes, ${point.backup ? 'with' : 'without'} backup`;
      wrong.push(...outcome.wrong.map((what) => `${where}: ${what}`));
    });
    if (killed < volume) wrong.push(`only ${killed} of ${points.length} runs were killed`);
    return {
      goal: `≥ ${volume} distinct kill points, 0 torn, 0 lost`,
      measured: `${killed} killed, ${left} left something to sweep, ${wrong.length} torn, lost or stuck`,
      wrong,
    };
  },
};

/** As many points of a scenario as are wanted: all of so many saves, or an even choice of them. */
async function pointsOf(scenario: Scenario, wanted: number): Promise<KillPoint[]> {
  const ofOne = count(await traceOf(scenario, 1));
  const saves = Math.max(2, Math.ceil(wanted / total(ofOne)) + 1);
  const counts = count(await traceOf(scenario, saves));
  const all = [...counts].flatMap(([call, most]) =>
    Array.from({ length: most }, (_, i) => ({ ...scenario, saves, call, at: i + 1 })),
  );
  const step = Math.max(1, all.length / wanted);
  return Array.from({ length: Math.min(wanted, all.length) }, (_, i) => all[Math.floor(i * step)]!);
}

const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, each) => sum + each, 0);

/** How often a thread makes each call at most, of what strace wrote: `<thread> <call>(…`. */
function count(trace: string): Map<string, number> {
  const perThread = new Map<string, number>();
  const most = new Map<string, number>();
  for (const [, thread, call] of trace.matchAll(/^(\d+) +(\w+)\(/gm)) {
    const seen = (perThread.get(`${thread} ${call}`) ?? 0) + 1;
    perThread.set(`${thread} ${call}`, seen);
    most.set(call!, Math.max(most.get(call!) ?? 0, seen));
  }
  return most;
}

async function traceOf(scenario: Scenario, saves: number): Promise<string> {
  return withFolder(async (folder) => {
    const log = path.join(folder, 'trace');
    await withStrace(path.join(folder, 'config'), scenario, saves, ['-o', log, '-e', `trace=${CALLS.join(',')}`]);
    return readFileSync(log, 'utf8');
  });
}

async function killAt(point: KillPoint) {
  return withFolder(async (folder) => {
    const inject = [`trace=${point.call}`, `inject=${point.call}:signal=KILL:when=${point.at}`];
    const options = ['-o', '/dev/null', ...inject.flatMap((what) => ['-e', what])];
    const { signal, output } = await withStrace(path.join(folder, 'config'), point, point.saves, options);
    const isKilled = signal === 'SIGKILL';
    const hasLeftovers = leftovers(folder).length > 0;
    const wrong = isKilled ? await wrongAfterKill(folder, point.routes, point.backup, output) : [];
    return { isKilled, hasLeftovers, wrong };
  });
}

/** Runs saves under strace, which comes in once the program stands: what it does to start is no point of a save. */
async function withStrace(file: string, { routes, backup }: Scenario, saves: number, options: readonly string[]) {
  writeFileSync(file, contentOf(0, routes));
  const child = startChild(['save-forever', file, String(routes), String(backup), String(saves)], { env: ENV });
  await child.said('ready');
  const tracer = spawn('strace', ['-f', '-p', String(child.process.pid), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const strace = follow(tracer, tracer.stderr!);
  await strace.said('attached');
  child.process.stdin!.write('go\n');
  const { signal } = await child.ended;
  await strace.ended;
  return { signal, output: child.output() };
}
