/** One option of a command: a row that parsing, validation and the help are made from. */
export interface Option<T> {
  /** How the help writes the value, `SECONDS`; undefined for a switch, which takes none. */
  readonly placeholder?: string;
  /** One letter, for `-f`. */
  readonly short?: string;
  /** One sentence without full stop. */
  readonly help: string;
  /** The heading of the help it stands under. */
  readonly section: string;
  /** What a value must be, as it stands in an error: `0 or 3 to 65535 seconds`. */
  readonly expected: string;
  /** The value of a text; undefined where it is none. Given several times, the texts are parsed one after another. */
  parse(text: string, previous: T | undefined): T | undefined;
  /** It stands as a bare word, without a name before it; one row of a table may. */
  readonly isOperand?: true;
  /** May the option stand more than once? */
  readonly repeatable?: true;
  /** The value where the option is not given. */
  readonly initial: T;
  /** The default as the help writes it; left out where the sentence says it. */
  readonly initialText?: string;
}

/** The options of a command by their name in code; `holdTime` is written `--hold-time`. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** What parsing a table gives. */
export type OptionValues<S extends OptionTable> = {
  readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never;
};

/** `holdTime` → `hold-time`. */
export function optionName(key: string): string {
  return key.replace(/[A-Z0-9]+/g, (part) => (/\d/.test(part) ? part : `-${part.toLowerCase()}`));
}
