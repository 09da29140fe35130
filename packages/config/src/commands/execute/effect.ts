import type { MeshInternals } from '../../running/internals.js';
import type { MeshSpeaker } from '../../running/mesh-speaker.js';
import type { Command } from '../command.js';
import type { CommandHost } from './command-host.js';
import type { CommandRecord, CommandRecords } from './record.js';
import type { RibChanges } from './rib-changes.js';
import type { SessionModes } from './session-modes.js';

/** The command of a name. */
export type CommandOf<N extends Command['name']> = Having<Command, N>;
type Having<C extends Command, N> = C extends Command
  ? N extends C['name']
    ? C & { readonly name: N }
    : never
  : never;

/** What a command acts on. */
export interface EffectContext {
  readonly host: CommandHost;
  readonly mesh: MeshSpeaker;
  readonly internals: MeshInternals;
  /** Throws `MESH_NO_PEER`. */
  readonly ribsOf: MeshInternals['ribsOf'];
  readonly modes: SessionModes;
  /** Where changes to Adj-RIBs-Out go; they are applied when the command, or its group, has been read. */
  readonly changes: RibChanges;
  /** Carries out another command, whose changes go where those of this one do. */
  run(command: Command): CommandRecords;
}

/**
 * How the records of a command stand in JSON: `lines` an object a line, `list` one list, `value` the one record there is
 * and a list of any other number.
 */
export type RecordShape = 'lines' | 'list' | 'value';

/** What one command does, and how its records look. */
export interface Effect<N extends Command['name']> {
  /** Does it. What is thrown is answered as an error; then nothing was changed. */
  run(command: CommandOf<N>, context: EffectContext): CommandRecords;
  /** Default `lines`. */
  readonly shape?: RecordShape;
  /** The line before the records in text. Default none. */
  heading?(command: CommandOf<N>): string | undefined;
  /** A record as lines of text. Left out: text has the JSON as well. */
  text?(record: CommandRecord): string;
}
