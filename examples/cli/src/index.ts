import { runCommandLine } from './cli.js';
import { commands } from './commands/table.js';
import type { ExitCode } from './exit-code.js';
import { processIo } from './io.js';

/** The command line of this process. Returns the exit code. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const { io, dispose } = processIo();
  try {
    return await runCommandLine(commands, argv, io);
  } finally {
    dispose();
  }
}
