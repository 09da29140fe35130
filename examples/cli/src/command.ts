import type { ExitCode } from './exit-code.js';
import { ExitCode as Code } from './exit-code.js';
import type { Io } from './io.js';
import { formatHelp } from './options/help.js';
import type { OptionTable, OptionValues } from './options/option.js';
import { parseOptions } from './options/parse.js';

/** Everything about one command: one file, one row of the table. */
export interface CommandRow<S extends OptionTable> {
  readonly name: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What may stand behind the name, one line a form. */
  readonly usage: readonly string[];
  readonly description: string;
  readonly examples: readonly string[];
  readonly options: S;
  run(options: OptionValues<S>, io: Io): Promise<ExitCode>;
}

/** A command whose options are its own affair. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** Parses and runs. Throws `UsageError` before anything has been done. */
  run(argv: readonly string[], io: Io): Promise<ExitCode>;
}

/** Ties the options of a row to its parser and its help. */
export function command<const S extends OptionTable>(row: CommandRow<S>): Command {
  const help = formatHelp(row);
  return {
    name: row.name,
    summary: row.summary,
    help,
    async run(argv, io) {
      const options = parseOptions(row.options, argv);
      if (options !== 'help') return row.run(options, io);
      await io.stdout.write(help);
      return Code.OK;
    },
  };
}
