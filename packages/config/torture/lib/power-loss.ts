import { type FileSystem, replaceFile, type SaveOptions } from '../../src/storage/index.js';
import { faulty } from './faulty-file-system.js';
import { type DiskOperation, MemoryDisk } from './memory-file-system.js';

/*
 * What may be on the disk after the power went: for every moment, every subset of the directory operations that were not
 * synced, and for each file whose content was not synced the old content, the new one, and a torn one. File systems keep
 * more order than that (ext4 does); the model asks for none of it.
 */

type Names = ReadonlyMap<string, number>;
type EntryOperation = Extract<DiskOperation, { op: 'enter' } | { op: 'rename' } | { op: 'leave' }>;

interface Content {
  readonly synced: string;
  readonly written: string;
}

interface Moment {
  readonly reported: number;
  readonly settled: Names;
  readonly loose: readonly EntryOperation[];
  readonly contents: ReadonlyMap<number, Content>;
}

/** What the power loss left: the file and its backup; undefined where there is none. */
export interface Remains {
  readonly reported: number;
  readonly file: string | undefined;
  readonly backup: string | undefined;
}

/** Every state a power loss may leave, at any moment from that operation of the trace on. */
export function* remains(trace: readonly DiskOperation[], name: string, from = 0): Generator<Remains> {
  let passed = 0;
  for (const moment of moments(trace)) {
    if (++passed < from) continue;
    for (let subset = 0; subset < 2 ** moment.loose.length; subset++) {
      const names = new Map(moment.settled);
      moment.loose.forEach((operation, i) => {
        if (subset & (1 << i)) apply(names, operation);
      });
      for (const file of possible(moment, names.get(name))) {
        for (const backup of possible(moment, names.get(`${name}.backup`))) {
          yield { reported: moment.reported, file, backup };
        }
      }
    }
  }
}

/** The state after each operation, and before the first. */
function* moments(trace: readonly DiskOperation[]): Generator<Moment> {
  let settled = new Map<string, number>();
  let loose: EntryOperation[] = [];
  let reported = 0;
  const contents = new Map<number, Content>();
  for (const operation of trace) {
    const content = 'inode' in operation ? (contents.get(operation.inode) ?? { synced: '', written: '' }) : undefined;
    if (operation.op === 'reported') reported = operation.saves;
    else if (operation.op === 'content') contents.set(operation.inode, { ...content!, written: operation.content });
    else if (operation.op === 'sync')
      contents.set(operation.inode, { synced: content!.written, written: content!.written });
    else if (operation.op === 'sync-directory') {
      settled = new Map(settled);
      for (const one of loose) apply(settled, one);
      loose = [];
    } else {
      loose = [...loose, operation];
      if ('inode' in operation) contents.set(operation.inode, content!);
    }
    yield { reported, settled, loose, contents };
  }
}

function apply(names: Map<string, number>, operation: EntryOperation): void {
  if (operation.op === 'enter') names.set(operation.name, operation.inode);
  else if (operation.op === 'leave') names.delete(operation.name);
  else {
    names.delete(operation.from);
    names.set(operation.to, operation.inode);
  }
}

function possible(moment: Moment, inode: number | undefined): (string | undefined)[] {
  if (inode === undefined) return [undefined];
  const { synced, written } = moment.contents.get(inode)!;
  if (synced === written) return [written];
  const half = written.length >> 1;
  return [synced, written, written.slice(0, half) + '\0'.repeat(written.length - half)];
}

export interface Scenario {
  readonly name: string;
  /** Contents, one after another; the first is there from the start, null: there is no file. */
  readonly contents: readonly (string | null)[];
  readonly backup: boolean;
  /** Makes of a disk what the saves are run on: a broken one, for a control. */
  readonly through?: (disk: MemoryDisk) => FileSystem;
  /** Saves in another way than ours, for a control. */
  readonly save?: (disk: MemoryDisk, content: string) => void;
}

export interface Verdict {
  readonly states: number;
  readonly bad: readonly string[];
}

const NAME = 'config';

/** Saves content after content and judges every state a power loss may leave. */
export async function judge(scenario: Scenario, options: SaveOptions = {}): Promise<Verdict> {
  const disk = new MemoryDisk();
  const [first, ...rest] = scenario.contents;
  if (typeof first === 'string') disk.put(NAME, first);
  disk.settle();
  const start = disk.trace.length;
  const fileSystem = scenario.through?.(disk) ?? disk;
  for (const [i, content] of rest.entries()) {
    if (scenario.save) scenario.save(disk, content!);
    else await replaceFile(NAME, content!.match(/.{1,7}/gs) ?? [], { ...options, fileSystem, backup: scenario.backup });
    disk.trace.push({ op: 'reported', saves: i + 1 });
  }
  let states = 0;
  const bad: string[] = [];
  for (const one of remains(disk.trace, NAME, start)) {
    states++;
    const wrong = wrongWith(one, scenario);
    if (wrong !== undefined) bad.push(wrong);
  }
  return { states, bad };
}

/** The file has the content that was reported or the one on its way; the backup the one before, or the one before that. */
function wrongWith({ reported, file, backup }: Remains, { contents, backup: isKept }: Scenario): string | undefined {
  const at = (i: number) => contents[i] ?? undefined;
  const isLast = reported + 1 === contents.length;
  if (file !== at(reported) && (isLast || file !== at(reported + 1))) {
    return `after ${reported} saves the file is ${JSON.stringify(file)}`;
  }
  const backups = !isKept ? [undefined] : isLast ? [at(reported - 1)] : [at(reported - 1), at(reported)];
  return backups.includes(backup) ? undefined : `after ${reported} saves the backup is ${JSON.stringify(backup)}`;
}

const shortWrites = (disk: MemoryDisk) => faulty(disk, (call) => (call === 'write' ? 5 : undefined));
const LONG = Array.from({ length: 9 }, (_, i) => `the content of save ${i} is ${'long '.repeat(8 * i)}`);

/** What is judged: with and without backup, of a new file and an old one, one save and several, whole and short writes. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'one save over a file', contents: ['the old content', 'the new content'], backup: true },
  { name: 'one save of a new file', contents: [null, 'the new content'], backup: true },
  { name: 'without backup', contents: ['old', 'new', 'newer'], backup: false },
  { name: 'from nothing', contents: [null, 'first', 'the second, which is longer', 'third'], backup: true },
  { name: 'to nothing', contents: ['a content', '', 'another content'], backup: true },
  { name: 'eight saves', contents: LONG, backup: true },
  { name: 'eight saves, short writes', contents: LONG, backup: true, through: shortWrites },
  { name: 'eight saves, short writes, no backup', contents: LONG, backup: false, through: shortWrites },
];
