import type { Command } from '../command.js';

/** How commands are answered. */
export interface AnswerModes {
  /** `done` and `error` are answered; else nothing is. Default true. */
  ack: boolean;
  /** Answer when the connected peers chosen have been told. Default false: at once. */
  sync: boolean;
  /** The form of answers. Default `text`. */
  output: 'text' | 'json';
  /** The version of the grammar and of the events. Default 6. */
  version: 4 | 6;
}

/** What a session of commands remembers between them. */
export class SessionModes implements AnswerModes {
  ack: boolean;
  sync: boolean;
  output: 'text' | 'json';
  version: 4 | 6;
  /** The commands collected since `group start`; undefined outside of a group. */
  group: CommandGroup | undefined;
  /** `session bye` was said: nothing more is read. */
  left = false;
  readonly #initial: Partial<AnswerModes>;

  constructor(initial: Partial<AnswerModes> = {}) {
    const { ack = true, sync = false, output = 'text', version = 6 } = initial;
    this.#initial = initial;
    this.ack = ack;
    this.sync = sync;
    this.output = output;
    this.version = version;
  }

  /** Forgets what was set, and the group that is being collected. */
  reset(): void {
    Object.assign(this, new SessionModes(this.#initial));
  }
}

/** Commands that are applied together. */
export interface CommandGroup {
  /** In the order they came; of one that was refused what is wrong with it. */
  readonly entries: (Command | string)[];
  /** Attributes that the routes that follow share, as text; empty for none. */
  shared: string;
  /** Characters of the commands so far. */
  size: number;
}
