/** Arguments that can not be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
