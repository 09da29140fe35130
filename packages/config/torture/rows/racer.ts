import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMeshError } from '@mesh/bgp-wire';
import { replaceFile } from '../../src/storage/index.js';
import { IN_MEMORY, startChild, textOf, withFolder } from '../lib/machine.js';
import type { Row } from '../lib/row.js';

const WAYS = ['name', 'backup', 'temporary', 'parent'];
const SECRET = 'secret of somebody else';

/** S6. */
export const racer: Row = {
  id: 'S6',
  what: 'a process that swaps names for symbolic links',
  full: 10_000,
  quick: 1_000,
  async run(volume) {
    const wrong: string[] = [];
    const counts = { saved: 0, refused: 0 };
    for (const way of WAYS) {
      await withFolder(async (root) => wrong.push(...(await race(way, root, volume / WAYS.length, counts))), IN_MEMORY);
    }
    if (counts.saved === 0 || counts.refused === 0) wrong.push('there was no race');
    return {
      goal: `${volume} saves against a racer: 0 written outside, 0 links followed`,
      measured: `${counts.saved} saved, ${counts.refused} refused, ${wrong.length} written outside or followed`,
      wrong,
    };
  },
};

async function race(
  way: string,
  root: string,
  saves: number,
  counts: { saved: number; refused: number },
): Promise<string[]> {
  const [folder, outside] = [path.join(root, 'folder'), path.join(root, 'outside')];
  for (const each of [folder, outside]) mkdirSync(each);
  const victim = path.join(outside, 'victim');
  writeFileSync(victim, SECRET);
  const { ino } = statSync(victim);
  const child = startChild(['flip', way, folder, outside]);
  const wrong: string[] = [];
  try {
    await child.said('ready');
    for (let i = 0; i < saves; i++) {
      try {
        await replaceFile(path.join(folder, 'config'), `content ${i}`, { backup: true, lockWaitMs: 0 });
        counts.saved++;
      } catch (error) {
        if (!isMeshError(error)) throw error;
        counts.refused++;
      }
    }
  } finally {
    child.process.kill('SIGKILL');
    await child.ended;
  }
  if (readdirSync(outside).join() !== 'victim') wrong.push(`${way}: outside there is ${readdirSync(outside).join()}`);
  if (readFileSync(victim, 'utf8') !== SECRET || statSync(victim).ino !== ino)
    wrong.push(`${way}: the victim was written`);
  for (const place of [folder, `${folder}.real`])
    wrong.push(...followed(place).map((name) => `${way}: ${name} was followed`));
  return wrong;
}

/** Regular files here that have what only a link leads to; the racer may have been stopped with a link in place of the folder. */
function followed(place: string): string[] {
  const names = lstatSync(place, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(place, { withFileTypes: true })
    : [];
  return names
    .filter((one) => one.isFile() && textOf(path.join(place, one.name))?.includes(SECRET))
    .map(({ name }) => name);
}
