import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ProcessTable, Saver } from '../../src/storage/index.js';
import { leftovers, startChild, textOf, withFolder } from '../lib/machine.js';
import { MemoryDisk } from '../lib/memory-file-system.js';
import type { Row } from '../lib/row.js';

const WRITERS = 8;
const BURST = 1_000;

/** S7. */
export const manyWriters: Row = {
  id: 'S7',
  what: 'many writers',
  full: 2_000,
  quick: 160,
  async run(volume) {
    const each = volume / WRITERS;
    const { wrong, again } = await withFolder((folder) => contend(path.join(folder, 'config'), each));
    const writes = await burst();
    if (writes > 2) wrong.push(`a burst of ${BURST} calls made ${writes} writes`);
    return {
      goal: `${WRITERS} processes × ${each} saves, 0 lost; ${BURST} calls, ≤ 2 writes`,
      measured: `${volume} saved, ${again} tried again, ${wrong.length} lost; ${writes} writes`,
      wrong,
    };
  },
};

async function contend(file: string, each: number): Promise<{ wrong: string[]; again: number }> {
  writeFileSync(file, '');
  const names = Array.from({ length: WRITERS }, (_, i) => `writer-${i}`);
  const children = names.map((name) => startChild(['contend', file, name, String(each)]));
  await Promise.all(children.map(({ ended }) => ended));
  const again = children.reduce((sum, child) => sum + JSON.parse(child.output()).again, 0);
  const lines = textOf(file)!.split('\n').slice(0, -1);
  const seen = new Set(lines);
  const expected = names.flatMap((name) => Array.from({ length: each }, (_, i) => `${name} ${i}`));
  const wrong = expected.filter((line) => !seen.has(line)).map((line) => `${line} is lost`);
  if (lines.length !== expected.length) wrong.push(`there are ${lines.length} lines of ${expected.length}`);
  const left = leftovers(path.dirname(file));
  if (left.length > 0) wrong.push(`left behind: ${left.join(', ')}`);
  return { wrong, again };
}

async function burst(): Promise<number> {
  let writes = 0;
  const processes: ProcessTable = {
    self: async () => ({ pid: 1, bootId: '', startedAt: '', namespace: '' }),
    stateOf: async () => 'running',
  };
  const snapshot = () => ({ generation: ++writes, chunks: 'content' });
  await using saver = new Saver('config', snapshot, { fileSystem: new MemoryDisk(), processes });
  await Promise.all(Array.from({ length: BURST }, () => saver.save()));
  return writes;
}
