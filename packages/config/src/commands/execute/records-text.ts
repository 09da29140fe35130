import type { Command } from '../command.js';
import type { RecordShape } from './effect.js';
import type { CommandRecord, CommandRecords } from './record.js';
import { effectOf } from './run.js';
import type { AnswerModes } from './session-modes.js';

/** The lines in which records are answered; those of a table come one by one, as they are asked for. */
export async function* recordLines(
  command: Command,
  records: CommandRecords,
  output: AnswerModes['output'],
): AsyncIterable<string> {
  const effect = effectOf(command.name);
  const text = output === 'text' ? effect.text?.bind(effect) : undefined;
  if (text) {
    const heading = effect.heading?.(command as never);
    if (heading !== undefined) yield heading;
    for await (const record of records) yield* text(record).split('\n');
    return;
  }
  yield* jsonLines(records, effect.shape ?? 'lines');
}

async function* jsonLines(records: CommandRecords, shape: RecordShape): AsyncIterable<string> {
  if (shape === 'lines') {
    for await (const record of records) yield JSON.stringify(record);
    return;
  }
  const all: CommandRecord[] = [];
  for await (const record of records) all.push(record);
  yield JSON.stringify(shape === 'value' && all.length === 1 ? all[0] : all);
}
