import path from 'node:path';
import { load, replaceFile } from '../../src/storage/index.js';
import { contentOf, generationOf } from './generation.js';
import { textOf } from './machine.js';

/** What was saved before the process that is killed begins; -1: no file, no backup. */
export const START = 0;

/**
 * What is wrong with what a killed process left, whose last word was that it had saved generation `reported`: the file
 * has that one or the next, whole, the backup the one before or that one, and the next start saves as if nothing was.
 */
export async function wrongAfterKill(
  folder: string,
  routes: number,
  isBackedUp: boolean,
  output: string,
): Promise<string[]> {
  const file = path.join(folder, 'config');
  const reported = (output.match(/saved/g) ?? []).length;
  const wrong: string[] = [];
  const judge = (name: string, allowed: readonly (number | undefined)[]) => {
    const text = textOf(name);
    const generation = text === undefined ? undefined : (generationOf(text, routes) ?? 'torn');
    if (generation === 'torn' || !allowed.includes(generation)) {
      wrong.push(`after generation ${reported} was saved ${path.basename(name)} is ${generation}`);
    }
  };
  judge(file, [reported, reported + 1]);
  const before = reported === START ? undefined : reported - 1;
  judge(`${file}.backup`, isBackedUp ? [before, reported] : [undefined]);
  if (wrong.length > 0) return wrong;
  try {
    const { version } = await load(file, (text) => text);
    await replaceFile(file, contentOf(reported + 9, routes), { backup: isBackedUp, expected: version, lockWaitMs: 0 });
  } catch (error) {
    wrong.push(`the next start could not save: ${error}`);
  }
  return wrong;
}
