import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '@mesh-examples/lib/daemon';

/** What `pnpm mesh` runs, without pnpm between us and its signals. */
const MESH = path.resolve(import.meta.dirname, '../../cli/bin/mesh.mjs');
const STOP_MS = 10_000;

/** The command-line tool as a process of its own; what it prints goes to files, for a table is more than a pipe holds. */
export class MeshCommand {
  readonly output: string;
  readonly #errors: string;
  readonly #child: ChildProcess;

  constructor(...args: readonly string[]) {
    const folder = mkdtempSync(path.join(tmpdir(), `mesh-${args[0]}-`));
    this.output = path.join(folder, 'stdout');
    this.#errors = path.join(folder, 'stderr');
    const [out, errors] = [openSync(this.output, 'w'), openSync(this.#errors, 'w')];
    this.#child = spawn(process.execPath, [MESH, ...args], { stdio: ['ignore', out, errors] });
    closeSync(out);
    closeSync(errors);
  }

  /** What it has said to people. */
  get said(): string {
    return readFileSync(this.#errors, 'utf8');
  }

  /** Waits for its end by itself, with exit code 0. */
  async finished(deadlineMs: number): Promise<void> {
    await until(
      'mesh ends',
      () => this.#hasEnded,
      deadlineMs,
      () => this.said,
    );
    this.#expectSuccess();
  }

  /** Interrupts it, as a person would with Ctrl-C. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    this.#child.kill('SIGINT');
    await until(
      'mesh ends after SIGINT',
      () => this.#hasEnded,
      STOP_MS,
      () => this.said,
    );
  }

  /** Throws where it has ended already. */
  expectRunning(): void {
    if (this.#hasEnded) throw new Error(`mesh has ended: ${this.said}`);
  }

  #expectSuccess(): void {
    if (this.#child.exitCode !== 0) throw new Error(`mesh: exit ${this.#child.exitCode}\n${this.said}`);
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
