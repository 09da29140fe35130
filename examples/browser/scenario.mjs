import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const examples = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What the scenario has, and the page has to show of it: a ring of five with five steps, all up at its end. */
const SHOWN = { circle: [/<circle/g, 5], step: [/<tr class="step/g, 5], up: [/<line [^>]*class="up"/g, 5] };

/**
 * Runs `mesh sim` and opens the page that it writes, as it lies on the disk. Returns what is wrong with it, undefined for
 * nothing: it has to draw itself from what is in it, and to name nothing outside of it.
 */
export async function scenarioFailure({ program, folder }) {
  const page = path.join(folder, 'scenario.html');
  const scenario = path.join(examples, 'cli/scenarios/ring.mjs');
  await run(process.execPath, [path.join(examples, 'cli/bin/mesh.mjs'), 'sim', scenario, '--html', page]);
  const { stdout: shown } = await run(
    program,
    [
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${path.join(folder, 'profile-of-page')}`,
      '--dump-dom',
      pathToFileURL(page).href,
    ],
    { maxBuffer: 64 << 20 },
  );
  const outside = /(?:src|href)=|url\(|@import|fetch\(/.exec(readFileSync(page, 'utf8'));
  if (outside !== null) return `the page of a scenario asks for something outside: ${outside[0]}`;
  for (const [name, [pattern, wanted]] of Object.entries(SHOWN)) {
    const found = shown.match(pattern)?.length ?? 0;
    if (found !== wanted) return `the page of a scenario shows ${found} of "${name}", not ${wanted}`;
  }
  return undefined;
}
