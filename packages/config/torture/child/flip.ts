import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What is swapped for a symbolic link to what is not ours, and back. */
const WAYS: Readonly<Record<string, (folder: string, outside: string) => void>> = {
  name: (folder, outside) => swapEntry(path.join(folder, 'config'), path.join(outside, 'victim')),
  backup: (folder, outside) => swapEntry(path.join(folder, 'config.backup'), path.join(outside, 'victim')),
  temporary: (folder, outside) => {
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.tmp')) swapEntry(path.join(folder, name), path.join(outside, 'victim'));
    }
  },
  parent: (folder, outside) => {
    attempt(() => renameSync(folder, `${folder}.real`));
    attempt(() => symlinkSync(outside, folder));
    attempt(() => unlinkSync(folder));
    // What a save has made in the meantime is in the way.
    attempt(() => rmSync(folder, { recursive: true, force: true }));
    attempt(() => renameSync(`${folder}.real`, folder));
  },
};

/** Swaps as fast as it can, until it is killed. */
export async function flip([way, folder, outside]: readonly string[]): Promise<void> {
  process.stdout.write('ready\n');
  for (;;) WAYS[way!]!(folder!, outside!);
}

function swapEntry(entry: string, victim: string): void {
  attempt(() => unlinkSync(entry));
  attempt(() => symlinkSync(victim, entry));
  attempt(() => unlinkSync(entry));
  attempt(() => mkdirSync(entry));
  attempt(() => rmSync(entry, { recursive: true, force: true }));
  attempt(() => writeFileSync(entry, 'theirs', { flag: 'wx' }));
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // the other side was faster
  }
}
