import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { wrongAfterKill } from '../lib/after-kill.js';
import { contentOf } from '../lib/generation.js';
import { inParallel, leftovers, startChild, withFolder } from '../lib/machine.js';
import type { Row } from '../lib/row.js';

const ROUTES = [1, 1_000, 10_000];
/** Kills come uniformly within so many microseconds: some saves of the largest file. */
const WITHIN_US = 120_000;
const WORKERS = 2;

/** S2. */
export const randomKills: Row = {
  id: 'S2',
  what: 'kill -9 at any time',
  full: 2_000,
  quick: 20,
  async run(volume) {
    const wrong: string[] = [];
    let left = 0;
    const runs = Array.from({ length: volume }, (_, i) => ({
      routes: ROUTES[i % ROUTES.length]!,
      backup: i % 4 !== 3,
    }));
    await inParallel(runs, WORKERS, async ({ routes, backup }) => {
      await withFolder(async (folder) => {
        const file = path.join(folder, 'config');
        writeFileSync(file, contentOf(0, routes));
        const child = startChild(['save-forever', file, String(routes), String(backup), '1000000']);
        await child.said('ready');
        child.process.stdin!.write('go\n');
        await sleepMicroseconds(Math.random() * WITHIN_US);
        child.process.kill('SIGKILL');
        await child.ended;
        if (leftovers(folder).length > 0) left++;
        wrong.push(...(await wrongAfterKill(folder, routes, backup, child.output())));
      });
    });
    return {
      goal: `${volume} kills at a random time, 0 torn, 0 lost`,
      measured: `${volume} killed, ${left} left something to sweep, ${wrong.length} torn, lost or stuck`,
      wrong,
    };
  },
};

/** Timers count milliseconds: the rest is waited for by looking at the clock. */
async function sleepMicroseconds(us: number): Promise<void> {
  const end = process.hrtime.bigint() + BigInt(Math.round(us)) * 1_000n;
  await new Promise((resolve) => setTimeout(resolve, Math.floor(us / 1_000) - 1));
  while (process.hrtime.bigint() < end);
}
