/** What a row of the test plan came to; `wrong` has a line for everything that should not be. */
export interface Outcome {
  readonly goal: string;
  readonly measured: string;
  readonly wrong: readonly string[];
}

/** A row of the test plan, with the volume of a release and that of CI. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly full: number;
  readonly quick: number;
  run(volume: number): Promise<Outcome>;
}
