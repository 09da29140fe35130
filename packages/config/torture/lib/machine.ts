import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const CHILD = path.join(path.dirname(fileURLToPath(import.meta.url)), 'child.mjs');
/** A file system in memory, for rows that are about races and not about disks. */
export const IN_MEMORY = '/dev/shm';

/** A folder for as long as `act` runs. */
export async function withFolder<T>(act: (folder: string) => Promise<T>, where = tmpdir()): Promise<T> {
  const folder = mkdtempSync(path.join(where, 'storage-torture-'));
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Names of what is neither the file nor its backup. */
export function leftovers(folder: string, name = 'config'): string[] {
  return readdirSync(folder).filter((each) => each !== name && each !== `${name}.backup`);
}

export interface Running {
  readonly process: ChildProcess;
  /** All that it wrote to standard output so far. */
  output(): string;
  /** Once the output has the text. Rejects where the child ends before. */
  said(text: string): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** What runs node, as `['prlimit', '--fsize=1000']`. */
  readonly under?: readonly string[];
}

/** Starts the child program with a task. */
export function startChild(task: readonly string[], { env = {}, under = [], ...rest }: ChildOptions = {}): Running {
  const command = [...under, process.execPath, CHILD, ...task];
  const child = spawn(command[0]!, command.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    ...rest,
  });
  return follow(child, child.stdout!);
}

/** Follows what a process says. */
export function follow(child: ChildProcess, stream: NodeJS.ReadableStream): Running {
  let output = '';
  let look = () => {};
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    output += text;
    look();
  });
  child.stdin?.on('error', () => {});
  const ended = new Promise<Awaited<Running['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      look = () => {
        if (output.includes(text)) resolve();
      };
      look();
      ended.then(() => reject(new Error(`the child ended before it said ${text}: ${output}`)), reject);
    });
  return { process: child, output: () => output, said, ended };
}

/** Runs a program to its end; throws where it fails. */
export function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

/** Works on all items, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  workers: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < items.length) await act(items[next++]!);
  };
  await Promise.all(Array.from({ length: workers }, work));
}
