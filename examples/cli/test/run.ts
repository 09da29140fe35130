import { runCommandLine } from '../src/cli.js';
import { commands } from '../src/commands/table.js';
import type { Io, Output, WatchedSignal } from '../src/io.js';

/** What a command wrote and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A text stream into memory that others can watch. */
export class MemoryOutput implements Output {
  readonly isTTY = false;
  text = '';
  #watchers: (() => void)[] = [];

  async write(text: string | Uint8Array): Promise<void> {
    this.text += typeof text === 'string' ? text : new TextDecoder().decode(text);
    for (const watch of this.#watchers) watch();
  }

  /** The first match of a pattern in what is written, now or later. */
  match(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const look = () => {
        const found = pattern.exec(this.text);
        if (!found) return;
        this.#watchers = this.#watchers.filter((one) => one !== look);
        resolve(found);
      };
      this.#watchers.push(look);
      look();
    });
  }
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}

/** A command line that runs in this process. */
export class Run {
  readonly stdout = new MemoryOutput();
  readonly stderr = new MemoryOutput();
  readonly #interrupt = new AbortController();
  readonly #listeners = new Set<(signal: WatchedSignal) => void>();
  readonly done: Promise<Outcome>;

  constructor(argv: readonly string[], stdin: string | Uint8Array | AsyncIterable<Uint8Array> = '') {
    const octets = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
    const io: Io = {
      stdin: octets instanceof Uint8Array ? once(octets) : octets,
      stdout: this.stdout,
      stderr: this.stderr,
      interrupted: this.#interrupt.signal,
      onSignal: (listen) => {
        this.#listeners.add(listen);
        return () => this.#listeners.delete(listen);
      },
    };
    this.done = runCommandLine(commands, argv, io).then((code) => ({
      code,
      stdout: this.stdout.text,
      stderr: this.stderr.text,
    }));
  }

  /** What a signal of the process does. */
  signal(signal: WatchedSignal): void {
    for (const listen of this.#listeners) listen(signal);
  }

  /** What SIGINT does. */
  interrupt(): void {
    this.#interrupt.abort();
  }
}

/** Runs a command line to its end. */
export function mesh(argv: readonly string[], stdin: string | Uint8Array = ''): Promise<Outcome> {
  return new Run(argv, stdin).done;
}
