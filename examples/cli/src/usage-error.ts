/** The command line is wrong: the message names the option and what it takes. Ends the command with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
