import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './until.js';

const START_MS = 10_000;
const STOP_MS = 5_000;
const END_MS = 20_000;

/** Runs a command to its end and gives its standard output. Throws with both outputs where it fails. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, error]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => error.push(chunk));
  const code = await ended(child);
  const text = Buffer.concat(out).toString();
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')}: exit ${code}\n${text.slice(-2000)}${Buffer.concat(error)}`);
  }
  return text;
}

/** The lines a command prints, as they come: a table of the Internet fits no comfortable string. */
export async function* lines(command: string, args: readonly string[]): AsyncGenerator<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = ended(child);
  yield* createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  const code = await exit;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${code}`);
}

/** A daemon's process with a folder of its own. Output goes to a file there; stopping waits until the process is gone. */
export class DaemonProcess {
  /** Others may enter it: some daemons give up their rights. */
  readonly folder: string;
  readonly #name: string;
  #child: ChildProcess | undefined;

  /** Its folder is made in `parent`, the one for temporary files unless given. */
  constructor(name: string, parent: string = tmpdir()) {
    this.#name = name;
    this.folder = mkdtempSync(path.join(parent, `mesh-${name}-`));
    chmodSync(this.folder, 0o755);
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  /** Writes a file only its owner may read: OpenBGPD demands that. */
  write(name: string, text: string): void {
    writeFileSync(this.path(name), text, { mode: 0o600 });
  }

  /** Starts the program and waits until `ready` stops throwing. Throws, with the log, where that doesn't happen. */
  async launch(launch: {
    readonly program: string;
    readonly args: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly ready: () => Promise<unknown> | unknown;
  }): Promise<void> {
    const log = openSync(this.path('log'), 'a');
    const env = { ...process.env, ...launch.environment };
    this.#child = spawn(launch.program, launch.args, { stdio: ['ignore', log, log], cwd: this.folder, env });
    this.#child.on('error', () => {}); // `isRunning` tells
    closeSync(log);
    try {
      await until(
        `${this.#name} answers`,
        async () => (await launch.ready()) !== false,
        START_MS,
        () => this.log(),
      );
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** What it has printed so far. */
  log(): string {
    return readFileSync(this.path('log'), 'utf8');
  }

  /** Falls over without a word, as by kill -9. Its folder stays: it may be launched again. */
  async crash(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await until(`${this.#name} is killed`, () => !this.isRunning, STOP_MS);
  }

  /** Stops it for a while (SIGSTOP) and lets it go on (SIGCONT). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** Asks it to end, and gives its exit code once it has, or the signal that ended it. Its folder stays. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.#child?.kill(signal);
    await until(
      `${this.#name} ends after ${signal}`,
      () => !this.isRunning,
      END_MS,
      () => this.log(),
    );
    return this.#child?.exitCode ?? this.#child?.signalCode ?? null;
  }

  async stop(): Promise<void> {
    if (this.isRunning) {
      this.#child?.kill('SIGCONT');
      this.#child?.kill('SIGTERM');
      const gone = until(`${this.#name} stops`, () => !this.isRunning, STOP_MS);
      await gone.catch(() => this.#child?.kill('SIGKILL'));
      await until(`${this.#name} is killed`, () => !this.isRunning, STOP_MS);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** False once it has ended, by whatever. */
  get isRunning(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
