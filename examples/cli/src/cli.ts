import { isMeshError } from '@mesh/bgp-wire';
import { formatColumns } from '@mesh-examples/lib';
import type { Command } from './command.js';
import { ExitCode } from './exit-code.js';
import { Failure } from './failure.js';
import type { Io } from './io.js';
import { suggestion } from './options/nearest.js';
import { UsageError } from './usage-error.js';

/** Runs one command line against a table of commands. Errors of the user become one line and an exit code. */
export async function runCommandLine(commands: readonly Command[], argv: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await (name === undefined ? io.stderr : io.stdout).write(overview(commands));
    return name === undefined ? ExitCode.USAGE : ExitCode.OK;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) {
    const names = commands.map((one) => one.name);
    await io.stderr.write(`mesh: unknown command ${name}${suggestion(name, names)}\nCommands: ${names.join(', ')}\n`);
    return ExitCode.USAGE;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    await io.stderr.write(`mesh ${name}: ${reason(error)}\n`);
    if (error instanceof UsageError) await io.stderr.write(`See mesh ${name} --help\n`);
    return error instanceof UsageError ? ExitCode.USAGE : ExitCode.FAILURE;
  }
}

/** One line for what a person can act on; the stack for what only a maintainer can. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected =
    error instanceof UsageError || error instanceof Failure || isMeshError(error) || 'syscall' in error;
  return isExpected ? error.message : (error.stack ?? error.message);
}

function overview(commands: readonly Command[]): string {
  const rows = formatColumns(
    commands.map(({ name, summary }) => [`  ${name}`, summary]),
    '<<',
  );
  return ['Usage: mesh COMMAND [OPTIONS]', '', ...rows, '', 'mesh COMMAND --help says more.', ''].join('\n');
}
