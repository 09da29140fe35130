import { stat } from 'node:fs/promises';
import { replaceFile } from '../../src/storage/index.js';
import { linesOf } from '../lib/generation.js';

/** Saves generation after generation, from 1 on, and says so of each; begins when it is told to. */
export async function saveForever([file, routes, backup, saves]: readonly string[]): Promise<void> {
  await stat(file!).catch(() => {}); // the thread that makes system calls is there
  const told = new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdout.write('ready\n');
  await told;
  for (let generation = 1; generation <= Number(saves); generation++) {
    await replaceFile(file!, linesOf(generation, Number(routes)), { backup: backup === 'true' });
    process.stdout.write(`saved ${generation}\n`);
  }
  process.exit(0);
}
