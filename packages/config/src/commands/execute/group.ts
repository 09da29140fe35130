import { MeshError } from '@mesh/bgp-wire';
import type { Command } from '../command.js';
import { parseCommand } from '../parse.js';
import { problemOf } from './answers.js';
import { chosenPeers } from './chosen.js';
import type { Effect, EffectContext } from './effect.js';
import { type CommandRecord, NOTHING } from './record.js';
import type { CommandGroup, SessionModes } from './session-modes.js';
import { sharedAttributes, withShared } from './shared-attributes.js';

/*
 * Groups: commands that change what peers are to have, collected and then applied together, towards each peer in one
 * step. One that is refused is told of and leaves the others alone. `attributes …` without routes is shared by all
 * routes behind it. Only what is announced and withdrawn waits: any other command of a session is carried out at once.
 */

const MAX_COMMANDS = 100_000;
const MAX_SIZE = 100 << 20;

type Collected = Extract<
  Command['name'],
  'announce' | 'withdraw' | `${'announce' | 'withdraw'}-${'index' | 'watchdog'}`
>;

const COLLECTED: ReadonlySet<Command['name']> = new Set<Collected>([
  'announce',
  'withdraw',
  'announce-index',
  'withdraw-index',
  'announce-watchdog',
  'withdraw-watchdog',
]);

export function openGroup(): CommandGroup {
  return { entries: [], shared: '', size: 0 };
}

/**
 * Puts a command into the group that is open. False where it is none of those that wait, or none is open. Throws
 * `MESH_GROUP_LIMIT`.
 */
export function collect(command: Command, length: number, { group }: SessionModes): boolean {
  if (group === undefined || !COLLECTED.has(command.name)) return false;
  group.size += length;
  if (group.entries.length >= MAX_COMMANDS || group.size > MAX_SIZE) {
    throw new MeshError('MESH_GROUP_LIMIT', `a group has at most ${MAX_COMMANDS} commands and ${MAX_SIZE} characters`);
  }
  add(group, command);
  return true;
}

/** A line of a session was refused: the group tells of it again. Nothing is kept beyond its limits. */
export function refuseInGroup(group: CommandGroup, error: unknown): void {
  const problem = problemOf(error);
  group.size += problem.length;
  if (group.entries.length < MAX_COMMANDS && group.size <= MAX_SIZE) group.entries.push(problem);
}

function add(group: CommandGroup, command: Command): void {
  if (command.name !== 'announce') {
    group.entries.push(command);
    return;
  }
  const { statement } = command;
  const shared = sharedAttributes(statement);
  if (shared === undefined) group.entries.push({ ...command, statement: withShared(statement, group.shared) });
  else group.shared = shared;
}

export const groupStart: Effect<'group-start'> = {
  run(_command, { modes }) {
    if (modes.group) throw nested();
    modes.group = openGroup();
    return NOTHING;
  },
};

export const groupEnd: Effect<'group-end'> = {
  shape: 'value',
  run(_command, { modes, ...context }) {
    const { group } = modes;
    if (!group) throw new MeshError('MESH_NO_GROUP', 'no group was started');
    modes.group = undefined;
    return processed(group, context);
  },
};

export const group: Effect<'group'> = {
  shape: 'value',
  run({ selector, lines }, { modes, ...context }) {
    if (modes.group) throw nested();
    chosenPeers(context.mesh, selector);
    const all = openGroup();
    for (const line of lines) {
      try {
        const { command } = parseCommand(groupLine(line), context.host, selector);
        if (!COLLECTED.has(command.name)) throw notCollected(command);
        add(all, command);
      } catch (error) {
        all.entries.push(problemOf(error));
      }
    }
    return processed(all, context);
  },
};

/** In a group `attributes …` stands without `announce`. */
export function groupLine(line: string): string {
  return /^\s*attributes?\s/.test(line) ? `announce ${line.trimStart()}` : line;
}

function processed(
  { entries }: CommandGroup,
  { run, changes }: Pick<EffectContext, 'run' | 'changes'>,
): readonly CommandRecord[] {
  const errors: string[] = [];
  for (const entry of entries) {
    try {
      if (typeof entry === 'string') errors.push(entry);
      else run(entry);
    } catch (error) {
      errors.push(problemOf(error));
    }
  }
  const { announced, withdrawn } = changes;
  return [{ status: 'group processed', announced, withdrawn, ...(errors.length > 0 ? { errors } : {}) }];
}

function nested(): MeshError {
  return new MeshError('MESH_GROUP_NESTED', 'a group cannot stand within a group');
}

function notCollected({ name }: Command): MeshError {
  const nestedGroup = name === 'group' || name === 'group-start';
  return nestedGroup
    ? nested()
    : new MeshError('MESH_COMMAND_UNSUPPORTED', `a group takes announce and withdraw, got ${name}`);
}
