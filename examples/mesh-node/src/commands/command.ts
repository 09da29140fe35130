/** One of the things that `mesh-node` does. */
export interface Command {
  readonly name: string;
  /** Its arguments, as the overview has them. */
  readonly synopsis: string;
  readonly summary: string;
  /** Resolves to the exit code. Throws `MeshError`, and an error of `parseArgs` for wrong arguments. */
  run(args: readonly string[]): Promise<number>;
}
