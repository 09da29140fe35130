import { type Clock, formatCloseReason } from '@mesh/bgp-session';
import { connect, listen } from '@mesh/bgp-session/tcp';
import { isMeshError } from '@mesh/bgp-wire';
import {
  type CommandHost,
  type Configuration,
  type DaemonActions,
  EventFeed,
  type EventListener,
  type MeshSpeaker,
  startSpeaker,
} from '@mesh/config';
import { ExitCode } from '../exit-code.js';
import { Failure } from '../failure.js';
import type { Output } from '../io.js';
import type { ApiEnvironment } from './environment.js';
import { Program, type ProgramSurroundings } from './program.js';

export interface ApiDaemonOptions {
  /** Reads the configuration, at the start and at every reload. */
  readonly load: () => Promise<Configuration>;
  readonly environment: ApiEnvironment;
  readonly clock: Clock;
  /** The folder of the configuration. */
  readonly folder: string;
  readonly stderr: Output;
  /** Told of events beside the programs. */
  readonly listeners: readonly EventListener[];
  /** Lines that wait for clients other than programs. */
  readonly waiting: () => number;
}

/** What lives from one start to the next. */
interface Running {
  readonly mesh: MeshSpeaker;
  readonly feed: EventFeed;
  readonly programs: Map<string, Program>;
}

/** A speaker, the programs of its configuration, and what commands and signals make of them. */
export class ApiDaemon implements CommandHost {
  readonly version: string = 'mesh';
  readonly daemon: DaemonActions;
  readonly #options: ApiDaemonOptions;
  #running: Running | undefined;
  /** One change of the whole after another. */
  #last: Promise<void> = Promise.resolve();
  #isEnding = false;
  #end: (code: ExitCode) => void = () => undefined;
  /** Resolves once it was shut down. */
  readonly ended: Promise<ExitCode> = new Promise((resolve) => {
    this.#end = resolve;
  });

  /** Throws what the configuration is refused for, and where it cannot listen. */
  static async start(options: ApiDaemonOptions): Promise<ApiDaemon> {
    const daemon = new ApiDaemon(options);
    const abandon = () => {
      for (const program of daemon.programs) program.abandon();
    };
    process.on('exit', abandon);
    void daemon.ended.then(() => process.off('exit', abandon));
    try {
      await daemon.#start(await options.load());
    } catch (error) {
      daemon.shutdown(ExitCode.FAILURE);
      await daemon.ended;
      throw error;
    }
    return daemon;
  }

  private constructor(options: ApiDaemonOptions) {
    this.#options = options;
    this.daemon = {
      shutdown: () => this.shutdown(),
      reload: () => this.reload(),
      restart: () => this.restart(),
      queueStatus: () => ({ queued: this.#waiting() + options.waiting() }),
    };
  }

  get mesh(): MeshSpeaker {
    if (this.#running) return this.#running.mesh;
    throw new Failure('the speaker is being started again');
  }

  /** It was shut down, or is about to be. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Resolves when the peers there are have been sent everything. Rejects where it ends before. */
  async flushed(): Promise<void> {
    const { mesh } = this.#running ?? {};
    if (mesh && mesh.peers().length > 0) await mesh.flushed();
  }

  /** The programs of the configuration. */
  get programs(): readonly Program[] {
    return [...(this.#running?.programs.values() ?? [])];
  }

  /** Ends sessions and programs. */
  shutdown(code: ExitCode = ExitCode.OK): void {
    this.#isEnding = true;
    this.#queue('shutdown', async () => {
      await this.#stop();
      this.#end(code);
    });
  }

  /** Reads the configuration again; where it is refused, nothing changes. `full` starts the programs again as well. */
  reload({ full = false }: { readonly full?: boolean } = {}): void {
    this.#queue('reload', async () => {
      const running = this.#running;
      if (!running) return;
      const configuration = await this.#options.load();
      await running.mesh.apply(configuration);
      await this.#replacePrograms(running, configuration, full);
      running.feed.refresh();
      this.#report('the configuration was read again');
    });
  }

  /** Ends sessions and programs, and begins anew. */
  restart(): void {
    this.#queue('restart', async () => {
      const configuration = await this.#options.load();
      await this.#stop();
      await this.#start(configuration);
    });
  }

  /** Tells programs that ask for it of a signal. */
  signal(code: number, name: string): void {
    this.#running?.feed.signal(code, name);
  }

  async #start(configuration: Configuration): Promise<void> {
    const { clock, listeners } = this.#options;
    const mesh = await startSpeaker(configuration, { transport: { connect, listen }, clock });
    mesh.events.on('established', (_session, { name }) => this.#report(`the session with ${name} is up`));
    mesh.events.on('closed', (reason, { name }) =>
      this.#report(`no session with ${name}: ${formatCloseReason(reason)}`),
    );
    mesh.events.on('error', (error, { name }) => this.#report(`${name}: ${error.message}`));
    const feed = new EventFeed(mesh, { clock });
    for (const listener of listeners) feed.add(listener);
    this.#running = { mesh, feed, programs: new Map() };
    await this.#replacePrograms(this.#running, configuration, false);
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.feed.shutdown();
    await Promise.all([...running.programs.values()].map((program) => program.stop()));
    running.feed[Symbol.dispose]();
    await running.mesh.close();
    this.#running = undefined;
  }

  /** Programs of the configuration that are not there are started, those that changed or are gone end. */
  async #replacePrograms({ feed, programs }: Running, configuration: Configuration, all: boolean): Promise<void> {
    const wanted = new Map(configuration.processes.map((process) => [process.name, process]));
    const same = (program: Program) => {
      return !all && JSON.stringify(program.process) === JSON.stringify(wanted.get(program.process.name));
    };
    const leaving = [...programs.values()].filter((program) => !same(program));
    await Promise.all(leaving.map((program) => program.stop()));
    for (const { process } of leaving) programs.delete(process.name);
    for (const process of wanted.values()) {
      if (programs.has(process.name)) continue;
      const program = new Program(process, this.#surroundings(feed));
      programs.set(process.name, program);
      program.start();
    }
  }

  #surroundings(feed: EventFeed): ProgramSurroundings {
    const { clock, environment, folder, stderr } = this.#options;
    return {
      host: this,
      feed,
      clock,
      environment,
      folder,
      stderr,
      report: (text) => this.#report(text),
      onGivenUp: () => {
        if (environment.terminate) this.shutdown(ExitCode.FAILURE);
      },
    };
  }

  #waiting(): number {
    return this.programs.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  #queue(what: string, step: () => Promise<void>): void {
    this.#last = this.#last.then(step).catch((error: unknown) => {
      const reason =
        error instanceof Error ? (isMeshError(error) ? error.message : (error.stack ?? '')) : String(error);
      this.#report(`${what} failed: ${reason}`);
      // Without a speaker there is nothing to go on with.
      if (this.#running === undefined) this.#end(ExitCode.FAILURE);
    });
  }

  #report(text: string): void {
    void this.#options.stderr.write(`mesh api: ${text}\n`);
  }
}
