/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

/** One thing that a command tells, ready for JSON. */
export type CommandRecord = { readonly [name: string]: JsonValue | undefined };

/** What a command tells, made while it is read: a table is never held twice. */
export type CommandRecords = Iterable<CommandRecord> | AsyncIterable<CommandRecord>;

/** A command that has nothing to tell. */
export const NOTHING: CommandRecords = [];
