import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Cancel, Clock } from '@mesh/bgp-session';
import { type CommandHost, CommandSession, type EventFeed, type Process, type SpeakerEvent } from '@mesh/config';
import type { Output } from '../io.js';
import type { ApiEnvironment } from './environment.js';
import { eventWriter } from './event-writer.js';
import { LineQueue } from './line-queue.js';
import { RespawnLimit } from './respawn-limit.js';

/** How long a program has between SIGTERM and SIGKILL, and what it said before it ended to come in. */
const GRACE_MS = 2000;

/** What programs have in common. */
export interface ProgramSurroundings {
  readonly host: CommandHost;
  readonly feed: EventFeed;
  readonly clock: Clock;
  readonly environment: ApiEnvironment;
  /** Where a program with a relative path is looked for first: the folder of the configuration. */
  readonly folder: string;
  /** What programs say on their standard error. */
  readonly stderr: Output;
  /** Tells people of something, in a line. */
  readonly report: (text: string) => void;
  /** A program is not there and will not be. */
  readonly onGivenUp: (name: string) => void;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A program of the configuration: told of events, its commands carried out, started again when it ends. */
export class Program {
  readonly process: Process;
  readonly #around: ProgramSurroundings;
  readonly #limit: RespawnLimit;
  #child: Child | undefined;
  #queue: LineQueue | undefined;
  #stopping: (() => void) | undefined;
  #isStopped = false;

  constructor(process: Process, around: ProgramSurroundings) {
    this.process = process;
    this.#around = around;
    this.#limit = new RespawnLimit(around.clock);
  }

  /** Lines that wait for it to read. */
  get waiting(): number {
    return this.#queue?.length ?? 0;
  }

  start(): void {
    const { name, run, encoder } = this.process;
    const { host, feed, clock, environment, folder, report } = this.#around;
    const [program, ...given] = run as [string, ...string[]];
    const child: Child = spawn(locate(program, folder), given, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Signals of the terminal are for us, and we end it.
      detached: true,
      env: { ...process.env, TERM: 'dumb' },
    });
    this.#child = child;
    const queue = new LineQueue(child.stdin, clock, {
      onPaused: () => report(`program ${name} does not read: ${queue.length} lines wait, and so do its commands`),
      onFlowing: () => report(`program ${name} reads again`),
      onCut: (reason) => {
        report(`program ${name} is ended: ${reason}`);
        signalGroup(child, 'SIGKILL');
      },
    });
    this.#queue = queue;
    // ExaBGP 4 answers with words, whatever the encoder of events.
    const output = environment.version === 4 ? 'text' : encoder;
    const session = new CommandSession(host, {
      ack: environment.ack,
      version: environment.version,
      output,
      write: (line) => queue.write(line),
    });
    const write = eventWriter(encoder, () => session.modes.version);
    const remove = feed.add({ name, tell: (event: SpeakerEvent) => tell(queue, write(event)) });
    child.stderr.on('data', (octets: Uint8Array) => void this.#around.stderr.write(Uint8Array.from(octets)));
    child.stdout.setEncoding('utf8');
    let isCut = false;
    const reading = session.run(child.stdout).catch((error: unknown) => {
      if (!isCut) report(`program ${name}: ${String(error)}`);
    });
    /** Who was started by the program may keep its output open for ever. */
    const cut = () => {
      isCut = true;
      child.stdout.destroy();
      child.stderr.destroy();
    };
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = error.message;
      if (child.pid === undefined) ended();
    });
    const ended = async () => {
      remove();
      queue.end();
      // Commands that it gave before it ended are carried out.
      const cancel = clock.after(GRACE_MS, cut);
      if (child.pid !== undefined) await reading;
      cancel();
      this.#ended(failure ?? (child.signalCode ? `by ${child.signalCode}` : `with exit code ${child.exitCode}`));
    };
    child.once('exit', ended);
  }

  /** Ends it, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const child = this.#child;
    if (!child) return;
    const gone = new Promise<void>((resolve) => {
      this.#stopping = resolve;
    });
    const kill: Cancel = this.#around.clock.after(GRACE_MS, () => signalGroup(child, 'SIGKILL'));
    await Promise.race([this.#queue?.drained(), gone]);
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) signalGroup(child, 'SIGTERM');
    await gone;
    kill();
  }

  /** For a process that ends at once: nobody is left behind. */
  abandon(): void {
    if (this.#child) signalGroup(this.#child, 'SIGTERM');
  }

  #ended(how: string): void {
    const { environment, report, onGivenUp } = this.#around;
    const { name, respawn } = this.process;
    this.#child = undefined;
    this.#stopping?.();
    if (this.#isStopped) return;
    const mayCome = respawn && environment.respawn;
    if (mayCome && this.#limit.take()) {
      report(`program ${name} has ended ${how}, and is started again`);
      this.start();
      return;
    }
    report(`program ${name} has ended ${how}${mayCome ? ' too often, and is left alone' : ''}`);
    onGivenUp(name);
  }
}

/** A signal for a program and all it has started: it leads a group of its own. */
function signalGroup({ pid }: Child, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // They are gone.
  }
}

function tell(queue: LineQueue, text: string | undefined): void {
  if (text !== undefined) queue.push(text);
}

/** A path as ExaBGP takes it: from the folder of the configuration, from here, or a name that the shell would find. */
function locate(program: string, folder: string): string {
  const beside = path.resolve(folder, program);
  if (path.isAbsolute(program) || existsSync(beside)) return beside;
  return program.includes('/') ? path.resolve(program) : program;
}
