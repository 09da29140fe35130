import { isMeshError } from '@mesh/bgp-wire';
import { checkCommand } from './commands/check.js';
import type { Command } from './commands/command.js';
import { initCommand } from './commands/init.js';
import { labCommand } from './commands/lab.js';
import { renderCommand } from './commands/render.js';
import { runCommand } from './commands/run.js';
import { simCommand } from './commands/sim.js';
import { UsageError } from './commands/usage-error.js';

const COMMANDS: readonly Command[] = [initCommand, checkCommand, runCommand, renderCommand, simCommand, labCommand];

/** Gives the exit code: 0, 1 where something can not be done, 2 for wrong arguments. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === 'help') {
    process.stdout.write(usage());
    return 0;
  }
  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined) {
    process.stderr.write(name === undefined ? usage() : `there is no command ${name}\n\n${usage()}`);
    return 2;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    process.stderr.write(`mesh-node ${name}: ${explain(error)}\n`);
    return isUsage(error) ? 2 : 1;
  }
}

function usage(): string {
  const width = Math.max(...COMMANDS.map(({ name, synopsis }) => name.length + synopsis.length));
  return COMMANDS.map(
    ({ name, synopsis, summary }) => `mesh-node ${`${name} ${synopsis}`.padEnd(width + 1)}  ${summary}\n`,
  ).join('');
}

/** What a person can act on in a line; the stack of what only a maintainer can. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isMeshError(error)) return `${error.message} (${error.code})`;
  return isUsage(error) || 'syscall' in error ? error.message : (error.stack ?? error.message);
}

function isUsage(error: unknown): boolean {
  const { code = '' } = error as { readonly code?: unknown };
  return error instanceof UsageError || String(code).startsWith('ERR_PARSE_ARGS');
}
