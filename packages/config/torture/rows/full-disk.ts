import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { leftovers, run, startChild, textOf, withFolder } from '../lib/machine.js';
import type { Row } from '../lib/row.js';

interface Case {
  readonly what: string;
  /** Makes a place where a save fails, gives the folder to work in and how to end it. */
  readonly prepare: (folder: string) => {
    readonly place: string;
    readonly end: () => void;
    readonly seal?: () => void;
  };
  readonly under?: readonly string[];
  readonly octets: number;
  readonly backup: boolean;
  readonly errnos: readonly string[];
}

const OLD = 'o'.repeat(40_000);

const tmpfs = (folder: string) => {
  const place = path.join(folder, 'full');
  mkdirSync(place);
  run('mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', place);
  return { place, end: () => void run('umount', place) };
};

const readOnly = (folder: string) => {
  const [real, place] = [path.join(folder, 'real'), path.join(folder, 'bound')];
  for (const each of [real, place]) mkdirSync(each);
  run('mount', '--bind', real, place);
  return { place, end: () => void run('umount', place), seal: () => void run('mount', '-o', 'remount,bind,ro', place) };
};

const plain = (folder: string) => ({ place: folder, end: () => {} });

const BACKUP = [true, false];
const CASES: readonly Case[] = [
  ...[220_000, 230_000, 262_144, 1_000_000, 20_000_000].flatMap((octets) =>
    BACKUP.map((backup) => ({ what: 'a full tmpfs', prepare: tmpfs, octets, backup, errnos: ['ENOSPC'] })),
  ),
  ...[1, 39_999, 70_000].flatMap((limit) =>
    BACKUP.map((backup) => ({
      what: `RLIMIT_FSIZE ${limit}`,
      prepare: plain,
      under: ['prlimit', `--fsize=${limit}`],
      octets: 100_000,
      backup,
      errnos: ['EFBIG'],
    })),
  ),
  ...[1, 100_000].flatMap((octets) =>
    BACKUP.map((backup) => ({ what: 'a read-only mount', prepare: readOnly, octets, backup, errnos: ['EROFS'] })),
  ),
];

/** S4. */
export const fullDisk: Row = {
  id: 'S4',
  what: 'no room, no right',
  full: 20,
  quick: 20,
  async run(volume) {
    const wrong: string[] = [];
    for (const one of CASES) wrong.push(...(await withFolder((folder) => wrongWith(one, folder))));
    if (CASES.length < volume) wrong.push(`only ${CASES.length} cases`);
    return {
      goal: `${volume} saves on a full, limited or read-only disk: old file, 0 left behind`,
      measured: `${CASES.length} cases, ${wrong.length} wrong`,
      wrong,
    };
  },
};

async function wrongWith({ prepare, under = [], ...one }: Case, folder: string): Promise<string[]> {
  const { place, end, seal } = prepare(folder);
  try {
    const file = path.join(place, 'config');
    writeFileSync(file, OLD);
    seal?.();
    const child = startChild(['save-once', file, String(one.octets), '', String(one.backup)], { under });
    await child.ended;
    const { code, errno, committed } = JSON.parse(child.output());
    const wrong: string[] = [];
    if (code !== 'MESH_STORAGE_IO' || committed !== false || !one.errnos.includes(errno)) {
      wrong.push(`it ended with ${code} ${errno}`);
    }
    if (textOf(file) !== OLD) wrong.push('the old file is gone');
    if (leftovers(place).length > 0) wrong.push(`left behind: ${leftovers(place).join(', ')}`);
    return wrong.map((what) => `${one.what}, ${one.octets} octets: ${what}`);
  } finally {
    end();
  }
}
