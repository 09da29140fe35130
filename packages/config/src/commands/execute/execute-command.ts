import type { Command } from '../command.js';
import { parseCommand } from '../parse.js';
import type { CommandHost } from './command-host.js';
import type { CommandRecord } from './record.js';
import { runCommand } from './run.js';
import { SessionModes } from './session-modes.js';

/** What `MeshSpeaker.execute` does. */
export async function executeCommand(command: string | Command, host: CommandHost): Promise<readonly CommandRecord[]> {
  const line = typeof command === 'string' ? parseCommand(command, host) : { command, sync: false };
  const done = runCommand(line.command, host, new SessionModes());
  const records: CommandRecord[] = [];
  for await (const record of done.records) records.push(record);
  if (line.sync) await done.settled();
  return records;
}
