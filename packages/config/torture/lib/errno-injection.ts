import { isMeshError } from '@mesh/bgp-wire';
import { type FileSystem, load, replaceFile, type StoragePhase } from '../../src/storage/index.js';
import { type Call, faulty } from './faulty-file-system.js';

export const ERRNOS = [
  'EIO',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'EMFILE',
  'EINTR',
  'EBUSY',
  'EXDEV',
] as const;

/**
 * In which phase the protocol makes a call for the first, second, third and fourth time, in a save with backup over a
 * file that has a backup already. Null: the outcome does not hang on it. Written down from the protocol:
 *
 *   lock: create, write, fsync, fstat, close, link; unlink of the temporary name
 *   read: open, fstat · check-conflict: read to the end
 *   backup: open, fstat, close of the old one; create, read, write, read to the end; fstat, chown, chmod, fsync;
 *           read back to the end, fstat, stat; close, rename, fsync of the directory
 *   write: create, write, fstat, chown, chmod, fsync · verify: read back, fstat, stat · write: close
 *   commit: stat, rename · sync-directory
 *   after it: look at the lock and unlink it
 */
export const PHASES: Readonly<Partial<Record<Call, readonly (StoragePhase | null)[]>>> = {
  'make-directory': ['open-directory'],
  'open-directory': ['open-directory'],
  create: ['lock', 'backup', 'write'],
  open: ['read', 'backup', null],
  stat: ['backup', 'verify', 'commit', null],
  fstat: ['lock', 'read', 'backup', 'backup'],
  read: ['check-conflict', 'check-conflict', 'backup', 'backup'],
  write: ['lock', 'backup', 'write'],
  chmod: ['backup', 'write'],
  chown: ['backup', 'write'],
  fsync: ['lock', 'backup', 'write'],
  'fsync-directory': ['backup', 'sync-directory'],
  close: [null, null, 'backup', 'write'],
  link: ['lock'],
  rename: ['backup', 'commit'],
  unlink: [null, null],
};

export interface InjectionCase {
  readonly call: Call;
  readonly occurrence: number;
  readonly errno: string;
  readonly phase: StoragePhase | null;
}

export function injectionCases(): InjectionCase[] {
  return Object.entries(PHASES).flatMap(([call, phases]) =>
    phases.flatMap((phase, i) => ERRNOS.map((errno) => ({ call: call as Call, occurrence: i + 1, errno, phase }))),
  );
}

/** A directory with `config`, `old`, and `config.backup`, `older`, both of another user, and a look into it. */
export interface Bench {
  readonly path: string;
  readonly fileSystem: FileSystem;
  names(): Promise<readonly string[]>;
  text(name: string): Promise<string | undefined>;
}

/** What is wrong with the outcome of one case; empty where nothing is. */
export async function inject(bench: Bench, { call, occurrence, errno, phase }: InjectionCase): Promise<string[]> {
  const wrong: string[] = [];
  let hits = 0;
  const fileSystem = faulty(bench.fileSystem, (made, count) => {
    if (made !== call || count !== occurrence) return undefined;
    hits++;
    return errno;
  });
  const error = await replaceFile(bench.path, 'new', { fileSystem, backup: true }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (hits !== 1) wrong.push(`${call} was called ${hits === 0 ? 'less often' : 'twice'} than the case says`);
  wrong.push(...errorsOf(error, phase, errno, bench.path));
  const isCommitted = phase === null || phase === 'sync-directory';
  const file = await bench.text('config');
  if (file !== (isCommitted ? 'new' : 'old')) wrong.push(`the file is ${file}`);
  const backup = await bench.text('config.backup');
  if (backup !== 'old' && (isCommitted || backup !== 'older')) wrong.push(`the backup is ${backup}`);
  const left = (await bench.names()).filter((name) => name !== 'config' && name !== 'config.backup');
  if (left.length > 0) wrong.push(`left behind: ${left.join(', ')}`);
  return wrong;
}

function errorsOf(error: unknown, phase: StoragePhase | null, errno: string, path: string): string[] {
  if (phase === null) return error === undefined ? [] : [`it failed: ${error}`];
  if (!isMeshError(error)) return [`no MeshError: ${error}`];
  const committed = phase === 'sync-directory';
  const code = committed ? 'MESH_STORAGE_NOT_DURABLE' : 'MESH_STORAGE_IO';
  const expected = { code, phase, errno, path, committed, durable: false };
  const about = String(error.details['path']).replace(/\.backup$/, '');
  const actual: Record<string, unknown> = { code: error.code, ...error.details, path: about };
  return Object.entries(expected)
    .filter(([name, value]) => actual[name] !== value)
    .map(([name, value]) => `${name} is ${String(actual[name])}, not ${value}`);
}

/** After whatever went wrong, the next save goes well. */
export async function saveAgain(bench: Bench): Promise<string[]> {
  const { fileSystem, path } = bench;
  const { value, version } = await load(path, (text) => text, { fileSystem });
  await replaceFile(path, 'newest', { fileSystem, backup: true, expected: version });
  const [file, backup] = [await bench.text('config'), await bench.text('config.backup')];
  return file === 'newest' && backup === value ? [] : [`the next save made ${file} and the backup ${backup}`];
}
