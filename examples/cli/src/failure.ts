/** The command could not do its work: a peer refused, a file cannot be read. Ends the command with exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
