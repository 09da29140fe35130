import { MeshError } from '@mesh/bgp-wire';
import type { Command, CommandLine } from '../command.js';
import { MAX_LINE, parseCommand } from '../parse.js';
import { ANSWERS, errorLine } from './answers.js';
import type { CommandHost } from './command-host.js';
import { CommandLines, OVERLONG } from './command-lines.js';
import { collect, groupLine, refuseInGroup } from './group.js';
import { recordLines } from './records-text.js';
import { runCommand } from './run.js';
import { type AnswerModes, SessionModes } from './session-modes.js';

export interface CommandSessionOptions extends Partial<AnswerModes> {
  /**
   * Takes a line of an answer, without its newline. The next one waits for what is returned; false says that nobody reads any
   * more: a command that has a table to tell stops there, and the commands behind it are carried out all the same.
   */
  readonly write: (line: string) => unknown;
}

/**
 * One connection of the text API: takes commands line by line, carries them out in the order they come and answers each
 * as its modes say. What a command has to tell is written line by line, as fast as `write` takes it.
 */
export class CommandSession {
  readonly #host: CommandHost;
  readonly #write: CommandSessionOptions['write'];
  readonly #modes: SessionModes;
  #last: Promise<void> = Promise.resolve();

  constructor(host: CommandHost, { write, ...modes }: CommandSessionOptions) {
    this.#host = host;
    this.#write = write;
    this.#modes = new SessionModes(modes);
  }

  /** How commands are answered now. */
  get modes(): Readonly<AnswerModes> {
    return this.#modes;
  }

  /** `session bye` was said: what comes after it is passed over. */
  get left(): boolean {
    return this.#modes.left;
  }

  /** Takes a command. Resolves when it has been answered; rejects where `write` does. */
  feed(line: string): Promise<void> {
    return this.#queue(() => this.#answer(line));
  }

  /** Takes what a program writes, in pieces of any size, to its end. A command longer than 1 MiB is refused and passed over. */
  async run(pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
    const lines = new CommandLines();
    for await (const piece of pieces) {
      for (const line of lines.push(piece)) await this.#take(line);
      if (this.left) return;
    }
    for (const line of lines.end()) await this.#take(line);
  }

  /** Tells that the daemon ends, behind the answers that are due. */
  shutdown(): Promise<void> {
    return this.#queue(async () => void (await this.#write(ANSWERS.shutdown[this.#modes.output])));
  }

  #take(line: string | typeof OVERLONG): Promise<void> {
    return line === OVERLONG ? this.#queue(() => this.#refuse(tooLong(), this.#modes.output)) : this.feed(line);
  }

  #queue(step: () => Promise<void>): Promise<void> {
    const next = this.#last.then(step);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #answer(text: string): Promise<void> {
    if (this.left || text.trim() === '') return;
    const modes = this.#modes;
    let { output } = modes;
    let command: Command;
    try {
      const line = parseCommand(modes.group ? groupLine(text) : text, this.#host);
      ({ command } = line);
      output = line.output ?? output;
      if (!collect(command, text.length, modes)) await this.#carryOut(line, output);
    } catch (error) {
      if (error instanceof Unwritten) throw error.cause;
      if (modes.group) refuseInGroup(modes.group, error);
      await this.#refuse(error, output);
      return;
    }
    const answered = command.name === 'ack' ? command.mode !== 'silence' : modes.ack;
    if (answered) await this.#write(ANSWERS.done[output]);
  }

  async #carryOut({ command, sync }: CommandLine, output: AnswerModes['output']): Promise<void> {
    const done = runCommand(command, this.#host, this.#modes);
    for await (const line of recordLines(command, done.records, output)) {
      if (!(await this.#writeRecord(line))) break;
    }
    if (sync ?? this.#modes.sync) await done.settled();
  }

  /** What `write` rejects with is not the fault of the command. */
  async #writeRecord(line: string): Promise<boolean> {
    try {
      return (await this.#write(line)) !== false;
    } catch (cause) {
      throw new Unwritten('an answer was not taken', { cause });
    }
  }

  async #refuse(error: unknown, output: AnswerModes['output']): Promise<void> {
    if (!this.#modes.ack) return;
    await this.#write(errorLine(error, output));
    await this.#write(ANSWERS.error[output]);
  }
}

class Unwritten extends Error {}

function tooLong(): MeshError {
  return new MeshError('MESH_TEXT_SYNTAX', `a command has at most ${MAX_LINE} characters`);
}
