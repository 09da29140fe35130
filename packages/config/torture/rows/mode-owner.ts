import { chmodSync, chownSync, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, textOf, withFolder } from '../lib/machine.js';
import type { Row } from '../lib/row.js';

const NOBODY = 65534;

interface Case {
  readonly mode: number;
  readonly umask: string;
  /** Who saves, and whose file it is. */
  readonly self: number;
  readonly owner: number;
  readonly links: number;
}

const CASES: readonly Case[] = [0o600, 0o640, 0o644, 0o400].flatMap((mode) =>
  ['000', '077'].flatMap((umask) => [
    ...[0, NOBODY].flatMap((self) => [0, NOBODY].map((owner) => ({ mode, umask, self, owner, links: 1 }))),
    { mode, umask, self: 0, owner: 0, links: 2 },
  ]),
);

/** S8. */
export const modeAndOwner: Row = {
  id: 'S8',
  what: 'modes and owners',
  full: CASES.length,
  quick: CASES.length,
  async run(volume) {
    const wrong: string[] = [];
    for (const one of CASES) {
      const found = await withFolder((folder) => wrongWith(one, folder));
      wrong.push(...found.map((what) => `${JSON.stringify(one)}: ${what}`));
    }
    return {
      goal: `${volume} of mode × umask × user × owner × names: kept, never wider`,
      measured: `${CASES.length} cases, ${wrong.length} wrong`,
      wrong,
    };
  },
};

/** A file that is another's can be replaced by root alone, and one that has two names by nobody. */
async function wrongWith({ mode, umask, self, owner, links }: Case, root: string): Promise<string[]> {
  chmodSync(root, 0o755);
  const folder = path.join(root, 'folder');
  mkdirSync(folder);
  const file = path.join(folder, 'config');
  writeFileSync(file, 'old');
  chownSync(file, owner, owner);
  chmodSync(file, mode);
  chownSync(folder, self, self);
  if (links === 2) linkSync(file, path.join(root, 'other'));
  const child = startChild(['save-once', file, 'new', umask, 'true'], { uid: self, gid: self });
  await child.ended;
  const { code } = JSON.parse(child.output());
  const isMine = self === 0 || self === owner;
  const expected = links === 2 ? 'MESH_STORAGE_HARDLINK' : isMine ? 'saved' : 'MESH_STORAGE_IO';
  const wrong = code === expected ? [] : [`it ended with ${code}, not ${expected}`];
  if (textOf(file) !== (expected === 'saved' ? 'new' : 'old')) wrong.push(`the file is ${textOf(file)}`);
  for (const name of expected === 'saved' ? [file, `${file}.backup`] : [file]) {
    const found = statSync(name);
    if ((found.mode & 0o7777) !== mode) wrong.push(`the mode of ${path.basename(name)} is ${found.mode.toString(8)}`);
    if (found.uid !== owner || found.gid !== owner) wrong.push(`${path.basename(name)} belongs to ${found.uid}`);
  }
  return wrong;
}
